//! `/zoom admin map`: people who have another e-mail address in Zoom.

use serde_json::{Value, json};

use crate::stage::Stage;

fn host(stage: &Stage) -> String {
    let requests = stage.zoom.requests();
    let made = requests.iter().rfind(|request| request.method == "POST");
    made.unwrap().path.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_with_another_address_is_matched_by_an_admin() {
    let stage = Stage::account_level().await;
    let mut admin = stage.person("admin").await;
    let mut alice = stage.person("alice").await;
    admin.connect(&stage.zoom).await;
    alice
        .patch(json!({ "email": "alice@elsewhere.example" }))
        .await;
    let told = alice.ask("/zoom start").await;
    assert!(
        told.contains("alice@elsewhere.example") && told.contains("/zoom admin map"),
        "{told}"
    );

    assert!(
        alice
            .ask("/zoom admin map @alice bob@example.com")
            .await
            .contains("Only system admins")
    );
    for (typed, words) in [
        ("", "such as"),
        ("@alice", "such as"),
        ("@alice alice", "not an e-mail"),
        ("@alice a@b/x", "not an e-mail"),
        ("@nobody alice@example.com", "no user @nobody"),
        ("@alice nobody@example.com", "nobody@example.com"),
    ] {
        let told = admin.ask(&format!("/zoom admin map {typed}")).await;
        assert!(told.contains(words), "{typed}: {told}");
    }
    assert!(
        admin
            .ask("/zoom admin map list")
            .await
            .contains("Everybody")
    );
    let told = admin.ask("/zoom admin map @Alice alice@example.com").await;
    assert!(
        told.contains("matched with the Zoom user alice@example.com"),
        "{told}"
    );
    assert!(
        admin
            .ask("/zoom admin map list")
            .await
            .contains("- @alice: alice@example.com")
    );
    alice.command("/zoom start Matched").await;
    assert_eq!(alice.tab.meeting("posted").await["user_id"], alice.id());
    assert!(
        host(&stage).contains("alice@example.com") || host(&stage).contains("alice%40example.com")
    );

    assert!(
        admin
            .ask("/zoom admin map remove @alice")
            .await
            .contains("again")
    );
    assert!(
        admin
            .ask("/zoom admin map remove @alice")
            .await
            .contains("no other")
    );
    let direct = alice.client.direct_channel("bob").await.unwrap();
    let (_, answer) = alice.press(json!({ "channel_id": direct.id })).await;
    assert!(
        answer["error"]
            .as_str()
            .unwrap()
            .contains("alice@elsewhere.example"),
        "{answer}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_people_connect_themselves_there_is_nothing_to_match() {
    let stage = Stage::new().await;
    let mut admin = stage.person("admin").await;
    let told = admin.ask("/zoom admin map @alice alice@example.com").await;
    assert!(told.contains("their own Zoom account"), "{told}");
    assert_eq!(stage.made(), Vec::<Value>::new());
}
