//! The way to Zoom and back, also for those who should not come through.

use serde_json::json;

use crate::stage::{Stage, page};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_state_is_good_once_and_for_one_person() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let bob = stage.person("bob").await;
    alice.ask("/zoom connect").await;
    let back = stage
        .zoom
        .allow(&alice.consent_page().await, &alice.email)
        .unwrap();

    let (status, text) = page(bob.open(&back).await).await;
    assert_eq!(status, 401, "stolen");
    assert!(
        text.contains("no longer valid") && text.contains("oauth2/connect"),
        "{text}"
    );
    assert_eq!(stage.stored(&format!("zoomtoken_{}", bob.id())), None);

    let (status, _) = page(alice.open(&back).await).await;
    assert_eq!(status, 200, "the thief has not used it up");
    let (status, _) = page(alice.open(&back).await).await;
    assert_eq!(status, 401, "replayed");

    for query in [
        "",
        "?code=x",
        "?code=x&state=",
        "?state=%FF&code=x",
        "?code=<script>&state=_",
    ] {
        let (status, text) = page(alice.route(&format!("oauth2/complete{query}")).await).await;
        assert_eq!(status, 401, "{query}");
        assert!(!text.contains("<script>"), "{text}");
    }
    stage.log();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_link_begins_anew_and_the_meeting_still_counts() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.ask("/zoom start Late").await;
    let old = stage
        .zoom
        .allow(&alice.consent_page().await, &alice.email)
        .unwrap();
    stage.expire(&format!("zoomuserstate_{}", alice.id()));
    let (status, _) = page(alice.open(&old).await).await;
    assert_eq!(status, 401, "expired");
    let (status, text) = alice.allow(&stage.zoom).await;
    assert_eq!(status, 200, "{text}");
    assert_eq!(
        alice.tab.meeting("posted").await["props"]["meeting_topic"],
        "Late"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_that_nobody_asked_for_begins_a_connect() {
    let stage = Stage::new().await;
    let alice = stage.person("alice").await;
    let url = alice.consent_page().await;
    assert!(url.contains("state="), "{url}");
    let (status, text) = alice.allow(&stage.zoom).await;
    assert_eq!(status, 200, "{text}");
    let stored = stage.stored(&format!("zoomtoken_{}", alice.id())).unwrap();
    let stored: serde_json::Value = serde_json::from_slice(&stored).unwrap();
    for field in ["access_token", "refresh_token"] {
        assert!(
            stored["OAuthToken"][field]
                .as_str()
                .unwrap()
                .starts_with("v1:"),
            "{stored}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn declining_says_so_and_leaves_nothing() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.ask("/zoom start").await;
    let back = stage.zoom.decline(&alice.consent_page().await).unwrap();
    let (status, text) = page(alice.open(&back).await).await;
    assert_eq!(status, 200);
    assert!(text.contains("declined"), "{text}");
    assert_eq!(stage.stored(&format!("zrs_start_{}", alice.id())), None);
    assert_eq!(stage.stored(&format!("zoomtoken_{}", alice.id())), None);
    let told = || stage.log().contains("declined to connect");
    stage.until(told).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_asked_to_log_in() {
    let stage = Stage::new().await;
    let url = stage.server.url();
    let http = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    for path in ["oauth2/connect", "oauth2/complete?code=a&state=b"] {
        let request = http
            .get(format!("{url}/plugins/zoom/{path}"))
            .header("Mattermost-User-ID", "forged-user-id-of-somebody");
        assert_eq!(page(request.send().await.unwrap()).await.0, 401, "{path}");
    }
    let request = http
        .post(format!("{url}/plugins/zoom/api/v1/meetings"))
        .json(&json!({}));
    assert_eq!(request.send().await.unwrap().status(), 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connect_disconnect_and_help_answer_in_words() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    assert!(
        alice
            .ask("/zoom disconnect")
            .await
            .contains("No Zoom account")
    );
    alice.connect(&stage.zoom).await;
    assert!(alice.ask("/zoom connect").await.contains("already"));
    assert!(alice.ask("/zoom disconnect").await.contains("disconnected"));
    assert_eq!(stage.stored(&format!("zoomtoken_{}", alice.id())), None);
    for line in ["/zoom", "/zoom help"] {
        assert!(
            alice.ask(line).await.contains("`/zoom start [topic]`"),
            "{line}"
        );
    }
    let told = alice.ask("/zoom strat now").await;
    assert!(
        told.contains("Did you mean `/zoom start`?") && told.contains("/zoom help"),
        "{told}"
    );
    assert!(!alice.ask("/zoom pineapple").await.contains("Did you mean"));
}
