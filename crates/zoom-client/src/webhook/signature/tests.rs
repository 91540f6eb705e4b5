use super::*;

const BODY: &[u8] = br#"{"event":"meeting.started","event_ts":1700000000123,"payload":{"account_id":"A","object":{"id":"123"}}}"#;
const SIGNATURE: &[u8] = b"v0=f1c33e54d75cb5d77348e8e10cf2e364d0c61db9c73175b6faf6cfd0c3c4993b";
const TIME: i64 = 1_700_000_000;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn verify(
    secret: &str,
    timestamp: Option<&[u8]>,
    signature: Option<&[u8]>,
    body: &[u8],
    now: i64,
) -> Result<(), ErrorKind> {
    let verifier = Verifier::new(SecretString::from(secret));
    verifier
        .verify(timestamp, signature, body, at(now))
        .map(drop)
        .map_err(|error| error.kind())
}

fn sign(text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(b"sandbox-secret").unwrap();
    mac.update(text.as_bytes());
    HEXLOWER.encode(&mac.finalize().into_bytes())
}

#[test]
fn the_known_signature_passes() {
    assert_eq!(
        verify(
            "sandbox-secret",
            Some(b"1700000000"),
            Some(SIGNATURE),
            BODY,
            TIME
        ),
        Ok(())
    );
}

#[test]
fn the_window_is_five_minutes_either_way() {
    let check = |now| {
        verify(
            "sandbox-secret",
            Some(b"1700000000"),
            Some(SIGNATURE),
            BODY,
            now,
        )
    };
    assert_eq!(check(TIME + 300), Ok(()));
    assert_eq!(check(TIME - 300), Ok(()));
    assert_eq!(check(TIME + 301), Err(ErrorKind::WebhookExpired));
    assert_eq!(check(TIME - 301), Err(ErrorKind::WebhookExpired));
}

#[test]
fn a_caller_may_bear_with_older_signatures_and_never_with_later_ones() {
    let verifier = Verifier::new("sandbox-secret".into());
    let check = |hours: u64, signature: &[u8], now| {
        let (age, time) = (Duration::from_secs(hours * 3600), Some(&b"1700000000"[..]));
        let verified = verifier.verify_within(age, time, Some(signature), BODY, at(now));
        verified.map(drop).map_err(|error| error.kind())
    };
    assert_eq!(check(2, SIGNATURE, TIME + 7200), Ok(()));
    assert_eq!(
        check(2, SIGNATURE, TIME + 7201),
        Err(ErrorKind::WebhookExpired)
    );
    assert_eq!(
        check(2, SIGNATURE, TIME - 301),
        Err(ErrorKind::WebhookExpired)
    );
    assert_eq!(check(0, SIGNATURE, TIME + 300), Ok(()), "never less");
    let forged = Err(ErrorKind::WebhookSignatureMismatch);
    assert_eq!(check(2, b"v0=00", TIME + 7200), forged);
}

#[test]
fn without_a_secret_nothing_passes() {
    let empty_key = "v0=b84c7b17c0a4ba3d0f1ae4bb1bb2bd0ac8b1e24c61bd3a0f5d79a2f6ab4a0c1b";
    for signature in [SIGNATURE, empty_key.as_bytes()] {
        let outcome = verify("", Some(b"1700000000"), Some(signature), BODY, TIME);
        assert_eq!(outcome, Err(ErrorKind::WebhookSecretMissing));
    }
}

#[test]
fn missing_or_senseless_headers_are_no_signature() {
    let check = |timestamp, signature| verify("sandbox-secret", timestamp, signature, BODY, TIME);
    let unsigned = Err(ErrorKind::WebhookUnsigned);
    assert_eq!(check(None, Some(SIGNATURE)), unsigned);
    assert_eq!(check(Some(b"1700000000"), None), unsigned);
    let senseless: [&[u8]; 6] = [
        b"",
        b"now",
        b"+1700000000",
        b" 1700000000",
        b"\xff",
        b"99999999999999999999",
    ];
    for timestamp in senseless {
        assert_eq!(
            check(Some(timestamp), Some(SIGNATURE)),
            unsigned,
            "{timestamp:?}"
        );
    }
}

