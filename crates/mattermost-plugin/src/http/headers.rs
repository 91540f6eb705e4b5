//! HTTP headers as Go's `http.Header` and as the `http` crate's map.

use http::{HeaderMap, HeaderName, HeaderValue};
use mattermost_model::{ByteString, HttpHeader};

/// How many names a request or an answer may have. Go bounds the bytes of all headers alone, and a [`HeaderMap`]
/// panics at 2^15 names: what the server lets through must leave room for those that are added.
const MAX_NAMES: usize = 4096;

/// There are more than [`MAX_NAMES`] headers.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooMany;

/// Headers with a name that HTTP allows; values may hold any visible byte.
pub(crate) fn from_go(from: HttpHeader) -> Result<HeaderMap, TooMany> {
    if from.len() > MAX_NAMES {
        return Err(TooMany);
    }
    let mut headers = HeaderMap::new();
    for (name, values) in from {
        let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
            continue;
        };
        for value in values {
            if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
                headers.append(&name, value);
            }
        }
    }
    Ok(headers)
}

/// Puts our headers over the server's; Go writes names as `Content-Type`.
pub(crate) fn merge(server: &mut HttpHeader, ours: &HeaderMap) {
    for name in ours.keys() {
        let values = ours
            .get_all(name)
            .iter()
            .map(|value| ByteString::from(value.as_bytes()));
        server.insert(canonical(name.as_str()).into(), values.collect());
    }
}

/// Go's `textproto.CanonicalMIMEHeaderKey`.
fn canonical(name: &str) -> String {
    let mut upper = true;
    name.chars()
        .map(|c| {
            let c = if upper { c.to_ascii_uppercase() } else { c };
            upper = c == '-';
            c
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `count` names, and as many values of one of them.
    fn many(count: usize) -> HttpHeader {
        let value = || ByteString::from("v");
        let name = |i: usize| ByteString::from(format!("X-Header-{i}").as_str());
        let mut from: HttpHeader = (0..count).map(|i| (name(i), vec![value()])).collect();
        from.insert(name(0), (0..count).map(|_| value()).collect());
        from
    }

    #[test]
    fn more_headers_than_a_map_holds_are_refused() {
        let mut headers = from_go(many(MAX_NAMES)).unwrap();
        assert_eq!(headers.keys_len(), MAX_NAMES);
        assert_eq!(headers.len(), 2 * MAX_NAMES - 1);
        headers.append("x-added-behind-the-server", HeaderValue::from_static("v"));
        for count in [MAX_NAMES + 1, 1 << 15, 40_000] {
            assert_eq!(from_go(many(count)), Err(TooMany));
        }
    }

    #[test]
    fn names_are_written_as_go_does() {
        assert_eq!(
            canonical("x-content-type-options"),
            "X-Content-Type-Options"
        );
        assert_eq!(canonical("etag"), "Etag");
    }
}
