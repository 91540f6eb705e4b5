//! What the bot says to one person alone, and asks with buttons that every client has.

use std::collections::BTreeMap;

use mattermost_plugin::model::{Any, MessageAttachment, Post, PostAction, PostActionIntegration};

use crate::app::{PLUGIN_ID, Services};
use crate::error::Result;
use crate::i18n::{Reader, Text};
use crate::store::{PendingStart, is_id};

/// Shows a person an ephemeral post by the bot.
///
/// # Errors
/// When Mattermost fails.
pub async fn tell(
    services: &Services,
    user_id: &str,
    channel_id: &str,
    root_id: &str,
    text: &Text,
) -> Result<()> {
    let reader = Reader::find(&services.api, user_id).await;
    let post = Post {
        message: text.to(&reader),
        ..by_bot(services, channel_id, root_id)
    };
    services.api.send_ephemeral_post(user_id, post).await?;
    Ok(())
}

fn by_bot(services: &Services, channel_id: &str, root_id: &str) -> Post {
    Post {
        user_id: services.bot_id.clone(),
        channel_id: channel_id.to_owned(),
        root_id: root_id.to_owned(),
        ..Post::default()
    }
}

/// A question, or an answer in its place.
#[derive(Clone, Debug)]
pub struct Prompt {
    channel_id: String,
    root_id: String,
    /// One at least; what is added belongs to the last one.
    sections: Vec<Section>,
    props: BTreeMap<String, Any>,
}

/// A part of a prompt.
#[derive(Clone, Debug)]
struct Section {
    title: Text,
    text: Option<Text>,
    buttons: Vec<Button>,
}

impl Prompt {
    /// A prompt in a channel or thread.
    pub fn new(channel_id: &str, root_id: &str, title: Text) -> Self {
        Self {
            channel_id: channel_id.to_owned(),
            root_id: root_id.to_owned(),
            sections: Vec::new(),
            props: BTreeMap::new(),
        }
        .section(title)
    }

    /// Begins another section, about something else.
    #[must_use]
    pub fn section(mut self, title: Text) -> Self {
        self.sections.push(Section {
            title,
            text: None,
            buttons: Vec::new(),
        });
        self
    }

    /// What it says, in Markdown.
    #[must_use]
    pub fn text(mut self, text: Text) -> Self {
        if let Some(section) = self.sections.last_mut() {
            section.text = Some(text);
        }
        self
    }

    /// Adds a button.
    #[must_use]
    pub fn button(mut self, button: Button) -> Self {
        if let Some(section) = self.sections.last_mut() {
            section.buttons.push(button);
        }
        self
    }

    /// The post's props, for the web app.
    #[must_use]
    pub fn props(mut self, props: BTreeMap<String, Any>) -> Self {
        self.props = props;
        self
    }

    /// Shows it to one person.
    ///
    /// # Errors
    /// When Mattermost fails.
    pub async fn show(&self, services: &Services, user_id: &str) -> Result<()> {
        let post = self.post(services, user_id).await;
        services.api.send_ephemeral_post(user_id, post).await?;
        Ok(())
    }

    /// Shows it in place of an earlier prompt of the same person, unless the request names none.
    ///
    /// # Errors
    /// When Mattermost fails.
    pub async fn replace(&self, services: &Services, user_id: &str, post_id: &str) -> Result<()> {
        if !is_id(post_id) || !is_id(&self.channel_id) {
            return Ok(());
        }
        let post = Post {
            id: post_id.to_owned(),
            ..self.post(services, user_id).await
        };
        services.api.update_ephemeral_post(user_id, post).await?;
        Ok(())
    }

    /// Sends it to one person as a direct message, which stays. Gives the post.
    ///
    /// # Errors
    /// When Mattermost fails.
    pub async fn send(&self, services: &Services, user_id: &str) -> Result<Post> {
        let bot_id = services.bot_id.as_str();
        let channel = services.api.get_direct_channel(bot_id, user_id).await?;
        let post = Post {
            channel_id: channel.id,
            ..self.post(services, user_id).await
        };
        Ok(services.api.create_post(post).await?)
    }

    /// Puts it in place of one that was sent.
    ///
    /// # Errors
    /// When Mattermost fails.
    pub async fn rewrite(&self, services: &Services, user_id: &str, mut sent: Post) -> Result<()> {
        sent.props.extend(self.post(services, user_id).await.props);
        services.api.update_post(sent).await?;
        Ok(())
    }

