//! Posts, ephemeral posts and reactions.

use mattermost_model::rpc::{Method, api};
use mattermost_model::{Any, PostList};

use super::calls::{Calls, Host, error_only, given, nothing, value_only, value_or_error};
use crate::app::{Author, PostPage};
use crate::fault::{Fault, Outcome};

pub(super) fn register(calls: &mut Calls) {
    writing(calls);
    reading(calls);
    ephemeral(calls);
    reactions(calls);
}

fn writing(calls: &mut Calls) {
    value_or_error!(calls, CreatePost, |host, args| {
        let mut post = given(args.post, "post")?;
        post.props
            .insert("from_plugin".to_owned(), Any::from("true"));
        Ok(Some(
            host.app
                .create_post(&host.context(), post, Author::Trusted)
                .await?,
        ))
    });
    value_or_error!(calls, UpdatePost, |host, args| {
        let post = given(args.post, "post")?;
        Ok(Some(host.app.update_post(&host.context(), post).await?))
    });
    error_only!(calls, DeletePost, |host, args| {
        host.app.delete_post(&host.context(), &args.post_id, "")
    });
}

fn reading(calls: &mut Calls) {
    value_or_error!(calls, GetPost, |host, args| {
        Ok(Some(host.app.with_metadata(host.app.post(&args.post_id)?)?))
    });
    value_or_error!(calls, GetPostThread, |host, args| {
        Ok(Some(host.app.thread_posts(
            &args.post_id,
            "",
            false,
            false,
        )?))
    });
    value_or_error!(calls, GetPostsForChannel, |host, args| {
        let page = PostPage {
            page: args.page,
            per_page: args.per_page,
            ..PostPage::default()
        };
        list(&host, &args.channel_id, page)
    });
    value_or_error!(calls, GetPostsBefore, |host, args| {
        let (before, page, per_page) = (args.post_id, args.page, args.per_page);
        list(
            &host,
            &args.channel_id,
            PostPage {
                before,
                page,
                per_page,
                ..PostPage::default()
            },
        )
    });
    value_or_error!(calls, GetPostsAfter, |host, args| {
        let (after, page, per_page) = (args.post_id, args.page, args.per_page);
        list(
            &host,
            &args.channel_id,
            PostPage {
                after,
                page,
                per_page,
                ..PostPage::default()
            },
        )
    });
    value_or_error!(calls, GetPostsSince, |host, args| {
        let page = PostPage::default();
        Ok(Some(host.app.changed_since(
            &args.channel_id,
            "",
            args.time,
            &page,
        )?))
    });
}

fn list(host: &Host, channel_id: &str, page: PostPage) -> Outcome<Option<PostList>> {
    Ok(Some(host.app.channel_page(channel_id, "", &page)?))
}

fn ephemeral(calls: &mut Calls) {
    value_only!(calls, SendEphemeralPost, |host, args| {
        Ok(Some(host.app.send_ephemeral(
            &args.user_id,
            given(args.post, "post")?,
        )?))
    });
    value_only!(calls, UpdateEphemeralPost, |host, args| {
        Ok(Some(host.app.update_ephemeral(
            &args.user_id,
            given(args.post, "post")?,
        )?))
    });
    nothing!(calls, DeleteEphemeralPost, |host, args| {
        host.app.delete_ephemeral(&args.user_id, &args.post_id);
        Ok(())
    });
}

fn reactions(calls: &mut Calls) {
    value_or_error!(calls, AddReaction, |host, args| {
        let reaction = given(args.reaction, "reaction")?;
        Ok(Some(host.app.add_reaction(&host.context(), reaction)?))
    });
    error_only!(calls, RemoveReaction, |host, args| {
        host.app
            .remove_reaction(&host.context(), given(args.reaction, "reaction")?)
    });
    value_or_error!(calls, GetReactions, |host, args| {
        if args.post_id.is_empty() {
            return Err(Fault::body_parameter("post_id"));
        }
        host.app.store.reactions(&args.post_id)
    });
}
