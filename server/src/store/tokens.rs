//! The stored form of a connection to Zoom.

use std::fmt;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::keys;
use super::seal::{EncryptionKey, Place, Unreadable, is_sealed};

const ACCESS_TOKEN: &str = "access_token";
const REFRESH_TOKEN: &str = "refresh_token";
const WHOLE: &str = "";

/// Whose connection it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// One Mattermost user's, by their id.
    User(String),
    /// The account-level app's, used for everybody.
    Account,
}

impl Owner {
    /// The key of the store under which the connection lies.
    pub fn key(&self) -> String {
        match self {
            Self::User(user_id) => keys::user_token(user_id),
            Self::Account => keys::ACCOUNT_TOKEN.to_owned(),
        }
    }

    /// A name for logs and locks.
    pub fn name(&self) -> &str {
        match self {
            Self::User(user_id) => user_id,
            Self::Account => "account",
        }
    }
}

/// A pair of tokens and when the first of them ends.
#[derive(Clone)]
pub struct StoredTokens {
    /// Opens the API until [`expiry`](Self::expiry).
    pub access: SecretString,
    /// Gets the next pair, once.
    pub refresh: SecretString,
    /// When the access token ends; `None` where the stored time cannot be read.
    pub expiry: Option<Timestamp>,
}

impl fmt::Debug for StoredTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredTokens")
            .field("expiry", &self.expiry)
            .finish_non_exhaustive()
    }
}

/// A connection to Zoom.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The e-mail address of the Zoom user; empty for the account.
    pub zoom_email: String,
    /// The id of the Zoom user; empty for the account.
    pub zoom_id: String,
    /// The id of the Mattermost user; empty for the account.
    pub user_id: String,
    /// The tokens.
    pub tokens: StoredTokens,
}

/// A person's connection in JSON, as the Go plugin writes it.
#[derive(Serialize, Deserialize)]
struct UserForm {
    #[serde(rename = "ZoomEmail", default)]
    zoom_email: String,
    #[serde(rename = "OAuthToken")]
    token: TokenForm,
    #[serde(rename = "UserID", default)]
    user_id: String,
    #[serde(rename = "ZoomID", default)]
    zoom_id: String,
}

/// A token in JSON, as `golang.org/x/oauth2` writes it.
#[derive(Serialize, Deserialize)]
struct TokenForm {
    access_token: String,
    #[serde(default)]
    token_type: String,
    #[serde(default)]
    refresh_token: String,
    #[serde(default)]
    expiry: String,
}

impl TokenForm {
    fn tokens(&self, access: String, refresh: String) -> StoredTokens {
        StoredTokens {
            access: access.into(),
            refresh: refresh.into(),
            expiry: self.expiry.parse().ok(),
        }
    }

    fn new(access_token: String, refresh_token: String, expiry: Option<Timestamp>) -> Self {
        let expiry = expiry.unwrap_or(Timestamp::UNIX_EPOCH).to_string();
        Self {
            access_token,
            token_type: "bearer".into(),
            refresh_token,
            expiry,
        }
    }
}

impl Connection {
    /// Reads a stored connection, sealed or the Go plugin's.
    ///
    /// # Errors
    /// When it is neither, or was written with another encryption key.
    pub fn decode(owner: &Owner, key: &EncryptionKey, bytes: &[u8]) -> Result<Self, Unreadable> {
        match owner {
            Owner::User(_) => Self::decode_user(&owner.key(), key, bytes),
            Owner::Account => Self::decode_account(key, bytes),
        }
    }

    fn decode_user(store_key: &str, key: &EncryptionKey, bytes: &[u8]) -> Result<Self, Unreadable> {
        let form: UserForm = serde_json::from_slice(bytes).map_err(|_| Unreadable)?;
        let place = |field| Place {
            key: store_key,
            field,
        };
        let access = key.open_or_decrypt(place(ACCESS_TOKEN), &form.token.access_token)?;
        let refresh = if is_sealed(&form.token.refresh_token) {
            key.open(place(REFRESH_TOKEN), &form.token.refresh_token)?
        } else {
            form.token.refresh_token.clone()
        };
        Ok(Self {
            tokens: form.token.tokens(access, refresh),
            zoom_email: form.zoom_email,
            zoom_id: form.zoom_id,
            user_id: form.user_id,
        })
    }

