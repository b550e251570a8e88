//! Counting tests from what their runners print.

use std::fmt;

/// How many tests ended which way.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// How many tests passed.
    pub passed: u32,
    /// How many tests failed, or were cut off.
    pub failed: u32,
    /// Tests that did not run, or ran and said that they could not test.
    pub skipped: u32,
}

impl Tally {
    /// Adds the counts of another tally.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Adds what a line of `cargo test` says, if it is the last line of a test binary:
    /// `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s`.
    pub fn add_cargo_line(&mut self, line: &str) {
        let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". ")) else {
            return;
        };
        for count in counts.split("; ") {
            match count.split_once(' ') {
                Some((number, "passed")) => self.passed += number.parse().unwrap_or(0),
                Some((number, "failed")) => self.failed += number.parse().unwrap_or(0),
                Some((number, "ignored")) => self.skipped += number.parse().unwrap_or(0),
                _ => {}
            }
        }
    }

    /// Adds what a line of `node --test` says, if it is one of its summary: `# pass 3` or `ℹ pass 3`, by its version.
    pub fn add_node_line(&mut self, line: &str) {
        let Some((kind, number)) =
            line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")).and_then(|rest| rest.split_once(' '))
        else {
            return;
        };
        let count = match kind {
            "pass" => &mut self.passed,
            "fail" | "cancelled" => &mut self.failed,
            "skipped" | "todo" => &mut self.skipped,
            _ => return,
        };
        *count += number.parse().unwrap_or(0);
    }

    /// Adds what a line of vitest says, if it is its count of tests: `Tests  1 failed | 11 passed | 2 skipped (14)`.
    pub fn add_vitest_line(&mut self, line: &str) {
        let Some(counts) = line.trim_start().strip_prefix("Tests  ") else { return };
        let counts = counts.split(" (").next().unwrap_or(counts);
        for count in counts.split(" | ") {
            match count.trim().split_once(' ') {
                Some((number, "passed")) => self.passed += number.parse().unwrap_or(0),
                Some((number, "failed")) => self.failed += number.parse().unwrap_or(0),
                Some((number, "skipped" | "todo")) => self.skipped += number.parse().unwrap_or(0),
                _ => {}
            }
        }
    }

    /// Counts the tests that reported in `skips` as skipped and returns their lines.
    ///
    /// A Rust test cannot find out that it must skip until it runs, and has then passed as far as its runner knows.
    pub fn move_skips<'a>(&mut self, skips: &'a str) -> Vec<&'a str> {
        let lines: Vec<&str> = skips.lines().filter(|line| line.starts_with("SKIPPED:")).collect();
        for _ in &lines {
            self.passed = self.passed.saturating_sub(1);
            self.skipped += 1;
        }
        lines
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { passed, failed, skipped } = self;
        write!(f, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_prints_a_result_for_each_binary() {
        let mut tally = Tally::default();
        let output = "
running 4 tests
test tests::one ... ok
test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s
test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 5 filtered out; finished in 1.20s
error: 1 target failed:";
        output.lines().for_each(|line| tally.add_cargo_line(line));
        assert_eq!(tally.to_string(), "4 passed, 2 failed, 1 skipped");
    }

    #[test]
    fn node_prints_one_summary_in_either_style() {
        for mark in ["#", "ℹ"] {
            let mut tally = Tally::default();
            for line in
                ["tests 9", "suites 0", "pass 4", "fail 1", "cancelled 1", "skipped 2", "todo 1", "duration_ms 68.5"]
            {
                tally.add_node_line(&format!("{mark} {line}"));
            }
            tally.add_node_line("# Subtest: pass 5 of them");
            tally.add_node_line("ok 1 - pass 7");
            assert_eq!(tally.to_string(), "4 passed, 2 failed, 3 skipped");
        }
    }

    #[test]
    fn vitest_prints_one_line_of_tests_and_one_of_files() {
        let mut tally = Tally::default();
        for line in
            [" Test Files  3 passed (3)", "      Tests  1 failed | 11 passed | 2 skipped (14)", "   Start at  10:00:00"]
        {
            tally.add_vitest_line(line);
        }
        assert_eq!(tally.to_string(), "11 passed, 1 failed, 2 skipped");
    }

    #[test]
    fn a_test_that_reports_a_skip_has_not_passed() {
        let mut tally = Tally { passed: 3, ..Tally::default() };
        let lines = tally.move_skips("SKIPPED: no keychain answers\n\n");
        assert_eq!(lines, ["SKIPPED: no keychain answers"]);
        assert_eq!(tally.to_string(), "2 passed, 0 failed, 1 skipped");
    }
}
