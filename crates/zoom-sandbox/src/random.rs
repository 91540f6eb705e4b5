//! Names and secrets that nobody can guess.

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use jiff::Timestamp;
use serde_json::json;

#[expect(
    clippy::expect_used,
    reason = "a development tool can not go on without random numbers"
)]
fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system has random numbers");
    bytes
}

/// Eleven digits, as Zoom's generated meetings have.
pub(crate) fn meeting_id() -> u64 {
    80_000_000_000 + u64::from_le_bytes(bytes()) % 19_000_000_000
}

/// Base64 of 16 bytes: now and then with a slash or a plus in it.
pub(crate) fn meeting_uuid() -> String {
    BASE64.encode(&bytes::<16>())
}

/// Six digits.
pub(crate) fn passcode() -> String {
    format!("{:06}", u32::from_le_bytes(bytes()) % 1_000_000)
}

/// Text that is safe in a URL, from 18 random bytes.
pub(crate) fn word() -> String {
    BASE64URL_NOPAD.encode(&bytes::<18>())
}

/// 32 hexadecimal digits.
pub(crate) fn hex() -> String {
    HEXLOWER.encode(&bytes::<16>())
}

/// Sixteen random bytes as Zoom's challenge has them: 22 characters that are safe in a URL.
pub(crate) fn plain_token() -> String {
    BASE64URL_NOPAD.encode(&bytes::<16>())
}

/// A token with the looks of those that come with recordings.
pub(crate) fn download_token(uuid: &str, from: Timestamp) -> String {
    let header = json!({"typ": "JWT", "alg": "ES256"});
    let claims = json!({
        "iss": "EventConsumerRecDownload", "aud": "WebRecDownload", "mid": uuid, "jti": word(),
        "iat": from.as_second(), "exp": from.as_second() + 86_400,
    });
    let part = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    let (header, claims) = (header.to_string(), claims.to_string());
    let (header, claims) = (part(header.as_bytes()), part(claims.as_bytes()));
    format!("{header}.{claims}.{}", part(&bytes::<64>()))
}

/// A token with the looks and the length of Zoom's: a JWT of over 600 characters.
pub(crate) fn token(
    client_id: &str,
    user_id: &str,
    kind: u8,
    from: Timestamp,
    life: i64,
) -> String {
    let header = json!({"sv": "000001", "alg": "HS512", "v": "2.0", "kid": hex()});
    let claims = json!({
        "ver": 9, "auid": hex(), "code": word(), "iss": format!("zm:cid:{client_id}"), "gno": 0,
        "type": kind, "tid": 0, "aud": "https://oauth.zoom.us", "uid": user_id, "aid": word(),
        "nbf": from.as_second(), "iat": from.as_second(), "exp": from.as_second() + life,
    });
    let part = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    let (header, claims) = (header.to_string(), claims.to_string());
    format!(
        "{}.{}.{}",
        part(header.as_bytes()),
        part(claims.as_bytes()),
        part(&bytes::<96>())
    )
}
