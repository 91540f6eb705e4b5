//! The channels of one person, and what they are called.

use std::collections::{BTreeMap, BTreeSet};

use mattermost_plugin::model::Channel;

use crate::app::Services;
use crate::error::Result;
use crate::store::is_id;

/// How many memberships are read at once, and how often.
const PAGE: i64 = 200;
const MOST_PAGES: i64 = 25;

/// A channel as it is named to a person.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// The channel; the other person of a direct channel.
    pub(super) channel: String,
}

/// The channels that a person is a member of, among those that were asked for.
pub(super) struct Places<'a> {
    services: &'a Services,
    user_id: &'a str,
    channels: BTreeSet<String>,
    named: BTreeMap<String, Option<Place>>,
}

impl<'a> Places<'a> {
    /// Asks for the person's memberships: a call for each two hundred channels of theirs.
    pub(super) async fn of<'b>(
        services: &'a Services,
        user_id: &'a str,
        wanted: impl Iterator<Item = &'b str>,
    ) -> Result<Self> {
        let mut wanted: BTreeSet<&str> = wanted.filter(|id| is_id(id)).collect();
        let mut channels = BTreeSet::new();
        for page in 0..MOST_PAGES {
            if wanted.is_empty() {
                break;
            }
            // The server takes no notice of the team.
            let members = services
                .api
                .get_channel_members_for_user("", user_id, page, PAGE);
            let members = members.await?;
            let is_last = i64::try_from(members.len()).unwrap_or(PAGE) < PAGE;
            for member in members {
                if wanted.remove(member.channel_id.as_str()) {
                    channels.insert(member.channel_id);
                }
            }
            if is_last {
                break;
            }
        }
        Ok(Self {
            services,
            user_id,
            channels,
            named: BTreeMap::new(),
        })
    }

    /// Whether the person is a member.
    pub(super) fn has(&self, channel_id: &str) -> bool {
        self.channels.contains(channel_id)
    }

    /// A channel's name; `None` for one that is archived or gone.
    pub(super) async fn name(&mut self, channel_id: &str) -> Result<Option<Place>> {
        if let Some(known) = self.named.get(channel_id) {
            return Ok(known.clone());
        }
        let found = self.services.api.get_channel(channel_id).await;
        let place = match found {
            Ok(channel) if channel.delete_at == 0 => Some(self.place(channel).await),
            Ok(_) => None,
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error.into()),
        };
        self.named.insert(channel_id.to_owned(), place.clone());
        Ok(place)
    }

    async fn place(&self, channel: Channel) -> Place {
        let api = &self.services.api;
        if channel.type_ == "D" {
            let mut ids = channel.name.split("__");
            let other = ids.find(|id| *id != self.user_id).unwrap_or(self.user_id);
            let other = api.get_user(other).await;
            return Place {
                channel: other.map_or(String::new(), |user| format!("@{}", user.username)),
            };
        }
        Place {
            channel: channel.display_name,
        }
    }
}
