//! `GET /oauth2/connect` and `GET /oauth2/complete`: the person's way to Zoom and back.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use zoom_client::{ConsentAnswer, ErrorKind};

use super::page::Page;
use super::{services_for, user_id};
use crate::app::{App, Services};
use crate::domain::meetings::{self, StartRequest, Started};
use crate::domain::{admins, connect, preferences, prompts};
use crate::error::{Error, Result};
use crate::i18n::{Reader, Text};
use crate::store::{ConnectState, PendingStart};
use crate::texts;

const CONNECT: &str = "oauth2/connect";

/// Sends the person to Zoom's consent page.
pub(super) async fn connect(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let user = user_id(&headers).unwrap_or_default();
    match try_connect(&app, user).await {
        Ok(url) => redirect(&app, user, &url).await,
        Err(error) => failed(&app, user, &error, None).await,
    }
}

async fn try_connect(app: &App, user: &str) -> Result<String> {
    let services = services_for(app, user).await?;
    connect::consent_page(&services, user).await
}

async fn redirect(app: &App, user: &str, url: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(url) else {
        let error = Error::Internal("the address of Zoom's consent page cannot be sent");
        return failed(app, user, &error, None).await;
    };
    let headers = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (StatusCode::FOUND, headers).into_response()
}

/// Takes the person back from Zoom's consent page.
pub(super) async fn complete(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let user = user_id(&headers).unwrap_or_default();
    let services = match app.services().await {
        Ok(_) if user.is_empty() => {
            return failed(&app, user, &Error::NotLoggedIn, None).await;
        }
        Ok(services) => services,
        Err(error) => return failed(&app, user, &error, None).await,
    };
    let answer = ConsentAnswer::parse(&query.unwrap_or_default());
    let retry = services.ready.url(CONNECT);
    match try_complete(&services, user, &answer).await {
        Ok(page) => page.respond(&Reader::find(app.api(), user).await),
        Err(error) => failed(&app, user, &error, Some(&retry)).await,
    }
}

async fn try_complete(services: &Services, user: &str, answer: &ConsentAnswer) -> Result<Page> {
    let retry = services.ready.url(CONNECT);
    let presented = answer.state().unwrap_or_default();
    let Some(state) = connect::redeem(services, user, presented).await? else {
        tracing::warn!(
            user_id = user,
            "a connect came back with a state that is not valid"
        );
        return Ok(
            Page::new(StatusCode::UNAUTHORIZED, texts::page_link_invalid())
                .text(texts::page_link_invalid_why())
                .link(texts::page_connect_again(), &retry),
        );
    };
    match answer.code() {
        Ok(code) => {
            finish(
                services,
                &state,
                connect::complete(services, &state, code).await?,
            )
            .await
        }
        Err(error) if error.kind() == ErrorKind::ConsentDeclined => {
            tracing::info!(user_id = user, "a person declined to connect to Zoom");
            connect::forget_pending(services, user).await?;
            Ok(Page::new(StatusCode::OK, texts::page_not_connected())
                .text(texts::page_declined())
                .link(texts::page_connect_after_all(), &retry))
        }
        Err(error) => {
            tracing::warn!(user_id = user, error = %error, "Zoom sent a person back without a code");
            Ok(
                Page::new(StatusCode::BAD_REQUEST, texts::page_not_connected())
                    .text(texts::page_no_permission())
                    .link(texts::page_try_again(), &retry),
            )
        }
    }
}

/// Tells the person that it worked, and carries out the meeting they asked for.
async fn finish(
    services: &Services,
    state: &ConnectState,
    meeting: Option<PendingStart>,
) -> Result<Page> {
    let connected = if services.ready.settings.account_level_app {
        texts::account_connected()
    } else {
        texts::connected()
    };
    let Some(place) = meeting else {
        let default = preferences::default_notice(services, &state.user_id).await;
        let texts = [connected].into_iter().chain(default);
        confirm(services, state, &Text::joined(texts, " ")).await;
        return Ok(Page::new(StatusCode::OK, texts::page_connected())
            .text(texts::page_close())
            .closing());
    };
    let request = StartRequest {
        user_id: state.user_id.clone(),
        place,
        ..StartRequest::default()
    };
    match meetings::start(services, &request).await {
        Ok(Started::Meeting { url }) => Ok(Page::new(StatusCode::OK, texts::page_connected())
            .text(texts::page_meeting_posted())
            .link(texts::meeting_join(), &url)
            .closing()),
        Ok(Started::Asked) => {
            Ok(Page::new(StatusCode::OK, texts::page_connected()).text(texts::page_asked()))
        }
        Ok(Started::AskedToConnect) => Ok(Page::new(StatusCode::OK, texts::page_once_more())
            .text(texts::page_taken_back())
            .link(texts::page_connect_again(), &services.ready.url(CONNECT))),
        Err(error) => {
            error.log("start a meeting", &state.user_id);
            let (channel_id, root_id) = request.place.where_asked();
            let message = error.message();
            let told = prompts::tell(services, &state.user_id, channel_id, root_id, &message);
            if let Err(error) = told.await {
                error.log("tell a person", &state.user_id);
            }
            Ok(Page::new(error.status(), texts::page_connected_no_meeting()).text(error.message()))
        }
    }
}

/// In a channel the confirmation is for the person's eyes; in the bot's own it is a message.
async fn confirm(services: &Services, state: &ConnectState, text: &Text) {
    let Services { api, bot_id, .. } = services;
    let direct = api
        .get_direct_channel(state.user_id.as_str(), bot_id.as_str())
        .await;
    let told = if direct.is_ok_and(|channel| channel.id == state.channel_id) {
        let text = text.to(&Reader::find(api, &state.user_id).await);
        admins::direct_message(api, bot_id, &state.user_id, &text).await
    } else {
        prompts::tell(services, &state.user_id, &state.channel_id, "", text).await
    };
    if let Err(error) = told {
        error.log("tell a person", &state.user_id);
    }
}

async fn failed(app: &App, user: &str, error: &Error, retry: Option<&str>) -> Response {
    error.log("connect to Zoom", user);
    let reader = Reader::find(app.api(), user).await;
    let status = match error.status() {
        StatusCode::OK => StatusCode::FORBIDDEN,
        status => status,
    };
    let page = Page::new(status, texts::page_not_connected()).text(error.message());
    match retry {
        Some(retry) => page.link(texts::page_try_again(), retry).respond(&reader),
        None => page.respond(&reader),
    }
}
