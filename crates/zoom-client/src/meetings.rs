//! Zoom meetings: make one, read one, list, change and delete them.

mod new;
mod recurrence;

use jiff::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::http::Repeat;
use crate::ids::{escape, optional_id};
use crate::lenient;
use crate::{Client, Error, MeetingId, MeetingUuid, UserRef};

pub use new::{MeetingChange, NewMeeting};
pub use recurrence::{Frequency, Recurrence};

/// The most meetings that Zoom puts on one page of a list.
const MAX_PAGE: usize = 300;
/// Who has more pages than this is not read to the end.
const MAX_PAGES: usize = 10;

/// A meeting, as far as this crate reads it. The link to start it as its host holds a login of the
/// host's and is not read at all.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Meeting {
    /// The number: the same for every start.
    pub id: MeetingId,
    /// The name of the current run, or else of the next. Empty for a personal room that was not
    /// started yet.
    #[serde(default)]
    pub uuid: MeetingUuid,
    /// The host's Zoom user id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub host_id: String,
    /// The topic.
    #[serde(default, deserialize_with = "lenient::text")]
    pub topic: String,
    /// 1 instant, 2 scheduled, 3 recurring without fixed time, 4 a personal room, 8 recurring.
    #[serde(default, rename = "type", deserialize_with = "lenient::number")]
    pub kind: i64,
    /// `waiting` or `started`; may be empty.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: String,
    /// When it begins or began; of a recurring one the first occurrence, and in a list the one that
    /// is listed.
    #[serde(default, deserialize_with = "lenient::time")]
    pub start_time: Option<Timestamp>,
    /// The planned length in minutes; 0 where Zoom names none.
    #[serde(default, rename = "duration", deserialize_with = "lenient::number")]
    pub minutes: i64,
    /// The IANA name of the time zone that it was planned in; may be empty.
    #[serde(default, rename = "timezone", deserialize_with = "lenient::text")]
    pub time_zone: String,
    /// How it repeats; lists do not say.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub recurrence: Option<Recurrence>,
    /// The times of a recurring meeting, oldest first: at most 50, and none in lists.
    #[serde(default, deserialize_with = "lenient::list")]
    pub occurrences: Vec<Occurrence>,
    /// Where people join. May hold the passcode, in a form that only lets join.
    pub join_url: String,
    /// What people type who join by the number; empty where the meeting has none.
    #[serde(default, rename = "password")]
    pub passcode: String,
    /// The personal meeting id, where the meeting is held in the personal room.
    #[serde(default, deserialize_with = "optional_id")]
    pub pmi: Option<MeetingId>,
}

/// One of the times of a recurring meeting.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Occurrence {
    /// Zoom's name of it.
    #[serde(rename = "occurrence_id", deserialize_with = "lenient::text")]
    pub id: String,
    /// When it begins.
    #[serde(default, deserialize_with = "lenient::time")]
    pub start_time: Option<Timestamp>,
    /// The planned length in minutes; 0 where Zoom names none.
    #[serde(default, rename = "duration", deserialize_with = "lenient::number")]
    pub minutes: i64,
    /// `available` or `deleted`; may be empty.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: String,
}

impl Occurrence {
    /// Whether this one was cancelled while the others stay.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.status.eq_ignore_ascii_case("deleted")
    }
}

/// One page of a list.
#[derive(Deserialize)]
struct Page {
    #[serde(default, deserialize_with = "lenient::list")]
    meetings: Vec<Meeting>,
    #[serde(default, deserialize_with = "lenient::text")]
    next_page_token: String,
}

/// A time as Zoom takes it: whole seconds.
fn seconds(time: Timestamp) -> String {
    let whole = Timestamp::from_second(time.as_second()).unwrap_or(time);
    whole.to_string()
}

impl Client {
    /// Makes a meeting (`POST /users/{id}/meetings`); scope `meeting:write:meeting`, for others
    /// than the token's owner `meeting:write:meeting:admin`.
    ///
    /// # Errors
    /// Those of every request. After [`Unreachable`](crate::ErrorKind::Unreachable) or
    /// [`UnexpectedAnswer`](crate::ErrorKind::UnexpectedAnswer) the meeting may exist or not, unless
    /// [`was_never_sent`](Error::was_never_sent) says otherwise; Zoom has no way to ask.
    pub async fn create_meeting(
        &self,
        token: &SecretString,
        host: UserRef<'_>,
        meeting: &NewMeeting,
    ) -> Result<Meeting, Error> {
        let path = format!("users/{}/meetings", host.path_segment()?);
        self.call(Repeat::OnlyUnsent, &path, token, |http, url| {
            http.post(url).json(meeting)
        })
        .await
    }

    /// Reads a meeting (`GET /meetings/{id}`); scope `meeting:read:meeting`, for others than the
    /// token's owner `meeting:read:meeting:admin`. A personal meeting id works too.
    ///
    /// # Errors
    /// [`NoSuchMeeting`](crate::ErrorKind::NoSuchMeeting) besides those of every request.
    pub async fn meeting(&self, token: &SecretString, id: MeetingId) -> Result<Meeting, Error> {
        let path = format!("meetings/{id}");
        self.call(Repeat::Safe, &path, token, |http, url| http.get(url))
            .await
    }

