//! Who may do what: the permissions of the roles that a user has in the system, a team, a channel.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::App;
use crate::fault::{Fault, Outcome};

/// A real server's roles: those of `data/roles.json` were read from one.
static ROLES: LazyLock<HashMap<String, HashSet<String>>> = LazyLock::new(|| {
    // The text is part of this crate, and a test reads it.
    serde_json::from_str(include_str!("../data/roles.json")).unwrap_or_default()
});

impl App {
    /// The ids of the permissions that a role grants; `None` for a role that is not known.
    pub(crate) fn permissions_of_role(&self, role: &str) -> Option<Vec<&'static str>> {
        let known = ROLES.get(role)?.iter().map(String::as_str);
        let mut permissions: Vec<_> = known.filter(|one| !self.is_taken(role, one)).collect();
        permissions.sort_unstable();
        Some(permissions)
    }

    fn is_taken(&self, role: &str, permission: &str) -> bool {
        let mut taken = self.options.taken.iter();
        taken.any(|(from, what)| from == role && what == permission)
    }

    fn grants(&self, roles: &str, permission: &str) -> bool {
        let mut roles = roles.split_whitespace();
        roles.any(|role| grants(role, permission) && !self.is_taken(role, permission))
    }

    /// Whether one of the roles grants a permission.
    pub(crate) fn roles_grant(&self, roles: &[String], permission: &str) -> bool {
        roles.iter().any(|role| self.grants(role, permission))
    }

    pub(crate) fn is_system_admin(&self, user_id: &str) -> Outcome<bool> {
        self.may(user_id, "manage_system")
    }

    /// Whether the user's system roles grant a permission. A deactivated user has none.
    pub(crate) fn may(&self, user_id: &str, permission: &str) -> Outcome<bool> {
        let user = self.store.user(user_id)?;
        Ok(user.is_some_and(|user| user.delete_at == 0 && self.grants(&user.roles, permission)))
    }

    /// Whether the user's roles in a team, or in the system, grant a permission.
    pub(crate) fn may_in_team(
        &self,
        user_id: &str,
        team_id: &str,
        permission: &str,
    ) -> Outcome<bool> {
        let member = self.store.team_member(team_id, user_id)?;
        let in_team = member.is_some_and(|m| m.delete_at == 0 && self.grants(&m.roles, permission));
        Ok((in_team && self.is_active(user_id)?) || self.may(user_id, permission)?)
    }

    /// Whether the user's roles in a channel, its team or the system grant a permission.
    pub(crate) fn may_in_channel(
        &self,
        user_id: &str,
        channel_id: &str,
        permission: &str,
    ) -> Outcome<bool> {
        let Some(channel) = self.store.channel(channel_id)? else {
            return Ok(false);
        };
        let member = self.store.channel_member(channel_id, user_id)?;
        let in_channel = member.is_some_and(|m| self.grants(&m.roles, permission));
        if in_channel && self.is_active(user_id)? {
            return Ok(true);
        }
        if channel.team_id.is_empty() {
            return self.may(user_id, permission);
        }
        self.may_in_team(user_id, &channel.team_id, permission)
    }

    /// Whether the user may read a channel: its members may, and members of its team where it is
    /// public.
    pub(crate) fn may_read(&self, user_id: &str, channel_id: &str) -> Outcome<bool> {
        if self.may_in_channel(user_id, channel_id, "read_channel_content")? {
            return Ok(true);
        }
        let Some(channel) = self.store.channel(channel_id)? else {
            return Ok(false);
        };
        Ok(channel.type_ == "O"
            && self.may_in_team(user_id, &channel.team_id, "read_public_channel")?)
    }

    fn is_active(&self, user_id: &str) -> Outcome<bool> {
        Ok(self
            .store
            .user(user_id)?
            .is_some_and(|user| user.delete_at == 0))
    }

    pub(crate) fn require(&self, user_id: &str, permission: &str) -> Outcome<()> {
        allowed(self.may(user_id, permission)?)
    }

    pub(crate) fn require_in_team(&self, user: &str, team: &str, permission: &str) -> Outcome<()> {
        allowed(self.may_in_team(user, team, permission)?)
    }

    pub(crate) fn require_in_channel(
        &self,
        user_id: &str,
        channel_id: &str,
        permission: &str,
    ) -> Outcome<()> {
        allowed(self.may_in_channel(user_id, channel_id, permission)?)
    }

    pub(crate) fn require_read(&self, user_id: &str, channel_id: &str) -> Outcome<()> {
        allowed(self.may_read(user_id, channel_id)?)
    }
}

fn allowed(is_allowed: bool) -> Outcome<()> {
    if is_allowed {
        Ok(())
    } else {
        Err(Fault::forbidden())
    }
}

/// A system admin may do everything, later permissions included.
fn grants(role: &str, permission: &str) -> bool {
    let known = || {
        ROLES
            .get(role)
            .is_some_and(|known| known.contains(permission))
    };
    role == "system_admin" || known()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recorded_roles_are_read() {
        assert!(grants("channel_user", "create_post"));
        assert!(!grants("channel_user", "manage_system"));
        assert!(grants("system_admin", "no_such_permission_yet"));
        assert!(!grants("no_such_role", "create_post"));
    }
}
