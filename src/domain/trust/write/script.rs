//! Plans as a shell script that calls the AWS CLI.

use super::place::Account;
use super::plan::{Part, Plan, Registration};
use super::tree::json;

const START: &str = include_str!("script/start.sh");
const PROVIDER: &str = include_str!("script/provider.sh");
const ROLE: &str = include_str!("script/role.sh");
const PERMISSIONS: &str = include_str!("script/permissions.sh");
const TRY: &str = include_str!("script/try.sh");
const WAIT: &str = include_str!("script/wait.sh");
const END: &str = include_str!("script/end.sh");

/// What stands for the account in a policy, which the script replaces.
const ANY_ACCOUNT: &str = ":iam::ACCOUNT:oidc-provider/";

impl Plan {
    /// Returns the script, for any POSIX shell. It can be run again, and changes nothing then.
    pub fn script(&self) -> String {
        let head = format!(
            "#!/bin/sh\n# {}. Written by `vouch trust print`.\n# Run it with credentials of {}. \
             It may be run again: what is right stays.\n",
            self.title(),
            self.told_accounts()
        );
        let settle = if self.login.is_some() { TRY } else { WAIT };
        let mut pieces = vec![format!("{head}{START}")];
        pieces.extend(self.provider_is_made().then(|| PROVIDER.into()));
        pieces.push(ROLE.into());
        let permissions = self.parts.iter().find_map(Part::permissions);
        pieces.extend(permissions.is_some().then(|| PERMISSIONS.into()));
        pieces.push(settle.into());
        for (part, name) in self.parts.iter().zip(POLICIES) {
            pieces.push(document(name, &self.trust_policy(part)));
        }
        pieces.extend(permissions.map(|policy| document("may_assume", &json(&policy))));
        pieces.push(self.body());
        pieces.push(self.end());
        pieces.join("\n")
    }

    fn provider_is_made(&self) -> bool {
        self.provider().is_some() && self.registration != Registration::Existing
    }

    fn trust_policy(&self, part: &Part) -> String {
        match (&part.accounts[..], part.admission.provider()) {
            ([only], _) => part.admission.policy(&self.partition, only).to_json(),
            (_, Some(provider)) => {
                let (partition, name) =
                    (self.partition.as_str(), provider.issuer().without_scheme());
                json(&part.admission.tree(&format!("arn:{partition}{ANY_ACCOUNT}{name}")))
            }
            (_, None) => json(&part.admission.tree("")),
        }
    }

    fn body(&self) -> String {
        let cases = self.parts.iter().zip(POLICIES).map(|(part, policy)| {
            let accounts: Vec<&str> = part.accounts.iter().map(Account::as_str).collect();
            let pattern = if accounts.is_empty() { "*".into() } else { accounts.join(" | ") };
            format!("{pattern})\n{}    ;;\n", self.case(part, policy))
        });
        let mut cases: String = cases.collect();
        if self.parts.iter().all(|part| !part.accounts.is_empty()) {
            let told = self.told_accounts();
            cases.push_str(&format!(
                "*) fail \"these credentials are of account $account, this is for {told}\" ;;\n"
            ));
        }
        let login =
            self.login.as_ref().map(|issuer| format!("login={}\n", quoted(issuer.as_str())));
        format!(
            "{}account=$(aws sts get-caller-identity --query Account --output text)\nname={}\n\
             arn=\"arn:{}:iam::$account:role{}$name\"\nnew=no\ncase $account in\n{cases}esac\n",
            login.unwrap_or_default(),
            quoted(self.role.name()),
            self.partition.as_str(),
            self.role.path(),
        )
    }

    fn case(&self, part: &Part, policy: &str) -> String {
        let mut lines = String::new();
        if let (true, Some(provider)) = (self.provider_is_made(), part.admission.provider()) {
            let (partition, issuer) = (self.partition.as_str(), provider.issuer());
            lines.push_str(&format!(
                "    provider \"arn:{partition}:iam::$account:oidc-provider/\"{} \\\n        --url {} --client-id-list {}",
                quoted(issuer.without_scheme()),
                quoted(issuer.as_str()),
                quoted(provider.client_id()),
            ));
            if let Registration::New(thumbprints) = &self.registration
                && !thumbprints.is_empty()
            {
                let thumbprints: Vec<&str> = thumbprints.iter().map(|it| it.as_str()).collect();
                lines.push_str(&format!(" --thumbprint-list {}", thumbprints.join(" ")));
            }
            lines.push('\n');
        }
        let document = match (&part.accounts[..], part.admission.provider()) {
            ([_], _) | (_, None) => format!("$({policy})"),
            (_, Some(_)) => {
                let own = ANY_ACCOUNT.replace("ACCOUNT", "$account");
                format!("$({policy} | sed \"s|{ANY_ACCOUNT}|{own}|\")")
            }
        };
        let path = quoted(&self.role.path());
        lines.push_str(&format!("    role \"$name\" {path} \"{document}\"\n"));
        if self.login.is_some() && part.admission.provider().is_none() {
            lines.push_str("    login=\n");
        }
        if part.permissions().is_some() {
            lines.push_str("    permissions \"$name\" assume \"$(may_assume)\"\n");
        }
        lines
    }

    fn end(&self) -> String {
        match &self.login {
            None => END.into(),
            Some(_) => END.replace("settle \"$arn\"", "settle \"$arn\" \"$login\""),
        }
    }
}

/// What the functions with the policies of the parts are called.
const POLICIES: [&str; 2] = ["trust_policy", "spoke_trust_policy"];

/// A function that prints a text; nothing in it means anything to the shell.
fn document(name: &str, text: &str) -> String {
    format!("{name}() {{\n    cat <<'END'\n{text}\nEND\n}}\n")
}

/// Returns the text as one word.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
