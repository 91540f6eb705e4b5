//! The hooks `MessageWillBePosted` and `MessageWillBeUpdated`.

use std::future::Future;
use std::sync::Arc;

use mattermost_model::constants::DISMISS_POST_ERROR;
use mattermost_model::rpc::hooks as rpc;
use mattermost_model::{Context, Post};

use crate::error::Result;
use crate::plugin::Plugin;

/// What becomes of a post that is about to be made or edited.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum PostVerdict {
    /// It stays as it is.
    Keep,
    /// This one takes its place. For a new post the server keeps what is empty here: a message
    /// or a prop cannot be taken away, only replaced.
    Change(Box<Post>),
    /// It is refused, and the person sees this text.
    Reject(String),
    /// It is refused without a word to the person, as for a message that the plugin took as a
    /// command of its own.
    Dismiss,
}

impl PostVerdict {
    /// The fields of the reply; `keep` is what says "as it is".
    fn into_reply(self, keep: Option<Post>) -> (Option<Post>, String) {
        match self {
            Self::Keep => (keep, String::new()),
            Self::Change(post) => (Some(*post), String::new()),
            Self::Reject(text) => (None, text),
            Self::Dismiss => (None, DISMISS_POST_ERROR.to_owned()),
        }
    }
}

impl<S: Send + Sync + 'static> Plugin<S> {
    /// Declares the hook `MessageWillBePosted`, from Mattermost 5.2: the handler sees each post
    /// before it is stored. It gets the plugin's state, then: `context`, `post`.
    ///
    /// Where it fails, the server makes the post as it is.
    #[must_use]
    pub fn message_will_be_posted<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Arc<S>, Context, Post) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<PostVerdict>> + Send + 'static,
    {
        self.hook::<rpc::MessageWillBePosted, PostVerdict, _, _>(
            move |state, args| {
                let context = args.context.unwrap_or_default();
                handler(state, context, args.post.unwrap_or_default())
            },
            |verdict| {
                let (a, b) = verdict.into_reply(None);
                rpc::MessageWillBePostedReply { a, b }
            },
            None,
        )
    }

    /// Declares the hook `MessageWillBeUpdated`, from Mattermost 5.2: the handler sees each edit
    /// before it is stored. It gets the plugin's state, then: `context`, `new_post`, `old_post`.
    ///
    /// Where it fails, the server stores the edit as it is.
    #[must_use]
    pub fn message_will_be_updated<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Arc<S>, Context, Post, Post) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<PostVerdict>> + Send + 'static,
    {
        self.hook::<rpc::MessageWillBeUpdated, (PostVerdict, Post), _, _>(
            move |state, args| {
                let context = args.context.unwrap_or_default();
                let (new, old) = (args.new_post.unwrap_or_default(), args.old_post);
                let verdict = handler(state, context, new.clone(), old.unwrap_or_default());
                async move { Ok((verdict.await?, new)) }
            },
            |(verdict, new)| {
                // Without a post in the reply the server refuses the edit.
                let (a, b) = verdict.into_reply(Some(new));
                rpc::MessageWillBeUpdatedReply { a, b }
            },
            None,
        )
    }
}
