//! Lists of posts: channels, threads, pinned and found posts.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use bytes::Bytes;
use http::Uri;
use mattermost_model::PostList;
use serde::Deserialize;
use serde_json::Value;

use super::identity::Auth;
use super::parameters::{Json, Query, body, id};
use super::teams::own;
use crate::app::{App, PostPage, for_client};
use crate::fault::{Fault, Outcome};
use crate::store::PostQuery;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/channels/{channel_id}/posts", get(channel))
        .route("/channels/{channel_id}/pinned", get(pinned))
        .route("/posts/{post_id}/thread", get(thread))
        .route(
            "/users/{user_id}/channels/{channel_id}/posts/unread",
            get(around_unread),
        )
        .route("/teams/{team_id}/posts/search", post(search))
}

fn shown(mut list: PostList) -> Json<PostList> {
    list.posts = list
        .posts
        .into_iter()
        .map(|(id, post)| (id, for_client(post)))
        .collect();
    Json(list)
}

fn page(query: &Query) -> PostPage {
    PostPage {
        before: query.get("before").to_owned(),
        after: query.get("after").to_owned(),
        page: query.number("page", 0),
        per_page: query.number("per_page", 60).min(200),
        collapsed: query.flag("collapsedThreads"),
        extended: query.flag("collapsedThreadsExtended"),
    }
}

async fn channel(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(channel): Path<String>,
    uri: Uri,
) -> Outcome<Json<PostList>> {
    let channel = id(&channel, "channel_id")?;
    let query = Query::of(&uri);
    app.require_read(auth.user_id(), &channel)?;
    let page = page(&query);
    if !query.has("since") {
        return Ok(shown(app.channel_page(&channel, auth.user_id(), &page)?));
    }
    let since: i64 = query
        .get("since")
        .parse()
        .map_err(|_| Fault::body_parameter("since"))?;
    Ok(shown(app.changed_since(
        &channel,
        auth.user_id(),
        since,
        &page,
    )?))
}

async fn pinned(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(channel): Path<String>,
) -> Outcome<Json<PostList>> {
    app.require_read(auth.user_id(), &channel)?;
    let posts = app.store.pinned_posts(&channel)?;
    Ok(shown(app.list(posts, auth.user_id(), false, false)?))
}

async fn thread(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(post): Path<String>,
    uri: Uri,
) -> Outcome<Json<PostList>> {
    let query = Query::of(&uri);
    let post = app.post(&id(&post, "post_id")?)?;
    app.require_read(auth.user_id(), &post.channel_id)?;
    let collapsed = query.flag("collapsedThreads");
    let extended = query.flag("collapsedThreadsExtended");
    Ok(shown(app.thread_posts(
        &post.id,
        auth.user_id(),
        collapsed,
        extended,
    )?))
}

/// The posts around the first one that the user has not read; the newest where all are read.
async fn around_unread(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((user, channel)): Path<(String, String)>,
    uri: Uri,
) -> Outcome<Json<PostList>> {
    let user = own(&app, &auth, &user)?;
    app.require_read(auth.user_id(), &channel)?;
    let query = Query::of(&uri);
    let page = page(&query);
    let member = app.channel_member(&channel, &user)?;
    let newest = PostQuery {
        roots_only: page.collapsed,
        limit: 1000,
        ..PostQuery::default()
    };
    let posts = app.store.channel_posts(&channel, &newest)?;
    let unread = posts
        .iter()
        .filter(|p| p.create_at > member.last_viewed_at)
        .count();
    let after = usize::try_from(query.number("limit_after", 60)).unwrap_or(60);
    let before = usize::try_from(query.number("limit_before", 60)).unwrap_or(60);
    // Newest first: the unread ones stand at the beginning of the list.
    let begin = unread.saturating_sub(after);
    let begin = if unread == 0 { 0 } else { begin };
    let chosen: Vec<_> = posts
        .iter()
        .skip(begin)
        .take(unread - begin + before)
        .cloned()
        .collect();
    let mut list = app.list(chosen.clone(), &user, page.collapsed, page.extended)?;
    let behind = posts.get(begin + chosen.len());
    list.prev_post_id = behind.map(|post| post.id.clone()).unwrap_or_default();
    let ahead = begin.checked_sub(1).and_then(|place| posts.get(place));
    list.next_post_id = ahead.map(|post| post.id.clone()).unwrap_or_default();
    Ok(shown(list))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Search {
    terms: String,
    per_page: i64,
}

async fn search(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(team): Path<String>,
    bytes: Bytes,
) -> Outcome<Json<Value>> {
    app.require_in_team(auth.user_id(), &team, "view_team")?;
    let search: Search = body(&bytes, "post_search")?;
    if search.terms.trim().is_empty() {
        return Err(Fault::body_parameter("terms"));
    }
    let limit = if search.per_page > 0 {
        search.per_page.min(200)
    } else {
        60
    };
    let posts = app
        .store
        .search_posts(&team, auth.user_id(), search.terms.trim(), limit)?;
    let Json(list) = shown(app.list(posts, auth.user_id(), false, false)?);
    let mut value = serde_json::to_value(list)?;
    if let Some(members) = value.as_object_mut() {
        members.insert("matches".to_owned(), Value::Null);
    }
    Ok(Json(value))
}
