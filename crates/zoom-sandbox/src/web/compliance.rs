//! Reports that a person's data are gone. Zoom no longer asks for them, and takes them.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::App;
use super::oauth::{BAD_CLIENT, basic_client, token_error};
use crate::model::ComplianceReport;
use crate::shared::Shared;

/// Where Zoom documented it: the app proves itself.
pub(super) async fn report(State(shared): App, headers: HeaderMap, body: Bytes) -> Response {
    let Some(client_id) = basic_client(&shared, &headers) else {
        return token_error(BAD_CLIENT);
    };
    note(&shared, Some(client_id), &body);
    StatusCode::OK.into_response()
}

/// Where Mattermost's plugin in Go sends it, without any proof.
pub(super) async fn below_the_api(
    State(shared): App,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    note(&shared, basic_client(&shared, &headers), &body);
    StatusCode::OK
}

fn note(shared: &Shared, client_id: Option<String>, body: &[u8]) {
    let body = serde_json::from_slice(body).unwrap_or_default();
    let report = ComplianceReport { client_id, body };
    shared.update(|state| state.compliance_reports.push(report));
}
