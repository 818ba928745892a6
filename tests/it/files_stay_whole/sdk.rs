//! A config file as the AWS SDK for Rust reads it, with its own parser and no file.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_runtime::env_config::section::EnvConfigSections;
use aws_runtime::env_config::source;
use aws_types::os_shim_internal::{Env, Fs};

/// Profiles by name, each with its keys.
pub(crate) type Profiles = BTreeMap<String, BTreeMap<String, String>>;

/// Returns every profile, or the line (from 1) at which the parser gives up.
pub(crate) fn profiles(text: &str) -> Result<Profiles, usize> {
    let files = EnvConfigFiles::builder().with_contents(EnvConfigFileKind::Config, text).build();
    let (environment, nothing) = (Env::from_slice(&[]), Fs::from_slice(&[]));
    let loading = pin!(source::load(&environment, &nothing, &files));
    let Poll::Ready(source) = loading.poll(&mut Context::from_waker(Waker::noop())) else {
        unreachable!("a text in memory is not waited for")
    };
    let source = source.expect("a text in memory can be loaded");
    let sections = EnvConfigSections::parse(source).map_err(|error| line_of(&error.to_string()))?;
    let keys = keys(text);
    let ambiguous = ambiguous(text);
    let profiles = sections.profiles().filter(|name| !ambiguous.contains(*name)).map(|name| {
        let profile = sections.get_profile(name).expect("it was listed");
        let value = |key: &String| Some((key.clone(), profile.get(key)?.to_owned()));
        (name.to_owned(), keys.iter().filter_map(value).collect())
    });
    Ok(profiles.collect())
}

/// The parser can be asked for keys and doesn't list them: these are all that it could know.
fn keys(text: &str) -> BTreeSet<String> {
    let before_sign = |line: &str| Some(line.split_once('=')?.0.trim().to_ascii_lowercase());
    text.lines().filter_map(before_sign).collect()
}

/// Profiles with two spellings in one file: the parser keeps them in a map without an order, and
/// which one's keys win is chance.
fn ambiguous(text: &str) -> BTreeSet<String> {
    let mut seen = BTreeMap::new();
    let headers = text.lines().filter_map(|line| line.strip_prefix('['));
    let spellings =
        headers.filter_map(|line| line.split(['#', ';']).next()?.trim_end().strip_suffix(']'));
    spellings
        .filter_map(|spelling| {
            let (kind, name) = spelling.trim().split_once([' ', '\t'])?;
            let name = (kind == "profile").then(|| name.trim().to_owned())?;
            let first = *seen.entry(name.clone()).or_insert(spelling);
            (first != spelling).then_some(name)
        })
        .collect()
}

/// `error parsing ... on line 3:`
fn line_of(error: &str) -> usize {
    let number = error.split_once(" on line ").and_then(|(_, rest)| rest.split_once(':'));
    number.and_then(|(number, _)| number.parse().ok()).expect("the parser names the line")
}
