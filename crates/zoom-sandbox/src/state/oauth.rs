//! Consent, codes, tokens.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use super::{Error, State};
use crate::knobs::RefreshMode;
use crate::model::{App, User};
use crate::random;

const CODE_LIFE: Duration = Duration::from_secs(5 * 60);
const ACCESS_LIFE: i64 = 3600;
const REFRESH_LIFE: i64 = 90 * 24 * 3600;
/// Zoom documents no length; this one is the sandbox's.
const GRACE: Duration = Duration::from_secs(10 * 60);

/// What a browser brings to the consent page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AuthorizeRequest {
    pub(crate) response_type: String,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Code {
    client_id: String,
    user_id: String,
    redirect_uri: String,
    until: Timestamp,
}

/// One person's consent to one app.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Grant {
    client_id: String,
    user_id: String,
    scopes: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Token {
    grant: u64,
    until: Timestamp,
    used_at: Option<Timestamp>,
}

/// What an access token opens.
#[derive(Debug, Clone)]
pub(crate) struct Access {
    pub(crate) user: User,
    pub(crate) scopes: Vec<String>,
}

/// A refusal of the token endpoint: Zoom's `reason` and `error`.
#[derive(Debug)]
pub(crate) struct TokenError {
    pub(crate) reason: &'static str,
    pub(crate) error: &'static str,
}

const DEAD_TOKEN: TokenError = TokenError {
    reason: "Invalid Token!",
    error: "invalid_grant",
};
const BAD_CODE: TokenError = TokenError {
    reason: "Invalid authorization code",
    error: "invalid_grant",
};

impl State {
    /// The app that asks, if its request is in order.
    pub(crate) fn check_authorize(&self, request: &AuthorizeRequest) -> Result<&App, Error> {
        let refuse = |text: &str| Error::Authorize(text.to_owned());
        let app = self
            .app(&request.client_id)
            .map_err(|_| refuse("Invalid client_id"))?;
        if !app.redirect_uris.contains(&request.redirect_uri) {
            return Err(refuse("Invalid redirect url"));
        }
        if request.response_type != "code" {
            return Err(refuse("Invalid response_type"));
        }
        Ok(app)
    }

    /// The person presses Allow; the address that their browser is sent to.
    pub(crate) fn allow(&mut self, request: &AuthorizeRequest, user: &str) -> Result<Url, Error> {
        self.check_authorize(request)?;
        let user_id = self.user(user)?.id.clone();
        self.installs
            .insert((request.client_id.clone(), user_id.clone()));
        let code = random::word();
        self.issued.note(&code);
        let entry = Code {
            client_id: request.client_id.clone(),
            user_id,
            redirect_uri: request.redirect_uri.clone(),
            until: self.now() + CODE_LIFE,
        };
        self.codes.insert(code.clone(), entry);
        redirect(request, "code", &code)
    }

    /// The person presses Decline; the address that their browser is sent to.
    pub(crate) fn decline(&self, request: &AuthorizeRequest) -> Result<Url, Error> {
        self.check_authorize(request)?;
        redirect(request, "error", "access_denied")
    }

    pub(crate) fn exchange_code(
        &mut self,
        client_id: &str,
        code: &str,
        redirect_uri: &str,
        api_url: &str,
    ) -> Result<Value, TokenError> {
        let entry = self.codes.remove(code).ok_or(BAD_CODE)?;
        let fits = entry.client_id == client_id && entry.redirect_uri == redirect_uri;
        if !fits || entry.until < self.now() {
            return Err(BAD_CODE);
        }
        // A later consent ends the earlier one of the same person and app.
        self.drop_grants(|old| old.client_id == client_id && old.user_id == entry.user_id);
        let scopes = self.app(client_id).map_err(|_| BAD_CODE)?.scopes.clone();
        let grant = Grant {
            client_id: entry.client_id,
            user_id: entry.user_id,
            scopes,
        };
        let id = self.next_serial();
        self.grants.insert(id, grant);
        self.issue(id, api_url)
    }

    pub(crate) fn refresh(
        &mut self,
        client_id: &str,
        token: &str,
        api_url: &str,
    ) -> Result<Value, TokenError> {
        let now = self.now();
        let strict = self.knobs.refresh == RefreshMode::Strict;
        let entry = self.refresh.get_mut(token).ok_or(DEAD_TOKEN)?;
        let owner = self.grants.get(&entry.grant).ok_or(DEAD_TOKEN)?;
        let spent = entry
            .used_at
            .is_some_and(|used| strict || used + GRACE < now);
        if spent || entry.until < now || owner.client_id != client_id {
            return Err(DEAD_TOKEN);
        }
        entry.used_at.get_or_insert(now);
        let grant = entry.grant;
        self.issue(grant, api_url)
    }

