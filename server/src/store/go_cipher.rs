//! Reads what the Go plugin encrypted: AES in CFB mode, padded as PKCS #7, IV first, base64.
//!
//! Nothing is written this way: the mode does not notice a changed or foreign text.

use aes::cipher::KeyIvInit;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use zeroize::Zeroizing;

use super::seal::Unreadable;

const BLOCK: usize = 16;

/// Decrypts a text with a key of 16, 24 or 32 bytes.
pub(super) fn decrypt(key: &[u8], text: &str) -> Result<String, Unreadable> {
    let bytes = URL_SAFE.decode(text).map_err(|_| Unreadable)?;
    let (iv, ciphertext) = bytes.split_at_checked(BLOCK).ok_or(Unreadable)?;
    if ciphertext.is_empty() || ciphertext.len() % BLOCK != 0 {
        return Err(Unreadable);
    }
    let mut plain = Zeroizing::new(ciphertext.to_vec());
    apply(key, iv, &mut plain)?;
    let text = std::str::from_utf8(unpad(&plain)?).map_err(|_| Unreadable)?;
    // A token is visible ASCII; anything else was decrypted with another key.
    let visible = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    visible.then(|| text.to_owned()).ok_or(Unreadable)
}

fn apply(key: &[u8], iv: &[u8], data: &mut [u8]) -> Result<(), Unreadable> {
    macro_rules! decrypt_with {
        ($cipher:ty) => {
            cfb_mode::BufDecryptor::<$cipher>::new_from_slices(key, iv)
                .map_err(|_| Unreadable)?
                .decrypt(data)
        };
    }
    match key.len() {
        16 => decrypt_with!(aes::Aes128),
        24 => decrypt_with!(aes::Aes192),
        32 => decrypt_with!(aes::Aes256),
        _ => return Err(Unreadable),
    }
    Ok(())
}

fn unpad(plain: &[u8]) -> Result<&[u8], Unreadable> {
    let count = usize::from(*plain.last().ok_or(Unreadable)?);
    if count == 0 || count > BLOCK {
        return Err(Unreadable);
    }
    let length = plain.len().checked_sub(count).ok_or(Unreadable)?;
    let (text, padding) = plain.split_at_checked(length).ok_or(Unreadable)?;
    let intact = padding.iter().all(|byte| usize::from(*byte) == count);
    intact.then_some(text).ok_or(Unreadable)
}
