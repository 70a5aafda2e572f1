use std::io::{self, Read};

/// Bytes of a stream in a window that grows when asked to: a row is a slice of it.
pub(crate) struct Buffer<R> {
    inner: R,
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    failure: Option<io::Error>,
}

const PIECE: usize = 1 << 18;

/// Least room offered to one read, so that no decoder gets less than a character's worth.
const ROOM: usize = 1 << 12;

impl<R: Read> Buffer<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            inner,
            bytes: vec![0; PIECE],
            start: 0,
            end: 0,
            ended: false,
            failure: None,
        }
    }

    /// What has been read and not been consumed.
    pub(crate) fn window(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// Reads on behind the window; `false` when nothing follows (see [`Self::failed`]).
    pub(crate) fn grow(&mut self) -> bool {
        if self.ended {
            return false;
        }
        if self.bytes.len() - self.end < ROOM {
            if self.start > self.bytes.len() / 2 {
                self.bytes.copy_within(self.start..self.end, 0);
                self.end -= self.start;
                self.start = 0;
            } else {
                self.bytes.resize(self.bytes.len() * 2, 0);
            }
        }
        loop {
            match self.inner.read(&mut self.bytes[self.end..]) {
                Ok(0) => break,
                Ok(n) => {
                    self.end += n;
                    return true;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failure = Some(error);
                    break;
                }
            }
        }
        self.ended = true;
        false
    }

    /// Grows until the window holds `n` bytes or the stream ends.
    pub(crate) fn fill(&mut self, n: usize) {
        while self.end - self.start < n && self.grow() {}
    }

    /// Drops the first `n` bytes of the window.
    pub(crate) fn consume(&mut self, n: usize) {
        let n = n.min(self.end - self.start);
        self.start += n;
        if self.start == self.end {
            self.start = 0;
            self.end = 0;
            // One long row must not hold its memory for the rest of the file.
            if self.bytes.len() > 4 * PIECE {
                self.bytes = vec![0; PIECE];
            }
        }
    }

    /// Whether nothing follows the window.
    pub(crate) fn ended(&self) -> bool {
        self.ended
    }

    /// Why the stream ended, where it ended badly.
    pub(crate) fn failure(&self) -> Option<&io::Error> {
        self.failure.as_ref()
    }

    /// The first line of the window, growing it up to `limit` bytes to find its end.
    pub(crate) fn line(&mut self, limit: usize) -> Line {
        let mut searched = 0;
        loop {
            let window = self.window();
            if let Some(at) = memchr::memchr(b'\n', &window[searched..]) {
                let end = searched + at;
                return if end > limit {
                    Line::TooLong
                } else {
                    Line::Whole {
                        len: end,
                        next: end + 1,
                    }
                };
            }
            searched = window.len();
            if searched > limit {
                return Line::TooLong;
            }
            if !self.grow() {
                return match (searched, self.failure.is_some()) {
                    (_, true) => Line::Cut,
                    (0, false) => Line::Nothing,
                    (len, false) => Line::Whole { len, next: len },
                };
            }
        }
    }

    /// Drops bytes up to and including the next line end, showing them to `seen`.
    pub(crate) fn skip_line(&mut self, seen: &mut dyn FnMut(&[u8])) {
        loop {
            let window = self.window();
            if let Some(at) = memchr::memchr(b'\n', window) {
                seen(&window[..at]);
                self.consume(at + 1);
                return;
            }
            seen(window);
            let n = window.len();
            self.consume(n);
            if !self.grow() {
                return;
            }
        }
    }
}

/// The line at the start of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// A line of `len` bytes; the next one begins at `next`.
    Whole {
        /// Bytes without the line end.
        len: usize,
        /// Bytes with the line end.
        next: usize,
    },
    /// Longer than the limit.
    TooLong,
    /// The stream failed before the line ended.
    Cut,
    /// The stream has ended.
    Nothing,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Yields one byte at a time, to make every boundary happen.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            match (self.0.split_first(), into.first_mut()) {
                (Some((&byte, rest)), Some(place)) => {
                    *place = byte;
                    self.0 = rest;
                    Ok(1)
                }
                _ => Ok(0),
            }
        }
    }

    #[test]
    fn lines_come_whole_whatever_the_reads() {
        let mut buffer = Buffer::new(Drip(b"ab\n\nlast"));
        let mut lines = Vec::new();
        while let Line::Whole { len, next } = buffer.line(10) {
            lines.push(buffer.window()[..len].to_vec());
            buffer.consume(next);
        }
        assert_eq!(lines, [b"ab".to_vec(), Vec::new(), b"last".to_vec()]);
    }

    #[test]
    fn a_long_line_is_skipped_without_being_held() {
        let text = [vec![b'x'; 5 * PIECE], b"\nok\n".to_vec()].concat();
        let mut buffer = Buffer::new(&text[..]);
        assert_eq!(buffer.line(100), Line::TooLong);
        let mut seen = 0;
        buffer.skip_line(&mut |piece| seen += piece.len());
        assert_eq!(seen, 5 * PIECE);
        assert_eq!(buffer.line(100), Line::Whole { len: 2, next: 3 });
        assert!(buffer.bytes.len() <= 2 * PIECE);
    }
}
