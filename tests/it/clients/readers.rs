//! Programs that read an object, with credentials of a store that verifies our tokens itself.

use super::laptop::{Laptop, PLAIN};
use super::measure::{Client, measure};
use super::object_store::{GREETING, OBJECT, ObjectStore};
use super::version;
use crate::tools;

/// A laptop whose STS is the store's.
fn laptop() -> (Laptop, ObjectStore) {
    let mut laptop = Laptop::logged_in();
    let told = &laptop.dev.told;
    let store = ObjectStore::start(&laptop.world, &told.issuer, &told.role_arn);
    laptop.world.set("AWS_ENDPOINT_URL_STS", store.url());
    (laptop, store)
}

#[test]
fn rclone_does_what_the_page_says() {
    let (laptop, store) = laptop();
    let rclone = tools::require_named("VOUCH_TEST_OBJECT_STORE").join("rclone");
    let file =
        format!(":s3,provider=SeaweedFS,env_auth=true,endpoint='{}':bucket/{OBJECT}", store.url());
    let client = Client {
        name: "rclone (AWS SDK for Go v2)",
        version: version(laptop.world.command(&rclone).arg("version"), "v"),
        requests: 1,
        command: &|| {
            let mut command = laptop.world.command(&rclone);
            command.args(["--config", "", "--log-format", "", "--retries", "1", "cat", &file]);
            command
        },
        printed: GREETING.into(),
    };
    measure(&laptop, &client);
}

#[test]
fn duckdb_does_what_the_page_says() {
    let (laptop, store) = laptop();
    let python = tools::require_named("VOUCH_TEST_OBJECT_STORE").join("python");
    let print_version = "import duckdb; print('duckdb/' + duckdb.__version__)";
    let url = format!("s3://bucket/{OBJECT}");
    let client = Client {
        name: "DuckDB (AWS SDK for C++)",
        version: version(laptop.world.command(&python).args(["-c", print_version]), "duckdb/"),
        requests: 3,
        command: &|| {
            let mut command = laptop.world.command(&python);
            command.arg(tools::client("read_with_duckdb.py")).arg(store.host());
            command.args([&url, &url, &url]);
            command
        },
        printed: format!("{GREETING}\n").repeat(3),
    };
    measure(&laptop, &client);
}

#[test]
fn what_an_sts_of_another_maker_answers_is_printed_as_any_other() {
    let (laptop, _store) = laptop();
    let role = laptop.dev.told.role_arn.as_str();
    let told = laptop.world.vouch(&["credential", "aws", "--role", role]).ok();
    let json: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
    assert_eq!((json["Version"].as_i64(), told.stderr.as_str()), (Some(1), ""));
    assert_eq!(json["AccountId"], "123456789012", "it says it nowhere");
    assert!(json["SessionToken"].as_str().unwrap().len() > 1000, "it is a token itself");
    let aws = tools::require_aws_cli().display().to_string();
    let arguments = ["sts", "get-caller-identity", "--profile", PLAIN, "--query", "Arn"];
    let told = laptop.world.run(&aws, &arguments).ok();
    assert!(told.stdout.contains("assumed-role/VouchDeveloper/alice@example.com"), "{told}");
}
