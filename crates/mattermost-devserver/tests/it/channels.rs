//! Users, teams and channels.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::shapes::{Site, check};

const GET: Method = Method::GET;
const POST: Method = Method::POST;
const PUT: Method = Method::PUT;
const DELETE: Method = Method::DELETE;

#[tokio::test]
async fn users_see_each_other_without_private_fields() {
    let site = Site::start().await;
    let (alice, bob) = (&site.alice, &site.bob);
    let bob_path = format!("/api/v4/users/{}", bob.user().id);
    check(alice, GET, &bob_path, Value::Null, "user_by_id").await;
    check(
        alice,
        GET,
        "/api/v4/users/username/bob",
        Value::Null,
        "user_by_id",
    )
    .await;
    check(
        alice,
        GET,
        "/api/v4/users/email/bob@example.com",
        Value::Null,
        "user_by_id",
    )
    .await;
    check(
        &site.admin,
        GET,
        &bob_path,
        Value::Null,
        "user_by_id_as_admin",
    )
    .await;
    let missing = format!("/api/v4/users/{}", "z".repeat(26));
    check(alice, GET, &missing, Value::Null, "user_404").await;
    check(
        alice,
        GET,
        "/api/v4/users/short",
        Value::Null,
        "user_bad_id_400",
    )
    .await;
    check(
        alice,
        POST,
        "/api/v4/users/ids",
        json!([bob.user().id]),
        "users_ids",
    )
    .await;
    let find = json!({"term": "bo", "team_id": site.team});
    check(alice, POST, "/api/v4/users/search", find, "users_search").await;
    let patch = json!({"nickname": "The Alice"});
    check(
        alice,
        PUT,
        "/api/v4/users/me/patch",
        patch.clone(),
        "user_patch",
    )
    .await;
    let other = format!("{bob_path}/patch");
    check(alice, PUT, &other, patch, "user_put_other_403").await;
    let status = json!({"user_id": alice.user().id, "status": "dnd"});
    check(alice, PUT, "/api/v4/users/me/status", status, "status_put").await;
    let image = bob
        .request(GET, &format!("{bob_path}/image"))
        .send()
        .await
        .unwrap();
    assert_eq!(image.headers()["content-type"], "image/svg+xml");
    site.server.shutdown().await;
}

#[tokio::test]
async fn preferences_are_ones_own() {
    let site = Site::start().await;
    let alice = &site.alice;
    let preference = |user: &str| json!([{"user_id": user, "category": "pp_zoom", "name": "demo", "value": "1"}]);
    let own = preference(&alice.user().id);
    let all = "/api/v4/users/me/preferences";
    check(alice, PUT, all, own.clone(), "user_preferences_put").await;
    let category = format!("{all}/pp_zoom");
    check(
        alice,
        GET,
        &category,
        Value::Null,
        "user_preferences_category",
    )
    .await;
    let one = format!("{category}/name/demo");
    check(alice, GET, &one, Value::Null, "user_preferences_one").await;
    let other = preference(&site.bob.user().id);
    check(alice, PUT, all, other, "user_preferences_put_other_user").await;
    check(
        alice,
        POST,
        &format!("{all}/delete"),
        own,
        "user_preferences_delete",
    )
    .await;
    check(
        alice,
        GET,
        &one,
        Value::Null,
        "user_preferences_one_missing_400",
    )
    .await;
    site.server.shutdown().await;
}

