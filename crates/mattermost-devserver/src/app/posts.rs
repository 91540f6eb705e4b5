//! Writing, changing and deleting posts.

use mattermost_model::{Any, Channel, Post};

use super::attachments::{fill_out, for_client};
use super::{App, RequestContext};
use crate::fault::{Fault, Outcome};
use crate::id::new_id;
use crate::ws::{Broadcast, Event};

/// The most characters that a message may have.
const MAX_MESSAGE: usize = 16383;

/// In whose way a post comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Author {
    /// A user, over REST.
    User,
    /// A plugin or the server itself.
    Trusted,
}

impl App {
    pub(crate) fn post(&self, id: &str) -> Outcome<Post> {
        self.store.post(id)?.ok_or_else(missing)
    }

    /// Writes a post: plugins may change or reject it, members of the channel get it.
    ///
    /// The result has its metadata, and its actions still have their integration.
    pub(crate) async fn create_post(
        &self,
        context: &RequestContext,
        post: Post,
        author: Author,
    ) -> Outcome<Post> {
        let channel = self.channel(&post.channel_id)?;
        if channel.delete_at > 0 {
            let id = "api.post.create_post.can_not_post_to_deleted.error";
            return Err(Fault::bad_request(id, "Can not post to deleted channel."));
        }
        self.check_root(&post)?;
        let pending = post.pending_post_id.clone();
        let mut post = complete(post, author, self.now())?;
        fill_out(&mut post)?;
        check(&post)?;
        let post = self.plugins.message_will_be_posted(context, post).await?;
        check(&post)?;
        self.store.save_post(&Post {
            pending_post_id: String::new(),
            ..post.clone()
        })?;
        self.attach_files(&post)?;
        let channel = self.count_post(channel, &post)?;
        let mut post = self.with_metadata(post)?;
        post.pending_post_id = pending;
        if !post.root_id.is_empty() {
            post.reply_count = self.store.reply_count(&post.root_id)?;
        }
        self.publish_posted(&channel, &post)?;
        self.plugins.message_has_been_posted(context, &post);
        Ok(post)
    }

    /// Writes a message of the server itself, like "alice joined the channel.".
    pub(super) async fn post_system_message<'a>(
        &self,
        context: &RequestContext,
        channel: &Channel,
        user_id: &str,
        kind: &str,
        message: &str,
        props: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Outcome<()> {
        let props = props
            .into_iter()
            .map(|(k, v)| (k.to_owned(), Any::from(v)))
            .collect();
        let post = Post {
            channel_id: channel.id.clone(),
            user_id: user_id.to_owned(),
            type_: kind.to_owned(),
            message: message.to_owned(),
            props,
            ..Post::default()
        };
        // A channel's own messages start further ones (a plugin may post on join): boxed, as the
        // future would else hold itself.
        Box::pin(self.create_post(context, post, Author::Trusted))
            .await
            .map(drop)
    }

    fn check_root(&self, post: &Post) -> Outcome<()> {
        if post.root_id.is_empty() {
            return Ok(());
        }
        let root = self.store.post(&post.root_id)?;
        if root.is_some_and(|r| r.channel_id == post.channel_id && r.root_id.is_empty()) {
            return Ok(());
        }
        let id = "api.post.create_post.root_id.app_error";
        Err(Fault::bad_request(id, "Invalid RootId parameter."))
    }

    /// Counts a new post in its channel, for its members and in its thread.
    fn count_post(&self, channel: Channel, post: &Post) -> Outcome<Channel> {
        let is_root = post.root_id.is_empty();
        let counts = !post.type_.starts_with("system_");
        let mut channel = Channel {
            last_post_at: post.create_at,
            ..channel
        };
        if is_root {
            channel.last_root_post_at = post.create_at;
        }
        if counts {
            channel.total_msg_count += 1;
            channel.total_msg_count_root += i64::from(is_root);
        }
        self.store.save_channel(&channel)?;
        if counts {
            self.read_up_to_now(&channel, &post.user_id)?;
        }
        for user_id in self.mentioned(&channel, post)? {
            if let Some(mut member) = self.store.channel_member(&channel.id, &user_id)? {
                member.mention_count += 1;
                member.mention_count_root += i64::from(is_root);
                self.store.save_channel_member(&member)?;
            }
        }
        if !is_root {
            self.note_reply(post)?;
        }
        Ok(channel)
    }

    fn publish_posted(&self, channel: &Channel, post: &Post) -> Outcome<()> {
        let sender = if post.type_.starts_with("system_") {
            "System".to_owned()
        } else {
            self.store
                .user(&post.user_id)?
                .map(|u| format!("@{}", u.username))
                .unwrap_or_default()
        };
        let mut event = Event::new("posted", Broadcast::to_channel(&channel.id))
            .with(
                "channel_display_name",
                self.display_name(channel, &post.user_id),
            )
            .with("channel_name", channel.name.as_str())
            .with("channel_type", channel.type_.as_str())
            .with_json("post", &for_client(post.clone()))
            .with("sender_name", sender)
            .with("set_online", true)
            .with("team_id", channel.team_id.as_str());
        let files = post
            .metadata
            .as_ref()
            .map(|m| m.files.as_slice())
            .unwrap_or_default();
        if !files.is_empty() {
            event = event.with("otherFile", "true");
            if files
                .iter()
                .any(|file| file.mime_type.starts_with("image/"))
            {
                event = event.with("image", "true");
            }
        }
        event.mentions = self.mentioned(channel, post)?;
        if !post.root_id.is_empty() {
            event.followers = self
                .store
                .thread_followers(&post.root_id)?
                .into_iter()
                .collect();
            event.followers.remove(&post.user_id);
        }
        self.publish(&event);
        if !post.root_id.is_empty() {
            self.publish_thread(channel, post)?;
        }
        Ok(())
    }

