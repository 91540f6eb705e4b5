//! The messages of a language.

/// All messages, one after another, and where each ends. An address of each would take half as much
/// of the executable as the words themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Messages {
    words: &'static str,
    ends: &'static [u32],
}

impl Messages {
    /// What the build script has put together.
    pub(crate) const fn new(words: &'static str, ends: &'static [u32]) -> Self {
        Self { words, ends }
    }

    /// A message by its index; empty where there is none.
    pub(super) fn get(self, index: usize) -> &'static str {
        let end = |index: usize| Some(*self.ends.get(index)? as usize);
        let start = index.checked_sub(1).map_or(Some(0), end);
        let range = start.zip(end(index)).map(|(start, end)| start..end);
        range
            .and_then(|range| self.words.get(range))
            .unwrap_or_default()
    }

    /// Every message, in the order of the ids.
    #[cfg(test)]
    pub(super) fn iter(self) -> impl Iterator<Item = &'static str> {
        (0..self.ends.len()).map(move |index| self.get(index))
    }
}

#[cfg(test)]
mod tests {
    use super::Messages;

    #[test]
    fn messages_are_found_by_their_index() {
        let messages = Messages::new("onezweitrois", &[3, 7, 7, 12]);
        let all: Vec<&str> = messages.iter().collect();
        assert_eq!(all, ["one", "zwei", "", "trois"]);
        assert_eq!(messages.get(4), "");
        assert_eq!(Messages::default().get(0), "");
    }
}
