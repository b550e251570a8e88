//! Comparing notes by their words: HubSpot sanitises HTML, so what comes back is not byte for byte what was sent.

/// The words of an HTML text in lower case, white space and markup aside.
pub(crate) fn words_of(html: &str) -> Vec<String> {
    let mut text = String::with_capacity(html.len());
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                text.push(' ');
            }
            _ if in_tag => {}
            _ => text.push(c),
        }
    }
    for (entity, plain) in [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&middot;", "·"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, plain);
    }
    text.split_whitespace().map(str::to_lowercase).collect()
}

/// Whether two HTML texts say the same.
pub(crate) fn say_the_same(one: &str, other: &str) -> bool {
    words_of(one) == words_of(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_no_difference_and_words_are() {
        assert!(say_the_same("<p>Größe &amp; Preis</p><p>x</p>", "<p class=\"a\">Größe & Preis </p> <p>x"));
        assert!(!say_the_same("<p>44,000</p>", "<p>45,000</p>"));
    }
}
