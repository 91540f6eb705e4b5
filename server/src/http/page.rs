//! The small page that a person sees on the way to Zoom and back.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::store::random_nonce;

/// A page with a heading, a text, perhaps a link; every text is escaped.
#[derive(Debug)]
pub(super) struct Page {
    status: StatusCode,
    heading: String,
    text: String,
    link: Option<(String, String)>,
    closes: bool,
}

impl Page {
    pub(super) fn new(status: StatusCode, heading: &str) -> Self {
        Self {
            status,
            heading: escape(heading),
            text: String::new(),
            link: None,
            closes: false,
        }
    }

    pub(super) fn text(mut self, text: &str) -> Self {
        self.text = escape(text);
        self
    }

    /// Adds a link; an address that is not `http` or `https` is left out.
    pub(super) fn link(mut self, label: &str, url: &str) -> Self {
        if url.starts_with("https://") || url.starts_with("http://") {
            self.link = Some((escape(label), escape(url)));
        }
        self
    }

    /// Lets the page close itself where the browser allows that.
    pub(super) fn closing(mut self) -> Self {
        self.closes = true;
        self
    }

    fn html(&self, nonce: &str) -> String {
        let Self { heading, text, .. } = self;
        let link = self.link.as_ref().map_or(String::new(), |(label, url)| {
            format!("<p><a href=\"{url}\" rel=\"noreferrer\">{label}</a></p>")
        });
        let script = if self.closes {
            format!("<script nonce=\"{nonce}\">window.close();</script>")
        } else {
            String::new()
        };
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <title>{heading}</title><style nonce=\"{nonce}\">\
             body{{font:16px/1.5 sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem;\
             color:#1b1d22;background:#fff}}a{{color:#1c58d9}}</style></head>\
             <body><h1>{heading}</h1><p>{text}</p>{link}{script}</body></html>\n"
        )
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
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
        (self.status, headers, self.html(&nonce)).into_response()
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
        let page = Page::new(StatusCode::OK, "<script>alert(1)</script>")
            .text("\"'><img src=x>")
            .link("a\"b", "https://h/?a=\"><script>")
            .html("n");
        assert!(
            !page.contains("<script>") && !page.contains("<img"),
            "{page}"
        );
        let page = Page::new(StatusCode::OK, "x")
            .link("l", "javascript:alert(1)")
            .html("n");
        assert!(!page.contains("javascript"), "{page}");
    }
}
