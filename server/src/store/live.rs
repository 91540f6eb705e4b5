//! Who is in a meeting, and who waits: one record for each meeting number, changed by
//! compare-and-set.
//!
//! Zoom's events come late, twice and out of order, to several nodes. Each tells where somebody was
//! at a time, and the latest word on each stay holds, so that the record ends up the same whatever
//! the order. Names and e-mail addresses are not kept: people are told apart by hashes.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;

use data_encoding::BASE32_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zoom_client::webhook::{ParticipantChange, ParticipantEvent};

use super::Run;

/// How many runs of a meeting are remembered: recurring meetings and personal rooms have many.
const MOST_RUNS: usize = 4;
/// How many stays of a run are told apart; more are only counted. Zoom's larger meetings hold 1,000.
const MOST_STAYS: usize = 3_000;
/// How many people of a run are Mattermost's users by name.
const MOST_PEOPLE: usize = 3_000;
/// By how many milliseconds the clocks of two nodes may differ.
const MOST_AHEAD: i64 = 10_000;
/// Zoom's numbers of stays have eight digits. What is longer is kept as a hash.
const LONGEST_ID: usize = 12;

/// Where somebody is. Of two words about the same moment the later one here holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In front of a meeting that its host has not started.
    #[default]
    BeforeHost,
    /// In the waiting room.
    WaitingRoom,
    /// Not waiting any more; whether they came in is told by another event.
    Passed,
    /// In the meeting.
    In,
    /// Sent out of the meeting, to wait.
    SentOut,
    /// Out of the meeting.
    Left,
}

impl Place {
    /// Whether somebody was in the meeting who is there.
    fn took_part(self) -> bool {
        matches!(self, Self::In | Self::SentOut | Self::Left)
    }
}

/// What an event says of a participant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Moved {
    /// The run.
    pub run: Run,
    /// A hash of the host's Zoom user id.
    pub host: String,
    /// The stay.
    pub stay: String,
    /// A hash of the participant's Zoom user id; empty for guests.
    pub who: String,
    /// Where they are.
    pub place: Place,
    /// Since when: milliseconds since 1970.
    pub at: i64,
    /// Whether it shows that the meeting began without its host.
    pub before_host: bool,
}

impl From<&ParticipantEvent> for Moved {
    fn from(event: &ParticipantEvent) -> Self {
        let who = &event.participant;
        let names = [&who.session_id, &who.uuid, &who.user_id, &who.name];
        let named = names.into_iter().position(|name| !name.is_empty());
        let stay = named.and_then(|place| Some((place, *names.get(place)?)));
        Self {
            run: Run::from(&event.meeting),
            host: hash(&event.meeting.host_id),
            stay: match stay {
                Some((0, session)) if session.len() <= LONGEST_ID => session.clone(),
                Some((_, name)) => hash(name),
                None => String::new(),
            },
            who: hash(&who.user_id),
            place: place(event.change),
            at: event.time.map_or(0, zoom_client::Timestamp::as_millisecond),
            before_host: event.change == ParticipantChange::JoinedBeforeHost,
        }
    }
}

fn place(change: ParticipantChange) -> Place {
    match change {
        ParticipantChange::Joined => Place::In,
        ParticipantChange::JoinedWaitingRoom => Place::WaitingRoom,
        ParticipantChange::PutInWaitingRoom => Place::SentOut,
        ParticipantChange::WaitsForHost => Place::BeforeHost,
        ParticipantChange::Left => Place::Left,
        _ => Place::Passed,
    }
}

/// By what a Zoom user is known in the record; empty for nobody.
pub fn hash(name: &str) -> String {
    if name.is_empty() {
        return String::new();
    }
    let mut text = BASE32_NOPAD.encode(&Sha256::digest(name)).to_lowercase();
    text.truncate(16);
    text
}

/// One stay of somebody in a meeting, or in front of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Stay {
    #[serde(skip_serializing_if = "String::is_empty")]
    who: String,
    place: Place,
    at: i64,
    /// Whether they were in the meeting at any time.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    took_part: bool,
}

/// A run of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LiveRun {
    /// Its name; empty where Zoom sent none.
    pub uuid: String,
    host: String,
    stays: BTreeMap<String, Stay>,
    /// Zoom users, and the Mattermost users that they are: empty for none.
    people: BTreeMap<String, String>,
    before_host: bool,
    /// Whether it is over.
    pub ended: bool,
    /// How many are in beyond those who are told apart.
    more: usize,
    /// How many took part beyond them.
    more_total: usize,
    /// Whether browsers have not been told yet.
    untold: bool,
}

