//! Texts that nobody would write.

use proptest::prelude::*;

use super::*;

/// Texts to spoil, in each form.
const TEXTS: [(Form, &str); 6] = [
    (Form::Json, include_str!("../../../../tests/trust-lint/statement-looser/bad.json")),
    (Form::Json, include_str!("../../../../tests/trust-lint-templates/template.json")),
    (Form::Yaml, include_str!("../../../../tests/trust-lint-templates/unknown.yaml")),
    (Form::Terraform, include_str!("../../../../tests/trust-lint-templates/heredoc.tf")),
    (Form::Terraform, include_str!("../../../../tests/trust-lint-templates/document.tf")),
    (Form::Terraform, include_str!("../../../../tests/trust-lint-templates/unknown.tf")),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is done to a text: it is judged or refused, at a place that is in it.
    #[test]
    fn a_spoilt_text_is_judged_or_refused(
        which in 0..TEXTS.len(),
        from in 0.0..1.0,
        length in 0_usize..40,
        put in r#"[\[\]{}",:$*? é\n]{0,4}|ForAllValues:StringLikeIfExists|Deny|\$\{x\}|null|7"#,
    ) {
        let (form, text) = TEXTS[which];
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a short text")]
        let start = text.floor_char_boundary((text.len() as f64 * from) as usize);
        let end = text.floor_char_boundary((start + length).min(text.len())).max(start);
        let spoilt = format!("{}{put}{}", &text[..start], &text[end..]);
        for finding in lint_text(&spoilt, form, &Facts::default()) {
            prop_assert!(finding.span.start <= finding.span.end && finding.span.end <= spoilt.len());
        }
        let mended = fix(&spoilt, form, &Facts::default(), &|_| true);
        prop_assert_eq!(fix(&mended, form, &Facts::default(), &|_| true), mended);
    }
}

#[test]
fn of_a_policy_that_is_far_too_long_nothing_else_is_judged() {
    let statement = r#"{"Effect":"Allow","Principal":{"Federated":"x"},"Action":"sts:AssumeRoleWithWebIdentity"}"#;
    let policy = format!("[{}]", [statement; 20_000].join(","));
    let found = lint_text(&format!(r#"{{"Statement":{policy}}}"#), Form::Json, &Facts::default());
    let found: Vec<&str> = found.iter().map(|finding| finding.rule.id).collect();
    assert_eq!(found, ["too-long"]);
}

#[test]
fn every_rule_has_a_name_of_its_own_and_says_everything() {
    let names: Vec<&str> = rules().map(|rule| rule.id).collect();
    for (index, rule) in rules().enumerate() {
        assert!(!names[..index].contains(&rule.id), "{}", rule.id);
        for part in [rule.title, rule.why, rule.attack, rule.remedy] {
            assert!(!part.is_empty(), "{}", rule.id);
        }
    }
}