    fn issue(&mut self, id: u64, api_url: &str) -> Result<Value, TokenError> {
        let now = self.now();
        let grant = self.grants.get(&id).ok_or(DEAD_TOKEN)?;
        let make = |kind, life| random::token(&grant.client_id, &grant.user_id, kind, now, life);
        let (access, refresh) = (make(0, ACCESS_LIFE), make(1, REFRESH_LIFE));
        let scope = grant.scopes.join(" ");
        self.issued.note(&access);
        self.issued.note(&refresh);
        self.access
            .insert(access.clone(), token(id, now, ACCESS_LIFE));
        self.refresh
            .insert(refresh.clone(), token(id, now, REFRESH_LIFE));
        self.drop_old_tokens(now);
        Ok(json!({
            "access_token": access, "token_type": "bearer", "refresh_token": refresh,
            "expires_in": ACCESS_LIFE - 1, "scope": scope, "api_url": api_url,
        }))
    }

    fn drop_old_tokens(&mut self, now: Timestamp) {
        let day = Duration::from_secs(24 * 3600);
        self.access.retain(|_, token| token.until + day > now);
        self.refresh.retain(|_, token| token.until > now);
        self.codes.retain(|_, code| code.until > now);
    }

    /// Takes a person's consent back by one of its tokens.
    pub(crate) fn revoke(&mut self, client_id: &str, token: &str) -> Result<(), TokenError> {
        let grant = self
            .access
            .get(token)
            .or_else(|| self.refresh.get(token))
            .ok_or(DEAD_TOKEN)?;
        let owner = self
            .grants
            .get(&grant.grant)
            .filter(|grant| grant.client_id == client_id);
        let user_id = owner.ok_or(DEAD_TOKEN)?.user_id.clone();
        self.forget(client_id, &user_id);
        Ok(())
    }

    /// The person removes the app, and the app is told.
    pub(crate) fn uninstall(&mut self, client_id: &str, person: &str) -> Result<(), Error> {
        self.app(client_id)?;
        let user_id = self.user(person)?.id.clone();
        let had = self.has_app(client_id, Some(&user_id));
        self.forget(client_id, &user_id);
        if had {
            self.announce_removal(client_id, &user_id);
        }
        Ok(())
    }

    /// Whether this person has the app.
    pub(crate) fn is_installed(&self, client_id: &str, user_id: &str) -> bool {
        self.has_app(client_id, Some(user_id))
    }

    /// Ends a person's consent.
    fn forget(&mut self, client_id: &str, user_id: &str) {
        self.installs
            .retain(|(app, user)| app != client_id || user != user_id);
        self.drop_grants(|grant| grant.client_id == client_id && grant.user_id == user_id);
    }

    fn drop_grants(&mut self, dead: impl Fn(&Grant) -> bool) {
        self.grants.retain(|_, grant| !dead(grant));
        self.access
            .retain(|_, token| self.grants.contains_key(&token.grant));
        self.refresh
            .retain(|_, token| self.grants.contains_key(&token.grant));
    }

    /// What this access token opens, or Zoom's words for why it opens nothing.
    pub(crate) fn authenticate(&self, token: Option<&str>) -> Result<Access, &'static str> {
        const INVALID: &str = "Invalid access token.";
        let token = token.ok_or("Requires an access token.")?;
        let entry = self.access.get(token).ok_or(INVALID)?;
        if entry.until < self.now() {
            return Err("Access token is expired.");
        }
        let grant = self.grants.get(&entry.grant).ok_or(INVALID)?;
        let user = self.user(&grant.user_id).map_err(|_| INVALID)?.clone();
        Ok(Access {
            user,
            scopes: grant.scopes.clone(),
        })
    }

    /// Whether this person, or anybody at all, has the app.
    pub(super) fn has_app(&self, client_id: &str, user_id: Option<&str>) -> bool {
        let mut installs = self.installs.iter();
        installs.any(|(app, user)| app == client_id && user_id.is_none_or(|wanted| wanted == user))
    }
}

fn token(grant: u64, now: Timestamp, life: i64) -> Token {
    let life = Duration::from_secs(life.unsigned_abs());
    Token {
        grant,
        until: now + life,
        used_at: None,
    }
}

fn redirect(request: &AuthorizeRequest, name: &str, value: &str) -> Result<Url, Error> {
    let mut url =
        Url::parse(&request.redirect_uri).map_err(|cause| Error::Authorize(cause.to_string()))?;
    url.query_pairs_mut().append_pair(name, value);
    if let Some(state) = &request.state {
        url.query_pairs_mut().append_pair("state", state);
    }
    Ok(url)
}
