//! What the entries of a list lead to.

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

/// Follows entries. Those that lead to nothing are taken off the list; archived channels are left
/// out.
pub(super) async fn follow<T: Shown>(
    services: &Services,
    places: &mut Places<'_>,
    entries: Vec<Entry>,
) -> Result<Vec<T>> {
    let (mut found, mut gone) = (Vec::new(), Vec::new());
    for entry in entries.into_iter().take(T::MOST.saturating_mul(TRIES)) {
        if found.len() == T::MOST {
            break;
        }
        let Some(place) = places.name(&entry.channel_id).await? else {
            continue;
        };
        match T::find(services, &entry).await? {
            Some(item) => found.push(item.named(place)),
            None => gone.push(entry),
        }
    }
    let gone = gone
        .iter()
        .map(|entry| (entry.post_id.as_str(), entry.channel_id.as_str()));
    post_index::remove(services, T::LIST, gone).await;
    Ok(found)
}
