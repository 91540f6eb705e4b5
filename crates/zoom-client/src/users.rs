//! Zoom users.

use secrecy::SecretString;
use serde::Deserialize;

use crate::http::Repeat;
use crate::ids::optional_id;
use crate::lenient;
use crate::{Client, Error, MeetingId, UserRef};

/// A Zoom user, as far as this crate reads them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct User {
    /// Zoom's id of the user: 22 characters that are safe in a URL.
    pub id: String,
    /// The address the user logs in to Zoom with.
    #[serde(default, deserialize_with = "lenient::text")]
    pub email: String,
    /// First name; may be empty.
    #[serde(default, deserialize_with = "lenient::text")]
    pub first_name: String,
    /// Last name; may be empty.
    #[serde(default, deserialize_with = "lenient::text")]
    pub last_name: String,
    /// The Zoom account that the user belongs to.
    #[serde(default, deserialize_with = "lenient::text")]
    pub account_id: String,
    /// 1 basic, 2 licensed, 3 self-hosted, 4 without a plan, 99 none.
    #[serde(default, rename = "type", deserialize_with = "lenient::number")]
    pub kind: i64,
    /// The personal meeting id; `None` where the account has switched it off.
    #[serde(default, deserialize_with = "optional_id")]
    pub pmi: Option<MeetingId>,
    /// Whether the user's own setting is to hold instant meetings in the personal room.
    #[serde(default)]
    pub use_pmi: bool,
    /// `active`, `inactive` or `pending`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: String,
}

impl Client {
    /// Reads a user (`GET /users/{id}`); scope `user:read:user`, for others than the token's owner
    /// `user:read:user:admin`.
    ///
    /// # Errors
    /// [`NoSuchUser`](crate::ErrorKind::NoSuchUser) and
    /// [`UserOutsideAccount`](crate::ErrorKind::UserOutsideAccount) besides those of every request.
    pub async fn user(&self, token: &SecretString, user: UserRef<'_>) -> Result<User, Error> {
        let path = format!("users/{}", user.path_segment()?);
        self.call(Repeat::Safe, &path, token, |http, url| http.get(url))
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_id_is_needed_and_the_pmi_may_be_a_string() {
        let user = |json: &str| serde_json::from_str::<User>(json);
        assert_eq!(user(r#"{"id":"x"}"#).unwrap().pmi, None);
        assert_eq!(user(r#"{"id":"x","pmi":0}"#).unwrap().pmi, None);
        assert_eq!(user(r#"{"id":"x","pmi":""}"#).unwrap().pmi, None);
        assert_eq!(user(r#"{"id":"x","pmi":null}"#).unwrap().pmi, None);
        assert_eq!(
            user(r#"{"id":"x","pmi":"5551234567"}"#).unwrap().pmi,
            MeetingId::new(5_551_234_567)
        );
        assert_eq!(
            user(r#"{"id":"x","pmi":5551234567}"#).unwrap().pmi,
            MeetingId::new(5_551_234_567)
        );
        assert!(user("{}").is_err());
    }
}
