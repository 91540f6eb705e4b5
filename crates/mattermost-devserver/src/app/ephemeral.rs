//! Posts that one user sees until the page is loaded again; they are stored nowhere.

use mattermost_model::Post;

use super::App;
use super::attachments::{fill_out, for_client};
use crate::fault::Outcome;
use crate::id::new_id;
use crate::ws::{Broadcast, Event};

impl App {
    /// Shows `post` to one user.
    pub(crate) fn send_ephemeral(&self, user_id: &str, post: Post) -> Outcome<Post> {
        let post = Post {
            create_at: self.now(),
            ..post
        };
        self.show(user_id, "ephemeral_message", post)
    }

    /// Replaces an ephemeral post that was shown before, by its id.
    pub(crate) fn update_ephemeral(&self, user_id: &str, post: Post) -> Outcome<Post> {
        let create_at = if post.create_at == 0 {
            self.now()
        } else {
            post.create_at
        };
        self.show(
            user_id,
            "post_edited",
            Post {
                create_at,
                update_at: self.now(),
                ..post
            },
        )
    }

    fn show(&self, user_id: &str, event: &str, post: Post) -> Outcome<Post> {
        let mut post = Post {
            id: if post.id.is_empty() {
                new_id()
            } else {
                post.id
            },
            type_: "system_ephemeral".to_owned(),
            metadata: None,
            ..post
        };
        fill_out(&mut post)?;
        let mut post = self.with_metadata(post)?;
        // Where a button leads goes with the button, sealed, as there is no stored post to ask.
        self.seal_actions(&mut post)?;
        let shown = for_client(post.clone());
        let mut broadcast = Broadcast::to_user(user_id);
        broadcast.channel_id.clone_from(&post.channel_id);
        self.publish(&Event::new(event, broadcast).with_json("post", &shown));
        Ok(shown)
    }

    /// Takes an ephemeral post away again.
    pub(crate) fn delete_ephemeral(&self, user_id: &str, post_id: &str) {
        let post = Post {
            id: post_id.to_owned(),
            user_id: user_id.to_owned(),
            type_: "system_ephemeral".to_owned(),
            delete_at: self.now(),
            update_at: self.now(),
            ..Post::default()
        };
        let event = Event::new("post_deleted", Broadcast::to_user(user_id));
        self.publish(&event.with_json("post", &post));
    }
}
