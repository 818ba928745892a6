//! Which STS is asked: as the AWS SDKs find it, by botocore's own word; and what `vouch` does with
//! the settings of a profile.

mod botocore;
mod cases;
mod differences;
mod profile;
mod retries;
