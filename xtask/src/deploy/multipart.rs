//! A form with a file, as `multipart/form-data` (RFC 7578).

/// The parts' boundary: longer than anything that stands in a gzip stream by chance.
const BOUNDARY: &str = "----plugin-bundle-5f1c9a7e20d84b63b9d4";

/// A form in the making.
pub(crate) struct Form {
    body: Vec<u8>,
}

impl Form {
    /// An empty form.
    pub(crate) fn new() -> Self {
        Self { body: Vec::new() }
    }

    /// Adds a field of text.
    pub(crate) fn field(self, name: &str, value: &str) -> Self {
        self.part(&format!("name=\"{name}\""), value.as_bytes())
    }

    /// Adds a file.
    pub(crate) fn file(self, name: &str, file_name: &str, bytes: &[u8]) -> Self {
        self.part(&format!("name=\"{name}\"; filename=\"{file_name}\""), bytes)
    }

    fn part(mut self, names: &str, bytes: &[u8]) -> Self {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {names}\r\n\r\n");
        self.body.extend_from_slice(head.as_bytes());
        self.body.extend_from_slice(bytes);
        self.body.extend_from_slice(b"\r\n");
        self
    }

    /// The header that goes with the body.
    pub(crate) fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }

    /// The body.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.body
            .extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.body
    }
}
