/// Puts numbers and texts one after the other, little-endian.
#[derive(Debug, Default)]
pub(crate) struct Writer(Vec<u8>);

/// Takes them out again; `None` where the bytes end too early or are no text.
#[derive(Debug)]
pub(crate) struct Reader<'b>(&'b [u8]);

impl Writer {
    /// A count or position.
    pub(crate) fn count(&mut self, count: usize) {
        self.0.extend(crate::units::as_u64(count).to_le_bytes());
    }

    /// A text with its length.
    pub(crate) fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend(text.as_bytes());
    }

    /// Numbers without their count.
    pub(crate) fn numbers(&mut self, numbers: &[f32]) {
        self.0
            .extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    }

    /// Keys without their count.
    pub(crate) fn keys(&mut self, keys: &[u64]) {
        self.0.extend(keys.iter().flat_map(|key| key.to_le_bytes()));
    }

    /// Numbers of 16 bits without their count.
    pub(crate) fn small_numbers(&mut self, numbers: &[i16]) {
        self.0
            .extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    }

    /// What was written.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }
}

impl<'b> Reader<'b> {
    /// Begins at the first byte.
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    /// Whether nothing is left.
    pub(crate) fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }

    fn take<const N: usize>(
        &mut self,
        n: usize,
    ) -> Option<impl Iterator<Item = [u8; N]> + use<'b, N>> {
        let (taken, rest) = self.0.split_at_checked(n.checked_mul(N)?)?;
        self.0 = rest;
        Some(taken.as_chunks::<N>().0.iter().copied())
    }

    /// A count or position.
    pub(crate) fn count(&mut self) -> Option<usize> {
        let count = self.take::<8>(1)?.next().map(u64::from_le_bytes)?;
        usize::try_from(count).ok()
    }

    /// A text with its length.
    pub(crate) fn text(&mut self) -> Option<String> {
        let n = self.count()?;
        let bytes: Vec<u8> = self.take::<1>(n)?.flatten().collect();
        String::from_utf8(bytes).ok()
    }

    /// `n` numbers.
    pub(crate) fn numbers(&mut self, n: usize) -> Option<Vec<f32>> {
        Some(self.take::<4>(n)?.map(f32::from_le_bytes).collect())
    }

    /// `n` keys.
    pub(crate) fn keys(&mut self, n: usize) -> Option<Vec<u64>> {
        Some(self.take::<8>(n)?.map(u64::from_le_bytes).collect())
    }

    /// `n` numbers of 16 bits.
    pub(crate) fn small_numbers(&mut self, n: usize) -> Option<Vec<i16>> {
        Some(self.take::<2>(n)?.map(i16::from_le_bytes).collect())
    }
}
