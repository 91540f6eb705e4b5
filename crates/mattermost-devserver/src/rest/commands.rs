//! Slash commands.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::{delete, get, post};
use bytes::Bytes;
use http::{StatusCode, Uri};
use mattermost_model::{Command, CommandResponse};

use super::identity::Auth;
use super::parameters::{Json, Query, body, ok};
use crate::app::{App, CommandRequest, Suggestion, Typing};
use crate::fault::Outcome;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/commands", get(list).post(create))
        .route("/commands/execute", post(execute))
        .route("/commands/{command_id}", delete(remove).get(command))
        .route("/teams/{team_id}/commands/autocomplete", get(autocomplete))
        .route(
            "/teams/{team_id}/commands/autocomplete_suggestions",
            get(suggestions),
        )
}

async fn execute(
    State(app): State<Arc<App>>,
    auth: Auth,
    bytes: Bytes,
) -> Outcome<Json<CommandResponse>> {
    let request: CommandRequest = body(&bytes, "command_args")?;
    Ok(Json(
        app.execute_command(&auth.context, auth.user_id(), request)
            .await?,
    ))
}

async fn list(State(app): State<Arc<App>>, auth: Auth, uri: Uri) -> Outcome<Json<Vec<Command>>> {
    let query = Query::of(&uri);
    let team = query.get("team_id");
    app.require_in_team(auth.user_id(), team, "view_team")?;
    let manages = app.may_in_team(auth.user_id(), team, "manage_own_slash_commands")?;
    let commands = if query.flag("custom_only") {
        app.store.commands(team)?
    } else {
        app.commands(team)?
    };
    let shown = |command: Command| {
        if manages {
            command
        } else {
            without_secrets(command)
        }
    };
    Ok(Json(commands.into_iter().map(shown).collect()))
}

fn without_secrets(command: Command) -> Command {
    Command {
        token: String::new(),
        creator_id: String::new(),
        method: String::new(),
        url: String::new(),
        username: String::new(),
        icon_url: String::new(),
        ..command
    }
}

async fn autocomplete(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(team): Path<String>,
) -> Outcome<Json<Vec<Command>>> {
    app.require_in_team(auth.user_id(), &team, "view_team")?;
    let commands = app
        .commands(&team)?
        .into_iter()
        .filter(|command| command.auto_complete);
    Ok(Json(commands.map(without_secrets).collect()))
}

async fn suggestions(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(team): Path<String>,
    uri: Uri,
) -> Outcome<Json<Vec<Suggestion>>> {
    app.require_in_team(auth.user_id(), &team, "view_team")?;
    let query = Query::of(&uri);
    let typing = Typing {
        user_id: auth.user_id().to_owned(),
        channel_id: query.get("channel_id").to_owned(),
        team_id: team,
        root_id: query.get("root_id").to_owned(),
    };
    Ok(Json(
        app.suggestions(&auth.context, &typing, query.get("user_input"))
            .await?,
    ))
}

async fn create(
    State(app): State<Arc<App>>,
    auth: Auth,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    let command: Command = body(&bytes, "command")?;
    app.require_in_team(
        auth.user_id(),
        &command.team_id,
        "manage_own_slash_commands",
    )?;
    Ok((
        StatusCode::CREATED,
        Json(app.create_command(command, auth.user_id())?),
    ))
}

async fn command(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(command): Path<String>,
) -> Outcome<Json<Command>> {
    let command = app.command(&command)?;
    app.require_in_team(
        auth.user_id(),
        &command.team_id,
        "manage_own_slash_commands",
    )?;
    Ok(Json(command))
}

async fn remove(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(command): Path<String>,
) -> Outcome<impl IntoResponse> {
    let command = app.command(&command)?;
    let permission = if command.creator_id == auth.user_id() {
        "manage_own_slash_commands"
    } else {
        "manage_others_slash_commands"
    };
    app.require_in_team(auth.user_id(), &command.team_id, permission)?;
    app.delete_command(&command.id)?;
    Ok(ok())
}
