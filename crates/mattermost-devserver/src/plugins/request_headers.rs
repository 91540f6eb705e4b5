//! The headers and the query of a request on their way to a plugin, and headers between Go's form and
//! ours.

use http::{HeaderMap, HeaderName, header};
use mattermost_model::{ByteString, HttpHeader};

use super::http::Caller;

/// The headers that only the server may set for a plugin.
const OWN_HEADERS: [&str; 3] = ["mattermost-plugin-id", "mattermost-user-id", "referer"];
/// The query without a token.
pub(super) fn query_for_plugin(query: Option<&str>) -> Option<String> {
    let mut pairs: Vec<&str> = query?.split('&').collect();
    pairs.retain(|pair| *pair != "access_token" && !pair.starts_with("access_token="));
    Some(pairs.join("&")).filter(|query| !query.is_empty())
}

pub(super) fn header_for_plugin(caller: &Caller, headers: &HeaderMap) -> HttpHeader {
    let mut passed = HeaderMap::new();
    for (name, value) in headers {
        let is_token = *name == header::AUTHORIZATION && caller.token.is_some();
        if *name == header::COOKIE {
            if let Some(value) = cookies_for_plugin(value.as_bytes()) {
                passed.append(name, value);
            }
        } else if *name != header::HOST && !OWN_HEADERS.contains(&name.as_str()) && !is_token {
            passed.append(name, value.clone());
        }
    }
    let own = [
        ("mattermost-user-id", &caller.user_id),
        ("mattermost-plugin-id", &caller.plugin_id),
    ];
    for (name, value) in own {
        if let Some(value) = value.as_deref().and_then(|value| value.parse().ok()) {
            passed.insert(HeaderName::from_static(name), value);
        }
    }
    to_go(&passed)
}

/// The cookies without the session's.
fn cookies_for_plugin(value: &[u8]) -> Option<http::HeaderValue> {
    let kept: Vec<&[u8]> = value
        .split(|byte| *byte == b';')
        .map(<[u8]>::trim_ascii)
        .filter(|cookie| !cookie.starts_with(b"MMAUTHTOKEN="))
        .collect();
    let joined = kept.join(b"; ".as_slice());
    http::HeaderValue::from_bytes(&joined)
        .ok()
        .filter(|value| !value.is_empty())
}

/// A header's name as Go writes it: `content-type` becomes `Content-Type`.
fn canonical(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut starts_word = true;
    for c in name.chars() {
        out.push(if starts_word {
            c.to_ascii_uppercase()
        } else {
            c
        });
        starts_word = c == '-';
    }
    out
}

pub(super) fn to_go(headers: &HeaderMap) -> HttpHeader {
    let mut all = HttpHeader::default();
    for (name, value) in headers {
        let values = all
            .entry(ByteString::from(canonical(name.as_str())))
            .or_default();
        values.push(ByteString::from(value.as_bytes().to_vec()));
    }
    all
}

/// What a plugin set, as far as it is valid and there is room for; the length is the server's affair
/// where it is not.
pub(super) fn from_go(headers: &HttpHeader) -> HeaderMap {
    let mut all = HeaderMap::new();
    for (name, values) in headers {
        let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
            continue;
        };
        if name == header::TRANSFER_ENCODING || name == header::CONNECTION {
            continue;
        }
        for value in values {
            if let Ok(value) = http::HeaderValue::from_bytes(value.as_bytes()) {
                // A map panics where a name too many is put into it by `append`.
                let _ = all.try_append(name.clone(), value);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::app::RequestContext;

    #[test]
    fn more_headers_than_there_is_room_for_are_left_out() {
        let value = || vec![ByteString::from("1")];
        let many: HttpHeader = (0..40_000)
            .map(|n| (format!("X-{n}").into(), value()))
            .collect();
        let kept = from_go(&many).len();
        assert!((1000..40_000).contains(&kept), "{kept}");
    }

    #[test]
    fn a_plugin_does_not_see_the_token_and_cannot_be_told_another_user() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("cookie", "a=b; MMAUTHTOKEN=secret; c=d"),
            ("authorization", "Bearer secret"),
            ("mattermost-user-id", "somebody"),
            ("mattermost-plugin-id", "other"),
            ("x-kept", "yes"),
        ] {
            headers.insert(HeaderName::from_static(name), value.parse().unwrap());
        }
        let caller = Caller {
            token: Some("secret".to_owned()),
            ..Caller::default()
        };
        let passed = from_go(&header_for_plugin(&caller, &headers));
        assert_eq!(passed["cookie"], "a=b; c=d");
        assert_eq!(passed["x-kept"], "yes");
        assert_eq!(passed.len(), 2, "{passed:?}");
        let caller = Caller::user(RequestContext::default(), "alice");
        let passed = from_go(&header_for_plugin(&caller, &headers));
        assert_eq!(passed["mattermost-user-id"], "alice");
        // Without a session the header may mean something to the plugin.
        assert_eq!(passed["authorization"], "Bearer secret");
        assert_eq!(
            query_for_plugin(Some("a=1&access_token=x")),
            Some("a=1".to_owned())
        );
        assert_eq!(query_for_plugin(Some("access_token=x")), None);
    }
}
