//! Upgrade from the plugin in Go, and back to it. `conformance/rollback` reads and writes the store
//! as that plugin does.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::stage::{CLIENT_ID, CLIENT_SECRET, ENCRYPTION_KEY, Person, Stage};

const STORED: &str = include_str!("../data/go-plugin-kv.jsonl");
const OWN_PREFIX: &str = "zrs_";

/// The program, built once.
fn go_plugin() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rollback");
        let built = Command::new("go")
            .args(["build", "-o"])
            .arg(&program)
            .arg("./rollback")
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance"))
            .status()
            .expect("Go is installed");
        assert!(built.success());
        program
    })
}

/// Runs it over lines of JSON.
fn run(what: &str, lines: &[Value]) -> Vec<Value> {
    let mut child = Command::new(go_plugin())
        .arg(what)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(digits).collect()
}

/// Has the Go plugin write into the store.
pub(crate) fn go_writes(stage: &Stage, wishes: &[Value]) {
    for row in run("write", wishes) {
        let value = unhex(row["value_hex"].as_str().unwrap());
        stage.store(row["key"].as_str().unwrap(), &value);
    }
}

/// What the Go plugin makes of the whole store.
fn go_reads(stage: &Stage) -> Vec<Value> {
    let rows = stage.all_stored();
    let rows: Vec<Value> = rows
        .iter()
        .map(|(key, value)| {
            json!({ "key": key, "value_hex": hex(value), "encryption_key": ENCRYPTION_KEY })
        })
        .collect();
    run("read", &rows)
}

#[test]
fn the_program_reads_what_the_go_plugin_wrote() {
    let rows: Vec<Value> = STORED
        .lines()
        .map(|line| {
            let row: Value = serde_json::from_str(line).unwrap();
            let key = row["encryption_key"].as_str().unwrap_or(ENCRYPTION_KEY);
            json!({ "key": row["key"], "value_hex": row["value_hex"], "encryption_key": key })
        })
        .collect();
    let expected = STORED
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    for (row, sight) in expected.zip(run("read", &rows)) {
        assert_eq!(
            (&sight["crashes"], &sight["error"]),
            (&Value::Null, &Value::Null),
            "{sight}"
        );
        if row["access_token"].is_string() {
            assert_eq!(
                sight["value"]["OAuthToken"]["access_token"],
                row["access_token"]
            );
        }
    }
}

/// Tokens of the sandbox's, as the Go plugin would have got them.
async fn zooms_tokens(stage: &Stage, person: &Person) -> Value {
    let back = stage
        .zoom
        .allow(&person.consent_page().await, &person.email)
        .unwrap();
    let code = back
        .split_once("code=")
        .unwrap()
        .1
        .split_once('&')
        .unwrap()
        .0;
    let redirect = format!("{}/plugins/zoom/oauth2/complete", stage.server.url());
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &redirect),
    ];
    let request = person
        .browser
        .post(format!("{}/oauth/token", stage.zoom.url()));
    let answer = request
        .basic_auth(CLIENT_ID, Some(CLIENT_SECRET))
        .form(&form)
        .send();
    answer.await.unwrap().json().await.unwrap()
}