    /// Ends a meeting for everybody in it (`PUT /meetings/{id}/status`); scope
    /// `meeting:update:status`, for others than the token's owner `meeting:update:status:admin`.
    ///
    /// # Errors
    /// [`NoSuchMeeting`](crate::ErrorKind::NoSuchMeeting), also where it is not running, besides
    /// those of every request.
    pub async fn end_meeting(&self, token: &SecretString, id: MeetingId) -> Result<(), Error> {
        let path = format!("meetings/{id}/status");
        // What has ended already stays ended.
        self.order(Repeat::Safe, &path, token, |http, url| {
            http.put(url).json(&Action { action: "end" })
        })
        .await
    }

    /// The next meetings of a user, running ones included, at most `limit` of them
    /// (`GET /users/{id}/meetings?type=upcoming`); scope `meeting:read:list_meetings`, for others
    /// than the token's owner `meeting:read:list_meetings:admin`.
    ///
    /// They come in Zoom's order. Instant meetings are never among them; a recurring one may be
    /// there once for each of its next times, with the same id. Zoom lists half a year.
    ///
    /// # Errors
    /// [`NoSuchUser`](crate::ErrorKind::NoSuchUser) besides those of every request.
    pub async fn upcoming_meetings(
        &self,
        token: &SecretString,
        host: UserRef<'_>,
        limit: usize,
    ) -> Result<Vec<Meeting>, Error> {
        let user = host.path_segment()?;
        let size = limit.clamp(1, MAX_PAGE);
        let mut path = format!("users/{user}/meetings?type=upcoming&page_size={size}");
        let mut all = Vec::new();
        for _ in 0..MAX_PAGES {
            let page: Page = self
                .call(Repeat::Safe, &path, token, |http, url| http.get(url))
                .await?;
            all.extend(page.meetings);
            if page.next_page_token.is_empty() || all.len() >= limit {
                break;
            }
            let next = escape(&page.next_page_token);
            path = format!(
                "users/{user}/meetings?type=upcoming&page_size={size}&next_page_token={next}"
            );
        }
        all.truncate(limit);
        Ok(all)
    }

    /// Changes a meeting (`PATCH /meetings/{id}`); scope `meeting:update:meeting`, for others than
    /// the token's owner `meeting:update:meeting:admin`. Zoom overlooks a start in the past.
    ///
    /// # Errors
    /// [`NoSuchMeeting`](crate::ErrorKind::NoSuchMeeting) besides those of every request.
    pub async fn update_meeting(
        &self,
        token: &SecretString,
        id: MeetingId,
        change: &MeetingChange,
    ) -> Result<(), Error> {
        let path = format!("meetings/{id}");
        self.order(Repeat::Safe, &path, token, |http, url| {
            http.patch(url).json(change)
        })
        .await
    }

    /// Deletes a meeting (`DELETE /meetings/{id}`), with all its times, or only the one occurrence
    /// that is named; scope `meeting:delete:meeting`, for others than the token's owner
    /// `meeting:delete:meeting:admin`. A personal room cannot be deleted.
    ///
    /// # Errors
    /// [`NoSuchMeeting`](crate::ErrorKind::NoSuchMeeting) besides those of every request: also where
    /// an answer was lost and the request was repeated, so that it may mean that all is done.
    pub async fn delete_meeting(
        &self,
        token: &SecretString,
        id: MeetingId,
        occurrence: Option<&str>,
    ) -> Result<(), Error> {
        let path = match occurrence {
            Some(occurrence) => format!("meetings/{id}?occurrence_id={}", escape(occurrence)),
            None => format!("meetings/{id}"),
        };
        self.order(Repeat::Safe, &path, token, |http, url| http.delete(url))
            .await
    }
}

#[derive(Serialize)]
struct Action {
    action: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Meeting, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn a_meeting_needs_its_id_and_its_link() {
        let least =
            read(r#"{"id":"91234567890","join_url":"https://z/j/1","start_time":""}"#).unwrap();
        assert_eq!((least.id.get(), least.start_time), (91_234_567_890, None));
        let full = r#"{"id":91234567890,"join_url":"u","start_time":"2026-01-02T03:04:05Z","pmi":"5551234567"}"#;
        assert_eq!(read(full).unwrap().pmi, MeetingId::new(5_551_234_567));
        assert_eq!(
            read(full).unwrap().start_time.unwrap().to_string(),
            "2026-01-02T03:04:05Z"
        );
        assert!(read(r#"{"id":91234567890}"#).is_err());
    }

    #[test]
    fn occurrences_are_read_whatever_type_their_id_has() {
        let meeting = read(
            r#"{"id":1,"join_url":"u","duration":"45","timezone":null,"recurrence":{"type":1},"occurrences":[
            {"occurrence_id":1767324845000,"start_time":"2026-01-02T03:34:05Z","duration":45,"status":"available"},
            {"occurrence_id":"2","status":"deleted"},{"start_time":"2026-01-02T03:34:05Z"},7]}"#,
        )
        .unwrap();
        assert_eq!((meeting.minutes, meeting.time_zone.as_str()), (45, ""));
        assert_eq!(meeting.recurrence, Some(Recurrence::daily()));
        assert_eq!(meeting.occurrences.len(), 2);
        assert_eq!(meeting.occurrences[0].id, "1767324845000");
        assert!(!meeting.occurrences[0].is_deleted() && meeting.occurrences[1].is_deleted());
    }

    #[test]
    fn an_odd_recurrence_costs_only_itself() {
        for odd in ["null", "7", "[]", r#""weekly""#] {
            let json = format!(r#"{{"id":1,"join_url":"u","recurrence":{odd}}}"#);
            assert_eq!(read(&json).unwrap().recurrence, None, "{odd}");
        }
    }
}
