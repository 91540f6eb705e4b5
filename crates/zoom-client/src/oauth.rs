//! Zoom's OAuth 2.0: consent, code, refresh with rotation, revocation.

use std::time::Duration;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::client::read_json;
use crate::error::answer::{Answer, Grant};
use crate::http::Repeat;
use crate::{Client, Error, ErrorKind};

/// What Zoom hands out for a code or a refresh token.
#[derive(Debug, Clone)]
pub struct Tokens {
    access_token: SecretString,
    refresh_token: Option<SecretString>,
    expires_in: Duration,
    scopes: Vec<String>,
}

impl Tokens {
    /// Opens the API for about an hour. Opaque, and longer than 600 characters.
    #[must_use]
    pub fn access_token(&self) -> &SecretString {
        &self.access_token
    }

    /// Gets the next pair of tokens, once. It replaces the one that was presented, so store it
    /// before anything else. `None` where Zoom sent no new one: then the old one stays in force.
    #[must_use]
    pub fn refresh_token(&self) -> Option<&SecretString> {
        self.refresh_token.as_ref()
    }

    /// How long the access token lives, from the moment of the answer.
    #[must_use]
    pub fn expires_in(&self) -> Duration {
        self.expires_in
    }

    /// When the access token ends, for an answer that arrived at `now`.
    #[must_use]
    pub fn expires_at(&self, now: Timestamp) -> Timestamp {
        now.checked_add(self.expires_in).unwrap_or(Timestamp::MAX)
    }

    /// The scopes that the token has.
    #[must_use]
    pub fn scopes(&self) -> &[String] {
        &self.scopes
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: SecretString,
    #[serde(default)]
    token_type: String,
    #[serde(default)]
    refresh_token: Option<SecretString>,
    #[serde(default = "one_hour")]
    expires_in: u32,
    #[serde(default)]
    scope: String,
}

fn one_hour() -> u32 {
    3600
}

impl TokenAnswer {
    fn check(self) -> Result<Tokens, Error> {
        let bearer = self.token_type.is_empty() || self.token_type.eq_ignore_ascii_case("bearer");
        if self.access_token.expose_secret().is_empty() || !bearer {
            let message = "Zoom's answer holds no access token of a known type";
            return Err(Error::new(ErrorKind::UnexpectedAnswer, message));
        }
        Ok(Tokens {
            access_token: self.access_token,
            refresh_token: self.refresh_token.filter(|t| !t.expose_secret().is_empty()),
            expires_in: Duration::from_secs(self.expires_in.into()),
            scopes: self.scope.split_whitespace().map(str::to_owned).collect(),
        })
    }
}

impl Client {
    /// Where to send a person's browser so that they may allow the app. `state` comes back
    /// unchanged: make it hard to guess, and bind it to the person's session.
    ///
    /// The same for user-level and account-level apps; for the latter an admin of the Zoom account
    /// has to go there.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] where the client has no redirect URI.
    pub fn authorize_url(&self, state: &str) -> Result<String, Error> {
        self.require_redirect_uri()?;
        let mut url = self.page("oauth/authorize")?;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", self.client_id())
            .append_pair("redirect_uri", self.redirect_uri())
            .append_pair("state", state);
        Ok(url.into())
    }

    /// Exchanges the code of the consent page for tokens. A code works once, for 5 minutes.
    ///
    /// # Errors
    /// [`ErrorKind::CodeRejected`] for a used or old code, [`ErrorKind::ClientRejected`] for a
    /// wrong client id or secret, and the kinds of every request.
    pub async fn exchange_code(&self, code: &SecretString) -> Result<Tokens, Error> {
        self.require_redirect_uri()?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.expose_secret()),
            ("redirect_uri", self.redirect_uri()),
        ];
        self.token_request(&form, Grant::Code).await
    }

    /// Exchanges a refresh token for a new pair.
    ///
    /// Zoom rotates: the presented token is spent. Let one task at a time do this for a person, and
    /// store the new one before use. Where the answer is lost on its way the old token may be
    /// spent or not; trying it again tells.
    ///
    /// # Errors
    /// [`ErrorKind::ConnectionRevoked`] where the token is dead: the person has to connect again.
    pub async fn refresh(&self, refresh_token: &SecretString) -> Result<Tokens, Error> {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token.expose_secret()),
        ];
        self.token_request(&form, Grant::RefreshToken).await
    }

    /// Takes a token back, so that it opens nothing any more.
    ///
    /// # Errors
    /// The kinds of every request. A token that Zoom knows no longer is revoked already: treat
    /// [`ErrorKind::Refused`] as success where nothing depends on it.
    pub async fn revoke(&self, access_token: &SecretString) -> Result<(), Error> {
        let form = [("token", access_token.expose_secret())];
        self.oauth_request("oauth/revoke", &form, Grant::None)
            .await
            .map(drop)
    }

    async fn token_request(&self, form: &[(&str, &str)], grant: Grant) -> Result<Tokens, Error> {
        let answer = self.oauth_request("oauth/token", form, grant).await?;
        read_json::<TokenAnswer>(&answer)?.check()
    }

    async fn oauth_request(
        &self,
        path: &str,
        form: &[(&str, &str)],
        grant: Grant,
    ) -> Result<Answer, Error> {
        let url = self.page(path)?;
        let secret = self.client_secret().expose_secret();
        let request = |http: &reqwest::Client| {
            http.post(url.clone())
                .basic_auth(self.client_id(), Some(secret))
                .form(form)
        };
        let refuse = |answer: &Answer| answer.oauth_error(grant);
        self.transport()
            .send(Repeat::OnlyUnsent, request, refuse)
            .await
    }

    fn require_redirect_uri(&self) -> Result<(), Error> {
        if self.redirect_uri().is_empty() {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                "the client has no redirect URI",
            ));
        }
        Ok(())
    }
}

