//! A good token, spoiled in thousands of ways.

use super::*;
use crate::domain::mutations::mutants;

#[test]
fn no_mutation_of_a_good_token_is_believed() {
    let good = good().token();
    let mut attempt = super::good();
    for (seed, mutant) in mutants(&good, 5000) {
        attempt.request.web_identity_token = Some(crate::domain::secret::Secret::new(&*mutant));
        assert!(attempt.decide().is_err(), "seed {seed}: {mutant}");
    }
    attempt.request.web_identity_token = Some(crate::domain::secret::Secret::new(&*good));
    assert!(attempt.decide().is_ok(), "the token itself is good");
}
