//! How texts are put into batches for the model, by their length in tokens. Pure.

/// The most tokens, padding included, that one batch may hold. It bounds both memory and how long a query may have to wait.
pub const BATCH_TOKENS: usize = 2_048;

/// Groups texts of similar length, so that little is spent on padding.
///
/// `lengths` are the texts' lengths in tokens. Returns batches of indexes into it, each index exactly once, shortest texts first;
/// in every batch `count × longest` is at most `budget`, except that a text longer than the budget stands alone.
pub fn plan_batches(lengths: &[usize], budget: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    order.sort_by_key(|&index| lengths[index]);
    let mut batches: Vec<Vec<usize>> = Vec::new();
    for index in order {
        // Sorted ascending, so the text at hand is the batch's longest.
        match batches.last_mut() {
            Some(batch) if (batch.len() + 1) * lengths[index] <= budget => batch.push(index),
            _ => batches.push(vec![index]),
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_text_is_in_one_batch_and_no_batch_is_too_big(
            lengths in prop::collection::vec(0_usize..600, 0..200),
            budget in 1_usize..3_000,
        ) {
            let batches = plan_batches(&lengths, budget);
            let mut seen: Vec<usize> = batches.iter().flatten().copied().collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..lengths.len()).collect::<Vec<_>>());
            for batch in &batches {
                let longest = batch.iter().map(|&index| lengths[index]).max().unwrap_or(0);
                prop_assert!(batch.len() == 1 || batch.len() * longest <= budget);
            }
        }
    }
}
