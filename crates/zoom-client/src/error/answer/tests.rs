use http::HeaderValue;

use super::*;

fn answer(status: u16, body: &str, headers: &[(&'static str, &str)]) -> Answer {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(*name, HeaderValue::from_str(value).unwrap());
    }
    Answer {
        status,
        headers: map,
        body: body.as_bytes().to_vec(),
    }
}

fn api(status: u16, body: &str) -> Error {
    answer(status, body, &[]).api_error()
}

#[test]
fn each_code_of_zooms_has_its_kind() {
    let cases = [
        (
            401,
            r#"{"code":124,"message":"Invalid access token."}"#,
            ErrorKind::AccessTokenRejected,
        ),
        (
            401,
            r#"{"code":124,"message":"Access token is expired."}"#,
            ErrorKind::AccessTokenRejected,
        ),
        (401, "", ErrorKind::AccessTokenRejected),
        (
            404,
            r#"{"code":1001,"message":"User does not exist: a@b."}"#,
            ErrorKind::NoSuchUser,
        ),
        (
            400,
            r#"{"code":1010,"message":"User does not belong to this account"}"#,
            ErrorKind::UserOutsideAccount,
        ),
        (
            404,
            r#"{"code":3001,"message":"Meeting does not exist: 1."}"#,
            ErrorKind::NoSuchMeeting,
        ),
        (
            400,
            r#"{"code":200,"message":"Only available for paid account: x."}"#,
            ErrorKind::LicenceMissing,
        ),
        (
            400,
            r#"{"code":200,"message":"No permission."}"#,
            ErrorKind::NotPermitted,
        ),
        (
            400,
            r#"{"code":3161,"message":"Your user account is not allowed"}"#,
            ErrorKind::NotPermitted,
        ),
        (
            403,
            r#"{"code":9999,"message":"x"}"#,
            ErrorKind::NotPermitted,
        ),
        (
            400,
            r#"{"code":300,"message":"Validation Failed."}"#,
            ErrorKind::Refused,
        ),
        (
            404,
            r#"{"code":2300,"message":"This API endpoint is not recognized."}"#,
            ErrorKind::UnexpectedAnswer,
        ),
        (404, "<html>", ErrorKind::UnexpectedAnswer),
        (404, "", ErrorKind::UnexpectedAnswer),
        (302, "", ErrorKind::UnexpectedAnswer),
        (500, r#"{"code":500,"message":"x"}"#, ErrorKind::Unreachable),
        (502, "<html>Bad gateway", ErrorKind::Unreachable),
        (429, "", ErrorKind::RateLimited),
    ];
    for (status, body, kind) in cases {
        assert_eq!(api(status, body).kind(), kind, "{status} {body}");
    }
}

#[test]
fn missing_scopes_are_named() {
    let text = |code| {
        format!(
            r#"{{"code":{code},"message":"Invalid access token, does not contain scopes:[meeting:write:meeting, meeting:write:meeting:admin]."}}"#
        )
    };
    for code in [4711, 104, 4700] {
        let error = api(400, &text(code));
        assert_eq!(error.kind(), ErrorKind::ScopeMissing);
        assert_eq!(
            error.scopes(),
            ["meeting:write:meeting", "meeting:write:meeting:admin"]
        );
    }
}

#[test]
fn what_is_no_scope_is_not_passed_on() {
    let error = api(
        400,
        r#"{"code":4711,"message":"scopes:[a:b, <b>x</b>, @all hello, ]"}"#,
    );
    assert_eq!(error.scopes(), ["a:b"]);
    for odd in ["no brackets", "][", "[", "[]"] {
        let body = serde_json::json!({"code": 4711, "message": odd}).to_string();
        assert!(api(400, &body).scopes().is_empty(), "{odd}");
    }
}

#[test]
fn a_rate_limit_says_when() {
    let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let at = |value: &str| {
        let error = answer(429, "{}", &[("retry-after", value)]).api_error();
        error.retry_at(now).map(|time| time.to_string())
    };
    assert_eq!(at("90").as_deref(), Some("2026-01-01T00:01:30Z"));
    assert_eq!(
        at("2026-01-02T00:00:00Z").as_deref(),
        Some("2026-01-02T00:00:00Z")
    );
    assert_eq!(
        at("Fri, 02 Jan 2026 00:00:00 GMT").as_deref(),
        Some("2026-01-02T00:00:00Z")
    );
    assert_eq!(at("soon"), None);
    assert_eq!(at("-1"), None);
}

#[test]
fn the_daily_limit_is_told_by_text_or_header() {
    let text =
        r#"{"code":429,"message":"You have reached the maximum daily rate limit for this API."}"#;
    assert!(api(429, text).is_daily_limit());
    assert!(
        answer(429, "", &[("x-ratelimit-type", "Daily-limit")])
            .api_error()
            .is_daily_limit()
    );
    assert!(!api(429, "").is_daily_limit());
}

#[test]
fn a_dead_grant_means_what_was_presented() {
    let kind = |body: &str, grant| answer(400, body, &[]).oauth_error(grant).kind();
    let dead = r#"{"reason":"Invalid Token!","error":"invalid_grant"}"#;
    let older = r#"{"reason":"Invalid Token!","error":"invalid_request"}"#;
    let code = r#"{"reason":"Invalid authorization code","error":"invalid_request"}"#;
    assert_eq!(
        kind(dead, Grant::RefreshToken),
        ErrorKind::ConnectionRevoked
    );
    assert_eq!(
        kind(older, Grant::RefreshToken),
        ErrorKind::ConnectionRevoked
    );
    assert_eq!(kind(dead, Grant::Code), ErrorKind::CodeRejected);
    assert_eq!(kind(code, Grant::Code), ErrorKind::CodeRejected);
    assert_eq!(kind(dead, Grant::None), ErrorKind::Refused);
    let other = r#"{"reason":"Bad request","error":"invalid_request"}"#;
    assert_eq!(kind(other, Grant::RefreshToken), ErrorKind::Refused);
}

#[test]
fn a_wrong_client_is_the_admins_to_mend() {
    for body in [
        r#"{"reason":"Invalid client_id or client_secret","error":"invalid_client"}"#,
        r#"{"status":false,"errorCode":4702,"errorMessage":"Invalid client"}"#,
    ] {
        for status in [400, 401] {
            let error = answer(status, body, &[]).oauth_error(Grant::RefreshToken);
            assert_eq!(error.kind(), ErrorKind::ClientRejected);
        }
    }
}

#[test]
fn an_error_tells_its_numbers_and_keeps_to_one_line() {
    let body = r#"{"code":1001,"message":"User\ndoes not\u0007 exist"}"#;
    let error = answer(404, body, &[("x-zm-trackingid", "v=2.0;rid=WEB_1")]).api_error();
    let text = "no such Zoom user: Userdoes not exist (HTTP 404, Zoom code 1001)";
    assert_eq!(error.to_string(), text);
    assert_eq!(error.tracking_id(), Some("v=2.0;rid=WEB_1"));
    let long = serde_json::json!({"code": 300, "message": "x".repeat(5000)}).to_string();
    assert!(api(400, &long).to_string().len() < 500);
}
