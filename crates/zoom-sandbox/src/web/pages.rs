//! The HTML of the sandbox. Plain pages with forms: no script, nothing from elsewhere.

mod control;
mod knobs;
mod style;

use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

pub(super) use control::control;

use crate::model::{App, AppLevel, Meeting, Place, Recording, User};
use crate::state::{AuthorizeRequest, State};

/// A page that is ready to be sent.
pub(super) struct Page(Markup);

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        Html(self.0.into_string()).into_response()
    }
}

fn page(title: &str, body: Markup) -> Page {
    Page(html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                link rel="icon" href="data:,";
                title { (title) " – Zoom sandbox" }
                style { (maud::PreEscaped(style::CSS)) }
            }
            body {
                header {
                    a href="/" { "Zoom sandbox" }
                    span { "not a product of Zoom" }
                    nav { a href="/account" { "Account" } }
                }
                main { (body) }
            }
        }
    })
}

pub(super) fn message(title: &str, text: &str) -> Page {
    page(
        title,
        html! { section.card { h1 { (title) } p { (text) } } },
    )
}

pub(super) fn consent(
    app: &App,
    request: &AuthorizeRequest,
    users: &[User],
    chosen: Option<&str>,
) -> Page {
    let selected = users
        .iter()
        .find(|user| Some(user.id.as_str()) == chosen)
        .or(users.first());
    let whom = match app.level {
        AppLevel::User => "your Zoom account",
        AppLevel::Account => "the Zoom accounts of everybody in your company",
    };
    page(
        "Allow access",
        html! {
            section.card {
                h1 { "Allow " strong { (app.client_id) } " to use " (whom) "?" }
                form method="post" action="/oauth/authorize" {
                    input type="hidden" name="response_type" value=(request.response_type);
                    input type="hidden" name="client_id" value=(request.client_id);
                    input type="hidden" name="redirect_uri" value=(request.redirect_uri);
                    @if let Some(state) = &request.state { input type="hidden" name="state" value=(state); }
                    fieldset {
                        legend { "Who are you?" }
                        @for user in users { (person(user, selected.is_some_and(|s| s.id == user.id))) }
                    }
                    p { "The app will be able to:" }
                    ul { @for scope in &app.scopes { li { code { (scope) } } } }
                    div.buttons {
                        button.primary type="submit" name="decision" value="allow" { "Allow" }
                        button type="submit" name="decision" value="decline" { "Decline" }
                    }
                }
            }
        },
    )
}

fn person(user: &User, checked: bool) -> Markup {
    html! {
        label.choice {
            input type="radio" name="user" value=(user.id) checked[checked];
            span { (user.display_name()) " " small { (user.email) } }
        }
    }
}

/// A person's own page. Who nobody is yet, chooses.
pub(super) fn account(state: &State, user: Option<&User>) -> Page {
    let installed =
        |app: &&App| user.is_some_and(|user| state.is_installed(&app.client_id, &user.id));
    let apps: Vec<&App> = state.apps.iter().filter(installed).collect();
    page(
        "Account",
        html! {
            section.card {
                h1 { "Account" }
                form.inline method="post" action="/account" {
                    label { "You are " select name="user" {
                        @for known in &state.users {
                            option value=(known.id) selected[user.is_some_and(|user| user.id == known.id)] {
                                (known.display_name()) " (" (known.email) ")"
                            }
                        }
                    } }
                    button type="submit" { @if user.is_some() { "Switch" } @else { "Log in" } }
                }
            }
            @if user.is_some() {
                section.card {
                    h2 { "Installed apps" }
                    @if apps.is_empty() { p { "You have allowed no app." } }
                    @for app in apps { (installed_app(app)) }
                }
            }
        },
    )
}

fn installed_app(app: &App) -> Markup {
    html! {
        form method="post" action="/account/remove" {
            p { strong { (app.client_id) } " – scopes " code { (app.scopes.join(" ")) } }
            div.buttons {
                button.danger type="submit" name="client_id" value=(app.client_id)
                    aria-label={ "Remove " (app.client_id) } { "Remove" }
            }
        }
    }
}

/// A protected recording asks for its passcode.
pub(super) fn passcode(recording: &Recording) -> Page {
    page(
        &recording.topic,
        html! {
            section.card {
                h1 { (recording.topic) }
                form.inline method="get" {
                    label { "Passcode " input type="text" name="pwd" size="12" required; }
                    button.primary type="submit" { "Watch recording" }
                }
            }
        },
    )
}

/// The join page for a browser that nobody has logged in with.
pub(super) fn who_are_you(meeting: &Meeting, users: &[User]) -> Page {
    page(
        &meeting.topic,
        html! {
            section.card {
                h1 { (meeting.topic) }
                p { "Meeting " (spaced(meeting.id)) }
                form method="post" action={ "/j/" (meeting.id) } {
                    fieldset {
                        legend { "Join as" }
                        @for user in users { (person(user, false)) }
                        label.choice {
                            input type="radio" name="user" value="" checked;
                            span { "A guest" }
                        }
                        label { "The guest's name " input type="text" name="guest" value="Guest" maxlength="60"; }
                    }
                    div.buttons { button.primary type="submit" { "Join meeting" } }
                }
            }
        },
    )
}

pub(super) fn waiting(meeting: &Meeting) -> Page {
    let text = format!("{} has not started yet.", meeting.topic);
    wait("Waiting for the host", &text, meeting)
}

/// The page of somebody in the waiting room.
pub(super) fn not_let_in(meeting: &Meeting) -> Page {
    let text = format!("The host of {} will let you in.", meeting.topic);
    wait("Waiting room", &text, meeting)
}

fn wait(title: &str, text: &str, meeting: &Meeting) -> Page {
    page(
        title,
        html! {
            section.card {
                h1 { (title) }
                p { (text) }
                div.buttons { a.button href={ "/j/" (meeting.id) } { "Try again" } }
            }
        },
    )
}

pub(super) fn in_meeting(meeting: &Meeting, name: &str, is_host: bool) -> Page {
    page(
        &meeting.topic,
        html! {
            section.card {
                h1 { (meeting.topic) }
                p role="status" {
                    "You are in the meeting as " strong { (name) } @if is_host { ", the host" } "."
                }
                h2 { "Participants" }
                ul { @for participant in &meeting.participants {
                    @if participant.place == Place::In { li { (participant.name) } }
                } }
                div.buttons {
                    form method="post" action={ "/j/" (meeting.id) "/leave" } {
                        input type="hidden" name="name" value=(name);
                        button type="submit" { "Leave meeting" }
                    }
                    @if is_host {
                        form method="post" action={ "/j/" (meeting.id) "/end" } {
                            button.danger type="submit" { "End meeting for all" }
                        }
                    }
                }
            }
        },
    )
}

/// A meeting number as people read it.
fn spaced(id: u64) -> String {
    let digits = id.to_string();
    let (head, tail) = digits.split_at_checked(3).unwrap_or((&digits, ""));
    let (middle, tail) = tail
        .split_at_checked(tail.len().saturating_sub(4))
        .unwrap_or((tail, ""));
    [head, middle, tail].join(" ").trim().to_owned()
}
