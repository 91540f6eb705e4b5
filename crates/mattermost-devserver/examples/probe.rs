//! A plugin that tries out what the dev server does for plugins; the tests run it.

#[path = "probe/surface.rs"]
mod surface;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use mattermost_plugin::http::UserId;
use mattermost_plugin::model::{
    Any, AuditRecord, Command, CommandArgs, CommandResponse, Config, Dialog, FileData,
    MessageAttachment, OpenDialogRequest, PluginClusterEvent, PluginClusterEventSendOptions, Post,
    PostAction, PostActionIntegration, UploadSession, User, WebsocketBroadcast,
};
use mattermost_plugin::{
    Api, AutocompleteBuilder, CommandBuilder, Context, Error, Plugin, PostVerdict, Result,
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt as _;

const ID: &str = "com.example.probe";

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Settings {
    greeting: String,
    fail: bool,
}

struct Probe {
    api: Api,
    bot: String,
    settings: Mutex<Settings>,
}

async fn activate(api: Api, settings: Settings) -> Result<Probe> {
    if settings.fail {
        return Err(Error::new("the settings want this to fail"));
    }
    let words = AutocompleteBuilder::new("probe", "[word]", "Tries things out.")
        .subcommand(AutocompleteBuilder::new("echo", "[text]", "Says it back."))
        .subcommand(AutocompleteBuilder::new(
            "post",
            "",
            "Writes a post with a button.",
        ))
        .subcommand(AutocompleteBuilder::new("manage", "", "For admins.").for_system_admins());
    let command = CommandBuilder::new("probe")
        .description("Tries things out.")
        .autocomplete(words);
    api.register_command(command.build()).await?;
    let bot = api
        .ensure_bot("probe", "Probe", "Made by the probe.")
        .await?;
    tracing::info!(bot, "the probe is active");
    Ok(Probe {
        api,
        bot,
        settings: Mutex::new(settings),
    })
}

async fn configuration_changed(probe: Arc<Probe>, settings: Settings) -> Result<()> {
    *probe
        .settings
        .lock()
        .unwrap_or_else(PoisonError::into_inner) = settings;
    Ok(())
}

async fn execute(probe: Arc<Probe>, _: Context, args: CommandArgs) -> Result<CommandResponse> {
    let (word, rest) = args
        .command
        .split_once(' ')
        .map(|(_, rest)| rest.split_once(' ').unwrap_or((rest, "")))
        .unwrap_or_default();
    let text = match word {
        "echo" => rest.to_owned(),
        "greet" => {
            let settings = probe
                .settings
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            settings.greeting.clone()
        }
        "post" => write(&probe, &args).await?,
        "ephemeral" => {
            let shown = with_button(&probe, &args);
            probe.api.send_ephemeral_post(&args.user_id, shown).await?;
            String::new()
        }
        "dialog" => open(&probe, &args).await?,
        "event" => publish(&probe, rest).await?,
        "keys" => keys(&probe).await?,
        "set" => {
            let kv = probe.api.kv();
            kv.set_bytes("kept", rest.into(), None).await?;
            String::new()
        }
        "get" => {
            let value = probe.api.kv().get_bytes("kept").await?;
            String::from_utf8_lossy(&value.unwrap_or_default()).into_owned()
        }
        "upload" => upload(&probe, &args.channel_id, rest).await?,
        "install" => {
            let bundle = tokio::fs::File::open(rest).await?;
            probe.api.install_plugin(bundle, true).await?.id
        }
        "call" => call(&probe, rest).await?,
        "join" => join(&probe, &args, rest).await?,
        "rename" => rename(&probe, &args).await?,
        "audit" => {
            let event_name = rest.to_owned();
            let status = "success".to_owned();
            let record = AuditRecord {
                event_name,
                status,
                ..AuditRecord::default()
            };
            probe.api.log_audit_rec(record).await?;
            String::new()
        }
        "whoami" => {
            let user = probe.api.get_user(&args.user_id).await?;
            let zone = user.timezone.get("manualTimezone").cloned();
            format!("{} {}", user.locale, zone.unwrap_or_default())
        }
        "folder" => probe.api.get_bundle_path().await?,
        "tell" => {
            let event = PluginClusterEvent {
                id: rest.to_owned(),
                data: Vec::new(),
            };
            let options = PluginClusterEventSendOptions::default();
            probe
                .api
                .publish_plugin_cluster_event(event, options)
                .await?;
            String::new()
        }
        "mail" => match probe.api.send_mail("a@example.com", "s", "b").await {
            Ok(()) => "sent".to_owned(),
            Err(error) => error.to_string(),
        },
        "crash" => std::process::abort(),
        _ => match surface::run(&probe.api, &args, word).await? {
            Some(facts) => facts.to_string(),
            None => return Err(Error::new("an unknown word")),
        },
    };
    Ok(CommandResponse {
        text,
        ..CommandResponse::default()
    })
}

fn with_button(probe: &Probe, args: &CommandArgs) -> Post {
    let action = PostAction {
        id: "go".to_owned(),
        name: "Go".to_owned(),
        type_: "button".to_owned(),
        style: "default".to_owned(),
        integration: Some(PostActionIntegration {
            url: format!("/plugins/{ID}/act"),
            context: BTreeMap::from([("k".to_owned(), Any::from("v"))]),
        }),
        ..PostAction::default()
    };
    let attachment = MessageAttachment {
        text: "press it".to_owned(),
        actions: vec![action],
        ..MessageAttachment::default()
    };
    Post {
        user_id: probe.bot.clone(),
        channel_id: args.channel_id.clone(),
        root_id: args.root_id.clone(),
        message: "from the probe".to_owned(),
        props: BTreeMap::from([("attachments".to_owned(), Any::Attachments(vec![attachment]))]),
        ..Post::default()
    }
}

async fn write(probe: &Probe, args: &CommandArgs) -> Result<String> {
    let post = probe.api.create_post(with_button(probe, args)).await?;
    Ok(format!("wrote {}", post.id))
}

async fn open(probe: &Probe, args: &CommandArgs) -> Result<String> {
    let dialog = Dialog {
        callback_id: "cb".to_owned(),
        title: "A dialog".to_owned(),
        ..Dialog::default()
    };
    let request = OpenDialogRequest {
        trigger_id: args.trigger_id.clone(),
        url: format!("/plugins/{ID}/dialog"),
        dialog,
    };
    probe.api.open_interactive_dialog(request).await?;
    Ok(String::new())
}

async fn publish(probe: &Probe, connection: &str) -> Result<String> {
    let payload = BTreeMap::from([("n".to_owned(), Any::from(1_i64))]);
    let broadcast = WebsocketBroadcast {
        connection_id: connection.to_owned(),
        ..Default::default()
    };
    probe
        .api
        .publish_web_socket_event("done", payload, broadcast)
        .await?;
    Ok(String::new())
}

/// What the key-value store does, as a line of facts.
async fn keys(probe: &Probe) -> Result<String> {
    let kv = probe.api.kv();
    let first = kv
        .compare_and_set("k", None, Some(b"1".to_vec()), None)
        .await?;
    let again = kv
        .compare_and_set("k", None, Some(b"2".to_vec()), None)
        .await?;
    let swapped = kv
        .compare_and_set("k", Some(b"1".as_slice()), Some(b"3".to_vec()), None)
        .await?;
    let value = kv.get_bytes("k").await?.unwrap_or_default();
    let listed = kv.list("").await?.contains(&"k".to_owned());
    kv.delete("k").await?;
    let gone = kv.get_bytes("k").await?.is_none();
    let value = String::from_utf8_lossy(&value);
    Ok(format!("{first} {again} {swapped} {value} {listed} {gone}"))
}

/// Uploads a file of so many bytes as a stream, and gives its id.
async fn upload(probe: &Probe, channel_id: &str, size: &str) -> Result<String> {
    let size: u64 = size.parse().map_err(|_| Error::new("a size is a number"))?;
    let session = UploadSession {
        id: "u".repeat(26),
        type_: "attachment".to_owned(),
        user_id: "nouser".to_owned(),
        channel_id: channel_id.to_owned(),
        filename: "probe.txt".to_owned(),
        file_size: size.cast_signed(),
        ..UploadSession::default()
    };
    let session = probe.api.create_upload_session(session).await?;
    let session = probe.api.get_upload_session(session.id).await?;
    let content = tokio::io::repeat(b'x').take(size);
    let file = probe.api.upload_data(session, content).await?;
    Ok(file.map(|file| file.id).unwrap_or_default())
}

/// Adds the person and a stranger to the team; tells how each went.
async fn join(probe: &Probe, args: &CommandArgs, stranger: &str) -> Result<String> {
    let users = vec![args.user_id.clone(), stranger.to_owned()];
    let outcomes = probe
        .api
        .create_team_members_gracefully(&args.team_id, users, "")
        .await?;
    let is_member = outcomes.iter().map(|one| one.member.is_some().to_string());
    Ok(is_member.collect::<Vec<_>>().join(" "))
}

/// Makes a command and gives it another trigger; tells which there are then.
async fn rename(probe: &Probe, args: &CommandArgs) -> Result<String> {
    let command = |trigger: &str| Command {
        trigger: trigger.to_owned(),
        team_id: args.team_id.clone(),
        ..Command::default()
    };
    let made = probe.api.create_command(command("before")).await?;
    let changed = probe.api.update_command(made.id, command("After")).await?;
    let built_in = probe.api.list_built_in_commands().await?;
    let has_shrug = built_in.iter().any(|command| command.trigger == "shrug");
    Ok(format!("{} {has_shrug}", changed.trigger))
}

/// Asks the probe itself for an echo of so many bytes, by way of the server.
async fn call(probe: &Probe, size: &str) -> Result<String> {
    let size: usize = size.parse().map_err(|_| Error::new("a size is a number"))?;
    let request = Request::post(format!("/{ID}/echo"))
        .body(Body::from(vec![b'x'; size]))
        .map_err(|e| Error::new(e.to_string()))?;
    let answer = probe.api.plugin_http_stream(request).await?;
    let status = answer.status();
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
    let body = body.map_err(|e| Error::new(e.to_string()))?;
    Ok(format!("{status} {}", body.len()))
}

async fn will_be_saved(_: Arc<Probe>, config: Config) -> Result<Config> {
    match config.team_settings.site_name.as_deref() {
        Some("forbidden") => Err(Error::new("not this name")),
        _ => Ok(config),
    }
}

async fn support_data(_: Arc<Probe>, _: Context) -> Result<Vec<FileData>> {
    Ok(Vec::new())
}

fn metrics(_: Arc<Probe>) -> Router {
    Router::new().route("/", get(|| async { "probe_up 1\n" }))
}

async fn will_log_in(_: Arc<Probe>, _: Context, user: User) -> Result<String> {
    let is_out = user.nickname == "locked out";
    Ok(if is_out {
        "the probe keeps you out"
    } else {
        ""
    }
    .to_owned())
}

async fn has_been_created(_: Arc<Probe>, _: Context, user: User) -> Result<()> {
    tracing::info!(name = user.username, "a user was made");
    Ok(())
}

async fn has_been_deactivated(_: Arc<Probe>, _: Context, user: User) -> Result<()> {
    tracing::info!(name = user.username, "a user was deactivated");
    Ok(())
}

async fn will_be_posted(_: Arc<Probe>, _: Context, post: Post) -> Result<PostVerdict> {
    if post.message.contains("forbidden") {
        let text = "such words are not for here".to_owned();
        return Ok(PostVerdict::Reject(text));
    }
    if post.message.contains("teh") {
        let message = post.message.replace("teh", "the");
        return Ok(PostVerdict::Change(Box::new(Post { message, ..post })));
    }
    Ok(PostVerdict::Keep)
}

async fn has_been_posted(_: Arc<Probe>, _: Context, post: Post) -> Result<()> {
    tracing::info!(text = post.message, "has been posted");
    Ok(())
}

async fn cluster_event(probe: Arc<Probe>, _: Context, event: PluginClusterEvent) -> Result<()> {
    tracing::info!(id = event.id, "a cluster event came");
    let folder = probe.api.get_bundle_path().await?;
    let payload = BTreeMap::from([
        ("id".to_owned(), Any::from(event.id)),
        ("folder".to_owned(), Any::from(folder)),
    ]);
    let to_all = WebsocketBroadcast::default();
    let api = &probe.api;
    api.publish_web_socket_event("heard", payload, to_all).await
}

async fn who(headers: HeaderMap, UserId(user): UserId) -> Json<Value> {
    let names: Vec<&str> = headers.keys().map(HeaderName::as_str).collect();
    Json(json!({ "user": user, "headers": names }))
}

/// Sends the body back as it comes.
async fn echo(request: Request) -> Body {
    request.into_body()
}

async fn act(Json(request): Json<Value>) -> Json<Value> {
    tracing::info!(request = request.to_string(), "a press came");
    Json(json!({
        "update": { "message": "pressed", "props": {} },
        "ephemeral_text": "you pressed it",
    }))
}

async fn dialog(Json(request): Json<Value>) -> Json<Value> {
    match request.pointer("/submission/n").and_then(Value::as_str) {
        Some("bad") => Json(json!({ "errors": { "n": "not this" } })),
        _ => Json(json!({})),
    }
}

fn routes(_: Arc<Probe>) -> Router {
    Router::new()
        .route("/whoami", get(who))
        .route("/echo", any(echo))
        .route("/act", post(act))
        .route("/dialog", post(dialog))
}

fn main() -> ExitCode {
    Plugin::new(activate)
        .on_configuration_change(configuration_changed)
        .execute_command(execute)
        .message_will_be_posted(will_be_posted)
        .message_has_been_posted(has_been_posted)
        .on_plugin_cluster_event(cluster_event)
        .user_will_log_in(will_log_in)
        .user_has_been_created(has_been_created)
        .user_has_been_deactivated(has_been_deactivated)
        .configuration_will_be_saved(will_be_saved)
        .generate_support_data(support_data)
        .metrics(metrics)
        .http(routes)
        .run()
}
