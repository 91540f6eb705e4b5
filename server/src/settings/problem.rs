//! What can be wrong with a setting.

use super::Setting;

/// A setting that is missing or cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which setting.
    pub setting: Setting,
    /// What is wrong with it.
    pub fault: Fault,
}

/// The ways in which a setting can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is required and empty.
    Missing,
    /// It should be text.
    NotText {
        /// Whether the plugin cannot work without it.
        blocking: bool,
    },
    /// It should be true or false.
    NotASwitch {
        /// Whether the plugin cannot work without it.
        blocking: bool,
    },
    /// It should be one of the values that the System Console offers.
    NotAChoice,
    /// It should be an absolute `http` or `https` URL.
    NotAUrl,
    /// Mattermost did not say what it is: nobody has to mend it, it is asked again.
    Unread,
    /// The encryption key has this many bytes instead of 16, 24 or 32.
    KeyLength(usize),
}

impl Fault {
    /// A switch that only narrows a feature when it cannot be read.
    pub(super) fn switch() -> Self {
        Self::NotASwitch { blocking: false }
    }

    /// A switch without which nothing may be done.
    pub(super) fn blocking_switch() -> Self {
        Self::NotASwitch { blocking: true }
    }

    /// Whether the plugin's routes answer 501 until it is mended.
    pub fn is_blocking(self) -> bool {
        match self {
            Self::Missing | Self::NotAUrl | Self::Unread | Self::KeyLength(_) => true,
            Self::NotAChoice => false,
            Self::NotText { blocking } | Self::NotASwitch { blocking } => blocking,
        }
    }
}
