//! The buttons of prompts: `POST /api/v1/updatePMI`, `/askPMI`, `/recent-meeting`,
//! `/call-answer`, `/status-preference` and `/meeting-list`.
//!
//! Who acts is the person who is logged in. Everything else in the request is no more than a wish.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use mattermost_plugin::model::{Any, PostActionIntegrationRequest};
use serde_json::json;

use super::{parse, read_json, refusal, user_id};
use crate::app::{App, Services};
use crate::domain::calls::{self, CallRequest, Callee};
use crate::domain::meetings::{self, Answer, StartRequest, Started};
use crate::domain::prompts::{self, Prompt};
use crate::domain::{meeting_list, preferences, status};
use crate::error::{Error, Result};
use crate::i18n::{Reader, Text};
use crate::store::{CallAnswer, PendingStart, Preference, Room, is_id};
use crate::texts;

/// A pressed button.
struct Press {
    services: Services,
    user_id: String,
    request: PostActionIntegrationRequest,
}

/// Reads what Mattermost sends of a pressed button.
pub(super) fn read(bytes: &[u8]) -> Result<PendingStart> {
    let request: PostActionIntegrationRequest = parse(bytes)?;
    Ok(prompts::place(&request.context))
}

impl Press {
    async fn read(app: &App, headers: &HeaderMap, body: Body) -> Result<Self> {
        let services = app.services().await?;
        let user_id = user_id(headers).ok_or(Error::NotLoggedIn)?.to_owned();
        let request: PostActionIntegrationRequest = read_json(body).await?;
        Ok(Self {
            services,
            user_id,
            request,
        })
    }

    fn context(&self, key: &str) -> &str {
        let value = self.request.context.get(key).and_then(Any::as_str);
        value.unwrap_or_default()
    }

    fn place(&self) -> PendingStart {
        prompts::place(&self.request.context)
    }

    /// Starts the meeting that was asked for, and puts its link in place of the question.
    async fn start(&self, answer: Answer) -> Result<()> {
        let request = StartRequest {
            user_id: self.user_id.clone(),
            place: self.place(),
            answer,
        };
        let started = meetings::start(&self.services, &request).await?;
        self.show(started).await
    }

    /// Posts the meeting in the direct channel without ringing.
    async fn leave_invitation(&self) -> Result<()> {
        let place = self.place();
        let request = CallRequest {
            user_id: self.user_id.clone(),
            callee: Callee::Id(self.context(calls::CALLEE).to_owned()),
            topic: place.topic,
            connection_id: place.connection_id,
            asked_in: place.asked_in,
            quietly: true,
        };
        let started = calls::call(&self.services, &request).await?;
        self.show(started).await
    }

    async fn show(&self, started: Started) -> Result<()> {
        match started {
            Started::Meeting { url } => {
                let title = texts::meeting_started_title();
                self.show_link(title, &url).await
            }
            // Another prompt stands there by now.
            Started::AskedToConnect | Started::Asked => self.remove().await,
        }
    }

    /// Puts the person's settings, as they are now, in place of the prompt: in its thread.
    async fn show_settings(&self) -> Result<()> {
        let Self {
            services,
            user_id,
            request,
        } = self;
        let (channel_id, root_id) = (&request.channel_id, &self.place().root_id);
        let post_id = &request.post_id;
        preferences::show_again(services, user_id, channel_id, root_id, post_id).await
    }

    async fn show_link(&self, title: Text, url: &str) -> Result<()> {
        let place = self.place();
        let prompt = Prompt::new(&self.request.channel_id, &place.root_id, title)
            .text(texts::recent_join_here(url));
        let post_id = &self.request.post_id;
        prompt.replace(&self.services, &self.user_id, post_id).await
    }

    async fn remove(&self) -> Result<()> {
        let (user_id, post_id) = (self.user_id.as_str(), self.request.post_id.as_str());
        if is_id(post_id) {
            let api = &self.services.api;
            api.delete_ephemeral_post(user_id, post_id).await?;
        }
        Ok(())
    }
}

/// Changes a person's choice about their personal meeting ID.
pub(super) async fn update_pmi(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    carry_out(&app, &headers, body, async |press| {
        let preference = Preference::of_action(press.context("action"))
            .ok_or(Error::BadRequest("it names no choice"))?;
        preferences::choose(&press.services.api, &press.user_id, preference).await?;
        press.show_settings().await
    })
    .await
}

