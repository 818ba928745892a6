//! Terraform's `aws_iam_policy_document`, as the policy that it makes
//! ([its arguments](https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document)).

use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::structure::{Block, Body};

use super::terraform;
use crate::domain::document::{Member, Node, Value};

/// Tells whether a document looks like a trust policy: somebody may do something of STS.
pub(super) fn is_trust(document: &Block) -> bool {
    document.body.get_blocks("statement").any(|statement| {
        let actions = ["actions", "not_actions"];
        let of_sts = actions.iter().any(|name| {
            statement.body.get_attribute(name).is_some_and(|attribute| {
                attribute.value.as_array().is_some_and(|actions| {
                    let is_sts = |action: &str| action.to_ascii_lowercase().starts_with("sts:");
                    actions.iter().any(|action| action.as_str().is_some_and(is_sts))
                })
            })
        });
        let kinds = ["principals", "not_principals"];
        of_sts && kinds.iter().any(|kind| statement.body.has_blocks(kind))
    })
}

/// Returns the policy.
pub(super) fn policy(document: &Block, text: &str) -> Node {
    let span = span(document);
    let body = &document.body;
    let mut statements: Vec<Node> =
        body.get_blocks("statement").map(|block| statement(block, text)).collect();
    let others =
        ["source_policy_documents", "override_policy_documents", "source_json", "override_json"];
    let others = others.iter().filter_map(|name| body.get_attribute(name));
    statements
        .extend(others.map(|other| terraform::unknown(&other.span().unwrap_or_default(), text)));
    statements.extend(dynamic(body, "statement").map(|block| unread(block, text)));
    let version = attribute(body, "version", text)
        .unwrap_or(Node { value: Value::Text("2012-10-17".into()), span: span.clone() });
    let statements = Node { value: Value::List(statements), span: span.clone() };
    let members = vec![member("Version", version), member("Statement", statements)];
    Node { value: Value::Object(members), span }
}

fn statement(block: &Block, text: &str) -> Node {
    let body = &block.body;
    let mut members = Vec::new();
    members.extend(attribute(body, "sid", text).map(|sid| member("Sid", sid)));
    let allow = Node { value: Value::Text("Allow".into()), span: span(block) };
    members.push(member("Effect", attribute(body, "effect", text).unwrap_or(allow)));
    for (name, element) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
        if body.has_blocks(name) {
            members.push(member(element, principals(body, name, text)));
        } else if let Some(block) = dynamic(body, name).next() {
            members.push(member(element, unread(block, text)));
        }
    }
    for (name, element) in [("actions", "Action"), ("not_actions", "NotAction")] {
        members.extend(attribute(body, name, text).map(|actions| member(element, actions)));
    }
    let conditions = conditions(body, text);
    if !conditions.is_empty() {
        let node = Node { value: Value::Object(conditions), span: span(block) };
        members.push(member("Condition", node));
    }
    Node { value: Value::Object(members), span: span(block) }
}

fn principals(body: &Body, name: &str, text: &str) -> Node {
    let mut members: Vec<Member> = Vec::new();
    let mut whole = 0..0;
    for block in body.get_blocks(name) {
        whole = span(block);
        let identifiers = attribute(&block.body, "identifiers", text);
        let identifiers = identifiers.unwrap_or_else(|| unread(block, text));
        let kind = attribute(&block.body, "type", text);
        let kind = kind.as_ref().and_then(Node::text).unwrap_or_default().to_owned();
        if kind == "*" {
            return Node { value: Value::Text("*".into()), span: whole };
        }
        merge(&mut members, &kind, &span(block), identifiers);
    }
    Node { value: Value::Object(members), span: whole }
}

fn conditions(body: &Body, text: &str) -> Vec<Member> {
    let mut operators: Vec<Member> = Vec::new();
    for block in body.get_blocks("condition") {
        let named = |name| attribute(&block.body, name, text);
        let values = named("values").unwrap_or_else(|| unread(block, text));
        let (Some(test), Some(variable)) = (named("test"), named("variable")) else { continue };
        let Some(operator) = test.text().map(str::to_owned) else {
            operators.push(Member {
                name: "dynamic".into(),
                name_span: test.span.clone(),
                node: unread(block, text),
            });
            continue;
        };
        let key = match &variable.value {
            Value::Text(text) => text.clone(),
            Value::Unknown(expression) => super::super::settle::stand_in(expression),
            _ => continue,
        };
        let index = operators.iter().position(|known| known.name == operator);
        let index = index.unwrap_or_else(|| {
            let node = Node { value: Value::Object(Vec::new()), span: span(block) };
            operators.push(Member { name: operator, name_span: test.span.clone(), node });
            operators.len() - 1
        });
        if let Value::Object(keys) = &mut operators[index].node.value {
            merge(keys, &key, &variable.span, values);
        }
    }
    for block in dynamic(body, "condition") {
        let node = unread(block, text);
        operators.push(Member { name: "dynamic".into(), name_span: node.span.clone(), node });
    }
    operators
}

/// Adds the values to the member of the name.
fn merge(members: &mut Vec<Member>, name: &str, name_span: &Range<usize>, values: Node) {
    if let Some(known) = members.iter_mut().find(|member| member.name == name) {
        let all = known.node.elements().iter().chain(values.elements()).cloned().collect();
        known.node.value = Value::List(all);
        return;
    }
    members.push(Member { name: name.into(), name_span: name_span.clone(), node: values });
}

/// Returns an attribute, with `&{...}` as the `${...}` that it stands for.
fn attribute(body: &Body, name: &str, text: &str) -> Option<Node> {
    let mut node = terraform::node(&body.get_attribute(name)?.value, text);
    variables(&mut node);
    Some(node)
}

fn variables(node: &mut Node) {
    match &mut node.value {
        Value::Text(text) => *text = text.replace("&{", "${"),
        Value::List(nodes) => nodes.iter_mut().for_each(variables),
        _ => {}
    }
}

/// The blocks that an expression makes.
fn dynamic<'a>(body: &'a Body, name: &'a str) -> impl Iterator<Item = &'a Block> {
    body.get_blocks("dynamic")
        .filter(move |block| block.labels.first().is_some_and(|label| label.as_str() == name))
}

fn unread(block: &Block, text: &str) -> Node {
    terraform::unknown(&span(block), text)
}

fn member(name: &str, node: Node) -> Member {
    Member { name: name.into(), name_span: node.span.clone(), node }
}

fn span(block: &Block) -> Range<usize> {
    block.ident.span().unwrap_or_default().start..block.span().unwrap_or_default().end
}
