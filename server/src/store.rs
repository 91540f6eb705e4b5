//! What is kept in the plugin's key-value store: keys, forms, and how secrets are sealed.
//!
//! The keys and forms of the Go plugin are kept, so that an upgrade loses nothing and a roll-back
//! finds its own data. Everything of our own lies below [`keys::OWN_PREFIX`], but for the locks and
//! timers of the SDK's cluster package, which has prefixes of its own.

mod call;
mod change;
mod followed;
mod go_cipher;
#[cfg(test)]
pub mod go_rows;
mod json;
pub mod keys;
mod live;
mod random;
mod scheduled;
mod seal;
mod shown_status;
mod tokens;
mod values;

pub use call::{Call, CallAnswer};
pub use change::{change, change_for};
pub use followed::{Followed, FollowedPost, LONGEST_NAME, Run, Target};
pub use json::{read_json, to_json};
pub use live::{Change, Due, Live, LiveRun, Moved, hash as hash_of_zoom_user};
pub use random::{random_nonce, random_text};
pub use scheduled::{Closed, InvitationPost, News, Scheduled, Slot, Told};
pub use seal::{EncryptionKey, Unreadable};
pub use shown_status::{OurStatus, ShownStatus};
pub use tokens::{Connection, Owner, StoredTokens, stored_owner};
pub use values::{
    ChannelSettings, ConnectState, MeetingChannel, PendingStart, Preference, Room, Rule, is_id,
    read_post_id,
};
