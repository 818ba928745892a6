//! Silence and drops: the whole call has a budget, not each of its parts.

use std::time::{Duration, Instant};

use super::server::Fault;
use super::site::{Site, Town, said};

/// AWS's SDKs wait 20 s for a credential process at most, and leave it behind then.
const BUDGET: Duration = Duration::from_secs(20);

fn bounded(run: impl FnOnce()) {
    let begun = Instant::now();
    run();
    assert!(begun.elapsed() < BUDGET, "it took {:?}", begun.elapsed());
}

fn silent(site: &Site<'_>, who: &str) {
    bounded(|| {
        let told = site.failed_credential();
        assert!(told.starts_with("exit 5, issuer asked 1, "), "{told}");
        assert!(told.contains(&format!("{who} can't be reached: no answer in time; ")), "{told}");
    });
}

#[test]
fn nothing_is_waited_for_longer_than_aws_tools_wait() {
    let town = Town::new();
    let site = |fault: &Fault, at_sts: bool| {
        let site = town.site(None);
        let server = if at_sts { &site.sts } else { &site.issuer };
        server.go_wrong("", fault.clone());
        site
    };
    std::thread::scope(|scope| {
        for fault in [Fault::Hangs, Fault::Drips] {
            let (issuer, sts) = (site(&fault, false), site(&fault, true));
            scope.spawn(move || silent(&issuer, "the issuer ISSUER"));
            scope.spawn(move || {
                silent(&sts, "AWS STS at STS");
                assert!(sts.sts.asked().len() <= 3);
            });
            let warm = town.site(None);
            let first = warm.credential().ok();
            warm.sts_goes_wrong(fault.clone());
            scope.spawn(move || bounded(|| assert_eq!(said(&warm.credential()), said(&first))));
            let elsewhere = site(&fault, false);
            scope.spawn(move || {
                bounded(|| {
                    let issuer = elsewhere.issuer.url();
                    let arguments = ["login", "--issuer", issuer, "--client-id", "vouch"];
                    let told = elsewhere.vouch(&arguments);
                    assert_eq!((told.exit, told.stdout.as_str()), (Some(5), ""), "{told}");
                    assert!(told.stderr.contains(" can't be reached: no answer in time\n"));
                });
            });
            let login = site(&fault, false);
            scope.spawn(move || {
                bounded(|| {
                    let told = login.vouch(&["login"]);
                    assert_eq!((told.exit, told.stdout.as_str()), (Some(5), ""), "{told}");
                    assert!(told.stderr.contains(" can't be reached: no answer in time\n"));
                });
            });
        }
        let logout = site(&Fault::Hangs, false);
        scope.spawn(move || {
            bounded(|| {
                let told = logout.vouch(&["logout"]).ok();
                assert!(told.stderr.contains("the issuer could not be told"), "{told}");
            });
            assert_eq!(logout.vouch(&["status"]).exit, Some(3));
        });
    });
}
