//! A panic boundary: what one text or account does to the rules that read it is that one's alone.

use futures::FutureExt;
use std::{
    fmt::Display,
    panic::{self, AssertUnwindSafe},
};

/// Does something for `whose` sake alone. None, and a line in the log, where it panicked: the others go on.
///
/// What the work changes has to be of no use to others when it stops half-way; what is stored is, since a transaction that is not ended changes
/// nothing.
pub(crate) fn apart<T>(whose: impl Display, work: impl FnOnce() -> T) -> Option<T> {
    heard(&whose, panic::catch_unwind(AssertUnwindSafe(work)))
}

/// As [`apart`], for work that waits for something meanwhile.
pub(crate) async fn apart_async<T>(whose: impl Display, work: impl Future<Output = T>) -> Option<T> {
    heard(&whose, AssertUnwindSafe(work).catch_unwind().await)
}

fn heard<T>(whose: &impl Display, outcome: std::thread::Result<T>) -> Option<T> {
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

    #[tokio::test]
    async fn one_that_panics_while_it_waits_is_left_out() {
        let half = async |by: u32| {
            tokio::task::yield_now().await;
            8_u32 / by
        };
        assert_eq!((apart_async(0, half(0)).await, apart_async(2, half(2)).await), (None, Some(4)));
    }
}
