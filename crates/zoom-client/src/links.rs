//! Links to join meetings, as people paste them.

use std::fmt;

use url::Url;

use crate::download::hosts;
use crate::{Client, Error, ErrorKind, MeetingId};

/// The longest name or passcode that a link is taken over with.
const MAX_PART: usize = 128;

/// A link to join a meeting of the configured Zoom. It is made anew of what joining needs: a pasted
/// link may hold a host's login, or what only its first reader should have.
#[derive(Clone, PartialEq, Eq)]
pub struct JoinLink {
    url: Url,
    id: Option<MeetingId>,
}

impl JoinLink {
    /// The meeting's number; `None` for a personal link, which has a name in its place.
    #[must_use]
    pub fn id(&self) -> Option<MeetingId> {
        self.id
    }

    /// Whether it holds the passcode.
    #[must_use]
    pub fn has_passcode(&self) -> bool {
        self.url.query().is_some()
    }

    /// The link.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }
}

/// The passcode is no more for the log than for anybody else.
impl fmt::Debug for JoinLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinLink")
            .field("id", &self.id)
            .field("has_passcode", &self.has_passcode())
            .finish_non_exhaustive()
    }
}

impl Client {
    /// The link to join a meeting by its number alone.
    #[must_use]
    pub fn join_link(&self, id: MeetingId) -> String {
        format!("{}/j/{id}", self.zoom_url())
    }

    /// Reads a link to join: of the forms `/j/…`, `/s/…`, `/wc/…` and `/my/…`, on the host of the
    /// Zoom URL or one below it. Nothing is asked of Zoom.
    ///
    /// # Errors
    /// [`ForeignHost`](ErrorKind::ForeignHost) where it leads elsewhere;
    /// [`InvalidInput`](ErrorKind::InvalidInput) where it is no link to a meeting.
    pub fn read_join_link(&self, link: &str) -> Result<JoinLink, Error> {
        let none = || Error::new(ErrorKind::InvalidInput, "no link to join a meeting");
        let mut url = Url::parse(link).map_err(|_| none())?;
        let base = self.zoom_base();
        if !hosts::allowed(&[base], &url) {
            let message = "the link leads to another host than Zoom's";
            return Err(Error::new(ErrorKind::ForeignHost, message));
        }
        let root = base.path().trim_end_matches('/');
        let path = url.path().strip_prefix(root).unwrap_or_default();
        let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let (path, id) = match *segments.as_slice() {
            ["my", name] if is_plain(name) => (format!("{root}/my/{name}"), None),
            ["wc", "join", number, ..] | ["j" | "s" | "wc", number, ..] => {
                let id = meeting_number(number).ok_or_else(none)?;
                (format!("{root}/j/{id}"), Some(id))
            }
            _ => return Err(none()),
        };
        let passcode = passcode(&url).map(|passcode| format!("pwd={passcode}"));
        url.set_path(&path);
        url.set_query(passcode.as_deref());
        url.set_fragment(None);
        Ok(JoinLink { url, id })
    }
}

fn meeting_number(digits: &str) -> Option<MeetingId> {
    let number = (9..=11).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit());
    number.then(|| digits.parse().ok().and_then(MeetingId::new))?
}

fn passcode(url: &Url) -> Option<String> {
    let passcode = url.query_pairs().find(|(key, _)| key == "pwd")?.1;
    is_plain(&passcode).then(|| passcode.into_owned())
}

fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (1..=MAX_PART).contains(&text.len()) && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;

    fn client(zoom_url: &str) -> Client {
        let builder = Client::builder("id", SecretString::from("secret"));
        builder.zoom_url(zoom_url).build().unwrap()
    }

    fn read(zoom_url: &str, link: &str) -> Result<String, ErrorKind> {
        let read = client(zoom_url).read_join_link(link);
        read.map(|link| link.as_str().to_owned())
            .map_err(|error| error.kind())
    }

    #[test]
    fn a_link_keeps_what_joining_needs_and_nothing_else() {
        for (link, kept) in [
            (
                "https://zoom.us/j/91234567890",
                "https://zoom.us/j/91234567890",
            ),
            (
                "https://acme.zoom.us/j/91234567890?pwd=a-b_c.1&from=x#success",
                "https://acme.zoom.us/j/91234567890?pwd=a-b_c.1",
            ),
            (
                "https://us02web.zoom.us/s/91234567890?zak=a.hosts.login",
                "https://us02web.zoom.us/j/91234567890",
            ),
            (
                "https://zoom.us/wc/join/5551234567?pwd=x",
                "https://zoom.us/j/5551234567?pwd=x",
            ),
            (
                "https://zoom.us/wc/91234567890/join",
                "https://zoom.us/j/91234567890",
            ),
            (
                "https://acme.zoom.us/my/alice.b",
                "https://acme.zoom.us/my/alice.b",
            ),
            (
                "https://zoom.us/j/91234567890?pwd=a%22b",
                "https://zoom.us/j/91234567890",
            ),
        ] {
            assert_eq!(read("", link).as_deref(), Ok(kept), "{link}");
        }
        let link = client("")
            .read_join_link("https://zoom.us/my/alice")
            .unwrap();
        assert_eq!((link.id(), link.has_passcode()), (None, false));
        let link = "https://zoom.us/j/91234567890?pwd=top-secret";
        let link = client("").read_join_link(link).unwrap();
        assert!(link.has_passcode() && !format!("{link:?}").contains("top-secret"));
    }

    #[test]
    fn only_the_configured_zoom_is_linked_to() {
        for foreign in [
            "https://evil.example/j/91234567890",
            "https://zoom.us.evil.example/j/91234567890",
            "https://zoom.us@evil.example/j/91234567890",
            "https://evil.example\\@zoom.us/j/91234567890",
            "https://user:pass@zoom.us/j/91234567890",
            "http://zoom.us/j/91234567890",
            "javascript:alert(1)//zoom.us/j/91234567890",
            "zoommtg://zoom.us/join?confno=91234567890",
        ] {
            assert_eq!(read("", foreign), Err(ErrorKind::ForeignHost), "{foreign}");
        }
        let own = "https://zoom.corp.example:8443/z";
        let link = "https://zoom.corp.example:8443/z/j/91234567890";
        assert_eq!(read(own, link).as_deref(), Ok(link));
        let zoom = read(own, "https://zoom.us/j/91234567890");
        assert_eq!(zoom, Err(ErrorKind::ForeignHost));
    }

    #[test]
    fn what_is_no_meeting_is_not_guessed() {
        for link in [
            "",
            "zoom.us/j/91234567890",
            "https://zoom.us/",
            "https://zoom.us/j/",
            "https://zoom.us/j/12",
            "https://zoom.us/j/912345678901",
            "https://zoom.us/my/",
            "https://zoom.us/my/a%2fb",
            "https://zoom.us/rec/play/91234567890",
            "https://zoom.us/oauth/authorize?redirect_uri=x",
        ] {
            assert_eq!(read("", link), Err(ErrorKind::InvalidInput), "{link}");
        }
    }
}
