resource "aws_iam_role" "developer" {
  name = "developer"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:oidc-provider/vouch.example.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringLike = { "vouch.example.com:sub" = "*" } }
    }]
  })
}
