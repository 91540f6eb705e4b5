//! Parts of paths, queries and bodies.

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::Uri;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::identity::Auth;
use crate::fault::{Fault, Outcome};
use crate::go_json;
use crate::id::is_id;

/// An answer in Mattermost's JSON form.
pub(super) struct Json<T>(pub(super) T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match go_json::to_value(&self.0) {
            Ok(value) => axum::Json(value).into_response(),
            Err(error) => Fault::from(error).into_response(),
        }
    }
}

/// `{"status": "OK"}`, the answer to most changes.
pub(super) fn ok() -> Json<Value> {
    Json(json!({ "status": "OK" }))
}

/// The user that a path names: an id, or `me` for the caller.
pub(super) fn user_id(auth: &Auth, part: &str) -> Outcome<String> {
    if part == "me" {
        return Ok(auth.user_id().to_owned());
    }
    id(part, "user_id")
}

/// An id in a path.
pub(super) fn id(part: &str, name: &str) -> Outcome<String> {
    if is_id(part) {
        Ok(part.to_owned())
    } else {
        Err(Fault::url_parameter(name))
    }
}

/// A body in JSON; `name` says in an error what was expected.
pub(super) fn body<T: DeserializeOwned>(bytes: &Bytes, name: &str) -> Outcome<T> {
    serde_json::from_slice(bytes).map_err(|_| Fault::body_parameter(name))
}

/// The query of a request.
#[derive(Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn of(uri: &Uri) -> Self {
        let base = format!("http://query/?{}", uri.query().unwrap_or_default());
        let url = reqwest::Url::parse(&base).ok();
        let pairs = url.iter().flat_map(|url| url.query_pairs());
        Self(
            pairs
                .map(|(k, v)| (k.into_owned(), v.into_owned()))
                .collect(),
        )
    }

    pub(super) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        ["true", "1"].contains(&self.get(name))
    }

    /// A number, or `default` where there is none that can be read.
    pub(super) fn number(&self, name: &str, default: i64) -> i64 {
        self.get(name)
            .parse()
            .ok()
            .filter(|n| *n >= 0)
            .unwrap_or(default)
    }

    /// The page of a list that is asked for: 60 items unless said otherwise, 200 at most.
    pub(super) fn page<T>(&self, items: Vec<T>) -> Vec<T> {
        let per_page = usize::try_from(self.number("per_page", 60))
            .unwrap_or(60)
            .min(200);
        let page = usize::try_from(self.number("page", 0)).unwrap_or_default();
        items
            .into_iter()
            .skip(page.saturating_mul(per_page))
            .take(per_page)
            .collect()
    }
}

/// A list as Go sends it: `null` where it is nil.
pub(super) fn null_if_empty<T: Serialize>(items: Vec<T>) -> Json<Option<Vec<T>>> {
    Json(Some(items).filter(|items| !items.is_empty()))
}
