//! The question about a meeting that somebody has just started in the channel.

use std::collections::BTreeMap;

use mattermost_plugin::model::{Any, Post};

use crate::app::Services;
use crate::domain::post::POST_TYPE;
use crate::domain::prompts::{Button, Prompt, Style};
use crate::domain::schedule::invitation;
use crate::error::Result;
use crate::store::PendingStart;
use crate::texts;

/// How long a meeting counts as recent, in milliseconds.
const RECENT: i64 = 30_000;
/// How much of a name is shown.
const MAX_NAME: usize = 64;
/// The props of a meeting that the question carries on, for the web app.
const CARRIED: [&str; 3] = ["meeting_id", "meeting_link", "meeting_provider"];

/// The newest meeting of any provider that was posted in the channel a moment ago and goes on.
///
/// Only what changed in this time is read, however much the channel holds.
///
/// # Errors
/// When Mattermost fails.
pub(super) async fn find(services: &Services, channel_id: &str) -> Result<Option<Post>> {
    let since = services.clock.millis() - RECENT;
    let posts = services.api.get_posts_since(channel_id, since).await?;
    let recent = posts.posts.into_values().filter(|post| {
        post.create_at >= since && post.delete_at == 0 && post.channel_id == channel_id
    });
    Ok(recent.filter(goes_on).max_by_key(|post| post.create_at))
}

fn text<'a>(post: &'a Post, key: &str) -> &'a str {
    post.props
        .get(key)
        .and_then(Any::as_str)
        .unwrap_or_default()
}

fn goes_on(post: &Post) -> bool {
    // A planned meeting is none that goes on.
    post.type_ != invitation::POST_TYPE
        && !text(post, "meeting_provider").is_empty()
        && host(text(post, "meeting_link")).is_some()
        && text(post, "meeting_status") != "ENDED"
}

/// Other plugins and people may write these props: only such a link is passed on.
pub fn is_web_address(link: &str) -> bool {
    let address = link.starts_with("https://") || link.starts_with("http://");
    address && !link.contains(|c: char| c.is_whitespace() || c.is_control() || "()<>".contains(c))
}

/// The host that a link leads to, whole, so that none looks like another; `None` where browsers may
/// read the link in another way.
fn host(link: &str) -> Option<String> {
    let address: http::Uri = is_web_address(link).then(|| link.parse().ok())??;
    let host = address.host()?;
    let known = |c: char| c.is_ascii_alphanumeric() || ".-_[]:".contains(c);
    (!host.is_empty() && host.chars().all(known)).then(|| host.to_owned())
}

/// Who started a meeting; empty where that is not certain. People can write any name into the props,
/// so only our own bot is believed; a person is named as the post's author.
async fn creator(services: &Services, recent: &Post) -> String {
    if recent.user_id == services.bot_id {
        return plain(text(recent, "meeting_creator_username"));
    }
    let author = services.api.get_user(recent.user_id.as_str()).await;
    let person = author.ok().filter(|author| !author.is_bot);
    person.map(|person| person.username).unwrap_or_default()
}

/// Without what Markdown could make a link or an image of: people can write these props, too.
fn plain(text: &str) -> String {
    let plain = |c: &char| c.is_alphanumeric() || " .-_".contains(*c);
    text.chars().filter(plain).take(MAX_NAME).collect()
}

/// Asks the person whether that meeting is meant, or a new one.
///
/// # Errors
/// When Mattermost fails.
pub(super) async fn ask(
    services: &Services,
    user_id: &str,
    place: &PendingStart,
    recent: &Post,
) -> Result<()> {
    let link = text(recent, "meeting_link");
    // Where Join leads is seen before it is pressed.
    let provider = format!(
        "{} ({})",
        plain(text(recent, "meeting_provider")),
        host(link).unwrap_or_default()
    );
    let creator = creator(services, recent).await;
    let question = if creator.is_empty() {
        texts::recent_question(provider)
    } else {
        texts::recent_question_who(texts::RecentQuestionWho {
            creator: format!("@{creator}").into(),
            provider: provider.into(),
        })
    };
    let button = |action: &'static str| {
        Button::new("recent-meeting", action)
            .place(place)
            .with("link", link)
    };
    let (channel_id, root_id) = place.where_asked();
    let prompt = Prompt::new(channel_id, root_id, texts::recent_title())
        .text(question)
        .button(
            button(JOIN)
                .label(texts::recent_join())
                .style(Style::Primary),
        )
        .button(button(CREATE).label(texts::recent_create()));
    // The web app draws the question by itself, and starts anew where the question stands. Where it
    // stands elsewhere, the buttons alone know the place.
    let prompt = if place.asked_in.is_empty() {
        prompt.props(props(recent, &creator, &place.topic))
    } else {
        prompt
    };
    prompt.show(services, user_id).await
}

/// The action of the button that joins the recent meeting.
pub const JOIN: &str = "join";
/// The action of the button that creates a new one.
pub const CREATE: &str = "create";

/// The server makes every ephemeral post one of its own type, so the web app goes by the prop. The
/// topic is that of the meeting which was asked for.
fn props(recent: &Post, creator: &str, topic: &str) -> BTreeMap<String, Any> {
    let carried = CARRIED
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), recent.props.get(*key)?.clone())));
    let own = [
        ("type", POST_TYPE),
        ("meeting_status", "RECENTLY_CREATED"),
        ("requested_topic", topic),
        ("meeting_creator_username", creator),
    ];
    let own = own.map(|(key, value)| (key.to_owned(), value.to_owned().into()));
    carried.chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_the_one_that_a_browser_goes_to() {
        for (link, shown) in [
            ("https://us02web.zoom.us/j/1?pwd=a", Some("us02web.zoom.us")),
            ("http://127.0.0.1:8065/j/1", Some("127.0.0.1")),
            ("https://zoom.us@bad.example/j/1", Some("bad.example")),
            ("https://bad.example\\@zoom.us/j/1", None),
            ("https:///bad.example/j/1", None),
            ("https://zoom%2eus/j/1", None),
            ("https://", None),
            ("zoommtg://zoom.us/join", None),
        ] {
            assert_eq!(host(link).as_deref(), shown, "{link}");
        }
        let long = format!("zoom.us.{}.bad.example", "a".repeat(60));
        assert_eq!(host(&format!("https://{long}/")), Some(long));
    }
}
