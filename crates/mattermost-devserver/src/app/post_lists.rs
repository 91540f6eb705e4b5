//! Lists of posts: a page of a channel, a thread, what changed, what was found.

use std::collections::BTreeMap;

use mattermost_model::{Post, PostList, SearchParams};

use super::App;
use super::attachments::for_client;
use crate::fault::{Fault, Outcome};
use crate::store::PostQuery;

/// The most posts that a search of a whole team gives.
const MAX_FOUND: usize = 1000;

/// Which posts of a channel a client asks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct PostPage {
    pub(crate) before: String,
    pub(crate) after: String,
    pub(crate) page: i64,
    pub(crate) per_page: i64,
    /// Collapsed threads: replies are left out, roots say how many they have and by whom.
    pub(crate) collapsed: bool,
    /// The participants of a thread with their profile.
    pub(crate) extended: bool,
}

impl App {
    /// A page of a channel, the newest first. The posts are as plugins may see them.
    pub(crate) fn channel_page(
        &self,
        channel_id: &str,
        user_id: &str,
        page: &PostPage,
    ) -> Outcome<PostList> {
        let find = |id: &str| {
            if id.is_empty() {
                Ok(None)
            } else {
                self.store.post(id)
            }
        };
        let limit = page.per_page.clamp(1, 1000);
        let query = PostQuery {
            before: find(&page.before)?,
            after: find(&page.after)?,
            roots_only: page.collapsed,
            offset: page.page.max(0).saturating_mul(limit),
            limit,
        };
        let posts = self.store.channel_posts(channel_id, &query)?;
        let neighbour = |before: Option<&Post>, after: Option<&Post>| -> Outcome<String> {
            let query = PostQuery {
                before: before.cloned(),
                after: after.cloned(),
                roots_only: page.collapsed,
                offset: 0,
                limit: 1,
            };
            let found = self.store.channel_posts(channel_id, &query)?;
            Ok(found
                .into_iter()
                .next()
                .map(|post| post.id)
                .unwrap_or_default())
        };
        let (newest, oldest) = (posts.first().cloned(), posts.last().cloned());
        let mut list = self.list(posts, user_id, page.collapsed, page.extended)?;
        if let (Some(newest), Some(oldest)) = (newest, oldest) {
            list.next_post_id = neighbour(None, Some(&newest))?;
            list.prev_post_id = neighbour(Some(&oldest), None)?;
        }
        Ok(list)
    }

    /// What changed in a channel since a time.
    pub(crate) fn changed_since(
        &self,
        channel_id: &str,
        user_id: &str,
        since: i64,
        page: &PostPage,
    ) -> Outcome<PostList> {
        let mut posts = self.store.posts_since(channel_id, since)?;
        posts.retain(|post| !page.collapsed || post.root_id.is_empty());
        self.list(posts, user_id, page.collapsed, page.extended)
    }

    /// A root post and its replies, the oldest first.
    pub(crate) fn thread_posts(
        &self,
        post_id: &str,
        user_id: &str,
        collapsed: bool,
        extended: bool,
    ) -> Outcome<PostList> {
        let post = self.post(post_id)?;
        let root = if post.root_id.is_empty() {
            post
        } else {
            self.post(&post.root_id)?
        };
        let mut posts = vec![root.clone()];
        posts.extend(self.store.replies(&root.id)?);
        let mut list = self.list(posts, user_id, collapsed, extended)?;
        list.has_next = Some(false);
        Ok(list)
    }

    /// The posts of a team's channels that hold the terms, whoever may read them, newest first.
    pub(crate) fn search_team(&self, team_id: &str, search: &SearchParams) -> Outcome<Vec<Post>> {
        let lacking = SearchParams {
            terms: search.terms.clone(),
            or_terms: search.or_terms,
            in_channels: search.in_channels.clone(),
            from_users: search.from_users.clone(),
            search_without_user_id: search.search_without_user_id,
            include_deleted_channels: search.include_deleted_channels,
            ..SearchParams::default()
        };
        if *search != lacking {
            return Err(Fault::not_implemented(
                "a search by more than words, channels and authors",
            ));
        }
        let mut found = self.store.posts_in_team(team_id)?;
        let words: Vec<String> = search
            .terms
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let is_among = |ids: &[String], id: &String| ids.is_empty() || ids.contains(id);
        found.retain(|post| {
            let message = post.message.to_lowercase();
            let holds = |word: &String| message.contains(word.as_str());
            let fits = if search.or_terms {
                words.iter().any(holds)
            } else {
                words.iter().all(holds)
            };
            fits && is_among(&search.in_channels, &post.channel_id)
                && is_among(&search.from_users, &post.user_id)
        });
        found.truncate(MAX_FOUND);
        Ok(found)
    }

    /// Posts with what belongs to them; in order, and the roots of replies beside.
    pub(crate) fn list(
        &self,
        posts: Vec<Post>,
        user_id: &str,
        collapsed: bool,
        extended: bool,
    ) -> Outcome<PostList> {
        let mut list = PostList::default();
        let mut all = BTreeMap::new();
        for post in posts {
            list.order.push(post.id.clone());
            if !post.root_id.is_empty()
                && !all.contains_key(&post.root_id)
                && let Some(root) = self.store.post(&post.root_id)?
            {
                let root = self.listed(root, user_id, collapsed, extended)?;
                all.insert(root.id.clone(), root);
            }
            let id = post.id.clone();
            all.insert(id, self.listed(post, user_id, collapsed, extended)?);
        }
        list.posts = all;
        Ok(list)
    }

    fn listed(&self, post: Post, user_id: &str, collapsed: bool, extended: bool) -> Outcome<Post> {
        let mut post = self.with_metadata(post)?;
        let root_id = if post.root_id.is_empty() {
            &post.id
        } else {
            &post.root_id
        };
        if !collapsed {
            post.reply_count = self.store.reply_count(root_id)?;
        } else if post.root_id.is_empty() {
            let replies = self.store.replies(&post.id)?;
            if let Some(last) = replies.last() {
                post.last_reply_at = last.create_at;
                post.reply_count = i64::try_from(replies.len()).unwrap_or(i64::MAX);
                post.participants = self.participants(&replies, extended)?;
                let membership = self.store.thread_membership(&post.id, user_id)?;
                post.is_following = Some(membership.is_some_and(|m| m.following));
            }
        }
        Ok(post)
    }

    /// A single post as the REST API shows it.
    pub(crate) fn shown_post(&self, post_id: &str, user_id: &str) -> Outcome<Post> {
        let post = self.post(post_id)?;
        Ok(for_client(self.listed(post, user_id, false, false)?))
    }
}
