//! Whom a post mentions.

use std::collections::BTreeSet;

use mattermost_model::{Channel, Post};

use super::{App, CHANNEL_DIRECT, CHANNEL_GROUP};
use crate::fault::Outcome;

/// The names after an `@` in a text.
fn names_in(text: &str) -> BTreeSet<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let mut names = BTreeSet::new();
    for part in text.split('@').skip(1) {
        let name: String = part.chars().take_while(|c| is_name(*c)).collect();
        // A full stop may end the sentence or belong to the name.
        names.insert(name.trim_end_matches('.').to_lowercase());
        names.insert(name.to_lowercase());
    }
    names
}

/// Whether a post mentions the user of this name.
pub(super) fn names(post: &Post, username: &str) -> bool {
    let names = names_in(&post.message);
    names.contains(username)
        || ["channel", "all", "here"]
            .iter()
            .any(|all| names.contains(*all))
}

impl App {
    /// The members of the channel, other than the author, whom a post mentions. A direct message
    /// mentions the one it goes to.
    pub(super) fn mentioned(&self, channel: &Channel, post: &Post) -> Outcome<BTreeSet<String>> {
        let is_private = [CHANNEL_DIRECT, CHANNEL_GROUP].contains(&channel.type_.as_str());
        let is_added = |id: &str| {
            post.type_ == "system_add_to_channel"
                && post.props.get("addedUserId").and_then(|v| v.as_str()) == Some(id)
        };
        let users = self.store.users_in_channel(&channel.id)?;
        Ok(users
            .into_iter()
            .filter(|user| user.id != post.user_id)
            .filter(|user| is_private || is_added(&user.id) || names(post, &user.username))
            .map(|user| user.id)
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_where_a_name_ends() {
        let post = |message: &str| Post {
            message: message.to_owned(),
            ..Post::default()
        };
        assert!(names(&post("ping @alice."), "alice"));
        assert!(names(&post("(@alice)"), "alice"));
        assert!(names(&post("@channel look"), "alice"));
        assert!(!names(&post("@alicia"), "alice"));
        assert!(!names(&post("alice@example.com"), "alice"));
    }
}
