//! How a column stands in the column file: fixed-width numbers, least significant byte first.

use super::columns::Categorical;
use super::document::LABELS;
use super::mentions::Mentions;
use crate::record::{SentimentLabel, TopicId};
use crate::units::{as_u32, as_u64};
use std::sync::Arc;

/// A number of fixed width.
pub(super) trait Fixed: Copy {
    /// Adds its bytes.
    fn put(self, out: &mut Vec<u8>);
    /// The numbers that `bytes` hold; what is left over at the end is ignored.
    fn all(bytes: &[u8]) -> Vec<Self>;
    /// Adds the numbers that `bytes` hold, each as `make` has it.
    fn extend<U>(bytes: &[u8], make: impl Fn(Self) -> U, numbers: &mut Vec<U>);
}

macro_rules! fixed {
    ($($number:ty),+) => {$(
        impl Fixed for $number {
            fn put(self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }

            fn all(bytes: &[u8]) -> Vec<Self> {
                let (parts, _) = bytes.as_chunks();
                parts.iter().map(|part| Self::from_le_bytes(*part)).collect()
            }

            fn extend<U>(bytes: &[u8], make: impl Fn(Self) -> U, numbers: &mut Vec<U>) {
                let (parts, _) = bytes.as_chunks();
                numbers.extend(parts.iter().map(|part| make(Self::from_le_bytes(*part))));
            }
        }
    )+};
}
fixed!(u8, u16, u32, u64, i64, u128, f64);

/// The bytes of `numbers`.
pub(super) fn of_numbers<T: Fixed>(numbers: impl IntoIterator<Item = T>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for number in numbers {
        number.put(&mut bytes);
    }
    bytes
}

/// Numbers of which some are NaN; nothing where all are.
pub(super) fn of_floats(numbers: &[f64]) -> Vec<u8> {
    if numbers.iter().all(|number| number.is_nan()) {
        return Vec::new();
    }
    of_numbers(numbers.iter().copied())
}

/// Numbers of which some are absent: the numbers, then a byte each that says which are there.
pub(super) fn of_optional<T: Fixed + Default>(numbers: &[Option<T>]) -> Vec<u8> {
    if numbers.iter().all(Option::is_none) {
        return Vec::new();
    }
    let mut bytes = of_numbers(numbers.iter().map(|number| number.unwrap_or_default()));
    bytes.extend(numbers.iter().map(|number| u8::from(number.is_some())));
    bytes
}

/// Values of a closed list, as their places in it; 255 for one that is not in it.
pub(super) fn of_places<T: PartialEq>(values: &[T], list: &[T]) -> Vec<u8> {
    let place = |value: &T| list.iter().position(|known| known == value);
    let byte = |value| place(value).and_then(|at| u8::try_from(at).ok());
    values
        .iter()
        .map(|value| byte(value).unwrap_or(u8::MAX))
        .collect()
}

/// What [`of_places`] wrote; `absent` for what is not in the list.
pub(super) fn places<T: Copy>(
    bytes: &[u8],
    n_rows: usize,
    list: &[T],
    absent: T,
) -> Option<Vec<T>> {
    let mut values = [absent; 256];
    values
        .iter_mut()
        .zip(list)
        .for_each(|(value, known)| *value = *known);
    (bytes.len() == n_rows).then(|| {
        bytes
            .iter()
            .map(|&place| values[usize::from(place)])
            .collect()
    })
}

/// Names, each with its length before it.
fn put_names(names: impl ExactSizeIterator<Item = impl AsRef<str>>, out: &mut Vec<u8>) {
    as_u64(names.len()).put(out);
    for name in names {
        let name = name.as_ref().as_bytes();
        as_u64(name.len()).put(out);
        out.extend_from_slice(name);
    }
}

/// Takes bytes from the front; every take that goes too far is `None`.
pub(super) struct Front<'a>(pub(super) &'a [u8]);

impl<'a> Front<'a> {
    pub(super) fn bytes(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, left) = self.0.split_at_checked(n)?;
        self.0 = left;
        Some(taken)
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        self.bytes(8).map(u64::all)?.first().copied()
    }

    pub(super) fn count(&mut self) -> Option<usize> {
        self.number().and_then(|n| usize::try_from(n).ok())
    }

    pub(super) fn name(&mut self) -> Option<&'a str> {
        let n = self.count()?;
        std::str::from_utf8(self.bytes(n)?).ok()
    }

    fn names<T>(&mut self, make: impl Fn(&str) -> T) -> Option<Vec<T>> {
        let n = self.count()?;
        (0..n).map(|_| self.name().map(&make)).collect()
    }
}

/// Codes below `n_values` or [`Categorical::NONE`], as narrow as they can be: their width, then they.
fn put_codes(codes: &[u32], n_values: usize, out: &mut Vec<u8>) {
    if n_values < usize::from(u8::MAX) {
        out.push(1);
        let narrow = codes
            .iter()
            .map(|&code| u8::try_from(code).unwrap_or(u8::MAX));
        out.extend(narrow);
    } else if n_values < usize::from(u16::MAX) {
        out.push(2);
        for &code in codes {
            u16::try_from(code).unwrap_or(u16::MAX).put(out);
        }
    } else {
        out.push(4);
        for code in codes {
            code.put(out);
        }
    }
}

/// Codes as wide as they are used, `none` as [`Categorical::NONE`].
fn widened<T: Fixed + PartialEq>(bytes: &[u8], none: T) -> Vec<u32>
where
    u32: From<T>,
{
    let widen = |code| {
        if code == none {
            Categorical::NONE
        } else {
            u32::from(code)
        }
    };
    T::all(bytes).into_iter().map(widen).collect()
}

