//! The `Date` of an answer: STS's own clock.

use std::sync::{Arc, Mutex};

use aws_sdk_sts::config::interceptors::BeforeDeserializationInterceptorContextRef;
use aws_sdk_sts::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_sts::error::BoxError;
use chrono::{DateTime, Utc};

/// Remembers the `Date` of the latest answer ([RFC 9110, section 6.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1)).
#[derive(Clone, Debug, Default)]
pub(super) struct SeenDate(Arc<Mutex<Option<DateTime<Utc>>>>);

impl SeenDate {
    /// Returns the date, or `None` when no answer carried one.
    pub(super) fn seen(&self) -> Option<DateTime<Utc>> {
        self.0.lock().ok().and_then(|date| *date)
    }
}

impl Intercept for SeenDate {
    fn name(&self) -> &'static str {
        "SeenDate"
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let text = context.response().headers().get("date");
        let date = text.and_then(|text| DateTime::parse_from_rfc2822(text).ok());
        if let Ok(mut seen) = self.0.lock() {
            *seen = date.map(|date| date.to_utc());
        }
        Ok(())
    }
}
