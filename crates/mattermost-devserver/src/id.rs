//! Ids and times as Mattermost writes them.

use std::time::{SystemTime, UNIX_EPOCH};

/// The z-base-32 alphabet that Mattermost's ids are written in.
const ALPHABET: [char; 32] = [
    'y', 'b', 'n', 'd', 'r', 'f', 'g', '8', 'e', 'j', 'k', 'm', 'c', 'p', 'q', 'x', 'o', 't', '1',
    'u', 'w', 'i', 's', 'z', 'a', '3', '4', '5', 'h', '7', '6', '9',
];

/// A new id: 26 characters of lower-case letters and digits, 128 random bits.
pub(crate) fn new_id() -> String {
    let mut value = u128::from_be_bytes(random());
    let mut id = String::with_capacity(26);
    for _ in 0..26 {
        let symbol = usize::try_from(value & 31).unwrap_or_default();
        id.extend(ALPHABET.get(symbol));
        value >>= 5;
    }
    id
}

/// Whether `id` has the form of an id (it need not exist).
pub(crate) fn is_id(id: &str) -> bool {
    id.len() == 26
        && id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // Without randomness no session is safe: there is nothing sensible to continue with.
    #[expect(
        clippy::expect_used,
        reason = "the operating system always has randomness"
    )]
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// Milliseconds since 1970, the unit of every time in Mattermost's API.
pub(crate) fn now() -> i64 {
    let elapsed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_mattermosts_form_and_differ() {
        let (a, b) = (new_id(), new_id());
        assert!(is_id(&a), "{a}");
        assert_ne!(a, b);
        assert!(!is_id("short"));
    }
}
