//! Who a request comes from.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;

/// The id of the person who is logged in to Mattermost, from the header `Mattermost-User-ID`.
///
/// As an extractor it answers 401 to requests of nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserId(pub String);

impl<S: Sync> FromRequestParts<S> for UserId {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let id = parts
            .headers
            .get("mattermost-user-id")
            .and_then(|id| id.to_str().ok());
        match id.filter(|id| !id.is_empty()) {
            Some(id) => Ok(Self(id.to_owned())),
            None => Err((StatusCode::UNAUTHORIZED, "log in to Mattermost first").into_response()),
        }
    }
}
