//! The control page.

use maud::{Markup, html};

use super::knobs::knobs;
use super::{Page, page, spaced};
use crate::event::seconds;
use crate::model::{
    App, Delivery, DeliveryOutcome, Meeting, MeetingStatus, Participant, Place, Schedule,
};
use crate::state::State;

/// More would only make the page slow; the JSON has all.
const SHOWN: usize = 50;

pub(in crate::web) fn control(state: &State, notice: Option<&str>) -> Page {
    page(
        "Control",
        html! {
            h1 { "Control" }
            @if let Some(notice) = notice { p.card.notice role="status" { (notice) } }
            (meetings(state))
            (deliveries(state))
            (clock(state))
            (knobs(&state.knobs))
            (apps(state))
        },
    )
}

fn meetings(state: &State) -> Markup {
    let mut list: Vec<&Meeting> = state.meetings.values().collect();
    list.sort_by_key(|meeting| (rank(meeting), std::cmp::Reverse(meeting.created_at)));
    html! {
        section.card {
            table {
                caption { "Meetings" }
                thead { tr {
                    th scope="col" { "Topic" } th scope="col" { "Number" } th scope="col" { "Status" }
                    th scope="col" { "In the meeting" } th scope="col" { "Actions" }
                } }
                tbody { @for meeting in list.into_iter().take(SHOWN) { (meeting_row(state, meeting)) } }
            }
            (new_plan(state))
        }
    }
}

/// Running ones first, then new ones, then the personal rooms, then those that are over.
fn rank(meeting: &Meeting) -> u8 {
    match meeting.status {
        MeetingStatus::Started => 0,
        MeetingStatus::Waiting if meeting.kind != 4 => 1,
        MeetingStatus::Waiting => 2,
        MeetingStatus::Ended | MeetingStatus::Deleted => 3,
    }
}

fn meeting_row(state: &State, meeting: &Meeting) -> Markup {
    let host = state
        .user(&meeting.host_id)
        .map(|user| user.display_name())
        .unwrap_or_default();
    let (class, status) = match meeting.status {
        MeetingStatus::Started => ("good", "running"),
        MeetingStatus::Waiting => ("", "waiting"),
        MeetingStatus::Ended => ("", "over"),
        MeetingStatus::Deleted => ("", "cancelled"),
    };
    html! {
        tr {
            td {
                (meeting.topic) br; small { "Host: " (host) }
                @if let Some(plan) = &meeting.schedule { br; small { (when(plan)) } }
            }
            td.number { (spaced(meeting.id)) }
            td class=(class) { (status) }
            td { (participants(meeting)) }
            td { div.buttons { (actions(state, meeting)) (aftermath(state, meeting)) } }
        }
    }
}

fn participants(meeting: &Meeting) -> Markup {
    html! { @for participant in &meeting.participants { (participant_row(meeting, participant)) } }
}

fn participant_row(meeting: &Meeting, participant: &Participant) -> Markup {
    let path = format!("/control/meetings/{}", meeting.id);
    let (name, topic) = (&participant.name, &meeting.topic);
    let button = |action: &str, text: &str, said: &str| {
        html! {
            button type="submit" formaction={ (path) "/" (action) } name="name" value=(name)
                aria-label={ (name) " " (said) " " (topic) } { (text) }
        }
    };
    html! {
        form.inline method="post" action={ (path) "/leave" } {
            span { (name) }
            @match participant.place {
                Place::In => { (button("put-in-waiting-room", "Make wait", "is made to wait for")) }
                Place::WaitingRoom => { small { "in the waiting room" } (button("admit", "Admit", "is let into")) }
                Place::BeforeHost => { small { "waits for the host" } }
            }
            (button("leave", "Leave", "leaves"))
        }
        br;
    }
}

fn actions(state: &State, meeting: &Meeting) -> Markup {
    let path = format!("/control/meetings/{}", meeting.id);
    html! {
        @match meeting.status {
            MeetingStatus::Started => {
                form.inline method="post" action={ (path) "/end" } {
                    button.danger type="submit" aria-label={ "End " (meeting.topic) } { "End" }
                }
                (coming(state, meeting, "/join", "Join", "joins"))
                (waiting_room(meeting))
            }
            MeetingStatus::Waiting => {
                form.inline method="post" action={ (path) "/start" } {
                    button.primary type="submit" aria-label={ "Start " (meeting.topic) } { "Start" }
                }
                (coming(state, meeting, "/wait-for-host", "Wait", "waits for the host of"))
                @if let Some(plan) = &meeting.schedule { (change_of_plan(meeting, plan)) }
            }
            MeetingStatus::Ended | MeetingStatus::Deleted => {}
        }
    }
}

fn when(plan: &Schedule) -> String {
    let repeats = match plan.occurrences.len() {
        0 => String::new(),
        times => format!(", {times} times"),
    };
    let start = seconds(Some(plan.start));
    format!(
        "{start}, {} minutes, {}{repeats}",
        plan.minutes, plan.time_zone
    )
}

/// As the host would change or cancel it in Zoom.
fn change_of_plan(meeting: &Meeting, plan: &Schedule) -> Markup {
    let path = format!("/control/meetings/{}", meeting.id);
    html! {
        form.inline method="post" action={ (path) "/change" } {
            input type="text" name="start_time" value=(seconds(Some(plan.start))) size="20" maxlength="40"
                aria-label={ "Start of " (meeting.topic) };
            input type="number" name="minutes" value=(plan.minutes) min="1" max="1440"
                aria-label={ "Minutes of " (meeting.topic) };
            button type="submit" aria-label={ "Change " (meeting.topic) } { "Change" }
        }
        form.inline method="post" action={ (path) "/delete" } {
            button.danger type="submit" aria-label={ "Cancel " (meeting.topic) } { "Cancel" }
        }
    }
}

