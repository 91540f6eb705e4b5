//! The request as the server sent it.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use goplugin::MuxBroker;
use http::{HeaderValue, Method, Request, StatusCode, Uri, header};
use mattermost_model::{ByteString, Context, HttpRequestSubset};

use crate::error::Result;
use crate::http::headers;
use crate::http::stream::{CHUNK, Reader};

/// Connects to the request's body; id 0 says that there is none.
pub(crate) async fn dial_body(
    broker: &MuxBroker,
    id: u32,
    request: &HttpRequestSubset,
) -> Result<Option<Reader>> {
    if id == 0 {
        return Ok(None);
    }
    let mut reader = Reader::new(broker.dial_ahead(id).await?);
    if is_short(request) {
        reader.ask().await?;
    }
    Ok(Some(reader))
}

/// Whether the body is asked for before the handler wants it, which saves a round trip: one that
/// fits into one part and that its sender does not hold back.
fn is_short(request: &HttpRequestSubset) -> bool {
    let header = |name: &str| request.header.get(&ByteString::from(name));
    let length = header("Content-Length").and_then(|values| values.first());
    let length = length.and_then(|length| std::str::from_utf8(length.as_bytes()).ok());
    let length: Option<usize> = length.and_then(|length| length.parse().ok());
    length.is_some_and(|length| (1..=CHUNK).contains(&length)) && header("Expect").is_none()
}

/// Makes the `http` crate's request, or the answer to one that cannot be.
pub(crate) fn build(
    subset: HttpRequestSubset,
    context: Context,
    body: Option<Reader>,
) -> Result<Request<Body>, Box<Response>> {
    let refuse = |status, what: &'static str| Box::new((status, what).into_response());
    let malformed = |what| refuse(StatusCode::BAD_REQUEST, what);
    let method = Method::from_bytes(subset.method.as_bytes())
        .map_err(|_| malformed("the request's method is malformed"))?;
    let uri = uri(subset
        .url
        .as_ref()
        .map_or(b"/".as_slice(), |url| url.as_bytes()))
    .map_err(|_| malformed("the request's address is malformed"))?;
    let too_large = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
    let mut headers = headers::from_go(subset.header)
        .map_err(|_| refuse(too_large, "the request has too many headers"))?;
    if let Ok(host) = HeaderValue::from_bytes(subset.host.as_bytes()) {
        headers.entry(header::HOST).or_insert(host);
    }
    let expected = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let mut request = Request::new(body.map_or_else(Body::empty, |body| body.into_body(expected)));
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    request.extensions_mut().insert(context);
    Ok(request)
}

/// The address, with bytes that an address cannot hold written as `%FF`: nothing is lost, and a
/// handler that decodes the path or the query sees them.
fn uri(bytes: &[u8]) -> Result<Uri, http::uri::InvalidUri> {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b'!'..=b'~' if !b"\"<>\\^`{|}".contains(byte) => text.push(char::from(*byte)),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text.parse()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_byte_of_an_address_stays_visible() {
        let uri = uri(b"/a\xff/b?c=\xfe d|").unwrap();
        assert_eq!(uri.path(), "/a%FF/b");
        assert_eq!(uri.query(), Some("c=%FE%20d%7C"));
    }
}