/// What the browser brings back from Zoom's consent page, in the query of the redirect URI.
#[derive(Debug)]
pub struct ConsentAnswer {
    state: Option<String>,
    code: Result<SecretString, Error>,
}

impl ConsentAnswer {
    /// Reads the query string, without its question mark.
    ///
    /// ```
    /// use zoom_client::{ConsentAnswer, ErrorKind};
    ///
    /// let answer = ConsentAnswer::parse("error=access_denied&state=s3cret");
    /// assert_eq!(answer.state(), Some("s3cret"));
    /// assert_eq!(answer.code().unwrap_err().kind(), ErrorKind::ConsentDeclined);
    /// ```
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let (mut state, mut code, mut error) = (None, None, None);
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "state" => state = Some(value.into_owned()),
                "code" if !value.is_empty() => code = Some(SecretString::from(value.into_owned())),
                "error" if !value.is_empty() => error = Some(value.into_owned()),
                _ => {}
            }
        }
        Self {
            state,
            code: code_or_error(code, error.as_deref()),
        }
    }

    /// The state given to [`Client::authorize_url`]. Compare it in constant time with the one you
    /// keep, before anything else and whatever the outcome.
    #[must_use]
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// The code for [`Client::exchange_code`].
    ///
    /// # Errors
    /// [`ErrorKind::ConsentDeclined`] where the person declined, [`ErrorKind::Refused`] for another
    /// error of Zoom's, [`ErrorKind::CodeRejected`] where no code came at all.
    pub fn code(&self) -> Result<&SecretString, &Error> {
        self.code.as_ref()
    }
}

fn code_or_error(code: Option<SecretString>, error: Option<&str>) -> Result<SecretString, Error> {
    match (error, code) {
        (Some("access_denied"), _) => Err(Error::new(
            ErrorKind::ConsentDeclined,
            "the person declined on Zoom's page",
        )),
        (Some(_), _) => Err(Error::new(
            ErrorKind::Refused,
            "Zoom's consent page ended in an error",
        )),
        (None, Some(code)) => Ok(code),
        (None, None) => Err(Error::new(ErrorKind::CodeRejected, "Zoom sent no code")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authorize_url_has_the_four_parameters_and_no_more() {
        let client = Client::builder("my id", SecretString::from("s"))
            .redirect_uri("https://chat.example.com/sub/plugins/zoom/oauth2/complete")
            .build()
            .unwrap();
        assert_eq!(
            client.authorize_url("a&b=c").unwrap(),
            "https://zoom.us/oauth/authorize?response_type=code&client_id=my+id&redirect_uri=\
             https%3A%2F%2Fchat.example.com%2Fsub%2Fplugins%2Fzoom%2Foauth2%2Fcomplete\
             &state=a%26b%3Dc"
        );
    }

    #[test]
    fn without_a_redirect_uri_there_is_no_authorize_url() {
        let client = Client::builder("id", SecretString::from("s"))
            .build()
            .unwrap();
        assert_eq!(
            client.authorize_url("x").unwrap_err().kind(),
            ErrorKind::InvalidInput
        );
    }

    #[test]
    fn the_consent_answer_is_a_code_or_says_why_not() {
        let kind = |query| ConsentAnswer::parse(query).code().unwrap_err().kind();
        let good = ConsentAnswer::parse("code=a%2Bb&state=%7B%22x%22%3A1%7D");
        assert_eq!(good.code().unwrap().expose_secret(), "a+b");
        assert_eq!(good.state(), Some("{\"x\":1}"));
        assert_eq!(
            kind("error=access_denied&code=x"),
            ErrorKind::ConsentDeclined
        );
        assert_eq!(kind("error=server_error"), ErrorKind::Refused);
        assert_eq!(kind("code="), ErrorKind::CodeRejected);
        assert_eq!(kind("%ff=%fe&&=&"), ErrorKind::CodeRejected);
    }

    #[test]
    fn tokens_never_print() {
        let json =
            r#"{"access_token":"AAA","refresh_token":"BBB","scope":"a b","expires_in":3599}"#;
        let tokens = serde_json::from_str::<TokenAnswer>(json)
            .unwrap()
            .check()
            .unwrap();
        let printed = format!("{tokens:?}");
        assert!(
            !printed.contains("AAA") && !printed.contains("BBB"),
            "{printed}"
        );
        assert_eq!(tokens.scopes(), ["a", "b"]);
        assert_eq!(tokens.expires_at(Timestamp::UNIX_EPOCH).as_second(), 3599);
    }

    #[test]
    fn an_answer_without_a_usable_token_is_none() {
        for bad in [
            r#"{"access_token":""}"#,
            r#"{"access_token":"x","token_type":"mac"}"#,
        ] {
            let error = serde_json::from_str::<TokenAnswer>(bad)
                .unwrap()
                .check()
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UnexpectedAnswer);
        }
    }
}