#[test]
fn any_change_breaks_the_signature() {
    let check = |secret, timestamp: &[u8], signature: &[u8], body: &[u8]| {
        verify(secret, Some(timestamp), Some(signature), body, TIME)
    };
    let mismatch = Err(ErrorKind::WebhookSignatureMismatch);
    assert_eq!(
        check("another-secret", b"1700000000", SIGNATURE, BODY),
        mismatch
    );
    assert_eq!(
        check("sandbox-secret", b"1700000001", SIGNATURE, BODY),
        mismatch
    );
    assert_eq!(
        check("sandbox-secret", b"1700000000", SIGNATURE, &BODY[1..]),
        mismatch
    );
    let truncated = &SIGNATURE[..SIGNATURE.len() - 2];
    for bad in [
        truncated,
        &SIGNATURE[3..],
        b"v0=",
        b"v1=00",
        b"",
        b"v0=zz",
        b"v0=\xff\xfe",
    ] {
        assert_eq!(
            check("sandbox-secret", b"1700000000", bad, BODY),
            mismatch,
            "{bad:?}"
        );
    }
}

#[test]
fn raw_bytes_count_even_when_they_are_no_text() {
    let body = b"\xff\x00 not json";
    let mut mac = Hmac::<Sha256>::new_from_slice(b"s").unwrap();
    mac.update(b"v0:1700000000:");
    mac.update(body);
    let signature = format!("v0={}", HEXLOWER.encode(&mac.finalize().into_bytes()));
    let verifier = Verifier::new("s".into());
    let delivery = verifier
        .verify(
            Some(b"1700000000"),
            Some(signature.as_bytes()),
            body,
            at(TIME),
        )
        .unwrap();
    assert_eq!(
        delivery.event().unwrap_err().kind(),
        ErrorKind::WebhookMalformed
    );
}

fn challenge(plain_token: &str) -> Result<UrlValidationAnswer, Error> {
    let body = serde_json::json!({
        "payload": {"plainToken": plain_token}, "event_ts": 1, "event": "endpoint.url_validation"
    });
    let body = body.to_string();
    let signature = format!("v0={}", sign(&format!("v0:{TIME}:{body}")));
    let verifier = Verifier::new("sandbox-secret".into());
    let time = TIME.to_string();
    let (time, signature) = (Some(time.as_bytes()), Some(signature.as_bytes()));
    let delivery = verifier.verify(time, signature, body.as_bytes(), at(TIME))?;
    match delivery.event()? {
        Event::UrlValidation(token) => delivery.answer(&token),
        other => panic!("{other:?}"),
    }
}

#[test]
fn zooms_challenge_is_answered() {
    let answer = challenge("q1w2e3r4t5y6u7i8o9p0aA").unwrap();
    let expected = serde_json::json!({
        "plainToken": "q1w2e3r4t5y6u7i8o9p0aA",
        "encryptedToken": "607bdd09d18847c337f50ab53be4efe73d71c73f2a920d2047d07628d2030402",
    });
    assert_eq!(serde_json::to_value(answer).unwrap(), expected);
}

#[test]
fn nobody_gets_a_text_of_their_choice_signed() {
    let event = format!("v0:{TIME}:{{}}");
    for text in [event.as_str(), "v0:", "a b", "", "{}", "ä", &"a".repeat(65)] {
        assert_eq!(
            challenge(text).unwrap_err().kind(),
            ErrorKind::WebhookMalformed,
            "{text}"
        );
    }
}

#[test]
fn a_verifier_does_not_print_its_secret() {
    assert!(!format!("{:?}", Verifier::new("sandbox-secret".into())).contains("sandbox-secret"));
}
