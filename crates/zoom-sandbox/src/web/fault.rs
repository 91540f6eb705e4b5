//! Failures instead of answers.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};

use super::rest::zoom_error;
use crate::knobs::{Area, FaultAnswer};
use crate::shared::Shared;

const HALF: &str = r#"{"id":912345"#;

pub(super) async fn inject(
    State((shared, area)): State<(Arc<Shared>, Area)>,
    request: Request,
    next: Next,
) -> Response {
    match shared.update(|state| state.take_fault(area)) {
        Some(FaultAnswer::NoAnswer) => std::future::pending::<Infallible>().await.into_response(),
        Some(answer) => respond(answer),
        None => next.run(request).await,
    }
}

fn respond(answer: FaultAnswer) -> Response {
    match answer {
        FaultAnswer::Unauthorized => zoom_error(401, 124, "Invalid access token."),
        FaultAnswer::NotFound => zoom_error(404, 2300, "This API endpoint is not recognized."),
        FaultAnswer::RateLimited(retry_after) => rate_limited(retry_after),
        FaultAnswer::ServerError => zoom_error(500, 500, "Internal server error."),
        FaultAnswer::WebPage => {
            let page = "<!DOCTYPE html><title>Proxy</title><p>Log in to the network first.";
            ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
        }
        FaultAnswer::HalfAnswer | FaultAnswer::NoAnswer => half_answer(),
        FaultAnswer::CutJson => {
            ([(header::CONTENT_TYPE, "application/json")], HALF).into_response()
        }
        FaultAnswer::Zoom {
            status,
            code,
            message,
        } => zoom_error(status, code, &message),
    }
}

fn rate_limited(retry_after: Option<String>) -> Response {
    let text = "You have reached the maximum per-second rate limit for this API. Try again later.";
    let mut response = zoom_error(429, 429, text);
    if let Some(value) = retry_after.and_then(|value| value.parse().ok()) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

/// Promises more than it sends, and breaks the connection.
fn half_answer() -> Response {
    let first = stream::once(async { Ok(HALF) });
    // Without a pause in between the server would break off before it has sent the first part.
    let rest = stream::once(async {
        tokio::task::yield_now().await;
        Err(std::io::Error::other("cut"))
    });
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_LENGTH, "4000"),
    ];
    (
        StatusCode::OK,
        headers,
        Body::from_stream(first.chain(rest)),
    )
        .into_response()
}