    /// Replaces a post's changeable parts: message, props, files, whether it is pinned.
    pub(crate) async fn update_post(
        &self,
        context: &RequestContext,
        changed: Post,
    ) -> Outcome<Post> {
        let before = self.post(&changed.id)?;
        let time = self.now();
        let mut post = Post {
            message: changed.message,
            props: changed.props,
            file_ids: changed.file_ids,
            is_pinned: changed.is_pinned,
            has_reactions: changed.has_reactions,
            type_: if changed.type_.is_empty() {
                before.type_.clone()
            } else {
                changed.type_
            },
            update_at: time,
            ..before.clone()
        };
        if post.message != before.message {
            post.edit_at = time;
        }
        fill_out(&mut post)?;
        check(&post)?;
        let post = self
            .plugins
            .message_will_be_updated(context, post, &before)
            .await?;
        self.keep_history(&before, time)?;
        self.store.save_post(&post)?;
        let post = self.announce_edit(post)?;
        self.plugins
            .message_has_been_updated(context, &post, &before);
        Ok(post)
    }

    fn keep_history(&self, before: &Post, time: i64) -> Outcome<()> {
        self.store.save_post(&Post {
            id: new_id(),
            original_id: before.id.clone(),
            delete_at: time,
            update_at: time,
            ..before.clone()
        })
    }

    /// Tells a channel that a post changed, and gives the post with its metadata.
    fn announce_edit(&self, post: Post) -> Outcome<Post> {
        let root = if post.root_id.is_empty() {
            &post.id
        } else {
            &post.root_id
        };
        let reply_count = self.store.reply_count(root)?;
        let post = self.with_metadata(Post {
            reply_count,
            ..post
        })?;
        let event = Event::new("post_edited", Broadcast::to_channel(&post.channel_id));
        self.publish(&event.with_json("post", &for_client(post.clone())));
        Ok(post)
    }

    pub(crate) fn set_pinned(&self, post_id: &str, is_pinned: bool) -> Outcome<()> {
        let post = Post {
            is_pinned,
            update_at: self.now(),
            ..self.post(post_id)?
        };
        self.store.save_post(&post)?;
        self.announce_edit(post).map(drop)
    }

    /// Deletes a post and, where it is the root of a thread, the replies.
    pub(crate) fn delete_post(
        &self,
        context: &RequestContext,
        post_id: &str,
        deleted_by: &str,
    ) -> Outcome<()> {
        let post = self.post(post_id)?;
        let time = self.now();
        let mut gone = self.store.replies(post_id)?;
        gone.push(post.clone());
        for post in gone {
            self.store.save_post(&Post {
                delete_at: time,
                update_at: time,
                ..post
            })?;
        }
        let root = if post.root_id.is_empty() {
            &post.id
        } else {
            &post.root_id
        };
        let reply_count = self.store.reply_count(root)?;
        let shown = for_client(Post {
            reply_count,
            metadata: None,
            ..post.clone()
        });
        let mut broadcast = Broadcast::to_channel(&post.channel_id);
        broadcast.contains_sanitized_data = true;
        let event = Event::new("post_deleted", broadcast).with_json("post", &shown);
        self.publish(&event);
        let mut for_admins = event.with("delete_by", deleted_by);
        for_admins.broadcast.contains_sanitized_data = false;
        for_admins.broadcast.contains_sensitive_data = true;
        self.publish(&for_admins);
        self.plugins.message_has_been_deleted(context, &post);
        Ok(())
    }
}

fn complete(post: Post, author: Author, time: i64) -> Outcome<Post> {
    if author == Author::User && post.type_.starts_with("system_") {
        return Err(Fault::parameter("post.type"));
    }
    let create_at = if post.create_at > 0 {
        post.create_at
    } else {
        time
    };
    Ok(Post {
        id: if author == Author::Trusted && !post.id.is_empty() {
            post.id
        } else {
            new_id()
        },
        create_at,
        update_at: create_at,
        edit_at: 0,
        delete_at: 0,
        original_id: String::new(),
        has_reactions: false,
        reply_count: 0,
        last_reply_at: 0,
        participants: Vec::new(),
        is_following: None,
        metadata: None,
        remote_id: if author == Author::User {
            Some(String::new())
        } else {
            post.remote_id
        },
        ..post
    })
}

fn check(post: &Post) -> Outcome<()> {
    if post.message.chars().count() > MAX_MESSAGE {
        let id = "model.post.is_valid.message_length.app_error";
        let message = "Post Message property is longer than the maximum permitted length.";
        return Err(Fault::bad_request(id, message));
    }
    Ok(())
}

pub(super) fn missing() -> Fault {
    Fault::not_found("app.post.get.app_error", "Unable to get the post.")
}
