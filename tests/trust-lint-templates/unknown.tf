locals {
  issuer = replace(aws_iam_openid_connect_provider.vouch.url, "https://", "")
}

resource "aws_iam_role" "values" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.vouch.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${local.issuer}:aud"  = var.audience
          "${local.issuer}:sub"  = [for name in var.names : "${name}@example.com"]
          "sts:RoleSessionName" = "$${vouch.example.com:sub}"
        }
      }
    }]
  })
}

resource "aws_iam_role" "key" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.vouch.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { (local.key) = "alice@example.com" } }
    }]
  })
}

resource "aws_iam_role" "elsewhere" {
  assume_role_policy = data.aws_iam_policy_document.elsewhere.json
}

data "aws_iam_policy_document" "blocks" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::123456789012:oidc-provider/vouch.example.com"]
    }
    dynamic "condition" {
      for_each = var.conditions
      content {
        test     = condition.value.test
        variable = condition.value.variable
        values   = condition.value.values
      }
    }
  }
}
