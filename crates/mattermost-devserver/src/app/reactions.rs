//! Reactions to posts.

use mattermost_model::{Post, Reaction};

use super::{App, RequestContext};
use crate::fault::{Fault, Outcome};
use crate::ws::{Broadcast, Event};

impl App {
    pub(crate) fn add_reaction(
        &self,
        context: &RequestContext,
        reaction: Reaction,
    ) -> Outcome<Reaction> {
        if !is_emoji(&reaction.emoji_name) {
            let id = "app.emoji.get_by_name.no_result";
            return Err(Fault::not_found(id, "We couldn’t find the emoji."));
        }
        let post = self.post(&reaction.post_id)?;
        let time = self.now();
        let reaction = Reaction {
            create_at: time,
            update_at: time,
            delete_at: 0,
            remote_id: Some(String::new()),
            channel_id: post.channel_id.clone(),
            ..reaction
        };
        self.store.save_reaction(&reaction)?;
        self.store.save_post(&Post {
            has_reactions: true,
            update_at: time,
            ..post.clone()
        })?;
        let event = Event::new("reaction_added", Broadcast::to_channel(&post.channel_id));
        self.publish(&event.with_json("reaction", &reaction));
        self.plugins.reaction_has_been_added(context, &reaction);
        Ok(reaction)
    }

    pub(crate) fn remove_reaction(
        &self,
        context: &RequestContext,
        reaction: Reaction,
    ) -> Outcome<()> {
        let post = self.post(&reaction.post_id)?;
        self.store.delete_reaction(&reaction)?;
        let time = self.now();
        let has_reactions = !self.store.reactions(&post.id)?.is_empty();
        self.store.save_post(&Post {
            has_reactions,
            update_at: time,
            ..post.clone()
        })?;
        let gone = Reaction {
            create_at: 0,
            update_at: time,
            remote_id: Some(String::new()),
            channel_id: String::new(),
            ..reaction
        };
        let event = Event::new("reaction_removed", Broadcast::to_channel(&post.channel_id));
        self.publish(&event.with_json("reaction", &gone));
        self.plugins.reaction_has_been_removed(context, &gone);
        Ok(())
    }
}

/// The emoji that the dev server knows: a choice of the common ones, as there is no emoji table.
fn is_emoji(name: &str) -> bool {
    const KNOWN: [&str; 24] = [
        "+1",
        "-1",
        "thumbsup",
        "thumbsdown",
        "heart",
        "smile",
        "grinning",
        "laughing",
        "joy",
        "tada",
        "rocket",
        "eyes",
        "wave",
        "clap",
        "pray",
        "fire",
        "100",
        "ok_hand",
        "thinking",
        "white_check_mark",
        "x",
        "warning",
        "question",
        "bulb",
    ];
    KNOWN.contains(&name)
}
