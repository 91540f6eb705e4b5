//! `/zoom list`: what goes on and comes next, for the person and for the channel, and what was recorded
//! there, with buttons that every client has. The answer to a button takes the list's place.

use zoom_client::{MeetingId, Timestamp};

use crate::app::Services;
use crate::domain::live::View;
use crate::domain::meeting_number::Named;
use crate::domain::overview::{
    self, LiveMeeting, Overview, RecordedMeeting, RecordingsOf, UpcomingMeeting,
};
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
/// How many meetings are shown that go on, that come next, and that were recorded here.
const MOST_LIVE: usize = 5;
const MOST_UPCOMING: usize = 10;
const MOST_RECORDED: usize = 5;

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
        recordings,
        notes,
        ..
    } = overview::read(services, user_id, &place.channel_id, RecordingsOf::Here).await?;
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
    Ok(recordings_section(services, prompt, &recordings))
}

fn live_section(prompt: Prompt, place: &PendingStart, meeting: &LiveMeeting) -> Prompt {
    let channel = Text::from(&meeting.channel_name);
    let state = match meeting.live.state {
        "waiting" => texts::list_waiting(channel),
        _ => texts::list_live(channel),
    };
    let join = texts::recent_join_here(&meeting.link);
    let lines = [Some(state), people(&meeting.live), Some(join)];
    let prompt = prompt
        .section(Text::from(escaped(&meeting.topic)))
        .text(Text::joined(lines.into_iter().flatten(), "\n"));
    if meeting.channel_id == place.channel_id {
        return prompt;
    }
    prompt.button(share_button(place, meeting.meeting_id))
}

/// How many are in, and how many wait, as far as an admin has that shown.
fn people(live: &View) -> Option<Text> {
    let some = |number: Option<usize>| i64::try_from(number?).ok().filter(|number| *number > 0);
    let inside = some(live.count).map(texts::list_people_in);
    let waiting = some(live.waiting).map(texts::list_people_waiting);
    let parts: Vec<Text> = inside.into_iter().chain(waiting).collect();
    (!parts.is_empty()).then(|| Text::joined(parts, " · "))
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

/// What was recorded here, with the way to where it was posted.
fn recordings_section(
    services: &Services,
    prompt: Prompt,
    recordings: &[RecordedMeeting],
) -> Prompt {
    if recordings.is_empty() {
        return prompt;
    }
    let site = &services.ready.site_url;
    let line = |recorded: &RecordedMeeting| {
        let (topic, post_id) = (escaped(&recorded.topic), &recorded.post_id);
        let link = Text::from(format!("- [{topic}]({site}/_redirect/pl/{post_id})"));
        Text::joined([link, texts::list_time(time(recorded.time))], " · ")
    };
    let lines = recordings.iter().take(MOST_RECORDED).map(line);
    prompt
        .section(texts::list_recordings())
        .text(Text::joined(lines, "\n"))
}

fn share_button(place: &PendingStart, meeting_id: u64) -> Button {
    let button = Button::new(ROUTE, SHARE).label(texts::list_share());
    button.place(place).about(meeting_id)
}

/// When a meeting begins, how long it takes, and whether it repeats.
fn when(meeting: &UpcomingMeeting) -> Text {
    let at = time(meeting.start_time);
    let length = (meeting.minutes > 0).then(|| post::length(meeting.minutes));
    let repeats = meeting.recurring.then(texts::list_repeats);
    let parts = [Some(texts::list_time(at)), length, repeats];
    Text::joined(parts.into_iter().flatten(), " · ")
}

fn time(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
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
