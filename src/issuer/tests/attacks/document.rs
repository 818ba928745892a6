//! The matrix as a document for people who review it.

use std::fmt::Write as _;

use super::door::Door;
use super::expected::Expected;
use super::kinds::kinds;

const HEAD: &str = "# Every route against every attack

Printed from the tests (`src/issuer/tests/attacks/`); `make generated` writes it anew. A route or an
attack that has no answer here doesn't compile, or turns a test red.

Each row was tried over HTTP on an issuer of its own: a request that the route answers as it wishes, with
one thing changed. Besides status and error code, the test demands that nothing stored has changed (a
DPoP proof that was good in itself is spent), that the refusal left exactly one audit line with the
reason shown here, and that the request without the change is answered as it wishes afterwards.

## What the verifiers are tried with beyond this

| verifier | what it judges | its tests |
|---|---|---|
| `domain::jose`, `p256`, raw signatures | assertions, enrolment and DPoP proofs, at the issuer | `jose/attacks.rs` (headers, keys, curves, signatures, spellings, claims), `mutations.rs` (5000 mutants of each), `jose/vectors.rs` (Project Wycheproof) |
| `domain::sts`, `aws-lc-rs`, raw signatures | ID tokens, as AWS would | `sts/tests/keys.rs`, `sts/tests/mutations.rs` (5000 mutants), `sts/tests/vectors.rs` (Wycheproof), `sts/tests/relying_party.rs` (the names of the OpenID Foundation's checks) |
| `domain::attestation`, `webpki`, DER | attestations | `attestation/tests.rs`, `attestation/vectors.rs` (Wycheproof) |
| `adapters::piv`, `p256`, from DER to raw | what the card signed, on its way to the laptop | `piv/sign.rs` (Wycheproof) |
| `domain::session::identity`, no signature | the ID token that the laptop got from the issuer itself, over TLS | `session/identity.rs` |
| `adapters::issuer_client::discovery` | whether the issuer is the one that was asked (discovery-issuer-mismatch) | `issuer_client/discovery.rs` |

`jsonwebtoken` signs our ID tokens and verifies nothing in what ships; it is tried with the vectors
because others verify with it. A signature has one twin that holds, `n - s`: nothing is spent or
found by a signature, so the twin is worth what the original is.

Paths that don't exist (404) and methods that a path doesn't take (405) leave no audit line: no handler
of ours runs, and nobody's standing is decided.
";

#[test]
#[expect(clippy::disallowed_methods, reason = "the test writes and reads the document")]
fn the_document_says_what_is_tested() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/design/attacks.md");
    let text = document();
    if std::env::var_os("VOUCH_WRITE_GENERATED").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written == text, "docs/design/attacks.md is old; run `make generated`");
}

fn document() -> String {
    let mut page = HEAD.to_owned();
    for door in Door::ALL {
        let (method, path) = door.route();
        let grant = door.grant().map(|grant| format!(" ({grant})")).unwrap_or_default();
        write!(page, "\n## `{method} {path}`{grant}\n").unwrap();
        let mut rows = String::new();
        let mut absent: Vec<(&str, &str, Vec<&str>)> = Vec::new();
        for (kind, attacks) in kinds() {
            for attack in attacks {
                match row(attack.expected(door)) {
                    Ok(answer) => {
                        writeln!(rows, "| {kind} | {} | {answer} |", attack.text()).unwrap();
                    }
                    Err(why) => match absent.last_mut() {
                        Some((of, reason, texts)) if (*of, *reason) == (kind, why) => {
                            texts.push(attack.text());
                        }
                        _ => absent.push((kind, why, vec![attack.text()])),
                    },
                }
            }
        }
        page.push_str("\n| kind | attack | answer | why, in the audit |\n|---|---|---|---|\n");
        page.push_str(&rows);
        page.push_str("\nNot applicable:\n\n");
        for (kind, why, texts) in absent {
            let all = kinds().iter().any(|(of, it)| *of == kind && it.len() == texts.len());
            let which = if all { String::new() } else { format!(" ({})", texts.join("; ")) };
            writeln!(page, "- {kind}{which}: {why}.").unwrap();
        }
    }
    page
}

fn row(expected: Expected) -> Result<String, &'static str> {
    match expected {
        Expected::Harmless { status, because } => {
            Ok(format!("{status}, nothing changed | {because}"))
        }
        Expected::NotApplicable(why) => Err(why),
        Expected::Refused { status, code, why } => Ok(format!("{status} `{code}` | {why}")),
        Expected::Unjudged { status, code } => {
            Ok(format!("{status} `{code}` | (no line: nothing is decided about anybody)"))
        }
    }
}
