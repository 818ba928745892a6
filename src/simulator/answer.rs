//! Answers a call: which action, what came of it, in which form.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::fault::FaultAnswer;
use super::request::Form;
use super::serve::{Call, Signed, Simulator};
use super::{caller_identity, xml};
use crate::domain::sts::StsError;

/// The version of STS's API.
const VERSION: &str = "2011-06-15";
/// Says what failed, in more words than AWS uses.
const REASON: &str = "vouch-reason";

/// A refusal in AWS's words.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    status: u16,
    code: Cow<'static, str>,
    message: Cow<'static, str>,
    reason: Cow<'static, str>,
}

impl Refusal {
    /// A refusal whose words never change.
    pub(super) const fn fixed(
        status: u16,
        code: &'static str,
        message: &'static str,
        reason: &'static str,
    ) -> Self {
        Self {
            status,
            code: Cow::Borrowed(code),
            message: Cow::Borrowed(message),
            reason: Cow::Borrowed(reason),
        }
    }
}

impl From<StsError> for Refusal {
    fn from(error: StsError) -> Self {
        Self {
            status: error.status(),
            code: error.code().into(),
            message: error.to_string().into(),
            reason: error.reason().into(),
        }
    }
}

/// Answers one call.
pub(super) async fn answer(
    State(simulator): State<Simulator>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let form = Form::read(&body);
    let action = form.as_ref().and_then(|form| form.value("Action")).unwrap_or("-").to_owned();
    let fault = simulator.next_fault();
    if let Some(fault) = &fault {
        tokio::time::sleep(fault.delay).await;
    }
    let request_id = request_id(simulator.random());
    let outcome = match fault.map(|fault| fault.answer) {
        Some(FaultAnswer::Error { status, code, message }) => {
            Err(Refusal::fixed(status, code, message, "a fault was asked for"))
        }
        Some(FaultAnswer::CutShort) => Ok("<AssumeRoleWithWebIdentityResponse xmln".into()),
        Some(FaultAnswer::AsUsual) | None => {
            outcome(&simulator, form.as_ref(), peer.ip(), &headers, &request_id).await
        }
    };
    tell(&action, &outcome);
    simulator.record(Call {
        action,
        signed: if headers.contains_key(header::AUTHORIZATION) { Signed::Yes } else { Signed::No },
        refused: outcome.as_ref().err().map(|refusal| refusal.code.clone().into_owned()),
    });
    response(&simulator, outcome, &request_id)
}

async fn outcome(
    simulator: &Simulator,
    form: Option<&Form>,
    peer: IpAddr,
    headers: &HeaderMap,
    request_id: &str,
) -> Result<String, Refusal> {
    let form = form.ok_or(TWICE)?;
    match (form.value("Action"), form.value("Version")) {
        (Some("AssumeRoleWithWebIdentity"), Some(VERSION)) => {
            let assumed = simulator.assume(form, peer).await?;
            Ok(xml::assumed(&assumed, request_id))
        }
        (Some("GetCallerIdentity"), Some(VERSION)) => {
            let sessions = simulator.sessions();
            caller_identity::answer(headers, &sessions, simulator.now(), request_id)
        }
        (Some(action), version) => {
            let version = version.unwrap_or("NO_VERSION_SPECIFIED");
            let message = format!("Could not find operation {action} for version {version}");
            Err(Refusal { message: message.into(), ..NO_OPERATION })
        }
        (None, _) => Err(NO_ACTION),
    }
}

fn tell(action: &str, outcome: &Result<String, Refusal>) {
    match outcome {
        Ok(_) => tracing::info!("sts {action}: done"),
        Err(refusal) => {
            tracing::warn!("sts {action}: {} ({})", refusal.code, refusal.reason);
        }
    }
}

fn response(simulator: &Simulator, outcome: Result<String, Refusal>, request_id: &str) -> Response {
    let (status, reason, body) = match outcome {
        Ok(body) => (200, None, body),
        Err(refusal) => {
            let Refusal { status, code, message, reason } = refusal;
            (status, Some(reason), xml::error(status, &code, &message, request_id))
        }
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, [(header::CONTENT_TYPE, "text/xml")], body).into_response();
    // AWS's clock is the simulator's: clients correct their own by it.
    let date = simulator.now().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let extra = [
        ("date", Some(date.as_str())),
        ("x-amzn-requestid", Some(request_id)),
        (REASON, reason.as_deref()),
    ];
    for (name, value) in extra {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// Formats random bytes as AWS formats its request ids.
fn request_id(random: [u8; 16]) -> String {
    let hex: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// Ours: AWS's own words for a field that comes twice aren't known.
const TWICE: Refusal =
    Refusal::fixed(400, "MalformedInput", "A parameter is given twice", "a parameter comes twice");
/// Observed. The message is completed where it is used.
const NO_OPERATION: Refusal = Refusal::fixed(400, "InvalidAction", "", "unknown action or version");
/// Documented.
const NO_ACTION: Refusal = Refusal::fixed(
    400,
    "MissingAction",
    "The request is missing an action or a required parameter.",
    "no action",
);
