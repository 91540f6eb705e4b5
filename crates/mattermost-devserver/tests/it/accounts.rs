//! Accounts: made, changed and deactivated, and what plugins hear of it.

use mattermost_devserver::LogEntry;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::plugins::{find_logged, logged, say, with_probe};
use crate::shapes::Site;
use crate::socket::Socket;

#[tokio::test]
async fn an_account_is_made_and_the_plugin_hears_of_it() {
    let site = with_probe().await;
    let new = json!({"username": "carol", "email": "carol@example.com", "password": "Carol-pw-1"});
    let refused = site
        .alice
        .post::<Value>("/api/v4/users", &new)
        .await
        .unwrap_err();
    assert!(refused.is_forbidden());
    let made: Value = site.admin.post("/api/v4/users", &new).await.unwrap();
    assert_eq!(
        (&made["roles"], &made["locale"]),
        (&json!("system_user"), &json!("en"))
    );
    assert_eq!(made.get("password"), None);
    assert_eq!(
        logged(&site.server, "a user was made").await.fields["name"],
        "carol"
    );
    let log_in = json!({"login_id": "carol", "password": "Carol-pw-1"});
    let request = site
        .alice
        .request(Method::POST, "/api/v4/users/login")
        .json(&log_in);
    assert_eq!(request.send().await.unwrap().status(), StatusCode::OK);
    site.server.shutdown().await;
}

