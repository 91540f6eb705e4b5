//! `/zoom list`: what goes on and comes next, for the person and for the channel, with buttons that
//! every client has. The answer to a button takes the list's place.

use zoom_client::{MeetingId, Timestamp};

use crate::app::Services;
use crate::domain::meeting_number::Named;
use crate::domain::overview::{self, LiveMeeting, Overview, UpcomingMeeting};
use crate::domain::prompts::{Button, Prompt, Style, escaped};
use crate::domain::share::{self, ShareRequest, Shared};
use crate::domain::{cancel as cancelling, post};
use crate::error::{Error, Result};
use crate::i18n::Text;
use crate::store::PendingStart;
use crate::texts;

/// The action of the button that posts a meeting in the channel.
pub const SHARE: &str = "share";
/// The action of the button that asks whether to cancel a meeting.
pub const CANCEL: &str = "cancel";
/// The action of the button that cancels it.
pub const CONFIRM: &str = "confirm";
/// The action of the button that does not.
pub const KEEP: &str = "keep";

const ROUTE: &str = "meeting-list";
/// How many meetings are shown that go on, and that come next.
const MOST_LIVE: usize = 5;
const MOST_UPCOMING: usize = 10;

/// The list; `news` is what came of a button.
///
/// # Errors
/// When Mattermost fails.
pub async fn list(
    services: &Services,
    user_id: &str,
    place: &PendingStart,
    news: Option<Text>,
) -> Result<Prompt> {
    let Overview {
        mut live,
        upcoming,
        notes,
        ..
    } = overview::read(services, user_id, &place.channel_id, false).await?;
    live.retain(|meeting| meeting.channel_id == place.channel_id || meeting.user_id == user_id);
    let more = live.len().saturating_sub(MOST_LIVE) + upcoming.len().saturating_sub(MOST_UPCOMING);
    let more = i64::try_from(more).unwrap_or_default();
    let nothing = (live.is_empty() && upcoming.is_empty()).then(texts::list_nothing);
    let more = (more > 0).then(|| texts::list_more(more));
    let head: Vec<Text> = news
        .into_iter()
        .chain(nothing)
        .chain(more)
        .chain(notes)
        .collect();
    let mut prompt = Prompt::new(&place.channel_id, &place.root_id, texts::list_title());
    if !head.is_empty() {
        prompt = prompt.text(Text::joined(head, "\n\n"));
    }
    for meeting in live.iter().take(MOST_LIVE) {
        prompt = live_section(prompt, place, meeting);
    }
    for meeting in upcoming.iter().take(MOST_UPCOMING) {
        prompt = upcoming_section(prompt, place, meeting);
    }
    Ok(prompt)
}

fn live_section(prompt: Prompt, place: &PendingStart, meeting: &LiveMeeting) -> Prompt {
    let channel = Text::from(&meeting.channel_name);
    let state = match meeting.live.state {
        "waiting" => texts::list_waiting(channel),
        _ => texts::list_live(channel),
    };
    let join = texts::recent_join_here(&meeting.link);
    let prompt = prompt
        .section(Text::from(escaped(&meeting.topic)))
        .text(Text::joined([state, join], "\n"));
    if meeting.channel_id == place.channel_id {
        return prompt;
    }
    prompt.button(share_button(place, meeting.meeting_id))
}

fn upcoming_section(prompt: Prompt, place: &PendingStart, meeting: &UpcomingMeeting) -> Prompt {
    let join = texts::recent_join_here(&meeting.link);
    let lines = [Some(when(meeting)), Some(join)].into_iter().flatten();
    let mut prompt = prompt
        .section(Text::from(escaped(&meeting.topic)))
        .text(Text::joined(lines, "\n"));
    if meeting.channel_id != place.channel_id {
        prompt = prompt.button(share_button(place, meeting.meeting_id));
    }
    if meeting.mine {
        let cancel = Button::new(ROUTE, CANCEL).label(texts::list_cancel());
        prompt = prompt.button(cancel.place(place).about(meeting.meeting_id));
    }
    prompt
}

fn share_button(place: &PendingStart, meeting_id: u64) -> Button {
    let button = Button::new(ROUTE, SHARE).label(texts::list_share());
    button.place(place).about(meeting_id)
}

/// When a meeting begins, how long it takes, and whether it repeats.
fn when(meeting: &UpcomingMeeting) -> Text {
    let at = Timestamp::from_millisecond(meeting.start_time).unwrap_or(Timestamp::UNIX_EPOCH);
    let length = (meeting.minutes > 0).then(|| post::length(meeting.minutes));
    let repeats = meeting.recurring.then(texts::list_repeats);
    let parts = [Some(texts::list_time(at)), length, repeats];
    Text::joined(parts.into_iter().flatten(), " · ")
}

/// Posts a meeting in the channel, and gives the list as it is then.
///
/// # Errors
/// What keeps the person from posting it there.
pub async fn share(
    services: &Services,
    user_id: &str,
    place: &PendingStart,
    number: u64,
) -> Result<Prompt> {
    let request = ShareRequest {
        user_id: user_id.to_owned(),
        channel_id: place.channel_id.clone(),
        root_id: place.root_id.clone(),
        meeting: Named::number(number)?,
    };
    let news = match share::share(services, &request).await? {
        Shared::Posted { .. } => texts::share_posted(),
        Shared::Already { .. } => texts::share_already(),
    };
    list(services, user_id, place, Some(news)).await
}

/// Asks whether a meeting is to be cancelled.
///
/// # Errors
/// Where the person may not cancel it.
pub async fn ask(
    services: &Services,
    user_id: &str,
    place: &PendingStart,
    number: u64,
) -> Result<Prompt> {
    let meeting = cancelling::cancellable(services, user_id, id(number)?).await?;
    let question = match meeting.recurrence.is_some() {
        true => texts::list_cancel_question_series(),
        false => texts::list_cancel_question(),
    };
    let button = |action, label| Button::new(ROUTE, action).label(label).place(place);
    let confirm = button(CONFIRM, texts::list_cancel_confirm()).about(number);
    let title = Text::from(escaped(&meeting.topic));
    let prompt = Prompt::new(&place.channel_id, &place.root_id, title).text(question);
    Ok(prompt
        .button(confirm.style(Style::Primary))
        .button(button(KEEP, texts::list_cancel_keep())))
}

/// Cancels a meeting, and gives the list as it is then.
///
/// # Errors
/// Where the person may not cancel it, or the app lacks the scope for it.
pub async fn cancel(
    services: &Services,
    user_id: &str,
    place: &PendingStart,
    number: u64,
) -> Result<Prompt> {
    cancelling::cancel(services, user_id, id(number)?).await?;
    list(services, user_id, place, Some(texts::list_cancelled())).await
}

fn id(number: u64) -> Result<MeetingId> {
    MeetingId::new(number).ok_or(Error::NoMeetingNumber)
}
