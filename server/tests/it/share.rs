//! `/zoom join` and `/zoom share`: whose link has the passcode, who may post where, and that every
//! channel's invitation ends with the meeting.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::stage::{Person, Stage};

/// Alice's personal meeting ID at Zoom.
const ROOM: u64 = 5_551_230_001;

/// Types `/zoom join`, and gives where the browser goes.
async fn join(person: &mut Person, what: &str) -> String {
    let answer = person.command(&format!("/zoom join {what}")).await;
    let goto = answer["goto_location"].as_str().unwrap().to_owned();
    let told = person.tab.told().await;
    assert!(told.contains(&goto), "phones open nothing: {told}");
    goto
}

fn link(post: &Value) -> String {
    post["props"]["meeting_link"].as_str().unwrap().to_owned()
}

fn number(post: &Value) -> u64 {
    post["props"]["meeting_id"].as_u64().unwrap()
}

/// Shares a meeting by the web app's route: status and answer.
async fn share(person: &Person, meeting: u64, channel: &str) -> (StatusCode, Value) {
    let body = json!({ "meeting_id": meeting, "channel_id": channel, "root_id": "" });
    person.post("api/v1/meetings/share", body).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn joining_gives_the_passcode_to_those_who_have_it_already() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let mut bob = stage.person("bob").await;
    let mut admin = stage.person("admin").await;
    alice.connect(&stage.zoom).await;
    let direct = alice.client.direct_channel("bob").await.unwrap().id;
    let post = alice.start_in(&direct).await;
    let id = number(&post);
    assert!(link(&post).contains("?pwd="));
    let plain = format!("{}/j/{id}", stage.zoom.url());

    assert_eq!(join(&mut bob, &id.to_string()).await, link(&post));
    let patch = |link: &str| {
        let mut props = post["props"].clone();
        props["meeting_link"] = json!(link);
        let path = format!("/api/v4/posts/{}/patch", post["id"].as_str().unwrap());
        let request = alice.client.request(reqwest::Method::PUT, &path);
        request.json(&json!({ "props": props })).send()
    };
    patch("https://evil.example/login").await.unwrap();
    assert_eq!(
        join(&mut bob, &id.to_string()).await,
        format!("{}/j/{id}", stage.zoom.url())
    );
    patch(&link(&post)).await.unwrap();
    assert_eq!(join(&mut bob, &plain).await, link(&post));
    let spaced = format!("{}-{:04}", id / 10_000, id % 10_000);
    assert_eq!(join(&mut admin, &spaced).await, plain, "not her channel");
    let typed = format!("{plain}?pwd=from.admin");
    let pasted = format!("Join Zoom Meeting <{typed}&zak=secret#x>");
    assert_eq!(join(&mut admin, &pasted).await, typed);
    admin.connect(&stage.zoom).await;
    assert_eq!(join(&mut admin, &id.to_string()).await, plain, "not hers");

    let room = ROOM.to_string();
    let own = join(&mut alice, &room).await;
    assert!(own.contains("/j/") && own.contains("pwd="), "{own}");
    let plain = format!("{}/j/{ROOM}", stage.zoom.url());
    assert_eq!(join(&mut admin, &room).await, plain);
    let personal = format!("{}/my/alice", stage.zoom.url());
    assert_eq!(join(&mut admin, &personal).await, personal);

    for foreign in [
        "https://evil.example/j/91234567890",
        "evil.example/j/91234567890",
    ] {
        let told = admin.ask(&format!("/zoom join {foreign}")).await;
        assert!(told.contains("does not lead to the Zoom"), "{told}");
        assert!(!told.contains("evil"), "{told}");
    }
    for nonsense in ["", "soon", "12345"] {
        let told = admin.ask(&format!("/zoom join {nonsense}")).await;
        assert!(told.contains("not a meeting ID"), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shared_meeting_ends_in_every_channel() {
    let stage = Stage::nodes(3).await;
    let mut alice = stage.person("alice").await;
    let mut bob = stage.person("bob").await;
    alice.connect(&stage.zoom).await;
    let body = json!({ "channel_id": alice.town, "topic": "Design review" });
    alice.press_anyway(body).await;
    let first = alice.tab.meeting("posted").await;
    bob.tab.meeting("posted").await;
    let id = number(&first);
    let uuid = stage.zoom.start_meeting(id).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;

    // The host passes the passcode on, by the command, in a thread.
    let direct = alice.client.direct_channel("bob").await.unwrap().id;
    alice
        .client
        .execute_command(&direct, &format!("/zoom share {id}"))
        .await
        .unwrap();
    let second = alice.tab.meeting("posted").await;
    let props = &second["props"];
    assert_eq!(second["channel_id"], direct.as_str());
    assert_eq!(second["user_id"], alice.id());
    assert_eq!(props["meeting_topic"], "Design review");
    assert_eq!(props["meeting_uuid"], uuid.as_str());
    assert_eq!(props["meeting_status"], "STARTED");
    assert_eq!(link(&second), link(&first));
    let again = format!("/zoom share {id}");
    alice.client.execute_command(&direct, &again).await.unwrap();
    let told = alice.tab.told().await;
    assert!(told.contains("already"), "{told}");

    // Another person passes on what they see, without the passcode.
    let own = bob.client.direct_channel("admin").await.unwrap().id;
    let (status, answer) = share(&bob, id, &own).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let third = bob.read_post(&json!({ "id": answer["post_id"] })).await;
    assert_eq!(third["user_id"], bob.id());
    assert_eq!(third["props"]["meeting_topic"], "Design review");
    assert_eq!(third["props"]["meeting_creator_username"], "alice");
    assert_eq!(link(&third), format!("{}/j/{id}", stage.zoom.url()));
    assert_eq!(third["props"]["meeting_passcode"], Value::Null);
    let (_, twice) = share(&bob, id, &own).await;
    assert_eq!(twice["post_id"], answer["post_id"], "it is posted once");

    stage.zoom.end_meeting(id).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    for (person, post) in [(&alice, &first), (&alice, &second), (&bob, &third)] {
        let post = person.read_post(post).await;
        assert_eq!(post["props"]["meeting_status"], "ENDED", "{post}");
    }
    assert_eq!(stage.keys("zrs_open_posts_"), Vec::<String>::new());
    let log = stage.log();
    let audit = log.lines().filter(|line| line.contains("\"share\""));
    let audit: Vec<_> = audit.collect();
    assert_eq!(audit.len(), 2, "{audit:#?}");
    for line in audit {
        assert!(line.contains(&id.to_string()) && !line.contains("Design"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_presses_of_share_make_one_post_over_all_nodes() {
    let stage = Stage::nodes(3).await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let (id, town) = (ROOM, alice.town.clone());
    let presses = (0..6).map(|nth| {
        let client = alice.client.on_node(1 + nth % 3);
        let body = json!({ "meeting_id": id, "channel_id": town });
        tokio::spawn(async move {
            let path = "/plugins/zoom/api/v1/meetings/share";
            let request = client.request(reqwest::Method::POST, path);
            let answer = request.json(&body).send().await.unwrap();
            let answer: Value = answer.json().await.unwrap();
            answer["post_id"].as_str().unwrap().to_owned()
        })
    });
    let mut posts = Vec::new();
    for press in presses.collect::<Vec<_>>() {
        posts.push(press.await.unwrap());
    }
    posts.dedup();
    assert_eq!(posts.len(), 1, "{posts:?}");
    let post = alice.tab.meeting("posted").await;
    assert_eq!(post["id"], posts[0].as_str());
    assert_eq!(post["props"]["meeting_personal"], true);
    assert!(link(&post).contains("pwd="), "the host's own room");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_passcode_goes_along_where_it_came_with_the_link() {
    let stage = Stage::new().await;
    let mut admin = stage.person("admin").await;
    let link_of = |query: &str| format!("{}/j/{ROOM}{query}", stage.zoom.url());
    let typed = format!("/zoom share {}", link_of("?pwd=given&zak=x"));
    admin.command(&typed).await;
    let post = admin.tab.meeting("posted").await;
    assert_eq!(link(&post), link_of("?pwd=given"));
    assert_eq!(post["props"]["meeting_topic"], "Zoom Meeting");
    assert_eq!(post["props"]["meeting_creator_username"], "admin");
    let fallback = &post["props"]["attachments"][0];
    assert!(fallback["text"].as_str().unwrap().contains("?pwd=given"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_only_passes_a_meeting_on_gets_nothing_that_comes_out_of_it() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let (bob, admin) = (stage.person("bob").await, stage.person("admin").await);
    alice.connect(&stage.zoom).await;
    let shared = async |person: &Person, channel: &str| {
        let (status, answer) = share(person, ROOM, channel).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        json!({ "id": answer["post_id"] })
    };
    let own = shared(&alice, &alice.town).await;
    let direct = admin.client.direct_channel("bob").await.unwrap().id;
    let before = shared(&admin, &direct).await;
    stage.zoom.start_meeting(ROOM).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    let direct = bob.client.direct_channel("alice").await.unwrap().id;
    let during = shared(&bob, &direct).await;
    stage.zoom.join_meeting(ROOM, "alice@example.com").unwrap();
    stage.zoom.settle().await;
    alice.until_seen(&own, |live| live["count"] == 1).await;
    for (person, post) in [(&admin, &before), (&bob, &during)] {
        let seen = person.sees(post).await;
        assert_eq!(seen["state"], "started", "{seen}");
        for hidden in ["count", "users", "waiting", "total"] {
            assert!(seen.get(hidden).is_none(), "{hidden} in {seen}");
        }
    }

    stage.zoom.end_meeting(ROOM).unwrap();
    stage.zoom.complete_recording(ROOM).unwrap();
    stage.zoom.complete_transcript(ROOM).unwrap();
    stage.zoom.complete_summary(ROOM).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    let own = own["id"].as_str().unwrap();
    assert!(alice.replies(own).await.len() >= 3);
    for (person, post) in [(&admin, &before), (&bob, &during)] {
        assert!(
            person
                .replies(post["id"].as_str().unwrap())
                .await
                .is_empty()
        );
        let props = &person.read_post(post).await["props"];
        assert_eq!(props["meeting_status"], "ENDED", "{props}");
        assert_eq!(props.get("meeting_participant_count"), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_s_plan_is_passed_on_as_a_link() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let (bob, eve) = (
        stage.person("bob").await,
        stage.eve("eve@example.com").await,
    );
    alice.connect(&stage.zoom).await;
    let direct = alice.client.direct_channel("bob").await.unwrap().id;
    let line = r#"/zoom schedule "Design [review](x)" 2031-12-03 15:00 45m"#;
    alice.client.execute_command(&direct, line).await.unwrap();
    let plan = crate::schedule::invitation(&mut alice, "posted").await;
    let id = number(&plan);
    let (_, answer) = share(&bob, id, &direct).await;
    assert_eq!(answer["post_id"], plan["id"], "it stands there");
    let with_eve = eve.client.direct_channel("bob").await.unwrap().id;
    for (person, channel, sees) in [(&bob, &bob.town, true), (&eve, &with_eve, false)] {
        let (status, answer) = share(person, id, channel).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let post = person.read_post(&json!({ "id": answer["post_id"] })).await;
        assert_eq!(post["type"], "", "it does not go on: {post}");
        let message = post["message"].as_str().unwrap();
        let link = format!("{}/j/{id}", stage.zoom.url());
        assert!(
            message.contains(&link) && !message.contains("pwd"),
            "{message}"
        );
        assert_eq!(message.contains("Design \\[review"), sees, "{message}");
        assert_eq!(message.contains("2031"), sees, "{message}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_shared_where_nothing_may_be_started() {
    let stage = Stage::with(json!({ "RestrictMeetingCreation": true })).await;
    let alice = stage.person("alice").await;
    let mut bob = stage.person("bob").await;
    bob.connect(&stage.zoom).await;
    let (status, answer) = share(&alice, ROOM, &alice.town).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "{answer}");
    assert!(
        answer["error"]
            .as_str()
            .unwrap()
            .contains("cannot be started")
    );

    let team: Value = bob.client.get("/api/v4/teams/name/demo").await.unwrap();
    let make = |name: &str| json!({"team_id": team["id"], "name": name, "display_name": name, "type": "P"});
    let closed: Value = bob
        .client
        .post("/api/v4/channels", &make("closed"))
        .await
        .unwrap();
    let closed = closed["id"].as_str().unwrap();
    for channel in [closed, "xxxxxxxxxxxxxxxxxxxxxxxxxx", "../../etc", ""] {
        let (status, answer) = share(&alice, ROOM, channel).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{answer}");
    }
    let path = format!("/api/v4/channels/{closed}");
    let request = bob.client.request(reqwest::Method::DELETE, &path);
    request.send().await.unwrap();
    let (status, answer) = share(&bob, ROOM, closed).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "{answer}");
    assert!(answer["error"].as_str().unwrap().contains("archived"));

    let direct = alice.client.direct_channel("bob").await.unwrap().id;
    for number in [json!(12), json!(0), json!("x"), json!(-1), json!(null)] {
        let body = json!({ "meeting_id": number, "channel_id": direct });
        let (status, answer) = alice.post("api/v1/meetings/share", body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{number}: {answer}");
    }
    let told = bob
        .ask("/zoom share https://evil.example/j/91234567890")
        .await;
    assert!(told.contains("does not lead to the Zoom"), "{told}");
    assert_eq!(stage.keys("zrs_open_"), Vec::<String>::new());
}
