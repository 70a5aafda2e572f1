use crate::intake::Error;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

/// A file or pipe, unpacked, with its first bytes known.
pub(crate) struct Input {
    pub(crate) sample: Vec<u8>,
    pub(crate) gzipped: bool,
    rest: Box<dyn Read + Send>,
    failure: Option<io::Error>,
}

const SAMPLE: u64 = 1 << 18;

impl Input {
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let unreadable = |source| Error::Unreadable {
            path: path.to_path_buf(),
            source,
        };
        let file = File::open(path).map_err(unreadable)?;
        Self::new(Box::new(file)).map_err(unreadable)
    }

    /// # Errors
    ///
    /// When not one byte can be read; a failure further on comes when it is reached.
    pub(crate) fn new(mut reader: Box<dyn Read + Send>) -> io::Result<Self> {
        let mut magic = Vec::new();
        reader.by_ref().take(2).read_to_end(&mut magic)?;
        let gzipped = magic == [0x1F, 0x8B];
        let whole = Cursor::new(magic).chain(reader);
        let mut rest: Box<dyn Read + Send> = if gzipped {
            Box::new(MultiGzDecoder::new(whole))
        } else {
            Box::new(whole)
        };
        let mut sample = Vec::new();
        let failure = rest.by_ref().take(SAMPLE).read_to_end(&mut sample).err();
        match failure {
            Some(error) if sample.is_empty() => Err(error),
            failure => Ok(Self {
                sample,
                gzipped,
                rest,
                failure,
            }),
        }
    }

    /// The stream from its first byte, less the `skipped` ones.
    pub(crate) fn into_reader(mut self, skipped: usize) -> Box<dyn Read + Send> {
        self.sample.drain(..skipped.min(self.sample.len()));
        let end: Box<dyn Read + Send> = match self.failure {
            Some(error) => Box::new(Failing(Some(error))),
            None => self.rest,
        };
        Box::new(Cursor::new(self.sample).chain(end))
    }

    /// All bytes, `None` when there are more than `limit`.
    pub(crate) fn into_bytes(self, limit: u64) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        self.into_reader(0)
            .take(limit.saturating_add(1))
            .read_to_end(&mut bytes)?;
        Ok((bytes.len() as u64 <= limit).then_some(bytes))
    }
}

/// A stream that goes wrong where it did when it was sampled.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        match self.0.take() {
            Some(error) => Err(error),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}
