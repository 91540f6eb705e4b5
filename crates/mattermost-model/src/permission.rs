//! Permissions by id.

use crate::Permission;

/// The ids of Mattermost's permissions, such as [`CREATE_POST`](ids::CREATE_POST).
#[path = "generated/permission.rs"]
pub mod ids;

/// The server looks at the id alone.
impl From<&str> for Permission {
    fn from(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            ..Self::default()
        }
    }
}
