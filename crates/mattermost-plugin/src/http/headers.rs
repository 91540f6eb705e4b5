//! HTTP headers as Go's `http.Header` and as the `http` crate's map.

use http::{HeaderMap, HeaderName, HeaderValue};
use mattermost_model::{ByteString, HttpHeader};

/// Headers with a name that HTTP allows; values may hold any visible byte.
pub(crate) fn from_go(from: HttpHeader) -> HeaderMap {
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
    headers
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

    #[test]
    fn names_are_written_as_go_does() {
        assert_eq!(
            canonical("x-content-type-options"),
            "X-Content-Type-Options"
        );
        assert_eq!(canonical("etag"), "Etag");
    }
}
