//! The next meetings of a person as Zoom listed them some minutes ago: panels ask with everything that
//! happens in their channels, and Zoom allows few such questions. It stands in the store, so that all
//! nodes forget it at once when the person plans or cancels a meeting.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::app::Services;
use crate::error::Result;
use crate::store::{keys, read_json, to_json};

/// How long Zoom's answer is good.
const FRESH: Duration = Duration::from_secs(3 * 60);

/// What was kept for a person; `None` where Zoom has to be asked.
///
/// # Errors
/// When the store fails.
pub async fn read<T: DeserializeOwned>(services: &Services, user_id: &str) -> Result<Option<T>> {
    let bytes = services
        .api
        .kv()
        .get_bytes(&keys::zoom_list(user_id))
        .await?;
    Ok(bytes.as_deref().and_then(read_json))
}

/// Keeps what Zoom answered just now. Where that fails, Zoom is asked again.
pub async fn keep<T: Serialize + Sync>(services: &Services, user_id: &str, listed: &T) {
    if let Err(error) = try_keep(services, user_id, listed).await {
        error.log("keep a list of meetings", user_id);
    }
}

async fn try_keep<T: Serialize + Sync>(
    services: &Services,
    user_id: &str,
    listed: &T,
) -> Result<()> {
    let (kv, key) = (services.api.kv(), keys::zoom_list(user_id));
    Ok(kv.set_bytes(&key, to_json(listed)?, Some(FRESH)).await?)
}

/// Has Zoom asked anew the next time: the person's meetings have changed.
pub async fn forget(services: &Services, user_id: &str) {
    let key = keys::zoom_list(user_id);
    if let Err(error) = services.api.kv().delete(&key).await {
        tracing::warn!(user_id, error = %error, "a list of meetings is old for some minutes");
    }
}