#[tokio::test]
async fn one_who_is_deactivated_is_out_and_the_plugin_hears_of_it() {
    let site = with_probe().await;
    let bot = json!({"username": "alices-bot"});
    let path = "/api/v4/users/me/roles".replace("me", &site.alice.user().id);
    let roles = json!({"roles": "system_user system_admin"});
    let _: Value = site.admin.put(&path, &roles).await.unwrap();
    let bot: Value = site.alice.post("/api/v4/bots", &bot).await.unwrap();
    let mut socket = Socket::open(&site.alice).await;
    let path = format!("/api/v4/users/{}/active", site.alice.user().id);
    let refused = site
        .bob
        .put::<Value>(&path, &json!({"active": false}))
        .await;
    assert!(refused.unwrap_err().is_forbidden());
    let _: Value = site
        .admin
        .put(&path, &json!({"active": false}))
        .await
        .unwrap();
    let is_alice = |entry: &LogEntry| {
        entry.message == "a user was deactivated" && entry.fields["name"] == "alice"
    };
    find_logged(&site.server, "alice's end", is_alice).await;
    let out = site
        .alice
        .get::<Value>("/api/v4/users/me")
        .await
        .unwrap_err();
    assert_eq!(out.status_code(), 401);
    while socket.next().await.is_some() {}
    let bot = format!(
        "/api/v4/bots/{}?include_deleted=true",
        bot["user_id"].as_str().unwrap()
    );
    let bot: Value = site.admin.get(&bot).await.unwrap();
    assert!(bot["delete_at"].as_i64().unwrap() > 0, "{bot}");
    let _: Value = site
        .admin
        .put(&path, &json!({"active": true}))
        .await
        .unwrap();
    site.server.log_in("alice").await.unwrap();
    let user = format!("/api/v4/users/{}", site.alice.user().id);
    let gone = site
        .admin
        .request(Method::DELETE, &user)
        .send()
        .await
        .unwrap();
    assert_eq!(gone.status(), StatusCode::OK);
    let refused = site.server.log_in("alice").await.unwrap_err();
    assert_eq!(refused.id(), "api.user.login.inactive.app_error");
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_user_chooses_language_and_time_zone_and_the_plugin_knows_them() {
    let site = with_probe().await;
    let config: Value = site
        .alice
        .get("/api/v4/config/client?format=old")
        .await
        .unwrap();
    assert_eq!(config["DefaultClientLocale"], "en");
    let zone = json!({"useAutomaticTimezone": "false", "manualTimezone": "Europe/Berlin",
        "automaticTimezone": ""});
    let patch = json!({"locale": "de", "timezone": zone, "nickname": "Al"});
    let _: Value = site
        .alice
        .put("/api/v4/users/me/patch", &patch)
        .await
        .unwrap();
    let me: Value = site.alice.get("/api/v4/users/me").await.unwrap();
    assert_eq!((&me["locale"], &me["timezone"]), (&json!("de"), &zone));
    let seen = say(&site.alice, &site.channel, "/probe whoami").await;
    assert_eq!(seen, "de Europe/Berlin");
    let mut whole = me.clone();
    whole["locale"] = json!("ja");
    let path = format!("/api/v4/users/{}", site.alice.user().id);
    let changed: Value = site.alice.put(&path, &whole).await.unwrap();
    assert_eq!(
        (&changed["locale"], &changed["nickname"]),
        (&json!("ja"), &json!("Al"))
    );
    let nonsense = json!({"locale": "no such language"});
    let refused = site
        .alice
        .put::<Value>("/api/v4/users/me/patch", &nonsense)
        .await;
    assert_eq!(
        refused.unwrap_err().id(),
        "model.user.is_valid.locale.app_error"
    );
    let patch = json!({"LocalizationSettings": {"DefaultClientLocale": "fr"}});
    let _: Value = site
        .admin
        .put("/api/v4/config/patch", &patch)
        .await
        .unwrap();
    let new = json!({"username": "carol", "email": "carol@example.com", "password": "Carol-pw-1"});
    let carol: Value = site.admin.post("/api/v4/users", &new).await.unwrap();
    assert_eq!(carol["locale"], "fr");
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_plugin_keeps_somebody_out() {
    let site = with_probe().await;
    let patch = json!({"nickname": "locked out"});
    let _: Value = site
        .bob
        .put("/api/v4/users/me/patch", &patch)
        .await
        .unwrap();
    let refused = site.server.log_in("bob").await.unwrap_err();
    assert_eq!(refused.status_code(), 400);
    assert!(
        refused.to_string().contains("the probe keeps you out"),
        "{refused}"
    );
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_site_without_plugins_deactivates_too() {
    let site = Site::start().await;
    let path = format!("/api/v4/users/{}/active", site.bob.user().id);
    let _: Value = site
        .admin
        .put(&path, &json!({"active": false}))
        .await
        .unwrap();
    assert_eq!(
        site.bob
            .get::<Value>("/api/v4/users/me")
            .await
            .unwrap_err()
            .status_code(),
        401
    );
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_custom_status_is_seen_by_others_until_it_is_taken_away() {
    let site = Site::start().await;
    let mut socket = Socket::open(&site.bob).await;
    let path = format!("/api/v4/users/{}/status/custom", site.alice.user().id);
    let send = |method: Method, body: Value| {
        let request = site.alice.request(method, &path).json(&body);
        async { request.send().await.unwrap().status() }
    };
    let until = "2099-01-01T00:00:00Z";
    let status = json!({"emoji": "", "text": "On holiday", "expires_at": until});
    assert_eq!(send(Method::PUT, status).await, StatusCode::OK);
    let seen = socket.wait_for("user_updated").await;
    let shown = seen["data"]["user"]["props"]["customStatus"].as_str();
    let shown: Value = serde_json::from_str(shown.unwrap()).unwrap();
    let complete = json!({
        "emoji": "speech_balloon", "text": "On holiday", "duration": "date_and_time",
        "expires_at": until,
    });
    assert_eq!(shown, complete);
    let recent = "/api/v4/users/me/preferences/custom_status/name/recent_custom_statuses";
    let recent: Value = site.alice.get(recent).await.unwrap();
    let recent: Value = serde_json::from_str(recent["value"].as_str().unwrap()).unwrap();
    assert_eq!(recent, json!([complete]));

    for bad in [
        json!({"emoji": "", "text": ""}),
        json!({"emoji": "x", "duration": "for_ever", "expires_at": until}),
        json!({"emoji": "x", "duration": "today", "expires_at": "2001-01-01T00:00:00Z"}),
        json!([1]),
    ] {
        assert_eq!(send(Method::PUT, bad).await, StatusCode::BAD_REQUEST);
    }
    let other = site
        .bob
        .request(Method::DELETE, &path)
        .send()
        .await
        .unwrap();
    assert_eq!(other.status(), StatusCode::FORBIDDEN);
    assert_eq!(send(Method::DELETE, json!({})).await, StatusCode::OK);
    let path = format!("/api/v4/users/{}", site.alice.user().id);
    let after: Value = site.bob.get(&path).await.unwrap();
    assert_eq!(after["props"]["customStatus"], "");

    let off = json!({"TeamSettings": {"EnableCustomUserStatuses": false}});
    let patch = site.admin.request(Method::PUT, "/api/v4/config/patch");
    assert_eq!(
        patch.json(&off).send().await.unwrap().status(),
        StatusCode::OK
    );
    let status = json!({"emoji": "x", "text": "y"});
    assert_eq!(send(Method::PUT, status).await, StatusCode::NOT_IMPLEMENTED);
    site.server.shutdown().await;
}
