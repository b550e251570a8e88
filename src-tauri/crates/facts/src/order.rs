//! Whether a sum that is named may be the deal's at all.

/// A sum is of the deal's order where it is below so many times the deal's amount, and above that part of it.
const TIMES: u64 = 4;

/// Whether a sum is of the order of a deal's amount, both in whole units of one currency: two euros a page are no budget of forty thousand.
pub fn is_of_the_order(sum: u64, deal: u64) -> bool {
    deal / TIMES < sum && sum < deal.saturating_mul(TIMES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_times_more_or_less_is_of_the_order() {
        for sum in [10_500, 38_000, 42_000, 159_000] {
            assert!(is_of_the_order(sum, 40_000), "{sum}");
        }
        for sum in [0, 2, 10_000, 160_000, u64::MAX] {
            assert!(!is_of_the_order(sum, 40_000), "{sum}");
        }
        assert!(!is_of_the_order(5, u64::MAX) && is_of_the_order(u64::MAX - 1, u64::MAX));
    }
}
