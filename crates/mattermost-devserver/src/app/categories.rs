//! The categories of a user's sidebar in a team: the three that everyone has, and the user's own.

use mattermost_model::{
    Channel, OrderedSidebarCategories, SidebarCategory, SidebarCategoryWithChannels,
};

use super::App;
use super::users::some_or;
use crate::fault::{Fault, Outcome};
use crate::id::new_id;
use crate::ws::{Broadcast, Event};

/// How far apart categories are numbered, as in Mattermost.
const STEP: i64 = 10;

impl App {
    /// The categories in their order. A channel that is in none stands in that of its kind.
    pub(crate) fn sidebar_categories(
        &self,
        user_id: &str,
        team_id: &str,
    ) -> Outcome<OrderedSidebarCategories> {
        let channels = self.store.channels_of(user_id, Some(team_id))?;
        let mut categories = self.store.sidebar_categories(user_id, team_id)?;
        if categories.is_empty() {
            categories = everyones(user_id, team_id);
        }
        let is_there = |id: &String| channels.iter().any(|c| c.id == *id && c.delete_at == 0);
        for category in &mut categories {
            category.channels.retain(is_there);
        }
        for channel in channels.iter().filter(|channel| channel.delete_at == 0) {
            place(&mut categories, channel);
        }
        categories.sort_by_key(|category| category.sidebar_category.sort_order);
        let order = categories.iter().map(id).cloned().collect();
        Ok(OrderedSidebarCategories { categories, order })
    }

    /// Makes a category of the user's own, above those for channels and direct messages.
    pub(crate) fn create_sidebar_category(
        &self,
        user_id: &str,
        team_id: &str,
        wanted: SidebarCategoryWithChannels,
    ) -> Outcome<SidebarCategoryWithChannels> {
        let mut all = self.sidebar_categories(user_id, team_id)?.categories;
        self.require_own_channels(user_id, team_id, &wanted.channels)?;
        let made = SidebarCategoryWithChannels {
            sidebar_category: SidebarCategory {
                id: new_id(),
                user_id: user_id.to_owned(),
                team_id: team_id.to_owned(),
                type_: "custom".to_owned(),
                display_name: some_or(&wanted.sidebar_category.display_name, "Category"),
                ..wanted.sidebar_category
            },
            channels: wanted.channels,
        };
        take_from(&mut all, &made);
        all.insert(1.min(all.len()), made.clone());
        self.save_sidebar(user_id, team_id, all)?;
        self.sidebar_category(user_id, team_id, id(&made))
    }

    /// Changes categories that are there. A channel leaves the category it was in.
    pub(crate) fn update_sidebar_categories(
        &self,
        user_id: &str,
        team_id: &str,
        changes: Vec<SidebarCategoryWithChannels>,
    ) -> Outcome<Vec<SidebarCategoryWithChannels>> {
        let mut all = self.sidebar_categories(user_id, team_id)?.categories;
        for change in &changes {
            self.require_own_channels(user_id, team_id, &change.channels)?;
            take_from(&mut all, change);
            let before = all.iter_mut().find(|category| id(category) == id(change));
            let before = before.ok_or_else(missing)?;
            let kept = before.sidebar_category.clone();
            before.channels.clone_from(&change.channels);
            before.sidebar_category = SidebarCategory {
                user_id: kept.user_id,
                team_id: kept.team_id,
                type_: kept.type_,
                sort_order: kept.sort_order,
                ..change.sidebar_category.clone()
            };
        }
        self.save_sidebar(user_id, team_id, all)?;
        let now = self.sidebar_categories(user_id, team_id)?.categories;
        let is_changed = |category: &SidebarCategoryWithChannels| {
            changes.iter().any(|change| id(change) == id(category))
        };
        Ok(now.into_iter().filter(is_changed).collect())
    }

    fn sidebar_category(
        &self,
        user_id: &str,
        team_id: &str,
        wanted: &str,
    ) -> Outcome<SidebarCategoryWithChannels> {
        let all = self.sidebar_categories(user_id, team_id)?.categories;
        all.into_iter()
            .find(|category| id(category) == wanted)
            .ok_or_else(missing)
    }

    fn require_own_channels(&self, user_id: &str, team_id: &str, ids: &[String]) -> Outcome<()> {
        let own = self.store.channels_of(user_id, Some(team_id))?;
        let is_own = |id: &String| own.iter().any(|channel| channel.id == *id);
        if ids.iter().all(is_own) {
            return Ok(());
        }
        Err(Fault::body_parameter("category"))
    }

    fn save_sidebar(
        &self,
        user_id: &str,
        team_id: &str,
        mut all: Vec<SidebarCategoryWithChannels>,
    ) -> Outcome<()> {
        for (category, place) in all.iter_mut().zip(0..) {
            category.sidebar_category.sort_order = STEP * place;
        }
        self.store.save_sidebar_categories(user_id, team_id, &all)?;
        let event = Event::new("sidebar_category_updated", Broadcast::to_user(user_id));
        self.publish(&event);
        Ok(())
    }
}

fn id(category: &SidebarCategoryWithChannels) -> &String {
    &category.sidebar_category.id
}

fn everyones(user_id: &str, team_id: &str) -> Vec<SidebarCategoryWithChannels> {
    let kinds = [
        ("favorites", "Favorites", ""),
        ("channels", "Channels", ""),
        ("direct_messages", "Direct Messages", "recent"),
    ];
    let category = |(place, (kind, display_name, sorting)): (i64, (&str, &str, &str))| {
        SidebarCategoryWithChannels {
            sidebar_category: SidebarCategory {
                id: format!("{kind}_{user_id}_{team_id}"),
                user_id: user_id.to_owned(),
                team_id: team_id.to_owned(),
                sort_order: STEP * place,
                sorting: sorting.to_owned(),
                type_: kind.to_owned(),
                display_name: display_name.to_owned(),
                muted: false,
                collapsed: false,
            },
            channels: Vec::new(),
        }
    };
    (0..).zip(kinds).map(category).collect()
}

/// Puts a channel that is in no category into that of its kind.
fn place(categories: &mut [SidebarCategoryWithChannels], channel: &Channel) {
    let is_placed =
        |category: &SidebarCategoryWithChannels| category.channels.contains(&channel.id);
    if categories.iter().any(is_placed) {
        return;
    }
    let kind = if channel.team_id.is_empty() {
        "direct_messages"
    } else {
        "channels"
    };
    let home = categories
        .iter_mut()
        .find(|category| category.sidebar_category.type_ == kind);
    if let Some(home) = home {
        home.channels.push(channel.id.clone());
    }
}

/// Takes the channels of a category out of all others.
fn take_from(all: &mut [SidebarCategoryWithChannels], taker: &SidebarCategoryWithChannels) {
    for category in all.iter_mut().filter(|category| id(category) != id(taker)) {
        category.channels.retain(|id| !taker.channels.contains(id));
    }
}

fn missing() -> Fault {
    let message = "Unable to find the existing category.";
    Fault::not_found("app.channel.sidebar_categories.app_error", message)
}
