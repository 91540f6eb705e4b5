//! Who reads what in which language: one person in theirs, a channel in the server's.

use reqwest::Method;
use serde_json::{Value, json};
use zoom_sandbox::{Fault, FaultAnswer};

use crate::stage::{Stage, page};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_person_reads_their_language_and_a_channel_the_servers() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let mut bob = stage.person("bob").await;
    let admin = stage.person("admin").await;
    let config = json!({ "LocalizationSettings": { "DefaultServerLocale": "fr" } });
    let patch = admin.client.request(Method::PUT, "/api/v4/config/patch");
    assert_eq!(patch.json(&config).send().await.unwrap().status(), 200);
    alice.patch(json!({ "locale": "de" })).await;
    bob.patch(json!({ "locale": "uk" })).await;

    let prompt = alice.ask("/zoom start").await;
    assert!(
        prompt.contains("Klicke hier") && prompt.contains("gleich danach"),
        "{prompt}"
    );
    let (status, shown) = page(
        alice
            .open(
                &stage
                    .zoom
                    .allow(&alice.consent_page().await, &alice.email)
                    .unwrap(),
            )
            .await,
    )
    .await;
    assert_eq!(status, 200);
    assert!(
        shown.contains("<html lang=\"de\">") && shown.contains("Zoom ist verbunden"),
        "{shown}"
    );
    let post = bob.tab.meeting("posted").await;
    let attachment = &post["props"]["attachments"][0];
    assert!(
        attachment["text"]
            .as_str()
            .unwrap()
            .contains("Rejoindre la réunion"),
        "{attachment}"
    );

    let (status, answer) = bob.press(json!({ "channel_id": "" })).await;
    assert_eq!(status, 403);
    assert!(
        answer["error"].as_str().unwrap().contains("не є учасником"),
        "{answer}"
    );
    let answer = bob.route("oauth2/complete?state=x").await;
    assert!(page(answer).await.1.contains("<html lang=\"uk\">"));
    assert!(bob.ask("/zoom help").await.contains("Показати цю довідку"));

    let id = post["props"]["meeting_id"].as_u64().unwrap();
    stage.zoom.start_meeting(id).unwrap();
    stage.zoom.end_meeting(id).unwrap();
    stage.zoom.settle().await;
    loop {
        let ended = bob.tab.meeting("post_edited").await;
        if ended["props"]["meeting_status"] == "ENDED" {
            let text = ended["props"]["attachments"][0]["text"].as_str().unwrap();
            assert!(text.contains("Durée\u{a0}: 1 minute."), "{text}");
            break;
        }
    }
    let suggestions: Value = suggest(&alice).await;
    let texts = suggestions.to_string();
    assert!(
        texts.contains("Démarrer une réunion Zoom ici"),
        "registered once for all: {texts}"
    );
}

async fn suggest(person: &crate::stage::Person) -> Value {
    let team: Value = person.client.get("/api/v4/teams/name/demo").await.unwrap();
    let team = team["id"].as_str().unwrap();
    let path =
        format!("/api/v4/teams/{team}/commands/autocomplete_suggestions?user_input=/zoom%20st");
    person.client.get(&path).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_time_is_told_in_the_persons_zone() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let zone = json!({
        "useAutomaticTimezone": "false", "automaticTimezone": "",
        "manualTimezone": "Asia/Kathmandu",
    });
    alice
        .patch(json!({ "locale": "en", "timezone": zone }))
        .await;
    let fault = Fault::always(FaultAnswer::RateLimited(Some("7200".into())));
    stage.zoom.turn(|knobs| knobs.fault = Some(fault));
    let before = jiff::Timestamp::now();
    let (status, answer) = alice.press_in_town().await;
    assert_eq!(status, 429);
    // The answer came within a minute of that, and Nepal is 5:45 ahead.
    let told = answer["error"].as_str().unwrap();
    let at = |minute: i64| {
        let ahead = jiff::SignedDuration::from_mins(2 * 60 + 5 * 60 + 45 + minute);
        let time = before.checked_add(ahead).unwrap();
        let time = time.to_zoned_datetime(jiff::tz::TimeZone::UTC);
        jiff::fmt::strtime::format("%b %-d, %Y, %-I:%M %p", &time).unwrap()
    };
    assert!(
        told.contains(&at(0)) || told.contains(&at(1)),
        "{} is in {told}",
        at(0)
    );
}
