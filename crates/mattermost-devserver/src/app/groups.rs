//! Groups of users. Plugins make them; there is no directory that any could come from.

use http::StatusCode;
use mattermost_model::{Group, GroupMember, GroupSearchOpts};

use super::App;
use super::users::some_or;
use crate::fault::{Fault, Outcome};
use crate::id::new_id;

impl App {
    pub(crate) fn group(&self, id: &str) -> Outcome<Group> {
        self.store.group(id)?.ok_or_else(missing)
    }

    /// The first group that fits and is not deleted.
    pub(crate) fn group_where(&self, fits: impl Fn(&Group) -> bool) -> Outcome<Group> {
        let mut groups = self.store.groups()?.into_iter();
        groups
            .find(|group| group.delete_at == 0 && fits(group))
            .ok_or_else(missing)
    }

    pub(crate) fn create_group(&self, group: Group) -> Outcome<Group> {
        self.require_free_name(&group)?;
        let time = self.now();
        let group = Group {
            id: some_or(&group.id, &new_id()),
            create_at: time,
            update_at: time,
            delete_at: 0,
            ..group
        };
        self.store.save_group(&group)?;
        Ok(group)
    }

    pub(crate) fn update_group(&self, group: Group) -> Outcome<Group> {
        let before = self.group(&group.id)?;
        self.require_free_name(&group)?;
        let group = Group {
            create_at: before.create_at,
            update_at: self.now(),
            ..group
        };
        self.store.save_group(&group)?;
        Ok(group)
    }

    /// Deletes a group, or brings it back. Its members stay for that.
    pub(crate) fn set_group_deleted(&self, id: &str, is_deleted: bool) -> Outcome<Group> {
        let time = self.now();
        let group = Group {
            update_at: time,
            delete_at: if is_deleted { time } else { 0 },
            ..self.group(id)?
        };
        self.store.save_group(&group)?;
        Ok(group)
    }

    fn require_free_name(&self, group: &Group) -> Outcome<()> {
        if group.display_name.is_empty() || group.source.is_empty() {
            return Err(Fault::body_parameter("group"));
        }
        let taken = self.store.groups()?;
        if taken
            .iter()
            .any(|g| g.id != group.id && g.name.is_some() && g.name == group.name)
        {
            let id = "app.custom_group.unique_name";
            return Err(Fault::bad_request(id, "The group name is not unique."));
        }
        Ok(())
    }

    /// The groups that a search asks for.
    pub(crate) fn groups(&self, search: &GroupSearchOpts) -> Outcome<Vec<Group>> {
        require_known(search)?;
        let term = search.q.to_lowercase();
        let mut groups = self.store.groups()?;
        groups.retain(|group| {
            let name = group.name.as_deref().unwrap_or_default();
            (group.delete_at == 0 || search.include_archived || search.filter_archived)
                && (group.delete_at > 0 || !search.filter_archived)
                && (search.source.is_empty() || group.source == search.source)
                && (group.allow_reference || !search.filter_allow_reference)
                && group.update_at >= search.since
                && (name.contains(&term) || group.display_name.to_lowercase().contains(&term))
        });
        let member = &search.filter_has_member;
        let mut found = Vec::new();
        for mut group in groups {
            if !member.is_empty() && self.store.group_member(&group.id, member)?.is_none() {
                continue;
            }
            let users = self.store.users_in_group(&group.id)?;
            if search.include_member_count {
                group.member_count = i64::try_from(users.len()).ok();
            }
            if search.include_member_ids {
                group.member_ids = users.into_iter().map(|user| user.id).collect();
            }
            found.push(group);
        }
        Ok(found)
    }

    pub(crate) fn add_group_member(&self, group_id: &str, user_id: &str) -> Outcome<GroupMember> {
        self.group(group_id)?;
        self.user(user_id)?;
        if let Some(member) = self.store.group_member(group_id, user_id)? {
            return Ok(member);
        }
        let member = GroupMember {
            group_id: group_id.to_owned(),
            user_id: user_id.to_owned(),
            create_at: self.now(),
            delete_at: 0,
        };
        self.store.save_group_member(&member)?;
        Ok(member)
    }

    pub(crate) fn remove_group_member(
        &self,
        group_id: &str,
        user_id: &str,
    ) -> Outcome<GroupMember> {
        let member = self.store.group_member(group_id, user_id)?;
        let member = GroupMember {
            delete_at: self.now(),
            ..member.ok_or_else(missing)?
        };
        self.store.save_group_member(&member)?;
        Ok(member)
    }
}

/// Teams and channels have no groups here, so that a search by them has no true answer.
fn require_known(search: &GroupSearchOpts) -> Outcome<()> {
    let by_place = [
        &search.not_associated_to_team,
        &search.not_associated_to_channel,
        &search.include_channel_member_count,
    ];
    if by_place.iter().all(|id| id.is_empty()) {
        return Ok(());
    }
    Err(Fault::not_implemented("groups of teams and channels"))
}

fn missing() -> Fault {
    let message = "Could not find the group.";
    Fault::new(StatusCode::NOT_FOUND, "app.group.no_rows", message)
}