/// Somebody plans a meeting in Zoom itself.
fn new_plan(state: &State) -> Markup {
    let hour = state.now() + std::time::Duration::from_secs(60 * 60);
    html! {
        form.inline method="post" action="/control/schedule" {
            label { "Host " select name="host" {
                @for user in &state.users { option { (user.email) } }
            } }
            label { "Topic " input type="text" name="topic" value="Planned in Zoom" maxlength="200"; }
            label { "Start " input type="text" name="start_time" value=(seconds(Some(hour))) size="20" maxlength="40" required; }
            label { "Minutes " input type="number" name="minutes" value="60" min="1" max="1440" required; }
            button type="submit" { "Plan a meeting" }
        }
    }
}

/// A guest or a user opens the meeting's link.
fn coming(state: &State, meeting: &Meeting, action: &str, text: &str, said: &str) -> Markup {
    let topic = &meeting.topic;
    html! {
        form.inline method="post" action={ "/control/meetings/" (meeting.id) (action) } {
            select name="user" aria-label={ "Who " (said) " " (topic) } {
                option value="" { "a guest" }
                @for user in &state.users { option value=(user.id) { (user.display_name()) } }
            }
            input type="text" name="name" value="Guest" size="8" maxlength="60"
                aria-label={ "Name of a guest for " (topic) };
            button type="submit" aria-label={ "Somebody " (said) " " (topic) } { (text) }
        }
    }
}

fn waiting_room(meeting: &Meeting) -> Markup {
    let text = if meeting.waiting_room {
        "Waiting room off"
    } else {
        "Waiting room on"
    };
    html! {
        form.inline method="post" action={ "/control/meetings/" (meeting.id) "/waiting-room" } {
            button type="submit" name="on" value=(!meeting.waiting_room)
                aria-label={ (text) " for " (meeting.topic) } { (text) }
        }
    }
}

/// What Zoom makes of a run after its end.
fn aftermath(state: &State, meeting: &Meeting) -> Markup {
    let path = format!("/control/meetings/{}", meeting.id);
    let over = meeting.ended_at.is_some() && meeting.status != MeetingStatus::Started;
    let recorded = state.recording(&meeting.uuid).is_some();
    let button = |name: &str, text: &str| {
        html! {
            form.inline method="post" action={ (path) "/" (name) } {
                button type="submit" aria-label={ (text) " of " (meeting.topic) } { (text) }
            }
        }
    };
    html! {
        @if over {
            (button("recording", "Recording"))
            @if recorded { (button("transcript", "Transcript")) }
            (button("summary", "Summary"))
        }
    }
}

fn deliveries(state: &State) -> Markup {
    html! {
        section.card {
            table {
                caption { "Webhook deliveries, newest first " a href="/" { "Refresh" } }
                thead { tr { th scope="col" { "Event" } th scope="col" { "Outcome" } th scope="col" { "Tries" } th scope="col" { "Body" } } }
                tbody {
                    @for delivery in state.deliveries.iter().rev().take(SHOWN) { (delivery_row(delivery)) }
                    @if state.deliveries.is_empty() { tr { td colspan="4" { "Nothing was sent yet." } } }
                }
            }
        }
    }
}

fn delivery_row(delivery: &Delivery) -> Markup {
    let (class, outcome) = match delivery.outcome {
        DeliveryOutcome::Pending => ("", "waiting"),
        DeliveryOutcome::Delivered => ("good", "delivered"),
        DeliveryOutcome::Lost => ("bad", "lost: refused, not sent again"),
        DeliveryOutcome::GivenUp => ("bad", "given up after four tries"),
        DeliveryOutcome::Dropped => ("bad", "dropped by the knob"),
    };
    html! {
        tr {
            td { (delivery.event) br; small { "#" (delivery.id) " to " (delivery.client_id) } }
            td class=(class) {
                (outcome)
                @if let Some(due) = delivery.due { br; small { "next try " (seconds(Some(due))) } }
            }
            td {
                @for attempt in &delivery.attempts {
                    div {
                        @if let Some(status) = attempt.status { (status) }
                        @if let Some(failure) = &attempt.failure { (failure) }
                        " " small { "after " (attempt.milliseconds) " ms" }
                    }
                }
            }
            td { details { summary { "Show" } pre { (delivery.body) } } }
        }
    }
}

fn clock(state: &State) -> Markup {
    html! {
        section.card {
            h2 { "Clock" }
            p { "It is " (seconds(Some(state.now()))) " here. Retries, codes and tokens go by this clock." }
            form.inline method="post" action="/control/advance" {
                label { "Minutes " input type="number" name="minutes" value="5" min="1" max="200000" required; }
                button type="submit" { "Move forward" }
            }
        }
    }
}

fn apps(state: &State) -> Markup {
    html! {
        section.card {
            h2 { "Apps" }
            @for app in &state.apps { (app_card(state, app)) }
            @if state.apps.is_empty() { p { "No app is set up. Start with --client-id and --client-secret." } }
        }
    }
}

fn app_card(state: &State, app: &App) -> Markup {
    html! {
        p { strong { (app.client_id) } " – scopes " code { (app.scopes.join(" ")) } }
        div.buttons {
            form.inline method="post" action="/control/validate" {
                button type="submit" name="client_id" value=(app.client_id) { "Validate the webhook" }
            }
            form.inline method="post" action="/control/uninstall" {
                label { "Person " select name="email" {
                    @for user in &state.users { option { (user.email) } }
                } }
                button type="submit" name="client_id" value=(app.client_id) { "Remove the app" }
            }
        }
    }
}
