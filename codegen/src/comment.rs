//! Documentation comments.

/// Writes paragraphs as a documentation comment, in lines of the width of the code around them.
pub(crate) fn comment(out: &mut String, indent: &str, paragraphs: &[String]) {
    for (i, paragraph) in paragraphs.iter().filter(|p| !p.is_empty()).enumerate() {
        if i > 0 {
            out.push_str(&format!("{indent}///\n"));
        }
        for line in wrapped(paragraph, 95 - indent.len()) {
            out.push_str(&format!("{indent}/// {line}\n"));
        }
    }
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Takes the links out of a text, for a crate that does not have their targets.
pub(crate) fn without_links(text: &str) -> String {
    let mut parts = text.split("](");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, rest) = part.split_once(')').unwrap_or(("", part));
        out.push(']');
        out.push_str(rest);
    }
    out.replace("[`", "`").replace("`]", "`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_paragraphs_are_wrapped() {
        let mut out = String::new();
        comment(
            &mut out,
            "    ",
            &["word ".repeat(30).trim().to_owned(), "end".into()],
        );
        assert!(out.lines().all(|line| line.len() <= 100), "{out}");
        assert!(out.ends_with("    ///\n    /// end\n"), "{out}");
    }

    #[test]
    fn links_leave_their_text() {
        let text = "See [`Api::kv`] and [`Eof`](crate::Eof), or (not).";
        assert_eq!(without_links(text), "See `Api::kv` and `Eof`, or (not).");
    }
}
