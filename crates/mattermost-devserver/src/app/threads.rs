//! Threads as those who follow them see them.

use mattermost_model::{Channel, Post, User};
use serde_json::{Value, json};

use super::App;
use super::attachments::for_client;
use super::users::for_others;
use crate::fault::Outcome;
use crate::store::ThreadMembership;
use crate::ws::{Broadcast, Event};

impl App {
    /// The author of a reply follows the thread, and so does the author of its root post.
    pub(super) fn note_reply(&self, reply: &Post) -> Outcome<()> {
        let root = self.post(&reply.root_id)?;
        for (user_id, last_viewed_at) in [(&root.user_id, 0), (&reply.user_id, reply.create_at)] {
            let known = self.store.thread_membership(&root.id, user_id)?;
            let is_author = *user_id == reply.user_id;
            if known.is_none() || is_author {
                let following = known.is_none_or(|m| m.following);
                let membership = ThreadMembership {
                    following,
                    last_viewed_at,
                };
                self.store
                    .save_thread_membership(&root.id, user_id, membership)?;
            }
        }
        self.store.save_post(&Post {
            update_at: reply.create_at,
            ..root
        })
    }

    /// Tells the followers of a thread that there is a new reply.
    pub(super) fn publish_thread(&self, channel: &Channel, reply: &Post) -> Outcome<()> {
        for user_id in self.store.thread_followers(&reply.root_id)? {
            let thread = self.thread(&user_id, &reply.root_id, true)?;
            let mut broadcast = Broadcast::to_user(&user_id);
            broadcast.team_id.clone_from(&channel.team_id);
            self.publish(
                &Event::new("thread_updated", broadcast)
                    .with("previous_unread_mentions", 0)
                    .with("previous_unread_replies", 0)
                    .with_json("thread", &thread),
            );
        }
        Ok(())
    }

    /// The authors of a thread's replies, each once, in the order of their first reply.
    pub(super) fn participants(&self, replies: &[Post], extended: bool) -> Outcome<Vec<User>> {
        let mut participants: Vec<User> = Vec::new();
        for reply in replies {
            if participants.iter().any(|user| user.id == reply.user_id) {
                continue;
            }
            let bare = User {
                id: reply.user_id.clone(),
                ..User::default()
            };
            let full = self.store.user(&reply.user_id)?.map(for_others);
            participants.push(full.filter(|_| extended).unwrap_or(bare));
        }
        Ok(participants)
    }

    /// A thread in Mattermost's form, as one user sees it.
    pub(crate) fn thread(&self, user_id: &str, root_id: &str, extended: bool) -> Outcome<Value> {
        let root = self.post(root_id)?;
        let replies = self.store.replies(root_id)?;
        let membership = self
            .store
            .thread_membership(root_id, user_id)?
            .unwrap_or_default();
        let mut participants = self.participants(&replies, extended)?;
        // Unlike in a list of posts, a bare user has this field here.
        participants
            .iter_mut()
            .for_each(|user| user.auth_data = Some(String::new()));
        let name = self.user(user_id)?.username;
        let unread: Vec<&Post> = replies
            .iter()
            .filter(|r| r.create_at > membership.last_viewed_at && r.user_id != user_id)
            .collect();
        let mentions = unread
            .iter()
            .filter(|r| super::mentions::names(r, &name))
            .count();
        Ok(json!({
            "id": root_id,
            "reply_count": replies.len(),
            "last_reply_at": replies.last().map_or(0, |r| r.create_at),
            "last_viewed_at": membership.last_viewed_at,
            "participants": participants,
            "post": for_client(root),
            "unread_replies": unread.len(),
            "unread_mentions": mentions,
            "is_urgent": false,
            "delete_at": 0,
        }))
    }

    /// The threads that a user follows in a team.
    pub(crate) fn threads(&self, user_id: &str, team_id: &str, extended: bool) -> Outcome<Value> {
        let roots = self.store.threads_of(user_id, team_id)?;
        let threads = roots
            .iter()
            .map(|root| self.thread(user_id, &root.id, extended))
            .collect::<Outcome<Vec<_>>>()?;
        let with = |key: &str| threads.iter().filter(|t| number(t, key) > 0).count();
        Ok(json!({
            "total": threads.len(),
            "total_unread_threads": with("unread_replies"),
            "total_unread_mentions": with("unread_mentions"),
            "total_unread_urgent_mentions": 0,
            "threads": threads,
        }))
    }

    pub(crate) fn follow_thread(
        &self,
        user_id: &str,
        team_id: &str,
        root_id: &str,
        following: bool,
    ) -> Outcome<()> {
        self.post(root_id)?;
        let membership = ThreadMembership {
            following,
            last_viewed_at: self.now(),
        };
        self.store
            .save_thread_membership(root_id, user_id, membership)?;
        let mut broadcast = Broadcast::to_user(user_id);
        broadcast.team_id = team_id.to_owned();
        let event = Event::new("thread_follow_changed", broadcast)
            .with("reply_count", self.store.reply_count(root_id)?)
            .with("state", following)
            .with("thread_id", root_id);
        self.publish(&event);
        Ok(())
    }

    /// Notes up to when a user has read a thread.
    pub(crate) fn read_thread(
        &self,
        user_id: &str,
        team_id: &str,
        root_id: &str,
        time: i64,
    ) -> Outcome<Value> {
        let root = self.post(root_id)?;
        let before = self.thread(user_id, root_id, false)?;
        let known = self
            .store
            .thread_membership(root_id, user_id)?
            .unwrap_or_default();
        let membership = ThreadMembership {
            last_viewed_at: time,
            ..known
        };
        self.store
            .save_thread_membership(root_id, user_id, membership)?;
        let after = self.thread(user_id, root_id, false)?;
        let mut broadcast = Broadcast::to_user(user_id);
        broadcast.team_id = team_id.to_owned();
        let event = Event::new("thread_read_changed", broadcast)
            .with("channel_id", root.channel_id)
            .with(
                "previous_unread_mentions",
                number(&before, "unread_mentions"),
            )
            .with("previous_unread_replies", number(&before, "unread_replies"))
            .with("thread_id", root_id)
            .with("timestamp", time)
            .with("unread_mentions", number(&after, "unread_mentions"))
            .with("unread_replies", number(&after, "unread_replies"));
        self.publish(&event);
        Ok(after)
    }
}

/// A number of a thread.
fn number(thread: &Value, key: &str) -> i64 {
    thread.get(key).and_then(Value::as_i64).unwrap_or_default()
}
