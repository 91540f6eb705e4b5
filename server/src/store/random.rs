//! Texts that cannot be guessed.

use data_encoding::{BASE64URL_NOPAD, Encoding, Specification};

/// A random text of `length` lower-case letters and digits, 5 bits each.
///
/// # Errors
/// When the system has no randomness to give.
pub fn random_text(length: usize) -> Result<String, getrandom::Error> {
    let mut bytes = vec![0; length.div_ceil(8) * 5];
    getrandom::fill(&mut bytes)?;
    let mut text = alphabet().encode(&bytes);
    text.truncate(length);
    Ok(text)
}

/// A nonce for a page's content security policy.
///
/// # Errors
/// When the system has no randomness to give.
pub fn random_nonce() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(BASE64URL_NOPAD.encode(&bytes))
}

/// Base 32 with the alphabet of Mattermost's own ids.
fn alphabet() -> Encoding {
    let mut specification = Specification::new();
    specification
        .symbols
        .push_str("ybndrfg8ejkmcpqxot1uwisza345h769");
    // The symbols are 32 different ASCII characters, the only thing that can be wrong here.
    specification
        .encoding()
        .unwrap_or(data_encoding::BASE32_NOPAD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_texts_have_their_length_and_differ() {
        let (a, b) = (random_text(15).unwrap(), random_text(15).unwrap());
        assert_eq!((a.len(), b.len()), (15, 15));
        assert_ne!(a, b);
        assert!(
            a.bytes()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        );
    }
}
