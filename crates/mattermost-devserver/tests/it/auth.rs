//! Logging in, tokens and the rule against forged requests.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::shapes::{Site, check, check_request, check_response};

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

#[tokio::test]
async fn a_login_gives_a_token_and_three_cookies() {
    let site = Site::start().await;
    let url = format!("{}/api/v4/users/login", site.server.url());
    let log_in = |body: Value| http().post(&url).json(&body).send();
    let login = json!({"login_id": "alice", "password": "Alice-password-1"});
    let response = log_in(login).await.unwrap();
    let token = response.headers()["token"].to_str().unwrap().to_owned();
    let cookies: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!(cookies.len(), 3);
    let first = cookies[0].to_str().unwrap();
    assert!(
        first.starts_with(&format!("MMAUTHTOKEN={token}; Path=/;")),
        "{first}"
    );
    assert!(first.ends_with("HttpOnly"), "{first}");
    check_response(response, "login").await;
    let wrong = log_in(json!({"login_id": "alice", "password": "nope"}))
        .await
        .unwrap();
    check_response(wrong, "login_wrong_password").await;
    check_response(log_in(json!({})).await.unwrap(), "login_no_fields").await;
    let malformed = http().post(&url).body("{").send().await.unwrap();
    check_response(malformed, "login_no_fields").await;
    site.server.shutdown().await;
}

#[tokio::test]
async fn tokens_are_asked_for_and_end_with_the_session() {
    let site = Site::start().await;
    let me = format!("{}/api/v4/users/me", site.server.url());
    check(
        &site.alice,
        Method::GET,
        "/api/v4/users/me",
        Value::Null,
        "me_bearer",
    )
    .await;
    let token = site.alice.token();
    let other_scheme = http()
        .get(&me)
        .header("Authorization", format!("token {token}"));
    check_request(other_scheme, "me_bearer").await;
    check_request(http().get(&me), "me_no_auth_401").await;
    let in_query = http().get(format!("{me}?access_token={token}"));
    check_request(in_query, "me_access_token_query_401").await;
    let bad = http().get(&me).bearer_auth("bad").send().await.unwrap();
    assert_eq!(bad.status(), StatusCode::UNAUTHORIZED);
    let cookie = bad.headers()["set-cookie"].to_str().unwrap();
    assert_eq!(cookie, "MMAUTHTOKEN=; Path=/; Max-Age=0; HttpOnly");
    check(
        &site.alice,
        Method::GET,
        "/api/v4/users/me/sessions",
        Value::Null,
        "sessions",
    )
    .await;
    let tokens = "/api/v4/users/me/tokens";
    let new = json!({"description": "test"});
    check(
        &site.alice,
        Method::POST,
        tokens,
        new.clone(),
        "pat_forbidden_for_user",
    )
    .await;
    let made = check(&site.admin, Method::POST, tokens, new, "pat_create").await;
    let with_it = http().get(&me).bearer_auth(made["token"].as_str().unwrap());
    assert_eq!(with_it.send().await.unwrap().status(), StatusCode::OK);
    check(
        &site.alice,
        Method::POST,
        "/api/v4/users/logout",
        Value::Null,
        "logout",
    )
    .await;
    check(
        &site.alice,
        Method::GET,
        "/api/v4/users/me",
        Value::Null,
        "me_no_auth_401",
    )
    .await;
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_cookie_alone_changes_nothing() {
    let site = Site::start().await;
    let url = format!("{}/api/v4/posts", site.server.url());
    let sessions: Value = site.alice.get("/api/v4/users/me/sessions").await.unwrap();
    let csrf = sessions[0]["props"]["csrf"].as_str().unwrap().to_owned();
    let cookie = format!("MMAUTHTOKEN={}", site.alice.token());
    let post = || {
        let body = json!({"channel_id": site.channel, "message": "csrf test"});
        http().post(&url).header("Cookie", &cookie).json(&body)
    };
    check_request(post(), "me_no_auth_401").await;
    check_request(post().header("X-CSRF-Token", "wrong"), "me_no_auth_401").await;
    // The cookie counts, not the header beside it.
    check_request(post().bearer_auth(site.alice.token()), "me_no_auth_401").await;
    check_request(post().header("X-CSRF-Token", csrf), "post_create").await;
    check_request(
        post().header("X-Requested-With", "XMLHttpRequest"),
        "post_create",
    )
    .await;
    let read = http()
        .get(format!("{}/api/v4/users/me", site.server.url()))
        .header("Cookie", &cookie);
    check_request(read, "me_bearer").await;
    site.server.shutdown().await;
}

#[tokio::test]
async fn what_is_not_there_says_so() {
    let site = Site::start().await;
    for (method, path) in [
        (Method::GET, "/api/v4/nosuch"),
        (Method::DELETE, "/api/v4/users/me/sessions"),
        (Method::POST, "/api/v4/saml/certificate/public"),
    ] {
        let response = site.alice.request(method, path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_IMPLEMENTED, "{path}");
        let body: Value = response.json().await.unwrap();
        let message = body["message"].as_str().unwrap();
        assert!(
            message.starts_with("not implemented in the dev server"),
            "{message}"
        );
    }
    site.server.shutdown().await;
}

#[tokio::test]
async fn the_server_tells_of_itself() {
    let site = Site::start().await;
    for (path, name) in [
        ("/api/v4/license/client?format=old", "license_client"),
        ("/api/v4/system/ping", "ping"),
        ("/api/v4/system/ping?get_server_status=true", "ping_full"),
        ("/api/v4/emoji?page=0&per_page=10&sort=name", "emoji_list"),
        ("/api/v4/emoji/name/nosuch", "emoji_by_name_404"),
        ("/api/v4/bots", "bots_list_user_403"),
        ("/api/v4/config", "config_get_user_403"),
    ] {
        check(&site.alice, Method::GET, path, Value::Null, name).await;
    }
    let names = json!(["system_user", "team_user", "channel_user", "channel_admin"]);
    check(
        &site.alice,
        Method::POST,
        "/api/v4/roles/names",
        names,
        "roles_names",
    )
    .await;
    let known: Value = site
        .alice
        .get("/api/v4/config/client?format=old")
        .await
        .unwrap();
    assert_eq!(known["SiteURL"], site.server.url());
    let url = format!("{}/api/v4/config/client?format=old", site.server.url());
    let anonymous: Value = http().get(url).send().await.unwrap().json().await.unwrap();
    assert!(anonymous.as_object().unwrap().len() < known.as_object().unwrap().len());
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_site_below_a_path_is_found_there() {
    let page = tempfile::tempdir().unwrap();
    let html = "<head><base href=\"/\" /></head>";
    std::fs::write(page.path().join("index.html"), html).unwrap();
    let server = mattermost_devserver::DevServer::builder()
        .site_url("http://mattermost.example/mm/")
        .client_dir(page.path())
        .start()
        .await
        .unwrap();
    assert_eq!(server.url(), "http://mattermost.example/mm");
    let alice = server.log_in("alice").await.unwrap();
    assert!(alice.url().ends_with("/mm"));
    let config: Value = alice.get("/api/v4/config/client?format=old").await.unwrap();
    assert_eq!(config["SiteURL"], "http://mattermost.example/mm");
    // Every path that is nothing else is the page.
    for path in ["", "/", "/demo/channels/town-square"] {
        let shown = http()
            .get(format!("{}{path}", alice.url()))
            .send()
            .await
            .unwrap();
        assert_eq!(
            shown.text().await.unwrap(),
            "<head><base href=\"/mm/\" /></head>"
        );
    }
    server.shutdown().await;
}
