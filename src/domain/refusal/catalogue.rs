//! The catalogue, the more special entry before the more general one.

use super::Entry;
use super::Step::{Beside, Claims, Permission, Provider, Token, Trust};

const DENIED: &str = "AccessDenied";
const INVALID: &str = "InvalidIdentityToken";
const VALIDATION: &str = "ValidationError";
const PARAMETER: &str = "InvalidParameterValue";
const DECODE: &str = "`vouch token --audience AUD --role ROLE --decode` prints the claims";

const fn entry(
    code: &'static str,
    text: &'static str,
    step: super::Step,
    cause: &'static str,
    check: &'static str,
    remedy: &'static str,
) -> Entry {
    Entry { code, text, step, cause, check, remedy }
}

/// Every refusal that is known.
#[rustfmt::skip]
pub const CATALOGUE: &[Entry] = &[
    entry(DENIED, "Not authorized to perform sts:TagSession", Trust, "the token carries session tags, and the trust policy doesn't allow tagging", "look for sts:TagSession among the actions of the trust policy", "add \"sts:TagSession\" to the actions of the statement that lets the token in"),
    entry(DENIED, "Not authorized to perform sts:SetSourceIdentity", Trust, "the token carries a source identity, and the trust policy doesn't allow setting one", "look for sts:SetSourceIdentity among the actions of the trust policy", "add \"sts:SetSourceIdentity\" to the actions of the statement that lets the token in"),
    entry(DENIED, "Not authorized to perform sts:AssumeRoleWithWebIdentity", Trust, "no statement of the role's trust policy lets this token in, or there is no such role", "compare the claims with the conditions: `vouch explain --policy FILE`", "mend the condition that fails; a role or a policy made a moment ago takes about ten seconds"),
    entry(DENIED, "with an explicit deny", Permission, "a policy denies the action, whatever else is allowed", "the message says which kind of policy: of the role, a boundary, or of the organisation", "have that statement narrowed; nothing else helps against a deny"),
    entry(DENIED, "not authorized to perform: sts:AssumeRole", Permission, "a role was to be assumed from another role or a user: its trust policy doesn't let the caller in or demands an external id, the caller's own policies don't allow it, or there is no such role", "the message names the caller and the role; `vouch explain --policy FILE` compares the role's trust policy", "let the trust policy of the role name the caller's role (\"AWS\") and a policy of the caller's role allow sts:AssumeRole on it; give the external id that it demands: `--external-id`"),
    entry(DENIED, "not authorized to perform: sts:TagSession", Permission, "session tags were passed to a role that is assumed from another, or handed down to it, and its trust policy doesn't allow tagging", "look for sts:TagSession among the actions of the role's trust policy", "add \"sts:TagSession\" to the actions of the statement that lets the caller in, at each role of the chain"),
    entry(DENIED, "not authorized to perform: sts:SetSourceIdentity", Permission, "a source identity was passed to a role that is assumed from another, or handed down to it, and its trust policy doesn't allow setting one", "look for sts:SetSourceIdentity among the actions of the role's trust policy", "add \"sts:SetSourceIdentity\" to the actions of the statement that lets the caller in, at each role of the chain"),
    entry(DENIED, "Roles may not be assumed by root accounts", Trust, "AssumeRole was called with the account's own keys", "`aws sts get-caller-identity` says whose keys are used", "use credentials of a user or of a role"),
    entry(DENIED, "Cannot call GetSessionToken with session credentials", Permission, "GetSessionToken was called with temporary credentials", "`aws sts get-caller-identity` says whose credentials are used", "use the credentials as they are: they are a session already"),
    entry(DENIED, "MultiFactorAuthentication failed", Permission, "the code is not one of an MFA device of the caller", "compare the serial number with the caller's devices in IAM", "give the caller's own device and its present code; a role that vouch logs in to needs none"),
    entry(DENIED, "is not authorized to perform", Permission, "the login worked; no policy of the role allows this action on this resource", "the message names the action and the resource; look for both in the role's policies", "allow the action on the resource in a policy of the role, or use another role"),
    entry(INVALID, "No OpenIDConnect provider found", Provider, "the role's account has no OIDC provider with exactly the token's `iss`", "`aws iam list-open-id-connect-providers` in the role's account", "make the provider (`vouch trust print`), with the URL to the letter and without a slash at its end"),
    entry(INVALID, "Incorrect token audience", Provider, "the token's `aud` is not among the provider's client IDs", "`aws iam get-open-id-connect-provider` lists the client IDs", "add the audience: `aws iam add-client-id-to-open-id-connect-provider`"),
    entry(INVALID, "could not be validated", Provider, "the account has no provider with the token's `iss`, or its client IDs lack the token's `aud`, or the signature doesn't hold", "`aws iam list-open-id-connect-providers` and `get-open-id-connect-provider` in the role's account", "make the provider (`vouch trust print`), or add the audience to its client IDs; behind a changed issuer, log in again"),
    entry(INVALID, "Couldn't retrieve verification key", Provider, "AWS got no usable key from the issuer: out of reach, too slow, or a key that AWS doesn't use", "fetch ISSUER/.well-known/openid-configuration and the key set that it names, from outside", "let the issuer answer the public internet within 5 seconds, with `kid` and without `key_ops` in each key; then try again"),
    entry("IDPCommunicationError", "could not be reached", Provider, "AWS could not reach the issuer in time", "fetch ISSUER/.well-known/openid-configuration from outside", "open the issuer to the public internet (firewall, certificate, DNS); try again"),
    entry("IDPCommunicationError", "", Provider, "AWS could not reach the issuer in time", "fetch ISSUER/.well-known/openid-configuration from outside", "open the issuer to the public internet (firewall, certificate, DNS); try again"),
    entry("IDPRejectedClaim", "", Claims, "the issuer says that the token is not good any more", "`vouch status` says whether the session lives", "log in again with `vouch login`"),
    entry(INVALID, "not a valid JWT", Token, "what was sent is no ID token: another kind of token, an algorithm that AWS doesn't take, or cut off", DECODE, "send an ID token signed with ES256 or RS256, whole and without white space"),
    entry(INVALID, "Login With Amazon", Token, "`ProviderId` was sent along with a JWT", "look for a provider id in the caller's settings", "leave `ProviderId` out: it is for the providers of old alone"),
    entry(INVALID, "Missing a required claim", Claims, "the token lacks one of iss, sub, aud, iat, exp", DECODE, "let the issuer send the claim that the message names"),
    entry(INVALID, "Invalid claim", Claims, "a claim is of another type than AWS reads", DECODE, "let the issuer send texts for iss, sub and aud"),
    entry(INVALID, "Invalid timestamp", Claims, "iat, nbf or exp is no whole number of seconds", DECODE, "let the issuer send whole seconds since 1970"),
    entry(INVALID, "Token is not yet valid", Claims, "iat or nbf is more than five minutes ahead of AWS's clock", "compare the issuer's clock with a time server", "set the issuer's clock"),
    entry(INVALID, "more than one audience", Claims, "the token has several audiences and no authorized party (`azp`)", DECODE, "let the issuer send one audience, or `azp`"),
    entry(INVALID, "The target role ARN is not present in the roles claim", Claims, "the token was made for another role", "compare the claim https://aws.amazon.com/roles with the role", "ask for a token for this role: `vouch credential aws --role ROLE`"),
    entry(INVALID, "roles claim", Claims, "the claim https://aws.amazon.com/roles names no role, or is no list", DECODE, "let the issuer send a list of whole role ARNs"),
    entry(INVALID, "principal_tags passed in claim", Claims, "a session tag in the token is no list of one text", DECODE, "let the issuer send each tag as a list with one text"),
    entry(INVALID, "session tag in token claims", Claims, "a session tag breaks AWS's rules: 50 tags, keys of 128 and values of 256 characters", DECODE, "let the issuer send fewer or shorter tags"),
    entry("ExpiredToken", "Token expired", Claims, "the token is over: the issuer's clock is behind, or an old token was sent", "compare the issuer's clock with a time server", "set the issuer's clock; let each call get a token of its own, as `vouch credential aws` does"),
    entry("ExpiredToken", "", Claims, "the token, or the credentials, are over", "`vouch status`; `aws sts get-caller-identity`", "get new ones: run the command again, after `vouch login` if the session is over"),
    entry("InternalFailure", "Unknown error validating third-party token", Claims, "the token's `sub` is null", DECODE, "let the issuer send a `sub`"),
    entry(VALIDATION, "MaxSessionDuration", Beside, "more time was asked for than the role gives", "`aws iam get-role` says MaxSessionDuration", "ask for less with `--duration`, or raise the role's maximum"),
    entry(VALIDATION, "by role chaining", Beside, "a role that is assumed from another role's session lives an hour at most", "look for `--via` in the command, for source_profile and role_arn in ~/.aws/config", "ask for one hour, `--duration 1h`, or have the role's trust policy let your token in and leave `--via` out"),
    entry(VALIDATION, "ARN is invalid", Beside, "what was sent is no ARN of a role", "look at the ARN: arn:aws:iam::ACCOUNT:role/NAME", "give the role's whole ARN"),
    entry(VALIDATION, "source identity", Beside, "the calling session has a source identity, which can't be changed", "`vouch token --audience AUD --role ROLE --decode` prints the one that the token sets", "leave `--source-identity` out, or give the same one"),
    entry(VALIDATION, "", Beside, "a parameter breaks a rule of AWS's", "the message names the parameter and its rule", "give the parameter as the message says"),
    entry(PARAMETER, "conflicts with a transitive tag key from the calling session", Beside, "a session tag is passed that a role earlier in the chain, or the token, hands down as transitive; nothing can change it", "look for transitive_tag_keys in the token, for `--transitive-tag` in the command", "leave that tag out: it arrives by itself"),
    entry(PARAMETER, "transitive tag key must be included", Beside, "a transitive tag key is given without its tag", "compare `--transitive-tag` with `--tag`", "pass the tag as well: `--tag KEY=VALUE`"),
    entry(PARAMETER, "", Beside, "a session tag of the call breaks a rule of AWS's", "the message names the rule", "mend the tag that the message speaks of"),
    entry("MalformedPolicyDocument", "", Beside, "the session policy is not a policy that AWS reads", "`aws accessanalyzer validate-policy` says where", "mend the policy: JSON, with actions and resources and without a principal"),
    entry("PackedPolicyTooLarge", "", Beside, "session policy and tags together are too large", "the message says how many percent, as `vouch -v credential aws` does of a smaller one", "shorten the session policy, pass fewer tags, or let the issuer send fewer"),
    entry("RegionDisabled", "", Beside, "STS is switched off in this region for the account", "IAM's account settings list the regions of STS", "use another region (`--region`), or have this one switched on"),
    entry("InvalidClientTokenId", "", Permission, "AWS doesn't know the access key: taken back, of another partition, or without its session token", "`env` and `aws configure list` say where the key comes from", "unset the AWS_ variables that outrank vouch, and run the command again"),
    entry("Throttl", "", Beside, "too many calls in a short time", "wait a minute and try again", "call less often: vouch caches credentials, so look for `--no-cache`"),
    entry("ServiceUnavailable", "", Beside, "AWS is out of order for a moment", "the AWS Health Dashboard", "try again in a minute, or in another region"),
    entry("InternalFailure", "", Beside, "AWS is out of order for a moment", "the AWS Health Dashboard", "try again in a minute, or in another region"),
    entry(INVALID, "", Claims, "AWS doesn't take the token", DECODE, "compare the claims with the provider and with the trust policy"),
    entry(DENIED, "", Permission, "a policy doesn't allow the action", "the message, or CloudTrail, names the action and the resource", "allow the action in a policy of the role"),
];
