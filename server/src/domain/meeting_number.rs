//! A meeting's number or link as people type or paste it.

use zoom_client::{Client, ErrorKind, JoinLink, MeetingId};

use crate::error::{Error, Result};

/// A meeting that somebody names.
#[derive(Clone, Debug)]
pub enum Named {
    /// By its number.
    Number(MeetingId),
    /// By a link, which may hold the passcode.
    Link(JoinLink),
}

impl Named {
    /// Reads a number in any form, or a link, also where other words stand around it.
    ///
    /// # Errors
    /// [`Error::ForeignLink`] where the link is not one of the configured Zoom's;
    /// [`Error::NoMeetingNumber`] where there is neither.
    pub fn read(zoom: &Client, typed: &str) -> Result<Self> {
        let Some(link) = link_in(typed) else {
            let number = read(typed).ok_or(Error::NoMeetingNumber)?;
            return Ok(Self::Number(number));
        };
        zoom.read_join_link(&link)
            .map(Self::Link)
            .map_err(|error| match error.kind() {
                ErrorKind::ForeignHost => Error::ForeignLink {
                    zoom: zoom.zoom_url().to_owned(),
                },
                _ => Error::NoMeetingNumber,
            })
    }

    /// A meeting by its number.
    ///
    /// # Errors
    /// [`Error::NoMeetingNumber`] where no meeting has such a number.
    pub fn number(number: u64) -> Result<Self> {
        let number = read(&number.to_string()).ok_or(Error::NoMeetingNumber)?;
        Ok(Self::Number(number))
    }

    /// The number; a personal link has none.
    pub fn id(&self) -> Option<MeetingId> {
        match self {
            Self::Number(id) => Some(*id),
            Self::Link(link) => link.id(),
        }
    }

    /// The link to join by what was named alone.
    pub fn link(&self, zoom: &Client) -> String {
        match self {
            Self::Number(id) => zoom.join_link(*id),
            Self::Link(link) => link.as_str().to_owned(),
        }
    }
}

/// A post's link to join a meeting, where it leads there; otherwise the link by the number. Whoever
/// made the post may have written another one onto it.
pub fn link_of_post(zoom: &Client, link: &str, id: MeetingId) -> String {
    match zoom.read_join_link(link) {
        Ok(link) if link.id().is_none_or(|own| own == id) => link.as_str().to_owned(),
        _ => zoom.join_link(id),
    }
}

/// The first link of a text, without what Markdown puts around it; people leave `https://` out.
fn link_in(typed: &str) -> Option<String> {
    let around = |c: char| "<>()[]`\"'.,;".contains(c);
    let mut words = typed
        .split_whitespace()
        .map(|word| word.trim_matches(around));
    let link = words.find(|word| word.contains('/'))?;
    Some(if link.contains("://") {
        link.to_owned()
    } else {
        format!("https://{link}")
    })
}

/// What stands before the number in a link to join.
const IN_LINKS: [&str; 4] = ["/j/", "/s/", "/wc/join/", "/wc/"];

/// Reads a number with spaces or dashes, or a link to join. Numbers have 9 to 11 digits.
pub fn read(typed: &str) -> Option<MeetingId> {
    let typed = typed.trim();
    let link = IN_LINKS
        .iter()
        .find_map(|before| Some(typed.split_once(before)?.1));
    let digits: String = match link {
        Some(rest) => rest.chars().take_while(char::is_ascii_digit).collect(),
        None => typed.chars().filter(|c| !is_between(*c)).collect(),
    };
    let number = (9..=11).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit());
    number.then(|| digits.parse().ok().and_then(MeetingId::new))?
}

/// What people put between the digits, or around them.
fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '\u{2010}'..='\u{2015}' | '<' | '>' | '`' | '"' | '#'
        )
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;

    fn named(typed: &str) -> Result<String> {
        let zoom = Client::builder("id", SecretString::from("secret"));
        let zoom = zoom.build().unwrap();
        Ok(Named::read(&zoom, typed)?.link(&zoom))
    }

    #[test]
    fn numbers_and_links_lead_to_the_configured_zoom() {
        for (typed, link) in [
            ("912 3456 7890", "https://zoom.us/j/91234567890"),
            ("zoom.us/j/91234567890", "https://zoom.us/j/91234567890"),
            (
                "Join Zoom Meeting\n<https://acme.zoom.us/j/91234567890?pwd=a.1>, soon",
                "https://acme.zoom.us/j/91234567890?pwd=a.1",
            ),
            ("https://zoom.us/my/alice", "https://zoom.us/my/alice"),
        ] {
            assert_eq!(named(typed).unwrap(), link, "{typed}");
        }
        for typed in ["", "soon", "https://zoom.us/", "1/2", "12345"] {
            let error = named(typed).unwrap_err();
            let none = matches!(error, Error::NoMeetingNumber | Error::ForeignLink { .. });
            assert!(none, "{typed}: {error}");
        }
        let error = named("https://evil.example/j/91234567890").unwrap_err();
        assert!(matches!(error, Error::ForeignLink { .. }), "{error}");
        assert!(Named::number(12).is_err() && Named::number(0).is_err());
        assert!(Named::number(u64::MAX).is_err());
    }

    #[test]
    fn a_post_s_link_leads_to_its_meeting_at_the_configured_zoom() {
        let zoom = Client::builder("id", SecretString::from("secret"));
        let zoom = zoom.build().unwrap();
        let id = MeetingId::new(91_234_567_890).unwrap();
        let plain = "https://zoom.us/j/91234567890";
        for (link, led) in [
            (
                "https://acme.zoom.us/j/91234567890?pwd=a.1",
                "https://acme.zoom.us/j/91234567890?pwd=a.1",
            ),
            ("https://zoom.us/my/alice", "https://zoom.us/my/alice"),
            ("https://evil.example/j/91234567890", plain),
            ("https://zoom.us/j/99999999999", plain),
            ("javascript:alert(1)", plain),
            ("", plain),
        ] {
            assert_eq!(link_of_post(&zoom, link, id), led, "{link}");
        }
    }

    #[test]
    fn numbers_are_read_in_every_form() {
        for typed in [
            "91234567890",
            " 912 3456 7890 ",
            "912-3456-7890",
            "912\u{a0}3456\u{2011}7890",
            "`91234567890`",
            "https://zoom.us/j/91234567890",
            "<https://acme.zoom.us/j/91234567890?pwd=abc123.1>",
            "https://acme.zoom.us/wc/91234567890/join",
            "https://acme.zoom.us/wc/join/91234567890#success",
            "zoommtg link https://zoom.us/s/91234567890",
        ] {
            let number = read(typed).map(MeetingId::get);
            assert_eq!(number, Some(91_234_567_890), "{typed}");
        }
        assert_eq!(
            read("555 123 4567").map(MeetingId::get),
            Some(5_551_234_567)
        );
    }

    #[test]
    fn what_is_no_number_is_not_guessed() {
        for typed in [
            "",
            "meeting",
            "12345678",
            "123456789012",
            "0000000000",
            "91234567890x",
            "https://zoom.us/my/alice",
            "https://zoom.us/j/",
            "https://zoom.us/j/12",
            "+49 912 3456 789",
        ] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }
}
