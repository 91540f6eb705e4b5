//! The notice to a person who is called.

use mattermost_plugin::model::Post;

use super::{CALL, JOIN, NOT_NOW, ROUTE};
use crate::app::Services;
use crate::domain::meeting_posts;
use crate::domain::prompts::{Button, Prompt, Style, escaped};
use crate::error::{Error, Result};
use crate::i18n::Text;
use crate::store::{Call, CallAnswer};
use crate::texts;

const ATTEMPTS: usize = 20;

/// Sends the notice. Gives its post.
///
/// # Errors
/// When Mattermost fails.
pub(super) async fn send(services: &Services, call: &Call) -> Result<Post> {
    let prompt = prompt(services, call).await?;
    prompt.send(services, &call.callee).await
}

/// Writes the notice as the call's record has it. One that was deleted stays so.
///
/// # Errors
/// When Mattermost fails.
pub(super) async fn render(services: &Services, post_id: &str) -> Result<()> {
    let mut shown = None;
    for _ in 0..ATTEMPTS {
        let call = super::read(services, post_id).await?;
        let Some(call) = call.filter(|call| !call.notice_id.is_empty()) else {
            return Ok(());
        };
        if shown.as_ref() == Some(&call) {
            return Ok(());
        }
        let Some(sent) = meeting_posts::find_post(&services.api, &call.notice_id).await? else {
            return Ok(());
        };
        let prompt = prompt(services, &call).await?;
        prompt.rewrite(services, &call.callee, sent).await?;
        shown = Some(call);
    }
    Err(Error::Internal("a call changes too often"))
}

async fn prompt(services: &Services, call: &Call) -> Result<Prompt> {
    let caller = services.api.get_user(call.caller.as_str()).await?;
    let caller = format!("@{}", caller.username);
    let title = match call.answer {
        CallAnswer::Ringing if !call.over => texts::call_rings(caller),
        CallAnswer::Ringing | CallAnswer::Missed => texts::call_missed(caller),
        CallAnswer::NotNow => texts::call_refused(caller),
        CallAnswer::Joined => texts::call_joined(caller),
    };
    let prompt = Prompt::new("", "", title).text(text(call));
    let button = |action| Button::new(ROUTE, action).with(CALL, &call.post_id);
    let join = || {
        let join = button(JOIN).label(texts::call_join());
        join.style(Style::Primary)
    };
    Ok(match call.answer {
        _ if call.over => prompt,
        CallAnswer::Joined => prompt,
        CallAnswer::Ringing => prompt
            .button(join())
            .button(button(NOT_NOW).label(texts::call_not_now())),
        CallAnswer::Missed | CallAnswer::NotNow => prompt.button(join()),
    })
}

/// What the call is about, and what can be done.
fn text(call: &Call) -> Text {
    let topic = texts::call_topic(escaped(&call.topic));
    let state = if call.over {
        Some(texts::call_over())
    } else {
        match call.answer {
            CallAnswer::Ringing => None,
            CallAnswer::Missed | CallAnswer::NotNow => Some(texts::call_goes_on()),
            CallAnswer::Joined => Some(texts::recent_join_here(&call.link)),
        }
    };
    Text::joined([topic].into_iter().chain(state), "\n")
}
