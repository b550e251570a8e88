//! Two versions of a prompt held against each other by their grades.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Two versions of a prompt between which the team divides its records, with what their grades say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparedVersions {
    /// The kind of draft, as in `score`.
    pub kind: String,
    /// The two versions of the prompt.
    pub versions: [u32; 2],
    /// How much of the records goes to the second, 0 to 1.
    pub share: f64,
    /// How many grades each has.
    pub graded: [usize; 2],
    /// The mean grade of each, 1 to 5; none where none was given.
    pub means: [Option<f64>; 2],
    /// By how much the second is graded higher; none where either has none.
    pub difference: Option<f64>,
    /// In what bounds that difference lies, with 95 % confidence; none with fewer than two grades on either side. Zero inside says that nothing is
    /// shown yet.
    pub interval: Option<[f64; 2]>,
}

/// Holds the grades of two versions against each other. The interval is Welch's, for two means of unequal variance: Welch, Biometrika 34 (1947), 28.
pub(crate) fn compared(kind: &str, versions: [u32; 2], share: f64, grades: [&[u8]; 2]) -> ComparedVersions {
    let sides = grades.map(Side::of);
    let means = sides.map(|side| (0.0 < side.count).then_some(side.mean));
    let difference = means[0].zip(means[1]).map(|(first, second)| second - first);
    let interval = difference.and_then(|difference| {
        let [a, b] = sides.map(|side| side.variance.map(|variance| variance / side.count));
        let (a, b) = a.zip(b)?;
        let spread = (a + b).sqrt();
        // Where all grades of both are equal there is no spread, and nothing to be unsure about but the next grade.
        if spread == 0.0 {
            return Some([difference, difference]);
        }
        let freedom = (a + b).powi(2) / (a.powi(2) / (sides[0].count - 1.0) + b.powi(2) / (sides[1].count - 1.0));
        let t = StudentsT::new(0.0, 1.0, freedom).ok()?.inverse_cdf(0.975);
        Some([difference - t * spread, difference + t * spread])
    });
    let graded = grades.map(<[u8]>::len);
    ComparedVersions { kind: kind.to_owned(), versions, share, graded, means, difference, interval }
}

#[derive(Clone, Copy)]
struct Side {
    count: f64,
    mean: f64,
    /// None with fewer than two grades.
    variance: Option<f64>,
}

impl Side {
    #[allow(clippy::cast_precision_loss)] // Nobody gives 2^52 grades.
    fn of(grades: &[u8]) -> Self {
        let count = grades.len() as f64;
        let mean = grades.iter().map(|grade| f64::from(*grade)).sum::<f64>() / count.max(1.0);
        let squares: f64 = grades.iter().map(|grade| (f64::from(*grade) - mean).powi(2)).sum();
        Self { count, mean, variance: (2.0 <= count).then(|| squares / (count - 1.0)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against figures worked out by hand: means 3 and 4, variances 1 and 1, five grades each; t of 8 degrees of freedom is 2.306.
    #[test]
    fn the_interval_is_welchs() {
        let found = compared("score", [1, 2], 0.5, [&[2, 2, 3, 4, 4], &[3, 3, 4, 5, 5]]);
        let [low, high] = found.interval.unwrap();
        assert_eq!((found.difference, found.graded), (Some(1.0), [5, 5]));
        assert!((low - (1.0 - 1.458_4)).abs() < 1e-3 && (high - 2.458_4).abs() < 1e-3, "{low} {high}");
    }

    #[test]
    fn too_few_grades_show_nothing() {
        let none = compared("score", [1, 2], 0.5, [&[], &[4]]);
        assert_eq!((none.means, none.difference, none.interval), ([None, Some(4.0)], None, None));
        assert_eq!(compared("score", [1, 2], 0.5, [&[3], &[4, 5]]).interval, None);
        assert_eq!(compared("score", [1, 2], 0.5, [&[3, 3], &[4, 4]]).interval, Some([1.0, 1.0]));
    }
}
