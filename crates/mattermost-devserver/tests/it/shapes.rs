//! Comparing answers with the recorded ones: the status, every key, and the kind of every value.

use std::sync::LazyLock;

use mattermost_devserver::{Client, DevServer};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;

static REST: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../data/rest.json")).unwrap());
static EVENTS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../data/events.json")).unwrap());

/// A server with its users logged in.
pub(crate) struct Site {
    pub(crate) server: DevServer,
    pub(crate) alice: Client,
    pub(crate) bob: Client,
    pub(crate) admin: Client,
    pub(crate) team: String,
    pub(crate) channel: String,
}

impl Site {
    pub(crate) async fn start() -> Self {
        let server = DevServer::builder().start().await.unwrap();
        let alice = server.log_in("alice").await.unwrap();
        let bob = server.log_in("bob").await.unwrap();
        let admin = server.log_in("admin").await.unwrap();
        let channel = alice.channel("town-square").await.unwrap();
        Self {
            server,
            alice,
            bob,
            admin,
            team: channel.team_id,
            channel: channel.id,
        }
    }
}

/// Sends a request as `client` and compares the answer with the recorded one called `name`.
pub(crate) async fn check(
    client: &Client,
    method: Method,
    path: &str,
    body: Value,
    name: &str,
) -> Value {
    let request = client.request(method, path);
    let request = if body.is_null() {
        request
    } else {
        request.json(&body)
    };
    check_request(request, name).await
}

pub(crate) async fn check_request(request: RequestBuilder, name: &str) -> Value {
    check_response(request.send().await.unwrap(), name).await
}

pub(crate) async fn check_response(response: Response, name: &str) -> Value {
    let recorded = &REST[name];
    assert!(recorded.is_object(), "nothing is recorded as {name}");
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    assert_eq!(
        u64::from(status),
        recorded["status"].as_u64().unwrap(),
        "{name}: {text}"
    );
    let body: Value = serde_json::from_str(&text).unwrap_or(Value::String(text));
    same_shape(&recorded["body"], &body, name);
    if status >= 400 {
        assert_eq!(body["id"], recorded["body"]["id"], "{name}");
        assert_eq!(
            body["detailed_error"], recorded["body"]["detailed_error"],
            "{name}"
        );
    }
    body
}

/// Compares an event with the recorded one of the same name.
pub(crate) fn check_event(event: &Value) {
    let name = event["event"].as_str().unwrap();
    let recorded = &EVENTS[name];
    assert!(recorded.is_object(), "no event {name} is recorded");
    // A string that holds JSON has a shape of its own.
    same_shape(&unfold(recorded), &unfold(event), name);
}

fn unfold(event: &Value) -> Value {
    let mut event = event.clone();
    for (_, value) in event["data"].as_object_mut().unwrap() {
        let inner = value
            .as_str()
            .and_then(|text| serde_json::from_str::<Value>(text).ok());
        if let Some(inner) = inner.filter(|inner| inner.is_object() || inner.is_array()) {
            *value = inner;
        }
    }
    event
}

pub(crate) fn recorded(name: &str) -> Value {
    REST[name]["body"].clone()
}

/// Keys whose value may be there or not, as the recording had more or less to tell: a second reply,
/// a failed login before, a picture, optional profile fields.
const OPTIONAL: [&str; 17] = [
    "email_verified",
    "failed_attempts",
    "last_picture_update",
    "description",
    "homepage_url",
    "support_url",
    "release_notes_url",
    "icon_path",
    "props",
    "mentions",
    "followers",
    "should_ack",
    "files",
    "delete_by",
    "image",
    "remote_id",
    "is_following",
];

pub(crate) fn same_shape(expected: &Value, actual: &Value, place: &str) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            if is_by_id(expected) || is_by_id(actual) {
                if let (Some(a), Some(b)) = (expected.values().next(), actual.values().next()) {
                    same_shape(a, b, &format!("{place}.<id>"));
                }
                return;
            }
            // What a user put into props is the user's affair.
            let free = place.ends_with(".props");
            for (key, value) in expected {
                match actual.get(key) {
                    Some(other) => same_shape(value, other, &format!("{place}.{key}")),
                    None if free || OPTIONAL.contains(&key.as_str()) => {}
                    None => panic!("{place}: {key} is missing in {actual:?}"),
                }
            }
            for key in actual.keys().filter(|_| !free) {
                let known = expected.contains_key(key) || OPTIONAL.contains(&key.as_str());
                assert!(known, "{place}: {key} is not in the recording");
            }
        }
        (Value::Array(expected), Value::Array(actual)) => {
            if let (Some(a), Some(b)) = (expected.first(), actual.first()) {
                same_shape(a, b, &format!("{place}[0]"));
            }
        }
        // Whether anyone has replied yet is no matter of shape.
        (Value::Null, Value::Array(_)) | (Value::Array(_), Value::Null)
            if place.ends_with(".participants") => {}
        (a, b) => assert_eq!(kind(a), kind(b), "{place}: recorded {a}, got {b}"),
    }
}

/// Whether an object is a map by id rather than a structure.
fn is_by_id(object: &serde_json::Map<String, Value>) -> bool {
    let is_id = |key: &String| key.len() == 26 && !key.contains('_');
    !object.is_empty() && object.keys().all(is_id)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[test]
fn a_difference_of_shape_is_seen() {
    use serde_json::json;
    let differs =
        |a: Value, b: Value| std::panic::catch_unwind(|| same_shape(&a, &b, "x")).is_err();
    assert!(differs(json!({"a": 1}), json!({})));
    assert!(differs(json!({}), json!({"a": 1})));
    assert!(differs(
        json!({"a": [{"b": null}]}),
        json!({"a": [{"b": []}]})
    ));
    assert!(!differs(json!({"a": [1]}), json!({"a": [2, 3]})));
}
