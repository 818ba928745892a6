//! Each dependency has earned its line in the design notes.

use std::fs;
use std::path::Path;

#[test]
fn each_direct_dependency_is_explained() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/design/dependencies.md")).unwrap();
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let manifest: toml_edit::DocumentMut = manifest.parse().unwrap();

    let mut tables = vec![manifest["dependencies"].as_table().unwrap()];
    for (_, target) in manifest["target"].as_table().unwrap() {
        tables.extend(target.get("dependencies").and_then(toml_edit::Item::as_table));
    }
    let names: Vec<&str> =
        tables.into_iter().flat_map(|table| table.iter().map(|(name, _)| name)).collect();
    assert!(names.len() > 20, "the manifest was read: {names:?}");
    let unexplained: Vec<_> =
        names.into_iter().filter(|name| !page.contains(&format!("`{name}`"))).collect();
    assert!(unexplained.is_empty(), "docs/design/dependencies.md says nothing of {unexplained:?}");
}
