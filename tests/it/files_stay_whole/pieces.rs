//! What the generated files are made of; the plainest of each kind first.

/// What stands before the first section.
pub(super) const STARTS: [&str; 8] = [
    "# mine\n",
    "# mine",
    ";-*- mode: conf -*-\n# vim: ft=dosini",
    "\n\n",
    "",
    "   # indented",
    "\u{feff}# mine",
    "region = nowhere",
];

/// Headers; `@` stands for the name.
pub(super) const SPELLINGS: [&str; 16] = [
    "[profile @]",
    "[profile @]",
    "[profile @]",
    "[profile @]",
    "[profile @]",
    "[@]",
    "[profile @] # c",
    "[profile\t@]",
    "[profile  @ ]",
    "[ profile @ ]",
    "[profile '@']",
    "[profile \"@\"]",
    "[sso-session @]",
    "[services @]",
    "[profile @];c",
    "[profile @] # [c]",
];

pub(super) const NAMES: [&str; 6] =
    ["work", "default", "vouch", "prod/admin", "a.b@c:d+e%f", "vouch2"];

pub(super) const OTHER_HEADERS: [&str; 12] = [
    "[default]",
    "[profile default]",
    "[DEFAULT]",
    "[plugins]",
    "[preview]",
    "[granted_registry]",
    "[sso-session]",
    "[profile]",
    "[a",
    "[]",
    " [profile indented]",
    "[profile a] [b]",
];

pub(super) const OUR_HEADERS: [&str; 9] = [
    "[profile vouch]",
    "[profile vouch]",
    "[profile vouch] # mine",
    "[profile   vouch]",
    "[profilex vouch]",
    "[ profile vouch]",
    "[profile 'vouch'] ; [x]",
    "[profile vo\\uch]",
    "[profile vouch #x]",
];

pub(super) const KEYS: [&str; 14] = [
    "region",
    "Region",
    "REGION",
    "output",
    "role_arn",
    "source_profile",
    "sso_session",
    "sso_account_id",
    "mfa_serial",
    "credential_process",
    "cli_pager",
    "duration_seconds",
    "aws_access_key_id",
    "s3",
];

pub(super) const SIGNS: [&str; 8] = [" = ", " = ", " = ", "=", "= ", "\t=\t", " : ", ":"];

pub(super) const VALUES: [&str; 15] = [
    "eu-central-1",
    "json",
    "\"quoted value\"",
    "'x'",
    "a # b",
    "a ; b",
    "a;b#c",
    "x = y = z",
    "arn:aws:iam::123456789012:role/R",
    "https://example.awsapps.com/start",
    "",
    "ünïcödé",
    "[profile vouch]",
    "a\tb ",
    "%(region)s",
];

/// Properties that we write, wrote, or might be mistaken for having written.
pub(super) const OURS: [&str; 6] = [
    "credential_process = /bin/vouch credential aws --role arn:aws:iam::123456789012:role/A",
    "credential_process = /opt/old/vouch credential aws",
    "credential_process =",
    "Credential_Process=/bin/vouch credential aws # ours",
    "region = eu-central-1",
    "credential_process = /usr/bin/aws-vault exec x --json",
];

pub(super) const NEUTRAL: [&str; 10] = [
    "",
    "",
    " ",
    "\t",
    "# a comment",
    "; another",
    "  # indented",
    "\t; indented",
    "#[profile vouch]",
    "#region = x",
];

pub(super) const NASTY: [&str; 21] = [
    "x",
    "=",
    " = a",
    ": b",
    "  a = b",
    "\ttab = b",
    "  [profile x]",
    "[profile vouch",
    "a\rb = c",
    "nul\0 = \0",
    "\u{a0}nbsp = x",
    "x = \u{2028}y",
    "y = a\u{85}b",
    "\u{c}form = feed",
    "z = \u{1c}",
    "\u{2003}em",
    "g=h\u{a0}",
    "\u{feff}bom = x",
    "=] = x",
    "[a] = b",
    "İ = dotted",
];

pub(super) const BLOCKS: [&str; 5] = ["s3 =", "s3=", "dynamodb = ", "S3 :", "s3 = # c"];

pub(super) const NESTED: [&str; 12] = [
    "  region = nested",
    "  max_concurrent_requests = 20",
    "\taddressing_style=path",
    "",
    "  # in the block",
    "    deeper = x",
    "  = nameless",
    "  no sign",
    "  endpoint_url = http://[::1]:4566",
    "  credential_process = nested",
    "  a = b = c # d",
    "# at the edge",
];

pub(super) const CONTINUATIONS: [&str; 7] =
    [" more", "\tmore = x", "  # more", "   [more]", "", " ; more", "  ü"];

/// What other tools write into this file.
pub(super) const TOOLS: [&str; 8] = [
    "granted_sso_start_url = https://d-1.awsapps.com/start\ngranted_sso_region = eu-west-1",
    "credential_process = granted credential-process --profile work",
    "x_security_token_expires = 2026-01-01T00:00:00Z\nx_principal_arn = arn:aws:sts::1:user/a",
    "sso_start_url = https://x\nsso_registration_scopes = sso:account:access",
    "login_session = arn:aws:iam::1:user/x",
    "cli_legacy_plugin_path = /usr/lib/python3\nendpoint = awscli_plugin_endpoint",
    "# >>> aws-sso-cli >>>\n# <<< aws-sso-cli <<<",
    "leapp_profile = x\nmanual_expiry = 1",
];
