//! Certificates: wrong ones name what is wrong with them; those of a company are taken when its
//! authority is named.

use super::site::{ROLE, Site, Town};
use super::tls::{Company, Tls};
use crate::world::Told;

/// A site whose servers show a certificate, with the company's authority in a bundle.
fn site<'a>(town: &'a Town, tls: &Tls, company: &Company, variable: &'static str) -> Site<'a> {
    let mut site = town.site(Some(tls));
    let bundle = site.file("company.pem", &company.pem());
    site.set(variable, bundle);
    site
}

#[test]
fn a_wrong_certificate_is_named_and_nothing_is_asked() {
    let (town, company) = (Town::new(), Company::new());
    let mut table = Vec::new();
    for (name, tls) in [
        ("over", company.expired("localhost")),
        ("for another name", company.server("localhost", "vouch.example.com")),
        ("of a stranger", Company::new().server("localhost", "localhost")),
        ("of itself", Company::by_itself("localhost")),
    ] {
        let site = site(&town, &tls, &company, "AWS_CA_BUNDLE");
        table.push(format!("{name}: {}", site.failed_credential()));
        let login = site.vouch(&["login"]);
        assert_eq!((login.exit, site.issuer.asked().len()), (Some(5), 0), "{login}");
        assert!(login.stderr.contains(": its certificate is "), "{login}");
    }
    insta::assert_snapshot!(table.join("\n"), @r"
    over: exit 5, issuer asked 0, STS asked 0
        vouch: the issuer ISSUER can't be reached: its certificate is over, or this machine's clock is wrong; check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (VOUCH_CA_BUNDLE); `vouch doctor` looks at all of them
    for another name: exit 5, issuer asked 0, STS asked 0
        vouch: the issuer ISSUER can't be reached: its certificate is for another name; check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (VOUCH_CA_BUNDLE); `vouch doctor` looks at all of them
    of a stranger: exit 5, issuer asked 0, STS asked 0
        vouch: the issuer ISSUER can't be reached: its certificate is of an authority that is not trusted here; check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (VOUCH_CA_BUNDLE); `vouch doctor` looks at all of them
    of itself: exit 5, issuer asked 0, STS asked 0
        vouch: the issuer ISSUER can't be reached: its certificate is of an authority that is not trusted here; check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (VOUCH_CA_BUNDLE); `vouch doctor` looks at all of them
    ");
}

#[test]
fn a_wrong_certificate_of_sts_is_named_too() {
    let (town, company) = (Town::new(), Company::new());
    for (tls, words) in [
        (
            company.expired("localhost"),
            "its certificate is over, or this machine's clock is wrong; ",
        ),
        (company.server("localhost", "other.example"), "its certificate is for another name; "),
        (Company::by_itself("localhost"), "its certificate is of an authority that is not trusted"),
    ] {
        let site = town.site_with(None, Some(&tls));
        let mut site = site;
        let bundle = site.file("company.pem", &company.pem());
        site.set("AWS_CA_BUNDLE", bundle);
        let told = site.failed_credential();
        assert!(told.starts_with("exit 5, issuer asked 1, STS asked 0\n"), "{told}");
        assert!(told.contains(&format!("AWS STS at STS can't be reached: {words}")), "{told}");
    }
}

#[test]
fn the_authority_of_a_company_is_trusted_where_it_is_named() {
    let (town, company) = (Town::new(), Company::new());
    let tls = company.server("localhost", "localhost");
    for variable in ["VOUCH_CA_BUNDLE", "AWS_CA_BUNDLE", "SSL_CERT_FILE"] {
        let site = site(&town, &tls, &company, variable);
        site.credential().ok();
        site.vouch(&["login"]).ok();
        assert!(site.issuer.asked().len() > 1 && site.sts.asked().len() == 1);
    }
    let unnamed = town.site(Some(&tls)).failed_credential();
    assert!(unnamed.contains("of an authority that is not trusted here; "), "{unnamed}");
}

#[test]
fn of_two_bundles_vouchs_own_counts() {
    let (town, company) = (Town::new(), Company::new());
    let tls = company.server("localhost", "localhost");
    let mut site = site(&town, &tls, &company, "VOUCH_CA_BUNDLE");
    let other = site.file("other.pem", &Company::new().pem());
    site.set("AWS_CA_BUNDLE", other);
    site.credential().ok();
}

/// Runs with the profile `dev`, whose `ca_bundle` is that file.
fn with_profile(site: &mut Site<'_>, bundle: &str) -> Told {
    let config = site.file("aws-config", &format!("[profile dev]\nca_bundle = {bundle}\n"));
    site.set("AWS_CONFIG_FILE", config);
    let role = ["--role", ROLE, "--region", "eu-central-1"];
    site.vouch(&[&["credential", "aws", "--profile", "dev"], &role[..]].concat())
}

#[test]
fn the_bundle_of_a_profile_counts_after_vouchs_and_awss() {
    let (town, company) = (Town::new(), Company::new());
    let tls = company.server("localhost", "localhost");
    let stranger = Company::new();
    for (variable, trusted) in [
        (None, true),
        // A variable of the machine's goes after the profile, one of AWS's or ours before it.
        (Some("SSL_CERT_FILE"), true),
        (Some("AWS_CA_BUNDLE"), false),
        (Some("VOUCH_CA_BUNDLE"), false),
    ] {
        let mut site = town.site(Some(&tls));
        let bundle = site.file("company.pem", &company.pem());
        if let Some(variable) = variable {
            let other = site.file("stranger.pem", &stranger.pem());
            site.set(variable, other);
        }
        let told = with_profile(&mut site, &bundle);
        let asked = (site.issuer.asked().len(), site.sts.asked().len());
        let expected = if trusted { (Some(0), (1, 1)) } else { (Some(5), (0, 0)) };
        assert_eq!((told.exit, asked), expected, "{variable:?}: {told}");
    }
    let mut site = town.site(Some(&tls));
    let told = with_profile(&mut site, "/nowhere/ca.pem");
    assert_eq!(told.exit, Some(7), "{told}");
    assert!(
        told.stderr.contains("the profile's `ca_bundle` names /nowhere/ca.pem, which can't be")
    );
}

#[test]
fn a_folder_of_authorities_is_trusted() {
    let (town, company) = (Town::new(), Company::new());
    let tls = company.server("localhost", "localhost");
    let mut site = town.site(Some(&tls));
    // As `openssl rehash` names them.
    let file = site.file("0a1b2c3d.0", &company.pem());
    let folder = std::path::Path::new(&file).parent().unwrap().display().to_string();
    site.set("SSL_CERT_DIR", folder);
    site.credential().ok();
}