/// What [`put_codes`] wrote; `None` where a code is no place among `n_values`.
fn codes(front: &mut Front<'_>, n: usize, n_values: usize) -> Option<Vec<u32>> {
    let width = usize::from(*front.bytes(1)?.first()?);
    let bytes = front.bytes(n.checked_mul(width)?)?;
    let codes = match width {
        1 => widened(bytes, u8::MAX),
        2 => widened(bytes, u16::MAX),
        4 => u32::all(bytes),
        _ => return None,
    };
    let is_known = |&code: &u32| code == Categorical::NONE || (code as usize) < n_values;
    (codes.len() == n && codes.iter().all(is_known)).then_some(codes)
}

/// The bytes of a column of names.
pub(super) fn of_categorical(column: &Categorical) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_names(column.values.iter(), &mut bytes);
    put_codes(&column.codes, column.values.len(), &mut bytes);
    bytes
}

/// What [`of_categorical`] wrote.
pub(super) fn categorical(bytes: &[u8], n_rows: usize) -> Option<Categorical> {
    let mut front = Front(bytes);
    let values = front.names(|name: &str| Arc::from(name))?;
    let codes = codes(&mut front, n_rows, values.len())?;
    Some(Categorical { values, codes })
}

/// The bytes of mentions.
pub(super) fn of_mentions(mentions: &Mentions) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_names(mentions.topics.iter().map(TopicId::as_str), &mut bytes);
    let n_of = mentions.offsets.windows(2).map(|pair| pair[1] - pair[0]);
    let n_of: Vec<u32> = n_of.collect();
    as_u64(n_of.len()).put(&mut bytes);
    put_codes(&n_of, LARGEST_COUNT, &mut bytes);
    put_codes(&mentions.list_of, n_of.len(), &mut bytes);
    as_u64(mentions.codes.len()).put(&mut bytes);
    put_codes(&mentions.codes, mentions.topics.len(), &mut bytes);
    bytes.extend(of_places(&mentions.states, &LABELS));
    bytes
}

/// Numbers of mentions are taken for codes of so many values: a list has fewer.
const LARGEST_COUNT: usize = 65_000;

/// What [`of_mentions`] wrote.
pub(super) fn mentions(bytes: &[u8], n_rows: usize) -> Option<Mentions> {
    let mut front = Front(bytes);
    let topics = front.names(|name: &str| TopicId::new(name))?;
    let n_lists = front.count()?;
    let mut offsets = vec![0];
    let mut end = 0_u32;
    for n in codes(&mut front, n_lists, LARGEST_COUNT)? {
        end = end.checked_add(n)?;
        offsets.push(end);
    }
    let list_of = codes(&mut front, n_rows, n_lists)?;
    if list_of.contains(&Categorical::NONE) {
        return None;
    }
    let n = front.count()?;
    if n != end as usize {
        return None;
    }
    let codes = codes(&mut front, n, topics.len())?;
    let states = places(front.0, n, &LABELS, SentimentLabel::Unclear)?;
    Some(Mentions {
        topics,
        list_of,
        offsets,
        codes,
        states,
    })
}

/// A sum of `bytes` that any damage of a disk changes; nobody is kept from making it fit.
///
pub(super) fn sum_of(bytes: &[u8]) -> u64 {
    let mut sum = Sum::default();
    sum.add(bytes);
    sum.total()
}

/// [`sum_of`] of bytes that come block by block.
///
/// Four lanes of multiply and rotate over words of eight bytes: faster than memory.
pub(super) struct Sum {
    lanes: [u64; 4],
    n_bytes: usize,
}

impl Default for Sum {
    fn default() -> Self {
        Self {
            lanes: [1, 2, 3, 4],
            n_bytes: 0,
        }
    }
}

impl Sum {
    /// Adds a block; all but the last have a multiple of 32 bytes.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        // In a place of their own lanes stay in registers.
        let mut lanes = self.lanes;
        let (blocks, rest) = bytes.as_chunks::<32>();
        for block in blocks {
            let (words, _) = block.as_chunks::<8>();
            for (lane, word) in lanes.iter_mut().zip(words) {
                *lane = step(*lane, u64::from_le_bytes(*word));
            }
        }
        for (at, &byte) in rest.iter().enumerate() {
            lanes[at % 4] = step(lanes[at % 4], u64::from(byte));
        }
        self.lanes = lanes;
        self.n_bytes += bytes.len();
    }

    /// The sum of all.
    pub(super) fn total(&self) -> u64 {
        let n_bytes = as_u64(self.n_bytes);
        self.lanes
            .iter()
            .fold(n_bytes, |sum, &lane| step(sum, lane))
    }
}

fn step(lane: u64, word: u64) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    (lane ^ word).wrapping_mul(FACTOR).rotate_left(29)
}

/// The row of the first document of the same contact, for each row; nothing where no document names one.
pub(super) fn first_of_contact(contacts: &[Option<u64>]) -> Vec<u32> {
    let mut named: Vec<(u64, u32)> = (0_u32..)
        .zip(contacts)
        .filter_map(|(row, contact)| Some(((*contact)?, row)))
        .collect();
    if named.is_empty() {
        return Vec::new();
    }
    named.sort_unstable();
    let mut first: Vec<u32> = (0..as_u32(contacts.len())).collect();
    for contact in named.chunk_by(|a, b| a.0 == b.0) {
        for (_, row) in contact {
            first[*row as usize] = contact[0].1;
        }
    }
    first
}
