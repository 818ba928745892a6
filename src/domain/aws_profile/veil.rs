//! A config or credentials file for people to look at, without the secrets in it.

/// The keys whose values are secrets.
const SECRETS: [&str; 3] = ["aws_secret_access_key", "aws_security_token", "aws_session_token"];

/// Returns the text with dots in place of each secret, also where its line is a comment.
pub fn veiled(text: &str) -> String {
    text.split_inclusive('\n').map(line).collect()
}

fn line(line: &str) -> String {
    let Some(place) = line.find(['=', ':']) else { return line.into() };
    let name = line[..place].trim_matches(|character: char| {
        character.is_whitespace() || matches!(character, '#' | ';' | '\u{feff}')
    });
    if !SECRETS.iter().any(|secret| name.eq_ignore_ascii_case(secret)) {
        return line.into();
    }
    let ending = &line[line.trim_end_matches(['\r', '\n']).len()..];
    format!("{} ...{ending}", &line[..=place])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_left_and_everything_else_is() {
        let text = "\u{feff}aws_secret_access_key=a\r\n# AWS_Session_Token : b\n[x]\n; a = b\n\
                    aws_access_key_id = c\n#aws_security_token = d = e";
        assert_eq!(
            veiled(text),
            "\u{feff}aws_secret_access_key= ...\r\n# AWS_Session_Token : ...\n[x]\n; a = b\n\
             aws_access_key_id = c\n#aws_security_token = ..."
        );
    }
}
