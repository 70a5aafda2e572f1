/// A name of at most `n_chars` characters.
pub(in crate::report) fn short(name: &str, n_chars: usize) -> String {
    if name.chars().count() <= n_chars {
        return name.to_owned();
    }
    let kept = name.chars().take(n_chars - 1);
    kept.chain(std::iter::once('…')).collect()
}