#[tokio::test]
async fn teams_are_shown_to_their_members() {
    let site = Site::start().await;
    let team = format!("/api/v4/teams/{}", site.team);
    let member = format!("{team}/members/{}", site.bob.user().id);
    let missing = format!("/api/v4/teams/{}", "z".repeat(26));
    for (path, name) in [
        ("/api/v4/users/me/teams", "my_teams"),
        ("/api/v4/users/me/teams/members", "my_team_members"),
        (
            "/api/v4/users/me/teams/unread?include_collapsed_threads=true",
            "my_teams_unread",
        ),
        (&team, "team"),
        ("/api/v4/teams/name/demo", "team_by_name"),
        (&member, "team_member"),
        (&format!("{team}/stats"), "team_stats"),
        (&missing, "team_404"),
    ] {
        check(&site.alice, GET, path, Value::Null, name).await;
    }
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_channel_lives_from_creation_to_archive() {
    let site = Site::start().await;
    let (alice, bob) = (&site.alice, &site.bob);
    let new = json!({"team_id": site.team, "name": "side", "display_name": "Side", "type": "O"});
    let made = check(
        alice,
        POST,
        "/api/v4/channels",
        new.clone(),
        "channel_create",
    )
    .await;
    check(
        alice,
        POST,
        "/api/v4/channels",
        new,
        "channel_create_dup_400",
    )
    .await;
    let path = format!("/api/v4/channels/{}", made["id"].as_str().unwrap());
    let patch = json!({"header": "a header"});
    check(alice, PUT, &format!("{path}/patch"), patch, "channel_patch").await;
    let members = format!("{path}/members");
    let add = json!({"user_id": bob.user().id});
    check(alice, POST, &members, add, "channel_member_add").await;
    for (path, name) in [
        (path.clone(), "channel"),
        (
            format!("/api/v4/teams/{}/channels/name/side", site.team),
            "channel_by_name",
        ),
        (format!("{path}/stats"), "channel_stats"),
        (format!("{path}/timezones"), "channel_timezones"),
        (
            format!(
                "/api/v4/users/me/channels/{}/unread",
                made["id"].as_str().unwrap()
            ),
            "channel_unread",
        ),
        (
            format!("/api/v4/channels/{}", "z".repeat(26)),
            "channel_404",
        ),
        (
            format!("/api/v4/teams/{}/channels/name/nosuch", site.team),
            "channel_by_name_404",
        ),
        (
            format!("/api/v4/users/me/teams/{}/channels", site.team),
            "my_channels_of_team",
        ),
        (
            format!("/api/v4/users/me/teams/{}/channels/members", site.team),
            "my_channel_members_of_team",
        ),
        (
            "/api/v4/users/me/channel_members?page=0".into(),
            "my_channel_members_all",
        ),
        (
            format!("/api/v4/users/me/teams/{}/channels/categories", site.team),
            "sidebar_categories",
        ),
    ] {
        check(alice, GET, &path, Value::Null, name).await;
    }
    let view = json!({"channel_id": made["id"], "prev_channel_id": ""});
    check(
        alice,
        POST,
        "/api/v4/channels/members/me/view",
        view,
        "channel_view",
    )
    .await;
    let gone = format!("{members}/{}", bob.user().id);
    check(alice, DELETE, &gone, Value::Null, "channel_member_remove").await;
    check(alice, DELETE, &path, Value::Null, "channel_delete").await;
    let id = made["id"].as_str().unwrap();
    let refused = alice.create_post(id, "too late").await.unwrap_err();
    assert_eq!(
        refused.id(),
        "api.post.create_post.can_not_post_to_deleted.error"
    );
    site.server.shutdown().await;
}

#[tokio::test]
async fn private_and_direct_channels_are_for_their_members() {
    let site = Site::start().await;
    let new = json!({"team_id": site.team, "name": "secret", "display_name": "S", "type": "P"});
    let secret: Value = site.alice.post("/api/v4/channels", &new).await.unwrap();
    let path = format!("/api/v4/channels/{}", secret["id"].as_str().unwrap());
    check(&site.bob, GET, &path, Value::Null, "channel_private_403").await;
    let users = json!([site.alice.user().id, site.bob.user().id]);
    let direct = check(
        &site.alice,
        POST,
        "/api/v4/channels/direct",
        users,
        "channel_direct",
    )
    .await;
    let again = site.bob.direct_channel("alice").await.unwrap();
    assert_eq!(direct["id"], json!(again.id));
    let users = json!([
        site.alice.user().id,
        site.bob.user().id,
        site.admin.user().id
    ]);
    let group: Value = site
        .alice
        .post("/api/v4/channels/group", &users)
        .await
        .unwrap();
    assert_eq!(group["type"], "G");
    assert_eq!(group["display_name"], "admin, alice, bob");
    let id = secret["id"].as_str().unwrap();
    let refused = site.bob.create_post(id, "x").await.unwrap_err();
    assert!(refused.is_forbidden());
    assert_eq!(refused.status_code(), StatusCode::FORBIDDEN.as_u16());
    site.server.shutdown().await;
}
