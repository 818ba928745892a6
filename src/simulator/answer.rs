//! Answers a call: which action, what came of it, in which form.

use std::net::SocketAddr;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::fault::FaultAnswer;
use super::refusal::{NO_ACTION, Refusal, TWICE};
use super::request::{Form, Request};
use super::xml::{self, Namespace};
use super::{Call, Signed, Simulator, iam, sts};

/// Says what failed, in more words than AWS uses.
const REASON: &str = "vouch-reason";

/// Answers one call.
pub(super) async fn answer(
    State(simulator): State<Simulator>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = Request { method, uri, headers, body, source: peer.ip() };
    let form = Form::read(&request.body);
    let field = |name: &str| form.as_ref().and_then(|form| form.value(name)).map(str::to_owned);
    let action = field("Action").unwrap_or_else(|| "-".into());
    let iam = field("Version").as_deref() == Some(iam::VERSION);
    let namespace = if iam { Namespace::Iam } else { Namespace::Sts };
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
            outcome(&simulator, form.as_ref(), &request, &request_id).await
        }
    };
    tell(&action, &outcome);
    let signed = request.headers.contains_key(header::AUTHORIZATION);
    simulator.record(Call {
        action,
        signed: if signed { Signed::Yes } else { Signed::No },
        refused: outcome.as_ref().err().map(|refusal| refusal.code.clone().into_owned()),
    });
    response(&simulator, namespace, outcome, &request_id)
}

async fn outcome(
    simulator: &Simulator,
    form: Option<&Form>,
    request: &Request,
    request_id: &str,
) -> Result<String, Refusal> {
    let form = form.ok_or(TWICE)?;
    let action = form.value("Action").ok_or(NO_ACTION)?;
    match form.value("Version") {
        Some(sts::VERSION) => {
            let result = sts::answer(simulator, action, form, request).await?;
            Ok(xml::answer(Namespace::Sts, action, Some(result), request_id))
        }
        Some(iam::VERSION) => {
            let result = iam::answer(simulator, action, form, request)?;
            Ok(xml::answer(Namespace::Iam, action, result, request_id))
        }
        version => Err(Refusal::no_operation(action, version)),
    }
}

fn tell(action: &str, outcome: &Result<String, Refusal>) {
    match outcome {
        Ok(_) => tracing::info!("aws {action}: done"),
        Err(refusal) => {
            tracing::warn!("aws {action}: {} ({})", refusal.code, refusal.reason);
        }
    }
}

fn response(
    simulator: &Simulator,
    namespace: Namespace,
    outcome: Result<String, Refusal>,
    request_id: &str,
) -> Response {
    let (status, reason, body) = match outcome {
        Ok(body) => (200, None, body),
        Err(refusal) => {
            let Refusal { status, code, message, reason } = refusal;
            let body = xml::error(namespace, status, &code, &message, request_id);
            (status, Some(reason), body)
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
