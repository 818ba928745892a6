//! DPoP proofs that aren't one of this sender for this request, now, once.

use serde_json::json;

use super::super::attempt::Attempt;
use super::super::door::Door;
use super::super::expected::{Afterwards, Expected, attacks, refused};
use super::super::stage::{Stage, ath, private};
use super::super::token::{Seal, Token};

attacks! {
    /// What is wrong with the DPoP proof.
    Proof {
        Missing = "no DPoP proof",
        Two = "two DPoP proofs",
        Nonsense = "a text that is no proof",
        Replayed = "a proof that was used",
        AnotherMethod = "a proof for another method",
        AnotherUrl = "a proof for another path",
        AnotherServer = "a proof for another server",
        AnotherSession = "a proof with the hash of another session",
        Old = "a proof made 5 minutes and a second ago",
        Early = "a proof made 5 minutes and a second from now",
        ShortName = "a proof with a short `jti`",
        ForeignSignature = "a proof that another key signed",
        AlgNone = "a proof with `alg: none` and no signature",
        AlgHs256 = "a proof with `alg: HS256`, sealed with the public key",
        WrongType = "a proof of another `typ`",
        ExtraClaim = "a proof with a claim more",
        Critical = "a proof with `crit`",
        NamedKey = "a proof that names its key instead of carrying it",
    }
}

impl Proof {
    pub(in super::super) async fn mount(self, stage: &Stage, attempt: &mut Attempt) -> Afterwards {
        let now = stage.world.now().timestamp();
        match self {
            Self::Missing => attempt.proofs.clear(),
            Self::Two => attempt.proofs.push(attempt.proofs[0].clone()),
            Self::Nonsense => attempt.proofs = vec![Token::Nonsense],
            Self::Replayed => {
                let first = attempt.send(&stage.world).await;
                assert_eq!(first.status, attempt.door.success().0, "{first:?}");
                return Afterwards::Over;
            }
            Self::AnotherMethod => attempt.proof().claims()["htm"] = "PUT".into(),
            Self::AnotherUrl => {
                let url = stage.world.config.issuer.join("/v1/other");
                attempt.proof().claims()["htu"] = url.into();
            }
            Self::AnotherServer => {
                let url = format!("https://evil.example.com{}", attempt.path);
                attempt.proof().claims()["htu"] = url.into();
            }
            Self::AnotherSession => {
                attempt.proof().claims()["ath"] = ath(&stage.mallory.token);
            }
            Self::Old => attempt.proof().claims()["iat"] = (now - 301).into(),
            Self::Early => attempt.proof().claims()["iat"] = (now + 301).into(),
            Self::ShortName => attempt.proof().claims()["jti"] = "short".into(),
            Self::ForeignSignature => {
                *attempt.proof().seal() = Seal::Es256(private(&stage.mallory.key));
            }
            Self::AlgNone => attempt.proof().unsign(),
            Self::AlgHs256 => {
                let public = stage.alice.key.jwk();
                attempt.proof().share_secret(&public);
            }
            Self::WrongType => attempt.proof().header()["typ"] = "JWT".into(),
            Self::ExtraClaim => attempt.proof().claims()["nonce"] = "n".into(),
            Self::Critical => attempt.proof().header()["crit"] = json!(["exp"]),
            Self::NamedKey => {
                let name = stage.alice.key.thumbprint();
                let header = attempt.proof().header();
                header.as_object_mut().unwrap().remove("jwk");
                header["kid"] = json!(name);
            }
        }
        Afterwards::Passes
    }

    pub(in super::super) fn expected(self, door: Door) -> Expected {
        match door.without_proof() {
            Some(why) => Expected::NotApplicable(why),
            None => refused(400, "invalid_dpop_proof", self.why()),
        }
    }

    fn why(self) -> &'static str {
        match self {
            Self::Missing | Self::Two => "the request carries not exactly one DPoP proof",
            Self::Nonsense => "the DPoP proof was not taken: the token does not have three parts",
            Self::Replayed => "the DPoP proof was used before",
            Self::AnotherMethod | Self::AnotherUrl | Self::AnotherServer => {
                "the DPoP proof was not taken: the proof is for another request"
            }
            Self::AnotherSession => {
                "the DPoP proof was not taken: the proof is for another session"
            }
            Self::Old => {
                "the DPoP proof was not taken: the proof was made -301 seconds from now, by the issuer's clock"
            }
            Self::Early => {
                "the DPoP proof was not taken: the proof was made 301 seconds from now, by the issuer's clock"
            }
            Self::ShortName => {
                "the DPoP proof was not taken: the proof's jti is not 16 to 128 characters"
            }
            Self::ForeignSignature => "the DPoP proof was not taken: the signature does not hold",
            Self::AlgNone | Self::AlgHs256 | Self::Critical => {
                "the DPoP proof was not taken: the header of the token is not the one expected"
            }
            Self::WrongType => "the DPoP proof was not taken: the token is of another type",
            Self::ExtraClaim => {
                "the DPoP proof was not taken: the claims of the token are not the ones expected"
            }
            Self::NamedKey => {
                "the DPoP proof was not taken: the token does not carry its key where this type carries it"
            }
        }
    }
}
