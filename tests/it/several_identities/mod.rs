//! Several identities at once: two issuers, by name and by URL, and a login that serves its own alone.

mod config_toml;
mod town;

use town::{ROLE, Town};

#[test]
fn each_login_serves_its_own_issuer_by_name_and_by_url() {
    let town = Town::logged_in();
    let status = town.world.vouch(&["status"]).ok().stdout;
    for name in ["work", "client"] {
        let url = town.url(name);
        assert!(status.contains(&format!("alice@example.com at {url}")), "{status}");
        let audience = url.strip_prefix("http://").unwrap();
        let token = ["token", "--decode", "--audience", audience, "--role", ROLE, "--issuer"];
        let claims = town.world.vouch(&[&token[..], &[name]].concat()).ok().stdout;
        assert!(claims.contains(&format!("\"iss\": \"{url}\"")), "{claims}");
    }
    // The cache crosses neither, and knows an issuer by both of its names.
    let mut asked = 0;
    for (name, new) in [("work", 1), ("client", 1), ("work", 0), ("client", 0)] {
        for (issuer, new) in [(name, new), (town.url(name), 0)] {
            town.credential(&["--issuer", issuer]).ok();
            asked += new;
            assert_eq!(town.sts.asked_sts().len(), asked, "{issuer}");
            if new == 1 {
                assert_eq!(town.shown(), town.url(name));
            }
        }
    }
    town.world.vouch(&["logout", "--issuer", "client"]).ok();
    let told = town.credential(&["--issuer", "client"]);
    let client = town.url("client");
    let words = format!("vouch: not logged in at {client}; run `vouch login --issuer {client}`\n");
    assert_eq!((told.exit, told.stderr), (Some(3), words));
    town.credential(&["--issuer", "work"]).ok();
    assert_eq!(town.shown(), town.url("work"));
    let status = town.world.vouch(&["status"]).ok().stdout;
    assert!(status.contains(town.url("work")) && !status.contains(client), "{status}");
}

#[test]
fn a_profile_stands_for_its_issuer() {
    let mut town = Town::logged_in();
    let work = town.url("work").to_owned();
    let client = town.url("client").to_owned();
    town.write_profile("by-url", &work);
    town.write_profile("by-name", "work");
    let exec = |town: &Town, profile: &str, more: &[&str]| {
        let usual = ["exec", "--profile", profile];
        town.world.vouch(&[&usual[..], more, &["--", "true"]].concat())
    };
    for profile in ["by-url", "by-name"] {
        for named in [&[][..], &["--issuer", "work"], &["--issuer", &work]] {
            exec(&town, profile, named).ok();
            assert_eq!(town.shown(), work);
        }
        for other in ["client", client.as_str()] {
            let told = exec(&town, profile, &["--issuer", other]);
            let words = format!(
                "error: the profile `{profile}` is of {work}, and --issuer names {client}\n"
            );
            assert!(told.exit == Some(2) && told.stderr.starts_with(&words), "{told}");
        }
    }
    town.world.set("VOUCH_ISSUER", "client");
    exec(&town, "by-url", &[]).ok();
    town.credential(&["--no-cache"]).ok();
    assert_eq!(town.shown(), client);
    let asked = town.sts.asked_sts().len();
    town.world.vouch(&["logout", "--issuer", "work"]).ok();
    for profile in ["by-url", "by-name"] {
        let told = exec(&town, profile, &[]);
        let words = format!("error: not logged in at {work}\n");
        assert!(told.exit == Some(3) && told.stderr.starts_with(&words), "{told}");
    }
    assert_eq!(town.sts.asked_sts().len(), asked);
}

#[test]
fn of_several_issuers_the_person_chooses_one() {
    let town = Town::enrolled();
    let (work, client) = (town.url("work"), town.url("client"));
    let told = town.world.vouch(&["login"]);
    let known = format!("several issuers are known (work ({work}), client ({client}))");
    assert!(told.exit == Some(7) && told.stderr.contains(&known), "{told}");
    let mut terminal = town.world.vouch_at_terminal(&["login"]);
    terminal.expect(&format!("2) client ({client})")).expect("Which issuer? [1-2]: ").answer("2");
    terminal.end().0.ok();
    let status = town.world.vouch(&["status"]).ok().stdout;
    assert!(status.contains(client) && !status.contains(work), "{status}");

    for arguments in [&["status"][..], &["login"], &["credential", "aws", "--role", ROLE]] {
        let told = town.world.vouch(&[arguments, &["--issuer", "home"]].concat());
        assert!(told.exit == Some(7) && told.stdout.is_empty(), "{told}");
        assert!(told.stderr.contains("no issuer is called `home`"), "{told}");
        assert!(told.stderr.contains(&format!("known: work ({work}), client")), "{told}");
    }
}
