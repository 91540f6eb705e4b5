//! From a line to its words.

/// The pairs of quotes that keyboards make.
const QUOTES: [(char, &str); 6] = [
    ('"', "\"”"),
    ('“', "”“\""),
    ('„', "“”\""),
    ('«', "»"),
    ('»', "«"),
    ('「', "」"),
];
/// Words that belong to the number before them, and how they are written together with it.
const UNITS: [(&str, &str); 21] = [
    ("am", "am"),
    ("a.m.", "am"),
    ("pm", "pm"),
    ("p.m.", "pm"),
    ("m", "m"),
    ("min", "m"),
    ("min.", "m"),
    ("mins", "m"),
    ("minute", "m"),
    ("minutes", "m"),
    ("minuten", "m"),
    ("h", "h"),
    ("hr", "h"),
    ("hrs", "h"),
    ("hour", "h"),
    ("hours", "h"),
    ("std", "h"),
    ("x", "x"),
    ("times", "x"),
    ("分", "m"),
    ("時間", "h"),
];
/// Two words for what one says.
const PAIRS: [(&str, &str, &str); 5] = [
    ("every", "day", "daily"),
    ("every", "week", "weekly"),
    ("every", "weekday", "weekdays"),
    ("every", "fortnight", "fortnightly"),
    ("every", "month", "monthly"),
];

/// The first text in quotes, and the other words. What belongs together is one word.
pub(super) fn split(line: &str) -> (Option<String>, Vec<String>) {
    let (before, quoted, after) = cut_quoted(line);
    let words = before.split_whitespace().chain(after.split_whitespace());
    (quoted, joined(words))
}

fn cut_quoted(line: &str) -> (&str, Option<String>, &str) {
    let opening = line
        .char_indices()
        .find_map(|(at, c)| QUOTES.iter().find(|(open, _)| *open == c).map(|q| (at, q)));
    let Some((at, (open, closing))) = opening else {
        return (line, None, "");
    };
    let (before, rest) = line.split_at(at);
    let rest = rest.get(open.len_utf8()..).unwrap_or_default();
    // A quote that nobody closed goes on to the end.
    let end = rest.find(|c: char| closing.contains(c));
    let (quoted, after) = rest.split_at(end.unwrap_or(rest.len()));
    let mut after = after.chars();
    after.next();
    (before, Some(quoted.to_owned()), after.as_str())
}

fn joined<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for word in words {
        let word = word.trim_end_matches([',', ';']);
        let small = word.to_lowercase();
        let last = all.last_mut().filter(|last| !last.is_empty());
        match last.and_then(|last| Some((joint(last, &small)?, last))) {
            Some((together, last)) => *last = together,
            None if word.is_empty() => {}
            None => all.push(word.to_owned()),
        }
    }
    all
}

/// Two words as one, where they belong together.
fn joint(last: &str, word: &str) -> Option<String> {
    let digits = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | ',');
    let number = last.chars().all(digits) && last.starts_with(|c: char| c.is_ascii_digit());
    let unit = UNITS.iter().find(|(unit, _)| number && *unit == word);
    let pair = PAIRS
        .iter()
        .find(|(first, second, _)| last.eq_ignore_ascii_case(first) && *second == word);
    let unit = unit.map(|(_, suffix)| format!("{last}{suffix}"));
    unit.or(pair.map(|(.., one)| (*one).to_owned()))
}
