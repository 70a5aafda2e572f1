use std::sync::{Mutex, MutexGuard, PoisonError};

/// The first member that nobody uses, else the first of all, once it is free; `None` of no members.
///
/// For computations that want a member for themselves and leave nothing in it, so that it does not show
/// which one computed, and a panic leaves it whole.
pub(super) fn first_free<T>(members: &[Mutex<T>]) -> Option<MutexGuard<'_, T>> {
    let free = members.iter().find_map(|member| member.try_lock().ok());
    free.or_else(|| {
        let first = members.first()?;
        Some(first.lock().unwrap_or_else(PoisonError::into_inner))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_second_gets_the_second_member() {
        let members = [Mutex::new('a'), Mutex::new('b')];
        let first = first_free(&members).unwrap();
        let second = first_free(&members).unwrap();
        assert_eq!((*first, *second), ('a', 'b'));
        drop(first);
        assert_eq!(*first_free(&members).unwrap(), 'a');
        assert!(first_free::<char>(&[]).is_none());
    }
}