/// What the Go plugin keeps of a person who is connected.
pub(crate) async fn connection(stage: &Stage, person: &Person, expiry: &str) -> [Value; 2] {
    let tokens = zooms_tokens(stage, person).await;
    let users = stage.zoom.users();
    let user = users
        .iter()
        .find(|user| user.email == person.email)
        .unwrap();
    ["user", "zoom user"].map(|kind| {
        json!({
            "kind": kind, "encryption_key": ENCRYPTION_KEY, "user_id": person.id(),
            "zoom_id": user.id, "zoom_email": person.email, "expiry": expiry,
            "access_token": tokens["access_token"], "refresh_token": tokens["refresh_token"],
        })
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_upgrade_everything_is_as_it_was() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let room = stage.zoom.users()[0].pmi;
    let mut wishes = connection(&stage, &alice, "2020-01-01T00:00:00Z")
        .await
        .to_vec();
    let preference = json!({ "kind": "preference", "user_id": alice.id(), "text": "true" });
    wishes.push(preference);
    go_writes(&stage, &wishes);
    let told = alice.ask("/zoom connect").await;
    assert!(told.contains("connected already"), "{told}");
    let (_, answer) = alice.press_in_town().await;
    let url = answer["meeting_url"].as_str().unwrap();
    assert!(
        url.contains(&room.to_string()),
        "the personal room, as chosen: {url}"
    );

    let restricted =
        json!({ "kind": "channel settings", "channel_id": alice.town, "text": "restrict" });
    go_writes(&stage, &[restricted]);
    let (status, answer) = alice.press_in_town().await;
    assert_eq!(
        (status.as_u16(), answer["error"].is_string()),
        (200, true),
        "{answer}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_we_leave_the_go_plugin_reads_or_overlooks() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let mut bob = stage.person("bob").await;
    // Alice's connection was the Go plugin's, and is refreshed by us; Bob's is ours.
    go_writes(
        &stage,
        &connection(&stage, &alice, "2020-01-01T00:00:00Z").await,
    );
    bob.connect(&stage.zoom).await;
    let (meeting, post) = alice.hold_a_meeting(&stage.zoom).await;
    bob.press_in_town().await;
    alice.ask("/zoom disconnect").await;
    // A connect that was begun and not ended.
    alice.ask("/zoom connect").await;

    let sights = go_reads(&stage);
    for sight in &sights {
        assert_eq!(sight["crashes"], Value::Null, "{sight}");
        let key = sight["key"].as_str().unwrap();
        // A person who seems connected could not connect anew.
        assert_eq!(sight["connected"], false, "{sight}");
        let known = !sight["kind"].as_str().unwrap().is_empty();
        let general = ["mutex_", "cron_", "mmi_botid"]
            .iter()
            .any(|prefix| key.starts_with(prefix));
        assert!(known != key.starts_with(OWN_PREFIX) || general, "{sight}");
        let secret = sight["kind"] == "user";
        assert_eq!(sight["error"].is_string(), secret, "{sight}");
    }
    let of = |kind: &str| {
        sights
            .iter()
            .filter(|sight| sight["kind"] == kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(of("user").len(), 2, "Bob's connection and its copy");
    assert!(
        of("post")
            .iter()
            .any(|sight| sight["value"] == post.as_str())
    );
    let channel = format!("meeting_channel_{meeting}");
    let channel = of("channel")
        .into_iter()
        .find(|sight| sight["key"] == channel.as_str());
    assert_eq!(channel.unwrap()["value"]["channel_id"], alice.town.as_str());
    assert_eq!(of("state")[0]["value"]["user_id"], alice.id());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_accounts_connection_goes_both_ways() {
    let stage = Stage::account_level().await;
    let mut admin = stage.person("admin").await;
    let tokens = zooms_tokens(&stage, &admin).await;
    let account = json!({
        "kind": "super user", "expiry": "2020-01-01T00:00:00Z",
        "access_token": tokens["access_token"], "refresh_token": tokens["refresh_token"],
    });
    go_writes(&stage, &[account]);
    let told = admin.ask("/zoom connect").await;
    assert!(told.contains("connected for everybody already"), "{told}");
    let (_, answer) = admin.press_in_town().await;
    assert!(answer["meeting_url"].is_string(), "{answer}");
    let sights = go_reads(&stage);
    let account = sights
        .iter()
        .find(|sight| sight["kind"] == "super user")
        .unwrap();
    assert_eq!(
        (&account["crashes"], &account["connected"]),
        (&Value::Null, &json!(false))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_people_chose_and_subscribed_to_goes_both_ways() {
    const ROOM: u64 = 5_551_230_001;
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let mut admin = stage.person("admin").await;
    alice.connect(&stage.zoom).await;
    let town = alice.town.clone();
    let subscribed = json!({ "user_id": alice.id(), "channel_id": town, "meeting_id": ROOM });
    let wish = |kind: &str, text: &str| {
        let mut wish = subscribed.clone();
        wish["kind"] = kind.into();
        wish["text"] = text.into();
        wish
    };
    let wishes = [
        wish("subscription", ""),
        wish("subscriptions", ""),
        wish("channel settings", "restrict"),
        wish("preference", "ask"),
    ];
    go_writes(&stage, &wishes);
    assert!(alice.ask("/zoom start").await.contains("cannot be started"));
    assert!(
        alice
            .ask("/zoom subscription list")
            .await
            .contains("555 123 0001")
    );
    let body = json!({
        "channel_id": town, "state": "", "submission": {"preference": "allow"}, "cancelled": false,
    });
    assert_eq!(admin.post("api/v1/channel-preference", body).await.0, 200);
    assert!(admin.tab.told().await.contains("can be started"));
    let (_, answer) = alice.press(json!({ "channel_id": town })).await;
    assert_eq!(answer["meeting_url"], "", "asked for the room: {answer}");
    alice.tab.post("ephemeral_message").await;
    let change = json!({ "context": { "action": "No" } });
    assert_eq!(alice.post("api/v1/updatePMI", change).await.0, 200);
    let direct = alice.client.direct_channel("bob").await.unwrap().id;
    let add = format!("/zoom subscription add {ROOM}");
    alice.client.execute_command(&direct, &add).await.unwrap();
    assert!(alice.tab.told().await.contains("is subscribed"));

    let sights = go_reads(&stage);
    let of = |kind: &str| {
        let mut found = sights.iter().filter(|sight| sight["kind"] == kind);
        let sight = found.next().unwrap_or_else(|| panic!("{kind}: {sights:?}"));
        assert!(
            sight["crashes"].is_null() && sight["error"].is_null(),
            "{sight}"
        );
        sight["value"].clone()
    };
    let first = json!({ "channel_id": town, "is_subscription": true, "created_by": alice.id() });
    assert_eq!(of("channel"), first, "its own subscription stands");
    assert_eq!(of("subscriptions"), json!({ "meeting_ids": [ROOM] }));
    assert_eq!(of("channel settings")[&town]["Preference"], "allow");
    assert_eq!(of("preference"), "false");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connect_that_the_go_plugin_began_ends_here_with_its_meeting() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let asked_in = alice.client.direct_channel("bob").await.unwrap().id;
    let mut consent = reqwest::Url::parse(&alice.consent_page().await).unwrap();
    let state = json!({
        "kind": "state", "text": "abcdefghijklmno", "user_id": alice.id(), "channel_id": asked_in,
    });
    go_writes(&stage, &[state]);
    let state = stage.stored(&format!("zoomuserstate_{}", alice.id()));
    let state = String::from_utf8(state.unwrap()).unwrap();
    // The browser was sent to Zoom by the Go plugin.
    let asked: Vec<(String, String)> = consent.query_pairs().into_owned().collect();
    let asked = asked.iter().map(|(name, value)| match name.as_str() {
        "state" => (name, &state),
        _ => (name, value),
    });
    consent.query_pairs_mut().clear().extend_pairs(asked);
    let back = stage.zoom.allow(consent.as_str(), &alice.email).unwrap();
    let (status, page) = crate::stage::page(alice.open(&back).await).await;
    assert_eq!(status, 200, "{page}");
    let post = alice.tab.meeting("posted").await;
    assert_eq!(post["channel_id"], asked_in);
    assert!(!stage.made().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_in_the_personal_room_that_the_go_plugin_posted_ends() {
    const ROOM: u64 = 5_551_230_001;
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    // That plugin knows such a meeting by its channel alone.
    let body = json!({
        "channel_id": alice.town, "type": "custom_zoom", "message": "I have started a meeting",
        "props": {
            "meeting_id": ROOM, "meeting_uuid": "", "meeting_link": "https://zoom.us/j/5551230001",
            "meeting_status": "STARTED", "meeting_personal": false, "meeting_topic": "Zoom Meeting",
            "meeting_creator_username": "alice", "meeting_provider": "Zoom",
        },
    });
    let post: Value = alice.client.post("/api/v4/posts", &body).await.unwrap();
    let channel = json!({ "kind": "channel", "meeting_id": ROOM, "channel_id": alice.town });
    go_writes(&stage, &[channel]);
    stage.restart().await;
    stage.zoom.start_meeting(ROOM).unwrap();
    stage
        .zoom
        .advance(std::time::Duration::from_secs(570))
        .await;
    stage.zoom.end_meeting(ROOM).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    let post = alice.read_post(&post).await;
    assert_eq!(post["props"]["meeting_status"], "ENDED", "{post}");
    assert_eq!(post["props"]["meeting_duration"], 10, "{post}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_whose_post_the_go_plugin_remembers_by_its_run_ends() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let post = alice.start_in(&alice.town.clone()).await;
    let number = post["props"]["meeting_id"].as_u64().unwrap();
    // Nothing of ours says whose the meeting is, nor in which channel its post is to be looked for.
    for kind in ["zrs_open_", "zrs_run_", "meeting_channel_", "post_meeting_"] {
        stage.keys(kind).iter().for_each(|key| stage.forget(key));
    }
    let remembered = json!({
        "kind": "post", "meeting_uuid": post["props"]["meeting_uuid"], "post_id": post["id"],
    });
    go_writes(&stage, &[remembered]);
    stage.restart().await;
    stage.zoom.start_meeting(number).unwrap();
    stage.zoom.end_meeting(number).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    let post = alice.read_post(&post).await;
    assert_eq!(post["props"]["meeting_status"], "ENDED", "{post}");
}
