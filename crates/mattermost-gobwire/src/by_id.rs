//! A map from the type ids of a stream.

use std::collections::HashMap;

/// How far ids may be apart and still lie in the table.
const TABLE: i64 = 4096;

/// Values by type id. A sender numbers its types one after the other, and each field of each
/// value looks its type up, so ids near each other lie in a table; others in a hash map.
#[derive(Debug, Clone)]
pub(crate) struct ById<T> {
    first: i64,
    table: Vec<Option<T>>,
    rest: HashMap<i64, T>,
}

impl<T> Default for ById<T> {
    fn default() -> Self {
        Self {
            first: 0,
            table: Vec::new(),
            rest: HashMap::new(),
        }
    }
}

impl<T> ById<T> {
    fn place(&self, id: i64) -> Option<usize> {
        let distance = id.checked_sub(self.first)?;
        usize::try_from(distance).ok().filter(|_| distance < TABLE)
    }

    pub(crate) fn get(&self, id: i64) -> Option<&T> {
        match self.place(id) {
            Some(place) => self.table.get(place)?.as_ref(),
            None => self.rest.get(&id),
        }
    }

    pub(crate) fn get_mut(&mut self, id: i64) -> Option<&mut T> {
        match self.place(id) {
            Some(place) => self.table.get_mut(place)?.as_mut(),
            None => self.rest.get_mut(&id),
        }
    }

    /// Let the table begin with `id` where that is a little before its first: a sender may define a
    /// type, with the id that it reserved, after those of its fields.
    fn make_room_below(&mut self, id: i64) {
        let room = usize::try_from(self.first.saturating_sub(id)).unwrap_or_default();
        if room > 0 && self.table.len().saturating_add(room) <= TABLE as usize {
            self.table
                .splice(0..0, std::iter::repeat_with(|| None).take(room));
            self.first = id;
        }
    }

    pub(crate) fn insert(&mut self, id: i64, value: T) {
        if self.table.is_empty() && self.rest.is_empty() {
            self.first = id;
        }
        self.make_room_below(id);
        let Some(place) = self.place(id) else {
            self.rest.insert(id, value);
            return;
        };
        if self.table.len() <= place {
            self.table.resize_with(place.saturating_add(1), || None);
        }
        if let Some(slot) = self.table.get_mut(place) {
            *slot = Some(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ById;

    #[test]
    fn ids_near_and_far_are_kept_apart() {
        let mut map = ById::default();
        let ids = [
            100,
            101,
            64,
            99,
            4195,
            4196,
            i64::MAX,
            -5,
            i64::MIN,
            100 + (1 << 40),
        ];
        for id in ids {
            map.insert(id, id);
        }
        map.insert(101, 7);
        for id in ids {
            let expected = if id == 101 { 7 } else { id };
            assert_eq!(map.get(id), Some(&expected), "{id}");
            assert_eq!(map.get_mut(id), Some(&mut expected.clone()), "{id}");
        }
        assert_eq!(map.get(102), None);
        assert_eq!(map.get(5000), None);
        assert!(map.table.len() <= 4096);
    }

    #[test]
    fn ids_come_in_any_order() {
        let ids = [5000, 10, 3000, 950, 900, 5001, 800, 12, 904, 9000, 905];
        let mut map = ById::default();
        for (count, id) in ids.iter().enumerate() {
            map.insert(*id, *id);
            for known in &ids[..=count] {
                assert_eq!(map.get(*known), Some(known), "{known} after {id}");
            }
        }
        assert!(map.table.len() <= 4096);
        assert!(map.rest.contains_key(&10) && !map.rest.contains_key(&950));
    }
}
