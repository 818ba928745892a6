//! What is known about a request when a trust policy is evaluated.

use std::collections::BTreeMap;

/// The keys and values of a request
/// ([Context keys](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html)).
///
/// Keys are compared without regard to case. A key with an empty list counts as absent.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Context(BTreeMap<String, Vec<String>>);

impl Context {
    /// Sets a key with one value.
    pub fn set(&mut self, key: &str, value: impl Into<String>) {
        self.set_list(key, vec![value.into()]);
    }

    /// Sets a key with many values.
    pub fn set_list(&mut self, key: &str, values: Vec<String>) {
        self.0.insert(key.to_lowercase(), values);
    }

    /// Returns the values of a key, never an empty list.
    pub fn values(&self, key: &str) -> Option<&[String]> {
        self.0.get(&key.to_lowercase()).map(Vec::as_slice).filter(|values| !values.is_empty())
    }

    /// Returns every key, in lower case, with its values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(key, values)| (key.as_str(), values.as_slice()))
    }
}
