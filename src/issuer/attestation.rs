//! Where a new key lives, as its attestation proves.

use super::error::RouteError;
use super::state::State;
use crate::domain::enrolment::Evidence;

/// Returns the evidence for the certificates of a request, DER in base64; none are a software key.
pub(super) fn evidence(_state: &State, certificates: &[String]) -> Result<Evidence, RouteError> {
    if certificates.is_empty() {
        return Ok(Evidence::Software);
    }
    Err(RouteError::Malformed("attestations are not understood yet".into()))
}