/// Changes whether a person wants a custom status while in a meeting.
pub(super) async fn status_preference(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    carry_out(&app, &headers, body, async |press| {
        let wanted = match press.context("action") {
            status::ON => true,
            status::OFF => false,
            _ => return Err(Error::BadRequest("it names no choice")),
        };
        status::choose(&press.services, &press.user_id, wanted).await?;
        press.show_settings().await
    })
    .await
}

/// Starts a meeting in the room that a person has chosen.
pub(super) async fn ask_pmi(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    carry_out(&app, &headers, body, async |press| {
        let room = Room::of_action(press.context("action"))
            .ok_or(Error::BadRequest("it names no room"))?;
        press.start(Answer::Room(room)).await
    })
    .await
}

/// Joins the meeting that began just now, or starts another one.
pub(super) async fn recent_meeting(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    carry_out(&app, &headers, body, async |press| {
        match press.context("action") {
            meetings::JOIN => {
                let link = press.context("link").to_owned();
                if !meetings::is_web_address(&link) {
                    return Err(Error::BadRequest("it names no meeting"));
                }
                press.show_link(texts::recent_title(), &link).await?;
                let connection_id = press.place().connection_id;
                meetings::open_in_tab(&press.services, &press.user_id, &connection_id, &link).await;
                Ok(())
            }
            meetings::CREATE => press.start(Answer::CreateNew).await,
            _ => Err(Error::BadRequest("it names no choice")),
        }
    })
    .await
}

/// Answers a call, or leaves an invitation for a person who is not to be disturbed.
pub(super) async fn call_answer(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    carry_out(&app, &headers, body, async |press| {
        let (services, user_id) = (&press.services, press.user_id.as_str());
        let call = press.context(calls::CALL);
        match press.context("action") {
            calls::JOIN => calls::answer_notice(services, user_id, call, CallAnswer::Joined).await,
            calls::NOT_NOW => {
                calls::answer_notice(services, user_id, call, CallAnswer::NotNow).await
            }
            calls::LEAVE => press.leave_invitation().await,
            calls::FORGET => press.remove().await,
            _ => Err(Error::BadRequest("it names no choice")),
        }
    })
    .await
}

/// Does what a button of `/zoom list` says, and puts the list as it is then in its place.
pub(super) async fn meeting_list(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    carry_out(&app, &headers, body, async |press| {
        let (services, user_id) = (&press.services, press.user_id.as_str());
        let number = press.context(prompts::MEETING).parse().unwrap_or_default();
        let place = press.place();
        let shown = match press.context("action") {
            meeting_list::SHARE => meeting_list::share(services, user_id, &place, number).await?,
            meeting_list::CANCEL => meeting_list::ask(services, user_id, &place, number).await?,
            meeting_list::CONFIRM => {
                meeting_list::cancel(services, user_id, &place, number).await?
            }
            meeting_list::KEEP => meeting_list::list(services, user_id, &place, None).await?,
            _ => return Err(Error::BadRequest("it names no choice")),
        };
        let post_id = &press.request.post_id;
        shown.replace(services, user_id, post_id).await
    })
    .await
}

/// Does what a pressed button says. A request that nobody's button sends is refused. What else goes
/// wrong is shown to the person: of another status than 200 they would learn nothing but that.
async fn carry_out(
    app: &App,
    headers: &HeaderMap,
    body: Body,
    act: impl AsyncFnOnce(Press) -> Result<()>,
) -> Response {
    let done = async { act(Press::read(app, headers, body).await?).await };
    let Err(error) = done.await else {
        return Json(json!({})).into_response();
    };
    let user = user_id(headers).unwrap_or_default();
    error.log("carry out an action", user);
    match error {
        Error::NotSetUp
        | Error::NotLoggedIn
        | Error::BadRequest(_)
        | Error::TooLarge
        | Error::NotAMember
        | Error::MayNotPost => refusal(app, user, &error).await,
        _ => {
            let message = error.message().to(&Reader::find(app.api(), user).await);
            Json(json!({ "ephemeral_text": message })).into_response()
        }
    }
}
