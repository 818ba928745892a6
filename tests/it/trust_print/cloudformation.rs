//! The CloudFormation template.

use super::iam::Iam;
use super::{Desk, OTHER_WAYS, WAYS, assert_lets_in_alice_alone};

#[test]
fn every_template_passes_cfn_lint() {
    let desk = Desk::new();
    let mut files = Vec::new();
    for (number, way) in WAYS.iter().chain(OTHER_WAYS).enumerate() {
        let words = [way, &["--format", "cloudformation"][..]].concat();
        files.push(desk.print_into(&format!("{number}.yaml"), &words));
    }
    let files: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
    let told = desk.judge("cfn-lint", &files).ok();
    assert_eq!(told.stdout, "");
}

/// moto doesn't know the value of `!Ref Provider`; `!Sub` it does.
#[test]
fn a_stack_makes_the_role() {
    let desk = Desk::new();
    let iam = Iam::start(&desk);
    let alice = ["--subject", "alice@example.com", "--existing-provider"];
    let words = [&alice[..], &["--format", "cloudformation"]].concat();
    let file = desk.print_into("template.yaml", &words);
    let body = format!("file://{}", file.display());
    let create = ["cloudformation", "create-stack", "--stack-name", "vouch", "--template-body"];
    let named = ["--capabilities", "CAPABILITY_NAMED_IAM"];
    iam.ask(&desk, &[&create[..], &[&body], &named].concat());
    let query = ["--query", "Stacks[0].Outputs[0].OutputValue", "--output", "text"];
    let describe = ["cloudformation", "describe-stacks", "--stack-name", "vouch"];
    let arn = iam.ask(&desk, &[&describe[..], &query].concat());
    assert_eq!(arn, "arn:aws:iam::123456789012:role/Developer\n");
    assert_lets_in_alice_alone(&iam.trust_policy(&desk, "Developer"));
}