    async fn post(&self, services: &Services, user_id: &str) -> Post {
        let reader = Reader::find(&services.api, user_id).await;
        let mut post = by_bot(services, &self.channel_id, &self.root_id);
        let sections = self.sections.iter();
        let attachments = Any::Attachments(sections.map(|s| s.attachment(&reader)).collect());
        post.props = self.props.clone();
        post.props.insert("attachments".to_owned(), attachments);
        post
    }
}

impl Section {
    fn attachment(&self, reader: &Reader) -> MessageAttachment {
        let title = self.title.to(reader);
        let text = self.text.as_ref().map(|text| text.to(reader));
        MessageAttachment {
            fallback: title.clone(),
            title,
            text: text.unwrap_or_default(),
            actions: self.buttons.iter().map(|b| b.action(reader)).collect(),
            ..MessageAttachment::default()
        }
    }
}

/// How a button looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// As any other.
    #[default]
    Default,
    /// As the one that is meant, or holds now.
    Primary,
}

/// A button, which makes the server call one of our routes.
#[derive(Clone, Debug)]
pub struct Button {
    route: &'static str,
    action: &'static str,
    label: Text,
    style: Style,
    /// Tells it from others with the same action.
    about: String,
    context: BTreeMap<String, Any>,
}

impl Button {
    /// A button that calls `/api/v1/<route>` with this action in its context.
    pub fn new(route: &'static str, action: &'static str) -> Self {
        let context = BTreeMap::from([("action".to_owned(), Any::from(action.to_owned()))]);
        Self {
            route,
            action,
            label: action.into(),
            style: Style::Default,
            about: String::new(),
            context,
        }
    }

    /// What stands on it: what it does.
    #[must_use]
    pub fn label(mut self, label: Text) -> Self {
        self.label = label;
        self
    }

    /// How it looks.
    #[must_use]
    pub fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// Something that the route is to know.
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.context.insert(key.to_owned(), value.to_owned().into());
        self
    }

    /// One of several buttons that do the same, each with a meeting of its own.
    #[must_use]
    pub fn about(mut self, meeting_id: u64) -> Self {
        self.about = meeting_id.to_string();
        let number = self.about.clone();
        self.with(MEETING, &number)
    }

    /// The meeting that was asked for; see [`place`] for the way back.
    #[must_use]
    pub fn place(self, place: &PendingStart) -> Self {
        self.with(CHANNEL, &place.channel_id)
            .with(ROOT, &place.root_id)
            .with(TOPIC, &place.topic)
            .with(CONNECTION, &place.connection_id)
            .with(CALL, if place.call { TRUE } else { "" })
            .with(ASKED_IN, &place.asked_in)
    }

    /// The id may hold letters and digits only.
    fn action(&self, reader: &Reader) -> PostAction {
        let id = self.action.chars().chain(self.about.chars());
        let id = id.filter(char::is_ascii_alphanumeric);
        let style = match self.style {
            Style::Default => "default",
            Style::Primary => "primary",
        };
        PostAction {
            id: id.collect(),
            type_: "button".to_owned(),
            name: self.label.to(reader),
            style: style.to_owned(),
            integration: Some(PostActionIntegration {
                // Without the site's address the server finds the plugin itself, also where it
                // cannot reach its own address.
                url: format!("/plugins/{PLUGIN_ID}/api/v1/{}", self.route),
                context: self.context.clone(),
            }),
            ..PostAction::default()
        }
    }
}

/// Which meeting a button is about.
pub const MEETING: &str = "meeting";
/// The names of the Go plugin, whose questions may still be open after an upgrade.
const CHANNEL: &str = "channelID";
const ROOT: &str = "rootID";
const TOPIC: &str = "topic";
const CONNECTION: &str = "connectionID";
/// Our own.
const CALL: &str = "call";
const ASKED_IN: &str = "askedIn";
const TRUE: &str = "true";

/// The meeting that a button's context names. It is no more than a wish: what the person may do is
/// asked anew.
pub fn place(context: &BTreeMap<String, Any>) -> PendingStart {
    let text = |key: &str| {
        let value = context.get(key).and_then(Any::as_str);
        value.unwrap_or_default().to_owned()
    };
    PendingStart {
        channel_id: text(CHANNEL),
        root_id: text(ROOT),
        topic: text(TOPIC),
        connection_id: text(CONNECTION),
        call: text(CALL) == TRUE,
        asked_in: text(ASKED_IN),
    }
    .without_nonsense()
}

/// People's words as they are, so that they make no link in a message of the bot's.
pub fn escaped(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for c in words.chars() {
        if c.is_ascii_punctuation() {
            text.push('\\');
        }
        text.push(c);
    }
    text
}
