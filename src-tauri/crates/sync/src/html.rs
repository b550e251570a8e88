//! HTML from the CRM becomes plain text. Scripts, styles and remote images never get further than this.

/// The readable text of a note's or mail's HTML: one line a paragraph, bullets for lists, link texts without addresses.
///
/// Text without any markup comes back as it is, line breaks included. Cannot fail: HTML that defies rendering is stripped of its tags.
pub fn plain_text(html: &str) -> String {
    let has_markup = html.contains('<') || html.contains('&');
    if !has_markup {
        return tidy(html);
    }
    // A first pass removes what is not content, script bodies included; of a link its words stay.
    let clean = ammonia::Builder::default().rm_tags(["img", "a"]).clean(html).to_string();
    let rendered = html2text::config::plain_no_decorate()
        .no_table_borders()
        .allow_width_overflow()
        .string_from_read(clean.as_bytes(), 100_000);
    match rendered {
        Ok(text) => tidy(&text),
        Err(_) => tidy(&ammonia::Builder::empty().clean(html).to_string()),
    }
}

/// Unifies line ends, trims lines, and leaves at most one empty line between paragraphs.
fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.split('\n').map(|line| line.trim_end_matches(['\r', ' ', '\t', '\u{a0}'])) {
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_goes_and_words_stay() {
        let html = "<p>Budget is <b>40&nbsp;000 &euro;</b> &amp; not more.</p><ul><li>SOC 2</li><li>DPA</li></ul>\
            <script>alert('x')</script><img src=\"https://evil.example/p.gif\"><p><a href=\"https://a.example\">the draft</a></p>";
        assert_eq!(plain_text(html), "Budget is 40\u{a0}000 € & not more.\n* SOC 2\n* DPA\n\nthe draft");
    }

    #[test]
    fn plain_text_is_left_alone() {
        assert_eq!(plain_text("Hi,\r\n\r\n\r\n> quoted  \nBye"), "Hi,\n\n> quoted\nBye");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_no_script_survives(text in "(<[a-z/]{0,8}|&[a-z]{0,5};?|[a-zé\" =>\n]{0,9}){0,20}") {
            let _ = plain_text(&text);
            let text = plain_text(&format!("<p>{text}</p><script>sentinel</script>"));
            prop_assert!(text.is_empty() || !text.contains("<script"));
        }
    }
}
