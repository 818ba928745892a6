//! The matrix has every route, and there is no route beside the list.

use super::door::Door;
use crate::issuer::routes::ROUTES;

#[test]
fn every_route_has_a_door_and_every_door_a_route() {
    let name = |method: &str, path: &str| format!("{method} {path}");
    let mut routes: Vec<String> =
        ROUTES.iter().map(|it| name(it.method.as_str(), it.path)).collect();
    let mut doors: Vec<String> = Door::ALL
        .iter()
        .map(|it| it.route())
        .map(|(method, path)| name(method.as_str(), path))
        .collect();
    routes.sort();
    doors.sort();
    doors.dedup();
    assert_eq!(doors, routes);
}

/// The router is made of [`ROUTES`] alone: nothing else in the issuer says where a path leads.
#[test]
#[expect(clippy::disallowed_methods, reason = "the test reads the source")]
fn no_route_is_made_beside_the_list() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/issuer");
    let mut found = Vec::new();
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_file() {
            let text = std::fs::read_to_string(&path).unwrap();
            for call in [".route(", ".merge(", ".nest(", ".route_service(", ".nest_service("] {
                found.extend(text.matches(call).map(|call| format!("{name}: {call}")));
            }
        }
    }
    found.sort();
    assert_eq!(found, ["routes.rs: .nest(", "routes.rs: .route("]);
}
