//! A panic boundary: what one text or account does to the rules that read it is that one's alone.

use std::{
    fmt::Display,
    panic::{self, AssertUnwindSafe},
};

/// Does something for `whose` sake alone. None, and a line in the log, where it panicked: the others go on.
///
/// What the work changes has to be of no use to others when it stops half-way; what is stored is, since a transaction that is not ended changes
/// nothing.
pub(crate) fn apart<T>(whose: impl Display, work: impl FnOnce() -> T) -> Option<T> {
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    if outcome.is_err() {
        tracing::error!(%whose, "a rule failed over this; it is left out, and the rest goes on");
    }
    outcome.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_panics_is_left_out() {
        let halves: Vec<Option<u32>> = [4, 0, 2].map(|by| apart(by, || 8_u32 / by)).to_vec();
        assert_eq!(halves, [Some(2), None, Some(4)]);
    }
}
