//! The e-mail addresses of people who have another one in Zoom than in Mattermost, as system admins
//! have set them for an account-level app.
//!
//! Each person has a key of their own, so that a start reads no more than that.

use std::collections::BTreeSet;

use mattermost_plugin::Api;
use serde::{Deserialize, Serialize};
use zoom_client::UserRef;

use crate::app::Services;
use crate::domain::accounts::{self, ZoomUser};
use crate::error::Result;
use crate::i18n::Text;
use crate::store::{Owner, change, is_id, keys};
use crate::texts;

/// How many people can have another address.
const MAX_PEOPLE: usize = 1000;
/// How many are listed at once.
const MAX_LISTED: usize = 100;
/// The longest address there can be, by RFC 5321.
pub const MAX_EMAIL: usize = 254;

/// All people with another address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct People {
    user_ids: BTreeSet<String>,
}

/// The address that was set for a person, if any.
///
/// # Errors
/// When the store fails.
pub async fn of(api: &Api, user_id: &str) -> Result<Option<String>> {
    let bytes = api.kv().get_bytes(&keys::zoom_email(user_id)).await?;
    Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
}

/// The person whose address this was set to be, if any.
///
/// # Errors
/// When the store fails.
pub async fn person_with(api: &Api, email: &str) -> Result<Option<String>> {
    let key = keys::person_of_zoom_email(email);
    let person = api.kv().get_bytes(&key).await?;
    let person = person.and_then(|id| String::from_utf8(id).ok());
    Ok(person.filter(|id| is_id(id)))
}

/// Removes the way from a person's address to the person, unless it leads to another one by now.
async fn forget_address(api: &Api, user_id: &str) -> Result<()> {
    let Some(email) = of(api, user_id).await? else {
        return Ok(());
    };
    if person_with(api, &email).await?.as_deref() == Some(user_id) {
        api.kv().delete(&keys::person_of_zoom_email(&email)).await?;
    }
    Ok(())
}

/// Sets a person's address, which Zoom has to know.
///
/// # Errors
/// [`NoZoomUser`](crate::error::Error::NoZoomUser),
/// [`ZoomUserOutside`](crate::error::Error::ZoomUserOutside), or when Mattermost or Zoom fails.
pub async fn set(services: &Services, admin_id: &str, typed: &str) -> Result<Text> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    let [person, email] = words.as_slice() else {
        return Ok(texts::map_usage());
    };
    let email = email.trim_matches(['<', '>']);
    if !services.ready.settings.account_level_app {
        return Ok(texts::map_not_account_level());
    }
    if !is_email(email) {
        return Ok(texts::map_no_email(email));
    }
    let Some(user_id) = find(&services.api, person).await? else {
        return Ok(texts::map_no_person(*person));
    };
    check_with_zoom(services, email).await?;
    if !keep(&services.api, &user_id, email).await? {
        return Ok(texts::map_full());
    }
    tracing::info!(audit = "map e-mail", user_id = admin_id, person = user_id);
    Ok(texts::map_set(texts::MapSet {
        email: email.into(),
        person: (*person).into(),
    }))
}

/// No more than keeps nonsense and other paths out of Zoom's URLs: whether it exists, Zoom says.
fn is_email(text: &str) -> bool {
    let parts = text.split_once('@');
    let filled = parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    let plain = |c: char| !c.is_control() && !"/\\?#%`".contains(c);
    filled && text.len() <= MAX_EMAIL && text.chars().all(plain)
}

/// A person by their name, or by their id where they have none any more.
async fn find(api: &Api, typed: &str) -> Result<Option<String>> {
    let name = typed.trim_start_matches('@').to_lowercase();
    match api.get_user_by_username(name).await {
        Ok(user) => Ok(Some(user.id)),
        Err(error) if matches!(error.status_code(), Some(400..=499)) => {
            Ok(is_id(typed).then(|| typed.to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}

async fn check_with_zoom(services: &Services, email: &str) -> Result<()> {
    let zoom = &services.ready.zoom;
    let user = accounts::call(services, &Owner::Account, |token| async move {
        zoom.user(&token, UserRef::Email(email)).await
    });
    let tried = ZoomUser::Email(email.to_owned());
    user.await.map(|_| ()).map_err(|error| tried.explain(error))
}

async fn keep(api: &Api, user_id: &str, email: &str) -> Result<bool> {
    let kv = api.kv();
    let has_room = change(&kv, keys::ZOOM_EMAILS, None, |people: &mut People| {
        let has_room = people.user_ids.len() < MAX_PEOPLE || people.user_ids.contains(user_id);
        if has_room {
            people.user_ids.insert(user_id.to_owned());
        }
        has_room
    })
    .await?;
    if has_room {
        forget_address(api, user_id).await?;
        let person = user_id.as_bytes().to_vec();
        kv.set_bytes(&keys::person_of_zoom_email(email), person, None)
            .await?;
        let value = email.as_bytes().to_vec();
        kv.set_bytes(&keys::zoom_email(user_id), value, None)
            .await?;
    }
    Ok(has_room)
}

/// Goes back to a person's address in Mattermost.
///
/// # Errors
/// When Mattermost fails.
pub async fn remove(services: &Services, admin_id: &str, typed: &str) -> Result<Text> {
    let api = &services.api;
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(texts::map_usage());
    }
    let Some(user_id) = find(api, typed).await? else {
        return Ok(texts::map_no_person(typed));
    };
    let kv = api.kv();
    forget_address(api, &user_id).await?;
    kv.delete(&keys::zoom_email(&user_id)).await?;
    let known = change(&kv, keys::ZOOM_EMAILS, None, |people: &mut People| {
        people.user_ids.remove(&user_id)
    });
    if !known.await? {
        return Ok(texts::map_unknown(typed));
    }
    tracing::info!(audit = "unmap e-mail", user_id = admin_id, person = user_id);
    Ok(texts::map_removed(typed))
}

/// All people with another address.
///
/// # Errors
/// When the store fails.
pub async fn list(services: &Services) -> Result<Text> {
    let api = &services.api;
    let people: People = api.kv().get(keys::ZOOM_EMAILS).await?.unwrap_or_default();
    if people.user_ids.is_empty() {
        return Ok(texts::map_none());
    }
    let mut lines = vec![texts::map_list()];
    for user_id in people.user_ids.iter().take(MAX_LISTED) {
        if let Some(email) = of(api, user_id).await? {
            lines.push(line(api, user_id, email).await);
        }
    }
    let left = people.user_ids.len().saturating_sub(MAX_LISTED);
    if left > 0 {
        lines.push(texts::list_more(i64::try_from(left).unwrap_or(i64::MAX)));
    }
    Ok(Text::joined(lines, "\n"))
}

async fn line(api: &Api, user_id: &str, email: String) -> Text {
    let person = match api.get_user(user_id).await {
        Ok(user) => format!("@{}", user.username),
        Err(_) => user_id.to_owned(),
    };
    texts::map_line(texts::MapLine {
        email: email.into(),
        person: person.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_nonsense() {
        for good in ["a@b", "alice.smith+zoom@example.com", "алиса@пример.рф"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "@",
            "a@",
            "@b",
            "alice",
            "a@b/meetings",
            "a@b?x=1",
            "a%2f@b",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(!is_email(&format!("{}@b", "a".repeat(260))));
    }
}
