//! Logging in and out.

use std::collections::BTreeMap;

use argon2::password_hash::{PasswordHash, SaltString};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use mattermost_model::{Session, User, UserAccessToken};

use super::App;
use crate::fault::{Fault, Outcome};
use crate::id::{new_id, random};

/// How long a session lives: 180 days, as a fresh Mattermost has it.
const SESSION_LIFE: i64 = 180 * 24 * 3600 * 1000;

/// Cheap on purpose: the accounts of a development server guard nothing, and tests log in often.
fn hasher() -> Argon2<'static> {
    let params = Params::new(Params::MIN_M_COST.max(64), 1, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The hash of a password, to be stored.
pub(super) fn hash_password(password: &str) -> Outcome<String> {
    let salt = SaltString::encode_b64(&random::<16>()).map_err(Fault::internal)?;
    let hash = hasher()
        .hash_password(password.as_bytes(), &salt)
        .map_err(Fault::internal)?;
    Ok(hash.to_string())
}

fn is_password(hash: &str, password: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok())
}

impl App {
    /// The user with this name or e-mail address and this password.
    pub(crate) fn authenticate(&self, login: &str, password: &str) -> Outcome<User> {
        let refused = |id: &str, message: &str| {
            Fault::new(http::StatusCode::UNAUTHORIZED, id, message.to_owned())
        };
        if password.is_empty() {
            let id = "api.user.login.blank_pwd.app_error";
            return Err(Fault::bad_request(id, "Password field must not be blank"));
        }
        let found = match self.store.user_by_username(login)? {
            Some(user) => Some(user),
            None => self.store.user_by_email(login)?,
        };
        let user = found.filter(|u| {
            let hash = self.store.password_hash(&u.id).unwrap_or_default();
            !u.is_bot && is_password(&hash, password)
        });
        let Some(user) = user else {
            let id = "api.user.login.invalid_credentials_email_username";
            return Err(refused(
                id,
                "Enter a valid email or username and/or password.",
            ));
        };
        if user.delete_at > 0 {
            let id = "api.user.login.inactive.app_error";
            return Err(refused(
                id,
                "Login failed because your account has been deactivated.",
            ));
        }
        Ok(user)
    }

    /// Opens the session of a login.
    pub(crate) fn begin_session(&self, user: &User) -> Outcome<Session> {
        self.open_session(user, self.now() + SESSION_LIFE)
    }

    /// Opens a session for a user whose identity is settled.
    pub(crate) fn open_session(&self, user: &User, expires_at: i64) -> Outcome<Session> {
        let props = [
            ("browser", "Unknown/0.0"),
            ("isMobile", "false"),
            ("isOAuthUser", "false"),
            ("isSaml", "false"),
            ("is_guest", "false"),
            ("os", ""),
            ("platform", "Unknown"),
        ];
        let mut props: BTreeMap<String, String> = props
            .into_iter()
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .collect();
        props.insert("csrf".to_owned(), new_id());
        let session = Session {
            id: new_id(),
            token: new_id(),
            create_at: self.now(),
            last_activity_at: self.now(),
            expires_at,
            user_id: user.id.clone(),
            roles: user.roles.clone(),
            props,
            team_members: self.store.team_memberships_of(&user.id)?,
            ..Session::default()
        };
        self.store.save_session(&session)?;
        Ok(session)
    }

    /// The session that a token stands for, if it is alive. A personal access token stands for a
    /// session of its own.
    pub(crate) fn session_of(&self, token: &str) -> Outcome<Option<Session>> {
        let session = match self.store.session_by_token(token)? {
            Some(session) => Some(session),
            None => self.access_token_session(token)?,
        };
        let Some(session) = session.filter(|s| s.expires_at == 0 || s.expires_at > self.now())
        else {
            return Ok(None);
        };
        let user = self.store.user(&session.user_id)?;
        Ok(user.filter(|user| user.delete_at == 0).map(|_| session))
    }

    fn access_token_session(&self, token: &str) -> Outcome<Option<Session>> {
        let Some(token) = self.store.access_token(token)?.filter(|t| t.is_active) else {
            return Ok(None);
        };
        let props = BTreeMap::from([("user_access_token".to_owned(), token.token)]);
        Ok(Some(Session {
            id: token.id,
            user_id: token.user_id,
            props,
            ..Session::default()
        }))
    }

    pub(crate) fn log_out(&self, session: &Session) -> Outcome<()> {
        self.store.delete_session(&session.id)?;
        self.hub.end_session(&session.id);
        Ok(())
    }

    /// Makes a personal access token.
    pub(crate) fn create_access_token(
        &self,
        user_id: &str,
        description: &str,
    ) -> Outcome<UserAccessToken> {
        let token = UserAccessToken {
            id: new_id(),
            token: new_id(),
            user_id: user_id.to_owned(),
            description: description.to_owned(),
            is_active: true,
        };
        self.store.save_access_token(&token)?;
        Ok(token)
    }
}
