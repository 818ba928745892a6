resource "aws_iam_role" "developer" {
  assume_role_policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": {
        "Effect": "Allow",
        "Principal": { "Federated": "${aws_iam_openid_connect_provider.vouch.arn}" },
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": { "StringLike": {
          "${replace(aws_iam_openid_connect_provider.vouch.url, "https://", "")}:sub": "*" } }
      }
    }
  EOT
}