impl LiveRun {
    /// Takes a word on somebody, and says whether it was news.
    fn take(&mut self, moved: &Moved) -> bool {
        let before = (self.host.is_empty(), self.before_host);
        if self.host.is_empty() {
            self.host.clone_from(&moved.host);
        }
        self.before_host |= moved.before_host;
        let news = before != (self.host.is_empty(), self.before_host);
        if !self.stays.contains_key(&moved.stay) && self.stays.len() >= MOST_STAYS {
            return self.count(moved.place) || news;
        }
        let stay = self.stays.entry(moved.stay.clone()).or_default();
        let known = stay.clone();
        if (moved.at, moved.place) >= (stay.at, stay.place) {
            (stay.at, stay.place) = (moved.at, moved.place);
        }
        if stay.who.is_empty() {
            stay.who.clone_from(&moved.who);
        }
        stay.took_part |= moved.place.took_part();
        *stay != known || news
    }

    fn count(&mut self, place: Place) -> bool {
        match place {
            Place::In => {
                self.more += 1;
                self.more_total += 1;
            }
            Place::Left => self.more = self.more.saturating_sub(1),
            _ => return false,
        }
        true
    }

    /// Notes which Mattermost user a Zoom user is; empty for none. Once found they stay: what was done
    /// for them has to be undone for them.
    fn identify(&mut self, who: &str, user_id: &str) -> bool {
        let known = self.user(who);
        let is_settled = known.is_some_and(|known| !known.is_empty() || user_id.is_empty());
        if is_settled || (known.is_none() && self.people.len() >= MOST_PEOPLE) {
            return false;
        }
        self.people.insert(who.to_owned(), user_id.to_owned());
        true
    }

    /// The Mattermost user that a Zoom user is; `None` where that was not looked for.
    pub fn user(&self, who: &str) -> Option<&str> {
        self.people.get(who).map(String::as_str)
    }

    /// Whether a Zoom user is in, by any of their devices.
    pub fn is_in(&self, who: &str) -> bool {
        !who.is_empty() && self.inside().any(|(_, stay)| stay.who == who)
    }

    fn inside(&self) -> impl Iterator<Item = (&String, &Stay)> {
        let stays = self.stays.iter().filter(|_| !self.ended);
        stays.filter(|(_, stay)| stay.place == Place::In)
    }

    /// How many are in. Who is there with two devices is one.
    pub fn count_in(&self) -> usize {
        let more = if self.ended { 0 } else { self.more };
        distinct(self.inside()) + more
    }

    /// How many people took part so far.
    pub fn total(&self) -> usize {
        let took_part = self.stays.iter().filter(|(_, stay)| stay.took_part);
        distinct(took_part) + self.more_total
    }

    /// The Mattermost users who are in, in the order in which they came.
    pub fn users(&self) -> Vec<&str> {
        let mut inside: Vec<_> = self.inside().collect();
        inside.sort_by_key(|(id, stay)| (stay.at, *id));
        let users = inside.into_iter().filter_map(|(_, stay)| {
            let user = self.user(&stay.who)?;
            (!user.is_empty()).then_some(user)
        });
        let mut seen = BTreeSet::new();
        users.filter(|user| seen.insert(*user)).collect()
    }

    /// All Mattermost users of whom an event told, wherever they are by now.
    pub fn everybody(&self) -> BTreeSet<&str> {
        let users = self.people.values().map(String::as_str);
        users.filter(|user| !user.is_empty()).collect()
    }

    /// How many wait to be let in, or for the host to start the meeting.
    pub fn waiting(&self, started: bool) -> usize {
        let waits = |stay: &&Stay| match stay.place {
            Place::BeforeHost => !started,
            Place::WaitingRoom | Place::SentOut => true,
            _ => false,
        };
        let stays = self.stays.values().filter(|_| !self.ended);
        stays.filter(waits).count()
    }

    /// Whether the host is in. Zoom does not always tell that they joined the meeting which they
    /// started.
    pub fn host_in(&self, started: bool) -> bool {
        let seen = self.stays.values().any(|stay| stay.who == self.host);
        let unseen = self.host.is_empty() || !seen;
        !self.ended && (self.is_in(&self.host) || (started && unseen && !self.before_host))
    }

