//! Vectors that Go wrote, through the typed structs: each is read, written and read again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::path::Path;

use gobwire::{Decode, Decoder, Encode, Encoder, Progress, parse_length_prefix};
use mattermost_model::rpc::{Method, api, hooks};
use serde_json::Value;

/// Reads the one value of a stream.
fn decode<T: Decode + Default>(mut bytes: &[u8]) -> T {
    let mut decoder = Decoder::new();
    loop {
        let (width, length) = parse_length_prefix(bytes).unwrap().unwrap();
        let (message, rest) = bytes[width..].split_at(length);
        bytes = rest;
        if decoder.push_message(message).unwrap() == Progress::Ready {
            return decoder.decode().unwrap();
        }
    }
}

fn replay<T>(vector: &Value)
where
    T: Decode + Encode + Default + PartialEq + std::fmt::Debug,
{
    let name = vector["name"].as_str().unwrap();
    let hex = vector["gob_hex"].as_str().unwrap();
    let bytes = data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap();
    let value: T = decode(&bytes);
    let again = Encoder::new().encode(&value).unwrap();
    assert_eq!(decode::<T>(&again), value, "{name} changes on the way");
    let is_zero = vector["value_json"]
        .as_object()
        .is_some_and(serde_json::Map::is_empty);
    assert!(is_zero || value != T::default(), "{name}: nothing was read");
}

fn vectors(file: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../mattermost-gobwire/tests/data");
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Replays each vector with the struct of its method; one of no listed method fails the test.
macro_rules! replay_all {
    ($file:literal, $module:ident: $($method:ident),* $(,)?) => {
        for vector in vectors($file) {
            let name = vector["name"].as_str().unwrap();
            let is_args = name.ends_with("args");
            match name.split('_').next().unwrap() {
                $(
                    stringify!($method) if is_args => {
                        replay::<<$module::$method as Method>::Args>(&vector);
                    }
                    stringify!($method) => replay::<<$module::$method as Method>::Reply>(&vector),
                )*
                other => panic!("no struct for {other}"),
            }
        }
    };
}

#[test]
fn api_messages_are_those_of_go() {
    replay_all!("api.jsonl", api:
        AddReaction, CreatePost, DeleteEphemeralPost, DeletePost, EnsureBotUser,
        ExecuteSlashCommand, GetChannel, GetChannelByName, GetChannelMember, GetChannelMembers,
        GetConfig, GetDirectChannel, GetFile, GetFileInfo, GetGroupChannel, GetPluginConfig,
        GetPluginID, GetPost, GetPostsForChannel, GetPreferencesForUser, GetServerVersion,
        GetSession, GetTeam, GetUser, GetUserByEmail, GetUserByUsername, GetUserStatus,
        GetUsersByIds, HasPermissionTo, HasPermissionToChannel, HasPermissionToTeam,
        KVCompareAndSet, KVDelete, KVGet, KVList, KVSetWithOptions, LoadPluginConfiguration,
        LogDebug, LogError, LogInfo, LogWarn, OpenInteractiveDialog, PluginHTTPStream,
        PublishPluginClusterEvent, PublishWebSocketEvent, RegisterCommand, SavePluginConfig,
        SendEphemeralPost, UnregisterCommand, UpdateEphemeralPost, UpdatePost,
        UpdateUserCustomStatus, UploadData, UploadFile
    );
}

#[test]
fn hook_messages_are_those_of_go() {
    replay_all!("hooks.jsonl", hooks:
        ChannelHasBeenCreated, ConfigurationWillBeSaved, EmailNotificationWillBeSent,
        ExecuteCommand, FileWillBeDownloaded, FileWillBeUploaded, GenerateSupportData,
        Implemented, MessageHasBeenDeleted, MessageHasBeenPosted, MessageWillBePosted,
        MessageWillBeUpdated, MessagesWillBeConsumed, NotificationWillBePushed, OnActivate,
        OnConfigurationChange, OnDeactivate, OnInstall, OnPluginClusterEvent,
        OnSharedChannelsPing, OnWebSocketConnect, OnWebSocketDisconnect, PreferencesHaveChanged,
        ReactionHasBeenAdded, RunDataRetention, ServeHTTP, UserHasJoinedChannel,
        UserHasLeftChannel, UserWillLogIn, WebSocketMessageHasBeenPosted
    );
}

#[test]
fn a_string_that_is_no_text_costs_nothing() {
    use mattermost_model::{ByteString, Context};

    /// Go's `plugin.Context`, as a server that keeps any byte sends it.
    #[derive(gobwire::Gob, Default)]
    #[gob(name = "Context")]
    struct Sent {
        #[gob(name = "RequestId")]
        request_id: String,
        #[gob(name = "UserAgent")]
        user_agent: ByteString,
    }

    let sent = Sent {
        request_id: "r1".into(),
        user_agent: b"Br\xffwser".to_vec().into(),
    };
    let context: Context = decode(&Encoder::new().encode(&sent).unwrap());
    assert_eq!(
        (context.request_id.as_str(), context.user_agent.as_str()),
        ("r1", "Br\u{fffd}wser")
    );
}
