//! What a fresh server holds: one team, its two channels and three accounts.

use mattermost_model::{Team, User};

use super::App;
use crate::fault::Outcome;

/// A login of the demo data.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Account {
    pub(crate) username: &'static str,
    pub(crate) password: &'static str,
    pub(crate) first_name: &'static str,
    pub(crate) is_admin: bool,
}

/// The logins. Their passwords are no secret: the server is for the machine it runs on.
pub(crate) const ACCOUNTS: [Account; 3] = [
    Account {
        username: "alice",
        password: "Alice-password-1",
        first_name: "Alice",
        is_admin: false,
    },
    Account {
        username: "bob",
        password: "Bob-password-1",
        first_name: "Bob",
        is_admin: false,
    },
    Account {
        username: "admin",
        password: "Admin-password-1",
        first_name: "Admin",
        is_admin: true,
    },
];

impl App {
    /// Makes the demo data where the database is new.
    pub(super) fn make_demo_data(&self) -> Outcome<()> {
        if !self.store.teams()?.is_empty() {
            return Ok(());
        }
        let team = self.create_team(Team {
            name: "demo".to_owned(),
            display_name: "Demo".to_owned(),
            ..Team::default()
        })?;
        for account in ACCOUNTS {
            let roles = if account.is_admin {
                "system_admin system_user"
            } else {
                "system_user"
            };
            let user = self.create_user(User {
                username: account.username.to_owned(),
                email: format!("{}@example.com", account.username),
                password: account.password.to_owned(),
                email_verified: true,
                first_name: account.first_name.to_owned(),
                roles: roles.to_owned(),
                ..User::default()
            })?;
            self.settle_preferences(&user.id)?;
            self.join_team(&team.id, &user.id)?;
            for channel in self.store.channels_of_team(&team.id)? {
                self.join(&channel, &user.id, false)?;
            }
        }
        Ok(())
    }
}
