//! The replies in a meeting's thread. Their types, props and file names are the Go plugin's: web
//! app and other plugins know them.

use std::collections::BTreeMap;

use mattermost_plugin::model::{Any, Post};
use zoom_client::ErrorKind;

use super::{File, Part, Recorded, fetch};
use crate::app::Services;
use crate::domain::files::{self, Place};
use crate::domain::post_index::{self, List};
use crate::domain::posting;
use crate::error::{Error, Result};
use crate::i18n::{Reader, Text};
use crate::jobs::Job;
use crate::texts;

const MEGABYTE: u64 = 1024 * 1024;

/// What a file is called, and what its reply says.
struct Kind {
    post_type: &'static str,
    file_name: &'static str,
    text: fn() -> Text,
    too_large: fn(String) -> Text,
    unavailable: fn(Text) -> Text,
}

const TRANSCRIPT: Kind = Kind {
    post_type: "custom_zoom_transcript",
    file_name: "transcription.txt",
    text: texts::transcript_posted,
    too_large: texts::transcript_too_large,
    unavailable: texts::transcript_unavailable,
};
const CHAT: Kind = Kind {
    post_type: "custom_zoom_chat",
    file_name: "Chat-history.txt",
    text: texts::chat_posted,
    too_large: texts::chat_too_large,
    unavailable: texts::chat_unavailable,
};

/// A reply by the bot in the thread of a meeting's post. The web app reads off its props which
/// meeting of the thread it is about, and what it brings: `recording`, `summary`, `file` or
/// `failure`.
pub(in crate::domain) fn reply(
    services: &Services,
    post: &Post,
    brings: &str,
    text: &Text,
) -> Post {
    let props = [
        ("meeting_post_id", post.id.as_str()),
        ("meeting_part", brings),
    ];
    let root = if post.root_id.is_empty() {
        &post.id
    } else {
        &post.root_id
    };
    Post {
        user_id: services.bot_id.clone(),
        channel_id: post.channel_id.clone(),
        root_id: root.clone(),
        message: text.to(&Reader::everybody(services.language)),
        props: props
            .map(|(key, value)| (key.to_owned(), value.into()))
            .into(),
        ..Post::default()
    }
}

/// Where to watch the recording, with the passcode where the admin wants it shown.
pub(super) async fn videos(
    services: &Services,
    job: &Job,
    post: &Post,
    videos: &[&File],
    passcode: Option<&str>,
) -> Result<()> {
    let links = match videos {
        [only] => texts::recording_posted(&*only.link),
        several => Text::joined(
            std::iter::once(texts::recording_posted_in_parts()).chain(
                (1..)
                    .zip(several)
                    .map(|(number, file)| recording_part(number, &file.link)),
            ),
            "\n",
        ),
    };
    let shown = services.ready.settings.post_recording_password;
    let protection = passcode.map(|passcode| match shown {
        true => texts::recording_passcode(code(passcode)),
        false => texts::recording_protected(),
    });
    let text = Text::joined(std::iter::once(links).chain(protection), "\n");
    let part = format!("recording-{}", post.id);
    let answer = reply(services, post, "recording", &text);
    let posted = posting::create_once(&services.api, job, &part, answer).await?;
    post_index::add(services, List::Recordings, &posted.id, &posted.channel_id).await;
    Ok(())
}

fn recording_part(number: i64, link: &str) -> Text {
    let part = texts::recording_part(texts::RecordingPart {
        link: link.into(),
        number: number.to_string().into(),
    });
    Text::joined(["- ".into(), part], "")
}

/// Text as code, whatever it holds.
fn code(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|c| *c != '`' && !c.is_control())
        .collect();
    format!("`{text}`")
}

/// A file of text, attached to a reply.
pub(super) async fn file(
    services: &Services,
    job: &Job,
    post: &Post,
    recorded: &Recorded,
    file: &File,
    token: Option<&str>,
) -> Result<()> {
    let kind = match file.part {
        Part::Chat => CHAT,
        Part::Transcript | Part::Video => TRANSCRIPT,
    };
    let part = format!("{}-{}", file.id, post.id);
    let mut answer = reply(services, post, "file", &(kind.text)());
    if job.is_repeat()
        && posting::find(&services.api, job, &part, &answer)
            .await?
            .is_some()
    {
        return Ok(());
    }
    match attach(services, &kind, post, recorded, &file.link, token).await {
        Ok(file_id) => {
            kind.post_type.clone_into(&mut answer.type_);
            let caption = BTreeMap::from([("file_id".to_owned(), file_id.clone().into())]);
            let captions = Any::List(vec![Any::Map(caption)]);
            answer.props.insert("captions".to_owned(), captions);
            answer.file_ids = vec![file_id];
        }
        Err(error) => {
            let text = explain(services, &kind, error).await?;
            answer = reply(services, post, "failure", &text);
        }
    }
    posting::create_once(&services.api, job, &part, answer).await?;
    Ok(())
}

async fn attach(
    services: &Services,
    kind: &Kind,
    post: &Post,
    recorded: &Recorded,
    link: &str,
    token: Option<&str>,
) -> Result<String> {
    let limit = files::limit(services).await?;
    let download = fetch::open(services, recorded, link, token, limit).await?;
    let place = Place {
        channel_id: &post.channel_id,
        name: kind.file_name,
    };
    files::upload(services, place, download).await
}

/// What the thread is told where no later attempt can help; other errors come back.
async fn explain(services: &Services, kind: &Kind, error: Error) -> Result<Text> {
    let zoom = match &error {
        Error::Zoom(zoom) => zoom.kind(),
        Error::NotConnected { .. } => return Ok((kind.unavailable)(texts::recording_host_left())),
        _ => return Err(error),
    };
    match zoom {
        ErrorKind::FileTooLarge => {
            let limit = files::limit(services).await? / MEGABYTE;
            Ok((kind.too_large)(limit.to_string()))
        }
        ErrorKind::ScopeMissing | ErrorKind::LicenceMissing | ErrorKind::NotPermitted => {
            tracing::warn!(error = %error, "a recording's file cannot be had");
            Ok((kind.unavailable)(error.message()))
        }
        _ => Err(error),
    }
}
