//! The consent page and the token endpoint.

use std::collections::HashMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Form, Query, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{App, logged_in, login_cookie, pages};
use crate::shared::Shared;
use crate::state::{AuthorizeRequest, Error, TokenError};

pub(super) async fn consent_page(
    State(shared): App,
    Query(request): Query<AuthorizeRequest>,
    headers: HeaderMap,
) -> Response {
    shared.read(|state| match state.check_authorize(&request) {
        Ok(app) => {
            let chosen = logged_in(&headers);
            pages::consent(app, &request, &state.users, chosen.as_deref()).into_response()
        }
        Err(error) => refuse(&error),
    })
}

/// No redirect to an address that nobody registered: Zoom shows the error itself.
fn refuse(error: &Error) -> Response {
    let text = match error {
        Error::Authorize(text) => text.clone(),
        other => other.to_string(),
    };
    let body = json!({"status": false, "errorCode": 4700, "errorMessage": text, "result": null});
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

#[derive(Deserialize)]
pub(super) struct Decision {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    state: Option<String>,
    user: String,
    decision: String,
}

pub(super) async fn decide(State(shared): App, Form(form): Form<Decision>) -> Response {
    let Decision {
        response_type,
        client_id,
        redirect_uri,
        state,
        user,
        decision,
    } = form;
    let request = AuthorizeRequest {
        response_type,
        client_id,
        redirect_uri,
        state,
    };
    let decided = shared.update(|state| match decision.as_str() {
        "allow" => state.allow(&request, &user),
        _ => state.decline(&request),
    });
    match decided {
        Ok(url) => {
            let headers = [
                (header::LOCATION, url.into()),
                (header::SET_COOKIE, login_cookie(&user)),
            ];
            (StatusCode::FOUND, headers).into_response()
        }
        Err(error) => refuse(&error),
    }
}

type Fields = HashMap<String, String>;

/// Parameters may stand in the query or in the body.
fn fields(query: Option<&str>, body: &[u8]) -> Fields {
    let query = query.unwrap_or_default().as_bytes();
    let parts = [query, body].into_iter();
    parts
        .flat_map(|part| url::form_urlencoded::parse(part).into_owned())
        .collect()
}

/// The app that asks, by Basic authentication or by parameters.
fn client_id(shared: &Shared, headers: &HeaderMap, fields: &Fields) -> Option<String> {
    let credentials = basic(headers).or_else(|| {
        Some((
            fields.get("client_id")?.clone(),
            fields.get("client_secret")?.clone(),
        ))
    })?;
    check_secret(shared, credentials)
}

/// The app that proves itself by Basic authentication.
pub(super) fn basic_client(shared: &Shared, headers: &HeaderMap) -> Option<String> {
    check_secret(shared, basic(headers)?)
}

fn check_secret(shared: &Shared, (id, secret): (String, String)) -> Option<String> {
    let right = shared.read(|state| state.app(&id).is_ok_and(|app| app.client_secret == secret));
    right.then_some(id)
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let text = BASE64
        .decode(value.strip_prefix("Basic ")?.as_bytes())
        .ok()?;
    let (id, secret) = std::str::from_utf8(&text).ok()?.split_once(':')?;
    // Some clients (Go's oauth2) escape both, as RFC 6749 asks; Zoom's ids need no escaping.
    let plain = |text| {
        percent_encoding::percent_decode_str(text)
            .decode_utf8_lossy()
            .into_owned()
    };
    Some((plain(id), plain(secret)))
}

pub(super) const BAD_CLIENT: TokenError = TokenError {
    reason: "Invalid client_id or client_secret",
    error: "invalid_client",
};

pub(super) async fn token(
    State(shared): App,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fields = fields(query.as_deref(), &body);
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let Some(client) = client_id(&shared, &headers, &fields) else {
        return token_error(BAD_CLIENT);
    };
    let url = shared.url.as_str();
    shared.update(|state| state.log_token_request(field("grant_type")));
    let answer = shared.update(|state| match field("grant_type") {
        "authorization_code" => {
            state.exchange_code(&client, field("code"), field("redirect_uri"), url)
        }
        "refresh_token" => state.refresh(&client, field("refresh_token"), url),
        "" => Err(TokenError {
            reason: "Missing grant type",
            error: "invalid_request",
        }),
        _ => Err(TokenError {
            reason: "Unsupported grant type",
            error: "unsupported_grant_type",
        }),
    });
    answer.map_or_else(token_error, |tokens: Value| Json(tokens).into_response())
}

pub(super) async fn revoke(
    State(shared): App,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fields = fields(query.as_deref(), &body);
    let token = fields.get("token").map(String::as_str).unwrap_or_default();
    let Some(client) = client_id(&shared, &headers, &fields) else {
        return token_error(BAD_CLIENT);
    };
    match shared.update(|state| state.revoke(&client, token)) {
        Ok(()) => Json(json!({"status": "success"})).into_response(),
        Err(error) => token_error(error),
    }
}

pub(super) fn token_error(TokenError { reason, error }: TokenError) -> Response {
    (
        StatusCode::BAD_REQUEST,
        Json(json!({"reason": reason, "error": error})),
    )
        .into_response()
}
