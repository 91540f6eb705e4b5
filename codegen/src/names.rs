//! Rust names for Go names.

/// Words that Go spells in a way the splitting rule would break.
const COMPOUNDS: [(&str, &str); 5] = [
    ("OAuth", "Oauth"),
    ("IDs", "Ids"),
    ("URLs", "Urls"),
    ("PMs", "Pms"),
    ("IPs", "Ips"),
];

/// Rust's keywords that occur as Go names.
const KEYWORDS: [&str; 8] = [
    "type", "where", "ref", "match", "self", "override", "use", "async",
];

/// `GetUserByID` becomes `get_user_by_id`, `IPAddress` becomes `ip_address`.
pub(crate) fn snake(go: &str) -> String {
    let name = snake_raw(go);
    if KEYWORDS.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

/// `PostTypeDefault` becomes `POST_TYPE_DEFAULT`.
pub(crate) fn screaming(go: &str) -> String {
    snake_raw(go).to_uppercase()
}

fn snake_raw(go: &str) -> String {
    let mut go = go.to_owned();
    for (from, to) in COMPOUNDS {
        go = go.replace(from, to);
    }
    let chars: Vec<char> = go.chars().collect();
    let mut out = String::new();
    for (i, c) in chars.iter().enumerate() {
        if starts_word(&chars, i) && !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// An upper-case letter starts a word after a lower-case one, or before one.
fn starts_word(chars: &[char], i: usize) -> bool {
    let at = |i: usize| chars.get(i).copied();
    let Some(c) = at(i) else { return false };
    let before = i.checked_sub(1).and_then(at);
    let after = at(i + 1);
    c.is_uppercase()
        && (before.is_some_and(|b| !b.is_uppercase()) || after.is_some_and(|a| a.is_lowercase()))
}

/// The Rust name of a Go type: types of package `model` and `plugin` keep their name, those of
/// other packages get it as a prefix.
pub(crate) fn type_name(go: &str) -> String {
    let (package, name) = go.split_once('.').unwrap_or(("", go));
    let name = name.trim_start_matches("Z_");
    match package {
        "saml2" => format!("Saml2{name}"),
        "types" => format!("Saml{name}"),
        "xml" => format!("Xml{name}"),
        "driver" => format!("Driver{name}"),
        "logr" => format!("Log{name}"),
        "http" => format!("Http{name}"),
        _ => name.replace("HTTP", "Http"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn go_names_become_snake_case() {
        for (go, rust) in [
            ("ChannelId", "channel_id"),
            ("IPAddress", "ip_address"),
            ("KVSetWithOptions", "kv_set_with_options"),
            ("PublishWebSocketEvent", "publish_web_socket_event"),
            ("OnSAMLLogin", "on_saml_login"),
            ("GetOAuthApp", "get_oauth_app"),
            ("userIDs", "user_ids"),
            ("Type", "type_"),
            ("Http2", "http2"),
        ] {
            assert_eq!(snake(go), rust);
        }
    }
}