    fn decode_account(key: &EncryptionKey, bytes: &[u8]) -> Result<Self, Unreadable> {
        let text = std::str::from_utf8(bytes).map_err(|_| Unreadable)?;
        let json = if is_sealed(text) {
            key.open(
                Place {
                    key: keys::ACCOUNT_TOKEN,
                    field: WHOLE,
                },
                text,
            )?
        } else {
            text.to_owned()
        };
        let form: TokenForm = serde_json::from_str(&json).map_err(|_| Unreadable)?;
        let (access, refresh) = (form.access_token.clone(), form.refresh_token.clone());
        Ok(Self {
            tokens: form.tokens(access, refresh),
            zoom_email: String::new(),
            zoom_id: String::new(),
            user_id: String::new(),
        })
    }

    /// Reads what the Go plugin left open of a person's connection: all but the access token, which
    /// the refresh token replaces. `None` where both are sealed.
    pub fn decode_without_key(owner: &Owner, bytes: &[u8]) -> Option<Self> {
        let (Owner::User(_), Ok(form)) = (owner, serde_json::from_slice::<UserForm>(bytes)) else {
            return None;
        };
        let refresh = form.token.refresh_token;
        let open = !refresh.is_empty() && !is_sealed(&refresh);
        open.then(|| Self {
            tokens: StoredTokens {
                access: String::new().into(),
                refresh: refresh.into(),
                expiry: None,
            },
            zoom_email: form.zoom_email,
            zoom_id: form.zoom_id,
            user_id: form.user_id,
        })
    }

    /// Seals it for its owner's key.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn encode(&self, owner: &Owner, key: &EncryptionKey) -> Result<Vec<u8>, Unreadable> {
        match owner {
            Owner::User(_) => self.encode_user(&owner.key(), key),
            Owner::Account => self.encode_account(key),
        }
    }

    /// Seals a person's connection for any key of the store.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn encode_user(&self, store_key: &str, key: &EncryptionKey) -> Result<Vec<u8>, Unreadable> {
        let seal = |field, secret: &SecretString| {
            key.seal(
                Place {
                    key: store_key,
                    field,
                },
                secret.expose_secret(),
            )
            .ok_or(Unreadable)
        };
        let form = UserForm {
            zoom_email: self.zoom_email.clone(),
            token: TokenForm::new(
                seal(ACCESS_TOKEN, &self.tokens.access)?,
                seal(REFRESH_TOKEN, &self.tokens.refresh)?,
                self.tokens.expiry,
            ),
            user_id: self.user_id.clone(),
            zoom_id: self.zoom_id.clone(),
        };
        serde_json::to_vec(&form).map_err(|_| Unreadable)
    }

    fn encode_account(&self, key: &EncryptionKey) -> Result<Vec<u8>, Unreadable> {
        let form = TokenForm::new(
            self.tokens.access.expose_secret().to_owned(),
            self.tokens.refresh.expose_secret().to_owned(),
            self.tokens.expiry,
        );
        let json = serde_json::to_string(&form).map_err(|_| Unreadable)?;
        let place = Place {
            key: keys::ACCOUNT_TOKEN,
            field: WHOLE,
        };
        key.seal(place, &json)
            .map(String::into_bytes)
            .ok_or(Unreadable)
    }
}

/// Reads only whose a stored connection is, without its secrets.
pub fn stored_owner(bytes: &[u8]) -> Option<(String, String)> {
    let form: UserForm = serde_json::from_slice(bytes).ok()?;
    Some((form.user_id, form.zoom_id))
}

#[cfg(test)]
mod tests;