    /// Whether a Mattermost user is known to be the host.
    pub fn is_host(&self, user_id: &str) -> bool {
        !user_id.is_empty() && self.user(&self.host) == Some(user_id)
    }

    /// Whether the events show that it began.
    pub fn has_begun(&self) -> bool {
        self.ended || self.more > 0 || self.stays.values().any(|stay| stay.took_part)
    }
}

/// Guests cannot be told apart from themselves: each stay of theirs counts.
fn distinct<'a>(stays: impl Iterator<Item = (&'a String, &'a Stay)>) -> usize {
    let who = stays.map(|(id, stay)| {
        if stay.who.is_empty() {
            (id, true)
        } else {
            (&stay.who, false)
        }
    });
    who.collect::<BTreeSet<_>>().len()
}

/// A change of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Somebody came, waits or left.
    Moved(Moved),
    /// A Zoom user was looked for among Mattermost's.
    Identified {
        /// The run.
        uuid: String,
        /// A hash of the Zoom user's id.
        who: String,
        /// The Mattermost user; empty for none.
        user_id: String,
    },
    /// A run is over.
    Ended(String),
    /// The post of a run changed.
    Posted(String),
    /// Browsers are to be told what they have not been told yet.
    Tell,
}

impl Change {
    /// The run that it is about.
    pub fn uuid(&self) -> Option<&str> {
        match self {
            Self::Moved(moved) => Some(&moved.run.uuid),
            Self::Identified { uuid, .. } | Self::Ended(uuid) | Self::Posted(uuid) => Some(uuid),
            Self::Tell => None,
        }
    }
}

/// When browsers are told of what they do not know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Due {
    /// There is nothing new.
    #[default]
    Never,
    /// Now, of these runs: who wrote the record has to do it.
    Now(Vec<String>),
    /// In so many milliseconds.
    In(i64),
}

/// Who is in a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Live {
    /// The runs, in the order in which they became known.
    runs: Vec<LiveRun>,
    /// When browsers were told last: milliseconds since 1970.
    told: i64,
}

impl Live {
    /// Takes a change up; `quietly` where browsers do not learn who is in.
    pub fn apply(&mut self, change: &Change, quietly: bool) {
        let Some(run) = change.uuid().and_then(|uuid| self.run_mut(uuid)) else {
            return;
        };
        run.untold |= match change {
            Change::Moved(moved) => run.take(moved) && !quietly,
            Change::Identified { who, user_id, .. } => {
                let news = run.identify(who, user_id) && !user_id.is_empty();
                news && run.is_in(who) && !quietly
            }
            Change::Ended(_) => !std::mem::replace(&mut run.ended, true),
            Change::Posted(_) => true,
            Change::Tell => false,
        };
    }

    fn run_mut(&mut self, uuid: &str) -> Option<&mut LiveRun> {
        if let Some(place) = self.runs.iter().position(|run| run.uuid == uuid) {
            return self.runs.get_mut(place);
        }
        if self.runs.len() >= MOST_RUNS {
            let over = self.runs.iter().position(|run| run.ended).unwrap_or(0);
            self.runs.remove(over);
        }
        self.runs.push(LiveRun {
            uuid: uuid.to_owned(),
            ..LiveRun::default()
        });
        self.runs.last_mut()
    }

    /// Whether browsers are to be told now, at most once in `pause` milliseconds; then it counts as
    /// done, if this record gets written.
    pub fn due(&mut self, now: i64, pause: i64) -> Due {
        if !self.runs.iter().any(|run| run.untold) {
            return Due::Never;
        }
        // The node that told them last may be ahead; a clock that was set back must not keep them
        // waiting.
        let since = now.saturating_sub(self.told);
        if (-MOST_AHEAD..pause).contains(&since) {
            return Due::In(pause - since);
        }
        self.told = now;
        let runs = self.runs.iter_mut();
        let untold = runs.filter_map(|run| take(&mut run.untold).then(|| run.uuid.clone()));
        Due::Now(untold.collect())
    }

    /// A run, by its name.
    pub fn run(&self, uuid: &str) -> Option<&LiveRun> {
        self.runs.iter().find(|run| run.uuid == uuid)
    }

    /// The run that a post shows which does not know its run yet: the last one that goes on.
    pub fn latest(&self) -> Option<&LiveRun> {
        self.runs.iter().rev().find(|run| !run.ended)
    }
}

#[cfg(test)]
mod tests;
