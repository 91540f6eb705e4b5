//! Posts, ephemeral posts and reactions.

use mattermost_model::rpc::{Method, api};
use mattermost_model::{Any, PostList, PostSearchResults};

use super::calls::{Calls, Host, error_only, failing, given, nothing, value_only, value_or_error};
use crate::app::{Author, PostPage};
use crate::fault::{Fault, Outcome};

pub(super) fn register(calls: &mut Calls) {
    writing(calls);
    reading(calls);
    searching(calls);
    ephemeral(calls);
    reactions(calls);
    emoji(calls);
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

fn searching(calls: &mut Calls) {
    value_or_error!(calls, SearchPostsInTeam, |host, args| {
        host.app.team(&args.team_id)?;
        let mut found = Vec::new();
        for search in &args.params_list {
            found.extend(host.app.search_team(&args.team_id, search)?);
        }
        Ok(found)
    });
    value_or_error!(calls, SearchPostsInTeamForUser, |host, args| {
        let search = args.search_params;
        let terms = search.terms.unwrap_or_default();
        if terms.trim().is_empty() {
            return Err(Fault::body_parameter("terms"));
        }
        let (team, user) = (&args.team_id, &args.user_id);
        // A page can be asked for beyond what is given at once.
        let (page, per_page) = (search.page.unwrap_or(0), search.per_page.unwrap_or(60));
        let limit = page.saturating_add(1).saturating_mul(per_page);
        let posts = host
            .app
            .store
            .search_posts(team, user, terms.trim(), limit)?;
        let posts = super::calls::page(posts, page, per_page);
        Ok(Some(PostSearchResults {
            post_list: Some(host.app.list(posts, user, false, false)?),
            ..PostSearchResults::default()
        }))
    });
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

/// There are no custom emoji here.
fn emoji(calls: &mut Calls) {
    value_or_error!(calls, GetEmojiList, |_host, _| Ok(Vec::new()));
    value_or_error!(calls, GetEmoji, |_host, _| Err(no_emoji()));
    value_or_error!(calls, GetEmojiByName, |_host, _| Err(no_emoji()));
    calls.on::<api::GetEmojiImage, _, _>(failing!(GetEmojiImage), |_, _| async {
        api::GetEmojiImageReply {
            error: Some(no_emoji().into_app_error("GetEmojiImage")),
            ..api::GetEmojiImageReply::default()
        }
    });
}

fn no_emoji() -> Fault {
    let id = "app.emoji.get.no_result";
    Fault::not_found(id, "We couldn’t find the emoji.")
}
