//! The certificate and key that HTTPS is spoken with.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum_server::tls_rustls::RustlsConfig;

use crate::domain::issuer_config::Tls;

/// How often certificate and key are read anew.
const RENEWAL: Duration = Duration::from_secs(3600);

/// Reads certificate and key.
pub(super) async fn read(tls: &Tls) -> io::Result<RustlsConfig> {
    let read = RustlsConfig::from_pem_file(&tls.certificate, &tls.key).await?;
    let mut config = (*read.get_inner()).clone();
    // The library promises HTTP/2 as well, which this server doesn't speak: a client that took it
    // at its word would get no answer.
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(RustlsConfig::from_config(Arc::new(config)))
}

/// Takes up a renewed certificate. While the files are being replaced, the old one stays.
pub(super) async fn renew(tls: Tls, certificate: RustlsConfig) {
    loop {
        tokio::time::sleep(RENEWAL).await;
        match read(&tls).await {
            Ok(renewed) => certificate.reload_from_config(renewed.get_inner()),
            Err(error) => tracing::error!("could not read the certificate anew: {error}"),
        }
    }
}
