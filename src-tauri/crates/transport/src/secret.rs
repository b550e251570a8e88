//! Text that must not be printed, and does not stay in memory.

use zeroize::ZeroizeOnDrop;

/// A token or a provider's key. Neither `Debug` nor an error shows it; the one way to the text is [`Secret::reveal`]. Its memory is overwritten when
/// it goes.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret; surrounding white space, as pasted tokens and keys have it, goes.
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The text, for the one place that sends or stores it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn does_not_print_itself() {
        let secret = Secret::new(" pat-eu1-abc\n");
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert_eq!(secret.reveal(), "pat-eu1-abc");
    }
}
