//! As much of the wire format of protocol buffers as a graph needs: writing only.

/// A message that is being written, field by field.
#[derive(Debug, Default)]
pub(super) struct Message {
    bytes: Vec<u8>,
}

/// How the bytes of a field end: the three low bits of its key.
const VARINT: u64 = 0;
const DELIMITED: u64 = 2;
const FIXED_32: u64 = 5;

impl Message {
    /// The message with a whole number added.
    #[must_use]
    pub(super) fn int(mut self, field: u64, value: usize) -> Self {
        self.key(field, VARINT);
        self.varint(u64::try_from(value).unwrap_or(u64::MAX));
        self
    }

    /// The message with a number of single precision added.
    #[must_use]
    pub(super) fn float(mut self, field: u64, value: f32) -> Self {
        self.key(field, FIXED_32);
        self.bytes.extend(value.to_le_bytes());
        self
    }

    /// The message with text or bytes added.
    #[must_use]
    pub(super) fn bytes(mut self, field: u64, value: &[u8]) -> Self {
        self.key(field, DELIMITED);
        self.varint(u64::try_from(value.len()).unwrap_or(u64::MAX));
        self.bytes.extend(value);
        self
    }

    /// The message with another inside.
    #[must_use]
    pub(super) fn message(self, field: u64, value: &Self) -> Self {
        self.bytes(field, &value.bytes)
    }

    /// The message with one whole number per item added, each under its own key.
    #[must_use]
    pub(super) fn ints(self, field: u64, values: &[usize]) -> Self {
        values
            .iter()
            .fold(self, |message, &value| message.int(field, value))
    }

    /// What was written.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn key(&mut self, field: u64, kind: u64) {
        self.varint(field << 3 | kind);
    }

    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value.to_le_bytes()[0] | 0x80);
            value >>= 7;
        }
        self.bytes.push(value.to_le_bytes()[0]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the encoding guide of protocol buffers.
    #[test]
    fn fields_are_written_as_the_guide_says() {
        assert_eq!(
            Message::default().int(1, 150).into_bytes(),
            [0x08, 0x96, 0x01]
        );
        let testing = Message::default().bytes(2, b"testing").into_bytes();
        assert_eq!(testing, b"\x12\x07testing");
        let inner = Message::default().int(1, 150);
        let outer = Message::default().message(3, &inner).into_bytes();
        assert_eq!(outer, [0x1a, 0x03, 0x08, 0x96, 0x01]);
        let float = Message::default().float(4, 1.0).into_bytes();
        assert_eq!(float, [0x25, 0, 0, 0x80, 0x3f]);
        let many = Message::default().ints(1, &[1, 300]).into_bytes();
        assert_eq!(many, [0x08, 1, 0x08, 0xac, 0x02]);
    }
}
