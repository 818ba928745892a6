data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.vouch.arn]
    }
    condition {
      test     = "StringLike"
      variable = "vouch.example.com:sub"
      values   = ["*"]
    }
  }
}

data "aws_iam_policy_document" "permissions" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "developer" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
