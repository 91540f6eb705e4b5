//! What the entries of a list lead to.

use futures_util::future::try_join_all;

use super::places::{Place, Places};
use crate::app::Services;
use crate::domain::post_index::{self, Entry, List};
use crate::error::Result;

/// How many entries are looked at for each that may be shown.
const TRIES: usize = 3;

/// What entries of a list lead to.
pub(super) trait Shown: Sized + Send {
    /// The list.
    const LIST: List;
    /// How many are shown.
    const MOST: usize;

    /// Looks at the post of an entry; `None` where it shows nothing any more.
    fn find(
        services: &Services,
        entry: &Entry,
    ) -> impl Future<Output = Result<Option<Self>>> + Send;

    /// Names the channel.
    fn named(self, place: Place) -> Self;
}

/// The entries whose channels are not archived. Several stand in one channel, which is asked for once.
async fn named(places: &mut Places<'_>, entries: Vec<Entry>) -> Result<Vec<(Entry, Place)>> {
    let mut named = Vec::new();
    for entry in entries {
        let place = places.name(&entry.channel_id).await?;
        named.extend(place.map(|place| (entry, place)));
    }
    Ok(named)
}

/// Follows entries, some at once. Those that lead to nothing are taken off the list; archived channels are left
/// out.
pub(super) async fn follow<T: Shown>(
    services: &Services,
    places: &mut Places<'_>,
    entries: Vec<Entry>,
) -> Result<Vec<T>> {
    let (mut found, mut gone) = (Vec::new(), Vec::new());
    let mut entries = entries.into_iter().take(T::MOST.saturating_mul(TRIES));
    while found.len() < T::MOST {
        // No more at once than there is room for, so that none is looked at in vain.
        let some: Vec<Entry> = entries.by_ref().take(T::MOST - found.len()).collect();
        if some.is_empty() {
            break;
        }
        let named = named(places, some).await?;
        let finds = named.iter().map(|(entry, _)| T::find(services, entry));
        let items = try_join_all(finds).await?;
        for ((entry, place), item) in named.into_iter().zip(items) {
            match item {
                Some(item) => found.push(item.named(place)),
                None => gone.push(entry),
            }
        }
    }
    let gone = gone
        .iter()
        .map(|entry| (entry.post_id.as_str(), entry.channel_id.as_str()));
    post_index::remove(services, T::LIST, gone).await;
    Ok(found)
}
