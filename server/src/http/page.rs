//! The small page that a person sees on the way to Zoom and back.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::i18n::{Reader, Text};
use crate::store::random_nonce;

/// A page with a heading, a text, perhaps a link; every text is escaped.
#[derive(Debug)]
pub(super) struct Page {
    status: StatusCode,
    heading: Text,
    text: Option<Text>,
    link: Option<(Text, String)>,
    closes: bool,
}

impl Page {
    pub(super) fn new(status: StatusCode, heading: Text) -> Self {
        Self {
            status,
            heading,
            text: None,
            link: None,
            closes: false,
        }
    }

    pub(super) fn text(mut self, text: Text) -> Self {
        self.text = Some(text);
        self
    }

    /// Adds a link; an address that is not `http` or `https` is left out.
    pub(super) fn link(mut self, label: Text, url: &str) -> Self {
        if url.starts_with("https://") || url.starts_with("http://") {
            self.link = Some((label, url.to_owned()));
        }
        self
    }

    /// Lets the page close itself where the browser allows that.
    pub(super) fn closing(mut self) -> Self {
        self.closes = true;
        self
    }

    fn html(&self, nonce: &str, reader: &Reader) -> String {
        let written = |text: &Text| escape(&text.to(reader));
        let heading = written(&self.heading);
        let text = self.text.as_ref().map(written).unwrap_or_default();
        let link = self.link.as_ref().map_or(String::new(), |(label, url)| {
            let (label, url) = (written(label), escape(url));
            format!("<p><a href=\"{url}\" rel=\"noreferrer\">{label}</a></p>")
        });
        let language = reader.language().code();
        let script = if self.closes {
            format!("<script nonce=\"{nonce}\">window.close();</script>")
        } else {
            String::new()
        };
        format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <title>{heading}</title><style nonce=\"{nonce}\">\
             body{{font:16px/1.5 sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem;\
             color:#1b1d22;background:#fff}}a{{color:#1c58d9}}</style></head>\
             <body><h1>{heading}</h1><p>{text}</p>{link}{script}</body></html>\n"
        )
    }

    /// Writes it for the person who sees it.
    pub(super) fn respond(self, reader: &Reader) -> Response {
        let Ok(nonce) = random_nonce() else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let policy = format!(
            "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
            (header::CONTENT_SECURITY_POLICY, policy),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
            (header::REFERRER_POLICY, "no-referrer".to_owned()),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ];
        (self.status, headers, self.html(&nonce, reader)).into_response()
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_place() {
        let reader = Reader::default();
        let page = Page::new(StatusCode::OK, "<script>alert(1)</script>".into())
            .text("\"'><img src=x>".into())
            .link("a\"b".into(), "https://h/?a=\"><script>")
            .html("n", &reader);
        assert!(
            !page.contains("<script>") && !page.contains("<img"),
            "{page}"
        );
        let page = Page::new(StatusCode::OK, "x".into())
            .link("l".into(), "javascript:alert(1)")
            .html("n", &reader);
        assert!(!page.contains("javascript"), "{page}");
    }
}
