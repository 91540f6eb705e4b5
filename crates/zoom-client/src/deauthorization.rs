//! A person removes the app: what Zoom tells, and what it may want to hear back.

use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::error::answer::{Answer, Grant};
use crate::http::Repeat;
use crate::lenient;
use crate::{Client, Error};

/// `app_deauthorized`: a person removed the app, and all its tokens for them are dead.
///
/// It is read from, and written as, the payload of Zoom's event, so that it can be kept until the
/// report is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Deauthorization {
    /// When it happened, where the payload says so itself.
    #[serde(default, deserialize_with = "lenient::millis", skip_serializing)]
    pub event_ts: Option<Timestamp>,
    /// Zoom's id of the person.
    pub user_id: String,
    /// The Zoom account that they belong to.
    #[serde(default, deserialize_with = "lenient::text")]
    pub account_id: String,
    /// The app.
    #[serde(default, deserialize_with = "lenient::text")]
    pub client_id: String,
    /// When it happened, as Zoom writes it.
    #[serde(default, deserialize_with = "lenient::text")]
    pub deauthorization_time: String,
    /// An older proof of where it comes from. Not checked here: see
    /// [`Verifier`](crate::webhook::Verifier).
    #[serde(default, deserialize_with = "lenient::text")]
    pub signature: String,
    /// Zoom's `user_data_retention`: `true`, `false`, or empty where it was not sent.
    #[serde(default, deserialize_with = "lenient::text")]
    pub user_data_retention: String,
}

impl Deauthorization {
    /// Whether Zoom wants to hear that the person's data are removed: where `user_data_retention`
    /// is `false`.
    #[must_use]
    pub fn wants_report(&self) -> bool {
        self.user_data_retention == "false"
    }
}

impl Client {
    /// Tells Zoom that the data of a person who removed the app are gone
    /// (`POST <Zoom URL>/oauth/data/compliance`). It may be repeated.
    ///
    /// # Errors
    /// Those of every request; [`ClientRejected`](crate::ErrorKind::ClientRejected) for a wrong
    /// client id or secret.
    pub async fn report_compliance(&self, received: &Deauthorization) -> Result<(), Error> {
        let url = self.page("oauth/data/compliance")?;
        let report = json!({
            "client_id": self.client_id(),
            "user_id": received.user_id,
            "account_id": received.account_id,
            "deauthorization_event_received": received,
            "compliance_completed": true,
        });
        let request = |http: &reqwest::Client| {
            let secret = self.client_secret().expose_secret();
            http.post(url.clone())
                .basic_auth(self.client_id(), Some(secret))
                .json(&report)
        };
        let refuse = |answer: &Answer| answer.oauth_error(Grant::None);
        self.transport()
            .send(Repeat::Safe, request, refuse)
            .await
            .map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_as_zoom_sent_it() {
        let sent = json!({
            "account_id": "A", "user_id": "u", "client_id": "c", "signature": "s",
            "deauthorization_time": "2026-06-17T13:52:28.632Z", "user_data_retention": "false",
        });
        let read: Deauthorization = serde_json::from_value(sent.clone()).unwrap();
        assert!(read.wants_report());
        assert_eq!(serde_json::to_value(&read).unwrap(), sent);
    }

    #[test]
    fn retention_is_text_a_boolean_or_absent() {
        for (retention, wanted) in [
            (json!("false"), true),
            (json!(false), true),
            (json!("true"), false),
            (json!(true), false),
            (json!(null), false),
        ] {
            let payload = json!({"user_id": "u", "user_data_retention": retention});
            let read: Deauthorization = serde_json::from_value(payload).unwrap();
            assert_eq!(read.wants_report(), wanted, "{retention}");
        }
        let read: Deauthorization = serde_json::from_value(json!({"user_id": "u"})).unwrap();
        assert!(!read.wants_report());
        assert!(serde_json::from_value::<Deauthorization>(json!({})).is_err());
    }
}
