//! `GET /oauth2/connect` and `GET /oauth2/complete`: the person's way to Zoom and back.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use zoom_client::{ConsentAnswer, ErrorKind};

use super::page::Page;
use super::user_id;
use crate::app::{App, Services};
use crate::domain::meetings::{self, StartRequest, Started};
use crate::domain::{admins, connect};
use crate::error::{Error, Result};
use crate::store::{ConnectState, PendingStart};
use crate::texts;

const CONNECT: &str = "oauth2/connect";

/// Sends the person to Zoom's consent page.
pub(super) async fn connect(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let user = user_id(&headers).unwrap_or_default();
    match try_connect(&app, user).await {
        Ok(url) => redirect(&url),
        Err(error) => failed("connect to Zoom", user, &error, None),
    }
}

async fn try_connect(app: &App, user: &str) -> Result<String> {
    let services = app.services().await?;
    if user.is_empty() {
        return Err(Error::NotLoggedIn);
    }
    connect::consent_page(&services, user).await
}

fn redirect(url: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(url) else {
        let error = Error::Internal("the address of Zoom's consent page cannot be sent");
        return failed("connect to Zoom", "", &error, None);
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
            return failed("connect to Zoom", user, &Error::NotLoggedIn, None);
        }
        Ok(services) => services,
        Err(error) => return failed("connect to Zoom", user, &error, None),
    };
    let answer = ConsentAnswer::parse(&query.unwrap_or_default());
    let retry = services.ready.url(CONNECT);
    match try_complete(&services, user, &answer).await {
        Ok(page) => page.into_response(),
        Err(error) => failed("connect to Zoom", user, &error, Some(&retry)),
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
            Page::new(StatusCode::UNAUTHORIZED, "This link is no longer valid")
                .text("It was used before, is older than 5 minutes, or belongs to somebody else.")
                .link("Connect again", &retry),
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
            connect::forget_pending(services, user).await?;
            Ok(Page::new(StatusCode::OK, "Zoom was not connected")
                .text("You declined on Zoom's page, and nothing was changed.")
                .link("Connect after all", &retry))
        }
        Err(error) => {
            tracing::warn!(user_id = user, error = %error, "Zoom sent a person back without a code");
            Ok(Page::new(StatusCode::BAD_REQUEST, "Zoom was not connected")
                .text("Zoom sent you back without a permission.")
                .link("Try again", &retry))
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
        texts::ACCOUNT_CONNECTED
    } else {
        texts::CONNECTED
    };
    let Some(place) = meeting else {
        confirm(services, state, connected).await;
        return Ok(Page::new(StatusCode::OK, "Zoom is connected")
            .text("You can close this window and go back to Mattermost.")
            .closing());
    };
    let request = StartRequest {
        user_id: state.user_id.clone(),
        place,
    };
    match meetings::start(services, &request).await {
        Ok(Started::Meeting { url }) => Ok(Page::new(StatusCode::OK, "Zoom is connected")
            .text("Your meeting is posted in Mattermost. You can close this window.")
            .link(texts::JOIN, &url)
            .closing()),
        Ok(Started::AskedToConnect) => Ok(Page::new(StatusCode::OK, "Zoom wants you once more")
            .text("Zoom took the permission back at once. Please connect again.")
            .link("Connect again", &services.ready.url(CONNECT))),
        Err(error) => {
            error.log("start a meeting", &state.user_id);
            let PendingStart {
                channel_id,
                root_id,
                ..
            } = &request.place;
            let told = meetings::tell(
                services,
                &state.user_id,
                channel_id,
                root_id,
                error.message(),
            );
            if let Err(error) = told.await {
                error.log("tell a person", &state.user_id);
            }
            Ok(Page::new(
                error.status(),
                "Zoom is connected, but no meeting was started",
            )
            .text(&error.message()))
        }
    }
}

/// In a channel the confirmation is for the person's eyes; in the bot's own it is a message.
async fn confirm(services: &Services, state: &ConnectState, text: &str) {
    let Services { api, bot_id, .. } = services;
    let direct = api
        .get_direct_channel(state.user_id.as_str(), bot_id.as_str())
        .await;
    let told = if direct.is_ok_and(|channel| channel.id == state.channel_id) {
        admins::direct_message(api, bot_id, &state.user_id, text).await
    } else {
        meetings::tell(
            services,
            &state.user_id,
            &state.channel_id,
            "",
            text.to_owned(),
        )
        .await
    };
    if let Err(error) = told {
        error.log("tell a person", &state.user_id);
    }
}

fn failed(doing: &str, user: &str, error: &Error, retry: Option<&str>) -> Response {
    error.log(doing, user);
    let status = match error.status() {
        StatusCode::OK => StatusCode::FORBIDDEN,
        status => status,
    };
    let page = Page::new(status, "Zoom was not connected").text(&error.message());
    match retry {
        Some(retry) => page.link("Try again", retry).into_response(),
        None => page.into_response(),
    }
}
