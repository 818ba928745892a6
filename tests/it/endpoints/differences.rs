//! Where vouch and botocore differ: on purpose, and no further (`docs/reference/sts-endpoint.md`).

use super::botocore::{Answer, different};
use super::cases::{Case, of_vouch};

/// Settings, and what both make of them.
struct Difference {
    what: &'static str,
    variables: &'static [(&'static str, &'static str)],
    lines: &'static str,
    botocore: &'static str,
    vouch: &'static str,
}

const TABLE: [Difference; 7] = [
    Difference {
        what: "the global endpoint, once asked for, stays regional",
        variables: &[("AWS_STS_REGIONAL_ENDPOINTS", "legacy")],
        lines: "region = us-east-1",
        botocore: "https://sts.amazonaws.com/",
        vouch: "https://sts.us-east-1.amazonaws.com",
    },
    Difference {
        what: "the same in the profile",
        variables: &[],
        lines: "region = eu-west-1\nsts_regional_endpoints = legacy",
        botocore: "https://sts.amazonaws.com/",
        vouch: "https://sts.eu-west-1.amazonaws.com",
    },
    Difference {
        what: "without a region there is one of the role's partition",
        variables: &[],
        lines: "output = json",
        botocore: "https://sts.amazonaws.com/",
        vouch: "https://sts.us-east-1.amazonaws.com",
    },
    Difference {
        what: "AWS_REGION counts, as in the SDKs",
        variables: &[("AWS_REGION", "eu-west-2")],
        lines: "region = eu-west-1",
        botocore: "https://sts.eu-west-1.amazonaws.com/",
        vouch: "https://sts.eu-west-2.amazonaws.com",
    },
    Difference {
        what: "what is neither true nor false is refused, as in most SDKs",
        variables: &[("AWS_USE_FIPS_ENDPOINT", "1")],
        lines: "region = us-east-1",
        botocore: "https://sts.us-east-1.amazonaws.com/",
        vouch: "AWS_USE_FIPS_ENDPOINT is `1`, which is neither `true` nor `false`",
    },
    Difference {
        what: "what is no region of AWS's has no host",
        variables: &[],
        lines: "region = xx-east-1",
        botocore: "https://sts.xx-east-1.amazonaws.com/",
        vouch: "`xx-east-1` is not an AWS region",
    },
    Difference {
        what: "a comment behind a value is none of it, as in the SDKs",
        variables: &[],
        lines: "region = eu-west-1\nuse_fips_endpoint = true # always",
        botocore: "https://sts.eu-west-1.amazonaws.com/",
        vouch: "https://sts-fips.eu-west-1.amazonaws.com",
    },
];

/// Returns the cases of the table.
pub(super) fn cases() -> impl Iterator<Item = Case> {
    TABLE.into_iter().map(|row| Case {
        variables: row.variables.iter().copied().collect(),
        config: format!("[profile dev]\n{}\n", row.lines),
    })
}

#[test]
fn vouch_differs_from_botocore_in_this_alone() {
    for ((row, case), answer) in TABLE.iter().zip(cases()).zip(different()) {
        let answer = match answer {
            Answer::Url(url) => url.clone(),
            Answer::Raised(error) => format!("raised {error}"),
        };
        let vouch = of_vouch(&case).unwrap_or_else(|error| error.to_string());
        assert_eq!((answer.as_str(), vouch.as_str()), (row.botocore, row.vouch), "{}", row.what);
    }
    assert_eq!(different().len(), TABLE.len());
}
