//! Message attachments in a post's props: filled out when stored, stripped for clients.

use mattermost_model::{Any, MessageAttachment, Post, PostAction, PostEmbed, PostMetadata};

use super::App;
use crate::fault::Outcome;
use crate::id::new_id;

/// The attachments of a post, whatever form they have in its props.
pub(super) fn of(post: &Post) -> Vec<MessageAttachment> {
    let value = post
        .props
        .get("attachments")
        .and_then(|v| serde_json::to_value(v).ok());
    value
        .and_then(|v| serde_json::from_value(v).ok())
        .unwrap_or_default()
}

fn put(post: &mut Post, attachments: &[MessageAttachment]) -> Outcome<()> {
    let value: Any = serde_json::from_value(serde_json::to_value(attachments)?)?;
    post.props.insert("attachments".to_owned(), value);
    Ok(())
}

/// Gives attachments their full form and every action with an integration an id.
pub(super) fn fill_out(post: &mut Post) -> Outcome<()> {
    if !post.props.contains_key("attachments") {
        return Ok(());
    }
    let mut attachments = of(post);
    for action in attachments.iter_mut().flat_map(|a| a.actions.iter_mut()) {
        if action.id.is_empty() {
            action.id = new_id();
        }
    }
    put(post, &attachments)
}

/// The action of a post's attachments with an id.
pub(super) fn action(post: &Post, id: &str) -> Option<PostAction> {
    of(post)
        .into_iter()
        .flat_map(|a| a.actions)
        .find(|action| action.id == id)
}

/// Applies a change to every action.
pub(super) fn change_actions(
    post: &mut Post,
    mut change: impl FnMut(&mut PostAction) -> Outcome<()>,
) -> Outcome<()> {
    let mut attachments = of(post);
    if attachments.is_empty() {
        return Ok(());
    }
    for action in attachments.iter_mut().flat_map(|a| a.actions.iter_mut()) {
        change(action)?;
    }
    put(post, &attachments)
}

/// A post as clients get it: where its buttons lead is the server's affair alone.
pub(crate) fn for_client(mut post: Post) -> Post {
    // The attachments were valid when the post was stored; where they are not, none are shown.
    let stripped = change_actions(&mut post, |action| {
        action.integration = None;
        Ok(())
    });
    if stripped.is_err() {
        post.props.remove("attachments");
    }
    post
}

impl App {
    /// Adds what clients show with a post: reactions, files, and that there are attachments.
    pub(crate) fn with_metadata(&self, mut post: Post) -> Outcome<Post> {
        let mut metadata = PostMetadata::default();
        if !of(&post).is_empty() {
            let embed = PostEmbed {
                type_: "message_attachment".to_owned(),
                ..PostEmbed::default()
            };
            metadata.embeds.push(embed);
        }
        if !post.file_ids.is_empty() {
            metadata.files = self.store.files_of_post(&post.id)?;
        }
        if post.has_reactions {
            metadata.reactions = self.store.reactions(&post.id)?;
        }
        post.metadata = Some(metadata);
        Ok(post)
    }
}
