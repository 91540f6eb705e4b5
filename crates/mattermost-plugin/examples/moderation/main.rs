//! Refuses posts and edits with the words of a setting, and takes digits that look like a card's
//! number out of the others.

use std::process::ExitCode;
use std::sync::{Arc, PoisonError, RwLock};

use mattermost_plugin::model::{Context, Post};
use mattermost_plugin::{Api, Plugin, PostVerdict, Result};
use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "lowercase")]
struct Settings {
    words: String,
}

struct Moderation(RwLock<Settings>);

impl Moderation {
    fn judge(&self, post: Post) -> PostVerdict {
        let settings = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let message = post.message.to_lowercase();
        let words = settings.words.split(',').map(str::trim);
        let mut words = words.filter(|word| !word.is_empty());
        if let Some(word) = words.find(|word| message.contains(&word.to_lowercase())) {
            return PostVerdict::Reject(format!("Please do without \"{word}\"."));
        }
        match without_cards(&post.message) {
            message if message == post.message => PostVerdict::Keep,
            message => PostVerdict::Change(Box::new(Post { message, ..post })),
        }
    }
}

/// The text with words of sixteen digits replaced.
fn without_cards(text: &str) -> String {
    let is_card = |word: &str| word.len() == 16 && word.bytes().all(|b| b.is_ascii_digit());
    let words = text.split(' ');
    let words = words.map(|word| if is_card(word) { "[removed]" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

async fn activate(_: Api, settings: Settings) -> Result<Moderation> {
    Ok(Moderation(RwLock::new(settings)))
}

async fn configuration_changed(plugin: Arc<Moderation>, settings: Settings) -> Result<()> {
    *plugin.0.write().unwrap_or_else(PoisonError::into_inner) = settings;
    Ok(())
}

fn main() -> ExitCode {
    Plugin::new(activate)
        .on_configuration_change(configuration_changed)
        .message_will_be_posted(|plugin: Arc<Moderation>, _: Context, post| async move {
            Ok(plugin.judge(post))
        })
        .message_will_be_updated(|plugin: Arc<Moderation>, _: Context, new, _| async move {
            Ok(plugin.judge(new))
        })
        .run()
}
