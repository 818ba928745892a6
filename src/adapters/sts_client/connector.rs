//! AWS's library speaks through the HTTP client that the issuer is asked with: certificates read
//! once, one way through proxies, and no answer without end.

use aws_sdk_sts::config::http::{HttpRequest, HttpResponse};
use aws_sdk_sts::config::{HttpClient, RuntimeComponents, SharedHttpClient};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use reqwest::Method;

/// How much of an answer is read, in bytes; credentials take two thousand.
const LIMIT: usize = 256 * 1024;

/// Returns the client in the form that AWS's library takes.
pub(super) fn shared(client: reqwest::Client) -> SharedHttpClient {
    SharedHttpClient::new(Connector(client))
}

#[derive(Clone, Debug)]
struct Connector(reqwest::Client);

impl HttpClient for Connector {
    /// The settings are timeouts: the client has its own for connecting, the library for the rest.
    fn http_connector(
        &self,
        _settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let client = self.0.clone();
        HttpConnectorFuture::new(async move { send(&client, &request).await })
    }
}

async fn send(
    client: &reqwest::Client,
    request: &HttpRequest,
) -> Result<HttpResponse, ConnectorError> {
    let method = Method::from_bytes(request.method().as_bytes())
        .map_err(|error| ConnectorError::user(error.into()))?;
    let mut ours = client.request(method, request.uri());
    for (name, value) in request.headers() {
        ours = ours.header(name, value);
    }
    let form = request.body().bytes().unwrap_or_default().to_vec();
    let answer = ours.body(form).send().await.map_err(failed)?;
    let status = answer.status().as_u16().try_into();
    let headers = answer.headers().clone();
    // In this form the library's log has no word of it; bytes it would write down, secret and all.
    let body = reqwest::Body::from(body(answer).await.map_err(failed)?);
    let body = SdkBody::from_body_1_x(body);
    let status = status.map_err(|error| ConnectorError::other(Box::new(error), None))?;
    let mut response = HttpResponse::new(status, body);
    for (name, value) in &headers {
        // A value that is no text is nothing that the library looks at.
        if let Ok(value) = value.to_str() {
            response.headers_mut().append(name.to_string(), value.to_owned());
        }
    }
    Ok(response)
}

/// Returns the body, cut at the limit: what is left of it is no answer of STS.
async fn body(mut answer: reqwest::Response) -> reqwest::Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > LIMIT {
            body.truncate(LIMIT);
            break;
        }
    }
    Ok(body)
}

/// What the library may try again: everything that happens on the way.
fn failed(error: reqwest::Error) -> ConnectorError {
    match () {
        () if error.is_timeout() => ConnectorError::timeout(error.into()),
        () if error.is_builder() => ConnectorError::user(error.into()),
        () => ConnectorError::io(error.into()),
    }
}
