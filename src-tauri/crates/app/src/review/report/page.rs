//! The frame of a page that needs nothing beside itself: no script, no address, and the window's font within it.

/// Inter with the letters of Western Europe, in base64 with line breaks; its licence stands beside it.
const FONT: &str = include_str!("inter-latin.woff2.base64");

const STYLE: &str = "\
:root{--paper:#faf9f6;--raised:#fff;--line:#e4e1d9;--ink:#1d1c1a;--ink-2:#4d4b46;--ink-3:#6b6860;--accent:#1d5f58;--caution:#8a5000}
@media (prefers-color-scheme:dark){:root{--paper:#171816;--raised:#1f201e;--line:#30312d;--ink:#eceae4;--ink-2:#bab7af;--ink-3:#9b988f;--accent:#7fc4b8;--caution:#e5ad5b}}
body{margin:0;background:var(--paper);color:var(--ink);font:13px/1.5 Inter,system-ui,sans-serif}
main{max-width:880px;margin:0 auto;padding:40px 32px 64px}
h1{font-size:22px;font-weight:650;margin:0}
h2{font-size:10.5px;font-weight:550;letter-spacing:.06em;text-transform:uppercase;color:var(--ink-3);margin:36px 0 8px;padding-bottom:8px;border-bottom:1px solid var(--line)}
h3{font-size:13px;font-weight:650;margin:20px 0 4px}
p{margin:4px 0;color:var(--ink-2)}
.small{font-size:11px;color:var(--ink-3)}
.look{color:var(--caution);font-weight:550}
";

/// A page with a title, rules of style of its own, and what stands in it, which is HTML.
pub(crate) fn page(title: &str, style: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; font-src data:\">\
         <title>{}</title><style>{}{STYLE}{style}</style></head><body><main>\n{body}</main></body></html>\n",
        escaped(title),
        font_face()
    )
}

/// Makes the font in the page known. A reader who has none of it installed sees it all the same.
fn font_face() -> String {
    let data: String = FONT.lines().collect();
    format!(
        "@font-face{{font-family:Inter;font-weight:100 900;src:url(data:font/woff2;base64,{data}) format('woff2')}}\n"
    )
}

/// A text as it may stand in a page, in an attribute too.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_is_in_the_page_and_nothing_is_fetched() {
        let html = page("A title", "", "<p>Text</p>");
        assert!(html.contains("url(data:font/woff2;base64,d09GMg"), "no font");
        assert!(!html.contains("http:") && !html.contains("https:") && !html.contains("<script"));
    }
}
