//! JSON as Go's `encoding/json` has it, where that is not plain.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use mattermost_model::{PostList, PostSearchResults, SidebarCategory, SidebarCategoryWithChannels};
use serde_json::{Value, json};

#[test]
fn the_fields_of_an_embedded_struct_stand_among_those_of_the_outer_one() {
    let category = SidebarCategoryWithChannels {
        sidebar_category: SidebarCategory {
            id: "c1".to_owned(),
            sort_order: 10,
            ..SidebarCategory::default()
        },
        channels: vec!["t1".to_owned()],
    };
    let text = serde_json::to_value(&category).unwrap();
    assert_eq!(text["id"], "c1");
    assert_eq!(text["channel_ids"], json!(["t1"]));
    assert_eq!(text.get("SidebarCategory"), None);
    let again: SidebarCategoryWithChannels = serde_json::from_value(text).unwrap();
    assert_eq!(again, category);
}

#[test]
fn an_embedded_pointer_is_there_when_one_of_its_fields_is() {
    let found = PostSearchResults {
        post_list: Some(PostList {
            order: vec!["p1".to_owned()],
            ..PostList::default()
        }),
        ..PostSearchResults::default()
    };
    let text = serde_json::to_value(&found).unwrap();
    assert_eq!(text["order"], json!(["p1"]));
    let again: PostSearchResults = serde_json::from_value(text).unwrap();
    assert_eq!(again.post_list.unwrap().order, ["p1"]);
    let nothing: PostSearchResults = serde_json::from_value(json!({ "matches": {} })).unwrap();
    assert_eq!(nothing.post_list, None);
    let empty = serde_json::to_value(&nothing).unwrap();
    assert_eq!(empty.get("order"), None::<&Value>);
}
