//! What a plugin's process writes to its own standard output and error (client.go, `logStderr`).
//!
//! The bytes are the plugin's, so nothing about them is taken for granted: a line may have no end,
//! and need not be text. Whatever they are, they are read until the process closes the stream; a
//! pipe that nobody reads stops the process, and one that is closed kills a program in Go.

use std::io;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};

use crate::hclog::{Entry, Level, StderrParser, emit};

/// The longest line that is read in one piece, in bytes (client.go, `defaultPluginLogBufferSize`).
const MAX_LINE: usize = 64 * 1024;

/// A stream's lines, the longer ones in parts.
pub(super) struct Lines<R> {
    from: BufReader<R>,
    part: Vec<u8>,
    /// The last part did not end its line.
    unfinished: bool,
}

/// A line, or a part of one.
struct Part<'a> {
    /// As it came, with the end of the line.
    bytes: &'a [u8],
    /// It begins and ends a line.
    whole: bool,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub(super) fn new(from: R) -> Self {
        Self {
            from: BufReader::with_capacity(MAX_LINE, from),
            part: Vec::new(),
            unfinished: false,
        }
    }

    async fn next(&mut self) -> io::Result<Option<Part<'_>>> {
        self.part.clear();
        let mut limited = (&mut self.from).take(MAX_LINE as u64);
        if limited.read_until(b'\n', &mut self.part).await? == 0 {
            return Ok(None);
        }
        let continued = self.unfinished;
        self.unfinished = self.part.len() == MAX_LINE && !self.part.ends_with(b"\n");
        Ok(Some(Part {
            bytes: &self.part,
            whole: !continued && !self.unfinished,
        }))
    }

    /// The first line as text; nothing where there is none.
    pub(super) async fn first(&mut self) -> Option<String> {
        let part = self.next().await.ok().flatten()?;
        Some(part.text())
    }

    /// Read all that follows, and drop it.
    pub(super) async fn drain(mut self) {
        let _ = tokio::io::copy_buf(&mut self.from, &mut tokio::io::sink()).await;
    }

    /// Copy all to `raw` as it is, and log it under the plugin's `name`.
    pub(super) async fn log(mut self, name: &str, mut raw: impl AsyncWrite + Unpin) {
        let mut parser = StderrParser::default();
        loop {
            let part = match self.next().await {
                Ok(Some(part)) => part,
                Ok(None) => return,
                Err(e) => {
                    tracing::error!(plugin = name, error = %e, "reading plugin stderr");
                    return;
                }
            };
            let _ = raw.write_all(part.bytes).await;
            let _ = raw.flush().await;
            emit(name, &part.entry(&mut parser));
        }
    }
}

impl Part<'_> {
    fn text(&self) -> String {
        let line = self.bytes.strip_suffix(b"\n").unwrap_or(self.bytes);
        String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line)).into_owned()
    }

    /// A part of a line is not JSON, whatever the line was.
    fn entry(&self, parser: &mut StderrParser) -> Entry {
        let text = self.text();
        if self.whole {
            return parser.parse(&text);
        }
        Entry {
            level: Level::Debug,
            message: text,
            fields: Default::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn parts(mut input: &[u8]) -> Vec<(usize, bool)> {
        let mut lines = Lines::new(&mut input);
        let mut parts = Vec::new();
        while let Some(part) = lines.next().await.unwrap() {
            parts.push((part.bytes.len(), part.whole));
        }
        parts
    }

    #[tokio::test]
    async fn long_lines_come_in_parts() {
        assert_eq!(parts(b"").await, []);
        assert_eq!(parts(b"a\n\nb").await, [(2, true), (1, true), (1, true)]);
        let mut long = vec![b'x'; MAX_LINE - 1];
        long.extend(b"\nz\n");
        assert_eq!(parts(&long).await, [(MAX_LINE, true), (2, true)]);
        long.insert(0, b'x');
        let ended_behind = [(MAX_LINE, false), (1, false), (2, true)];
        assert_eq!(parts(&long).await, ended_behind);
    }

    #[tokio::test]
    async fn parts_of_a_line_are_debug_messages() {
        let mut parser = StderrParser::default();
        let line = br#"{"@level":"error","@message":"hi"}"#;
        let entry = |whole, parser: &mut _| Part { bytes: line, whole }.entry(parser);
        let whole = entry(true, &mut parser);
        assert_eq!((whole.level, &*whole.message), (Level::Error, "hi"));
        assert_eq!(entry(false, &mut parser).level, Level::Debug);
    }
}
