//! A Zoom that says no, nonsense or nothing: the person hears why, and nothing is posted.

use zoom_sandbox::{Fault, FaultAnswer};

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_failure_is_told_in_words() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let zoom = |status, code, message: &str| FaultAnswer::Zoom {
        status,
        code,
        message: message.to_owned(),
    };
    let cases = [
        (
            FaultAnswer::RateLimited(Some("30".into())),
            429,
            "try again in",
        ),
        (FaultAnswer::RateLimited(None), 429, "try again"),
        (FaultAnswer::ServerError, 502, "cannot be reached"),
        (FaultAnswer::WebPage, 502, "could not be understood"),
        (FaultAnswer::HalfAnswer, 502, "could not be understood"),
        (FaultAnswer::CutJson, 502, "could not be understood"),
        (FaultAnswer::NotFound, 502, "could not be understood"),
        (
            zoom(404, 1001, "User does not exist."),
            404,
            "Ask your Zoom admin whether the user still exists",
        ),
        (
            zoom(400, 1010, "User does not belong to this account."),
            404,
            "belongs to another Zoom account. Ask your Zoom admin to add",
        ),
        (
            zoom(
                400,
                4711,
                "Invalid access token, does not contain scopes:[meeting:write:meeting].",
            ),
            403,
            "`meeting:write:meeting`",
        ),
    ];
    for (answer, status, words) in cases {
        stage
            .zoom
            .turn(|knobs| knobs.fault = Some(Fault::always(answer.clone())));
        let (got, told) = alice.press_in_town().await;
        assert_eq!(got, status, "{answer:?}: {told}");
        assert!(
            told["error"].as_str().unwrap().contains(words),
            "{answer:?}: {told}"
        );
        let told = alice.ask("/zoom start").await;
        assert!(told.contains(words), "{answer:?}: {told}");
    }
    stage.zoom.turn(|knobs| knobs.fault = None);
    let (_, answer) = alice.press_in_town().await;
    assert!(
        answer["meeting_url"].is_string(),
        "and it goes on: {answer}"
    );
    let posts = alice.client.posts(&alice.town).await.unwrap();
    assert_eq!(
        posts
            .iter()
            .filter(|post| post.type_ == "custom_zoom")
            .count(),
        1
    );
    stage.log();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_access_token_that_is_refused_is_refreshed_once() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    stage
        .zoom
        .turn(|knobs| knobs.fault = Some(Fault::times(1, FaultAnswer::Unauthorized)));
    let (status, answer) = alice.press_in_town().await;
    assert_eq!(status, 200);
    assert!(
        answer["meeting_url"].as_str().unwrap().starts_with("http"),
        "{answer}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_zoom_that_says_nothing_is_given_up() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    stage
        .zoom
        .turn(|knobs| knobs.fault = Some(Fault::always(FaultAnswer::NoAnswer)));
    let (status, answer) = alice.press_in_town().await;
    assert_eq!(status, 502);
    assert!(
        answer["error"]
            .as_str()
            .unwrap()
            .contains("cannot be reached"),
        "{answer}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_connect_says_so_and_can_be_tried_again() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.ask("/zoom start Still wanted").await;
    stage
        .zoom
        .turn(|knobs| knobs.fault = Some(Fault::always(FaultAnswer::ServerError)));
    let url = alice.consent_page().await;
    let back = stage.zoom.allow(&url, &alice.email).unwrap();
    let (status, page) = crate::stage::page(alice.open(&back).await).await;
    assert_eq!(status, 502, "{page}");
    assert!(
        page.contains("cannot be reached") && page.contains("Try again"),
        "{page}"
    );
    stage.zoom.turn(|knobs| knobs.fault = None);
    let (status, page) = alice.allow(&stage.zoom).await;
    assert_eq!(status, 200, "{page}");
    assert_eq!(
        alice.tab.meeting("posted").await["props"]["meeting_topic"],
        "Still wanted"
    );
}

/// By the address, as an account-level app asks.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_address_and_a_user_of_another_account_are_told_apart() {
    let stage = Stage::account_level().await;
    let mut admin = stage.person("admin").await;
    admin.connect(&stage.zoom).await;
    let mut alice = stage.person("alice").await;
    for (status, code, words) in [
        (
            404,
            1001,
            "Zoom has no user with the e-mail address alice@example.com.",
        ),
        (
            400,
            1010,
            "The Zoom user alice@example.com belongs to another Zoom account than this server’s. Ask your Zoom admin",
        ),
    ] {
        let answer = FaultAnswer::Zoom {
            status,
            code,
            message: "No.".to_owned(),
        };
        stage
            .zoom
            .turn(|knobs| knobs.fault = Some(Fault::always(answer)));
        let (got, told) = alice.press_in_town().await;
        assert_eq!(got, 404, "{told}");
        assert!(told["error"].as_str().unwrap().contains(words), "{told}");
        let told = alice.ask("/zoom start").await;
        assert!(told.contains(words), "{told}");
    }
}
