//! AWS's partitions, and how a region's name tells its own.

/// A partition of AWS: regions that begin so are served under these domains
/// (botocore's `partitions.json`).
pub(super) struct Partition {
    pub(super) name: &'static str,
    pub(super) region_prefixes: &'static [&'static str],
    pub(super) suffix: &'static str,
    pub(super) dualstack_suffix: &'static str,
    /// Where a role of the partition is asked for when no region is named.
    pub(super) default_region: &'static str,
}

/// In the order of their prefixes' length, for the reader; no region matches two.
pub(super) const PARTITIONS: [Partition; 8] = [
    Partition {
        name: "aws-us-gov",
        region_prefixes: &["us-gov-"],
        suffix: "amazonaws.com",
        dualstack_suffix: "api.aws",
        default_region: "us-gov-west-1",
    },
    Partition {
        name: "aws-iso",
        region_prefixes: &["us-iso-"],
        suffix: "c2s.ic.gov",
        dualstack_suffix: "api.aws.ic.gov",
        default_region: "us-iso-east-1",
    },
    Partition {
        name: "aws-iso-b",
        region_prefixes: &["us-isob-"],
        suffix: "sc2s.sgov.gov",
        dualstack_suffix: "api.aws.scloud",
        default_region: "us-isob-east-1",
    },
    Partition {
        name: "aws-iso-f",
        region_prefixes: &["us-isof-"],
        suffix: "csp.hci.ic.gov",
        dualstack_suffix: "api.aws.hci.ic.gov",
        default_region: "us-isof-south-1",
    },
    Partition {
        name: "aws-iso-e",
        region_prefixes: &["eu-isoe-"],
        suffix: "cloud.adc-e.uk",
        dualstack_suffix: "api.cloud-aws.adc-e.uk",
        default_region: "eu-isoe-west-1",
    },
    Partition {
        name: "aws-eusc",
        region_prefixes: &["eusc-de-"],
        suffix: "amazonaws.eu",
        dualstack_suffix: "api.amazonwebservices.eu",
        default_region: "eusc-de-east-1",
    },
    Partition {
        name: "aws-cn",
        region_prefixes: &["cn-"],
        suffix: "amazonaws.com.cn",
        dualstack_suffix: "api.amazonwebservices.com.cn",
        default_region: "cn-north-1",
    },
    Partition {
        name: "aws",
        region_prefixes: &["us-", "eu-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "mx-"],
        suffix: "amazonaws.com",
        dualstack_suffix: "api.aws",
        default_region: "us-east-1",
    },
];

/// Returns the partition of a text that is a region: `PREFIX-NAME-NUMBER`, where the prefix tells the
/// partition. So a region that is newer than this program has its endpoint too.
pub(super) fn of_region(region: &str) -> Option<&'static Partition> {
    let continues = |prefix: &&str| region.strip_prefix(*prefix).is_some_and(is_name_and_number);
    PARTITIONS.iter().find(|partition| partition.region_prefixes.iter().any(continues))
}

/// `\w+-\d+`, in the letters that regions are of.
fn is_name_and_number(text: &str) -> bool {
    let Some((name, number)) = text.split_once('-') else { return false };
    let named = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.len() <= 32
        && !name.is_empty()
        && name.bytes().all(named)
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
}
