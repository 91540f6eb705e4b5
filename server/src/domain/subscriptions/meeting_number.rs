//! A meeting's number as people type or paste it.

use zoom_client::MeetingId;

/// What stands before the number in a link to join.
const IN_LINKS: [&str; 4] = ["/j/", "/s/", "/wc/join/", "/wc/"];

/// Reads a number with spaces or dashes, or a link to join. Numbers have 9 to 11 digits.
pub(super) fn read(typed: &str) -> Option<MeetingId> {
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
    use super::*;

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
