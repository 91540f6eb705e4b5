//! JSON as Mattermost sends it: Go writes `null` where a list or map was never made, which in Rust
//! is an empty one.

use serde::Serialize;
use serde_json::Value;

/// The lists that are `null` on a real server where they are empty, as recorded.
const NULL_LISTS: [&str; 9] = [
    "participants",
    "fields",
    "attachments",
    "extra_responses",
    "Arguments",
    "SubCommands",
    "options",
    "sections",
    "team_members",
];

/// A value in Mattermost's JSON form.
pub(crate) fn to_value(value: &impl Serialize) -> serde_json::Result<Value> {
    let mut value = serde_json::to_value(value)?;
    make_nulls(&mut value);
    Ok(value)
}

fn make_nulls(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(make_nulls),
        Value::Object(members) => {
            // Posts always have props; channels and commands' answers have none.
            let is_post = members.contains_key("message");
            let is_ephemeral =
                members.get("type").and_then(Value::as_str) == Some("system_ephemeral");
            for (key, value) in members.iter_mut() {
                let is_nil = match value {
                    Value::Array(items) if items.is_empty() => {
                        NULL_LISTS.contains(&key.as_str()) || (is_ephemeral && key == "file_ids")
                    }
                    Value::Object(map) if map.is_empty() => {
                        key == "timezone" || (key == "props" && !is_post)
                    }
                    _ => false,
                };
                if is_nil {
                    *value = Value::Null;
                } else {
                    make_nulls(value);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_go_never_made_is_null() {
        let mut value = json!({
            "message": "", "props": {"attachments": [{"fields": [], "id": 0}]},
            "participants": [], "file_ids": [], "metadata": {},
        });
        make_nulls(&mut value);
        let expected = json!({
            "message": "", "props": {"attachments": [{"fields": null, "id": 0}]},
            "participants": null, "file_ids": [], "metadata": {},
        });
        assert_eq!(value, expected);
        let mut channel = json!([{"name": "x", "props": {}}]);
        make_nulls(&mut channel);
        assert_eq!(channel, json!([{"name": "x", "props": null}]));
    }
}
