//! The link by which one joins a meeting's conference.

use std::borrow::Cow;

/// No link is longer, in bytes.
const LINK_BYTES_MAX: usize = 2000;
/// How many links of a text are looked at.
const LINKS_MAX: usize = 200;

/// The first link of a text that leads into a conference: https, at a host that is known, to a meeting rather than to a page about meetings.
pub(crate) fn link_in(text: &str) -> Option<String> {
    links(text).take(LINKS_MAX).find_map(|link| conference(&link, 2))
}

/// The https links of a text.
fn links(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let begins = text.match_indices(':').filter_map(|(at, _)| {
        let start = at.checked_sub(5)?;
        let is_https = text.get(start..at)?.eq_ignore_ascii_case("https") && text.get(at..)?.starts_with("://");
        is_https.then(|| text.get(start..)).flatten()
    });
    begins.map(|from| {
        let ends = |letter: char| {
            !letter.is_ascii_graphic()
                || matches!(letter, '<' | '>' | '"' | '\'' | '`' | '\\' | '{' | '}' | '|' | '^' | ')' | ']')
        };
        let link = from.get(..from.find(ends).unwrap_or(from.len())).unwrap_or_default();
        let link = link.trim_end_matches(['.', ',', ';', ':', '!', '?', '*']);
        if link.contains("&amp;") { Cow::Owned(link.replace("&amp;", "&")) } else { Cow::Borrowed(link) }
    })
}

/// The link itself, or the one that a mail filter has put its own around.
fn conference(link: &str, wraps_max: usize) -> Option<String> {
    if LINK_BYTES_MAX < link.len() {
        return None;
    }
    let (host, rest) = host(link)?;
    let is_filter = under(&host, "safelinks.protection.outlook.com") && host != "safelinks.protection.outlook.com";
    let wrapped = if is_filter {
        parameter(rest, "url")
    } else if host == "www.google.com" {
        parameter(rest, "q")
    } else {
        None
    };
    if let Some(inner) = wrapped.filter(|_| 0 < wraps_max) {
        return links(&inner).next().and_then(|inner| conference(&inner, wraps_max - 1));
    }
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    leads_in(&host, path).then(|| format!("https://{host}{rest}"))
}

/// A link's host, in small letters, and what comes behind it. `None` where it is none that can be trusted to be read alike everywhere: with a name of a
/// user, another port, or letters that are not ASCII.
fn host(link: &str) -> Option<(String, &str)> {
    let behind = link.get(8..).filter(|_| link.get(..8).is_some_and(|head| head.eq_ignore_ascii_case("https://")))?;
    let end = behind.find(['/', '?', '#']).unwrap_or(behind.len());
    let (host, rest) = behind.split_at(end);
    let host = host.strip_suffix(":443").unwrap_or(host);
    let is_plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    (is_plain && host.contains('.')).then(|| (host.to_ascii_lowercase(), rest))
}

/// Whether a host is this one or one below it.
fn under(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// Whether a page at a host is a meeting of one of the services that are known.
fn leads_in(host: &str, path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let first = parts.first().copied().unwrap_or_default();
    let is_number = |part: &str| 6 <= part.len() && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let is_under = |domains: &[&str]| domains.iter().any(|domain| under(host, domain));
    match () {
        () if is_under(&["zoom.us", "zoom.com", "zoom.com.cn", "zoomgov.com"]) => {
            matches!(first, "j" | "my" | "s" | "w" | "wc") && 2 <= parts.len()
        }
        () if is_under(&["teams.microsoft.com", "teams.microsoft.us", "teams.live.com", "teams.cloud.microsoft"]) => {
            path.contains("/l/meetup-join/") || first == "meet" && 2 <= parts.len()
        }
        () if host == "meet.google.com" => {
            let is_code = first.len() == 12 && first.split('-').map(str::len).eq([3, 4, 3]);
            is_code || first == "lookup" && 2 <= parts.len()
        }
        () if under(host, "webex.com") && host != "help.webex.com" => {
            let is_room = |part: &&str| matches!(*part, "meet" | "join" | "joinservice" | "meeting" | "j.php" | "m");
            parts.iter().any(is_room) && (2 <= parts.len() || first.ends_with(".php"))
        }
        () if is_under(&["gotomeeting.com", "gotomeet.me", "meet.goto.com", "app.goto.com"]) => {
            let is_named = host != "app.goto.com" && !under(host, "gotomeeting.com") && !first.is_empty();
            is_named || parts.iter().any(|part| is_number(part))
        }
        () if under(host, "whereby.com") => {
            !matches!(first, "" | "blog" | "help" | "information" | "org" | "user")
                && !matches!(host, "help.whereby.com" | "docs.whereby.com")
        }
        () if is_under(&["meet.jit.si", "8x8.vc"]) => !first.is_empty() && !first.contains('.'),
        () => false,
    }
}

/// A parameter of a link, decoded.
fn parameter(rest: &str, name: &str) -> Option<String> {
    let query = rest.split_once('?')?.1;
    let query = query.split('#').next().unwrap_or_default();
    let value = query
        .split('&')
        .find_map(|pair| pair.split_once('=').filter(|(known, _)| *known == name).map(|(_, value)| value))?;
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let (high, low) = (char::from(rest.next()?).to_digit(16)?, char::from(rest.next()?).to_digit(16)?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, wanted: &str) {
        assert_eq!(link_in(text).unwrap_or_default(), wanted, "{text}");
    }

    #[test]
    fn every_service_that_is_known_is_found() {
        for link in [
            "https://acme.zoom.us/j/98765432100?pwd=aBc.1",
            "https://zoom.us/my/ada.reyes",
            "https://acme.zoomgov.com/j/1612345678",
            "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%7d",
            "https://teams.microsoft.com/meet/234567890123?p=aBc",
            "https://teams.live.com/meet/9312345678901",
            "https://meet.google.com/abc-defg-hij",
            "https://acme.webex.com/acme/j.php?MTID=m0123",
            "https://acme.webex.com/meet/ada.reyes",
            "https://meet.goto.com/123456789",
            "https://global.gotomeeting.com/join/123456789",
            "https://whereby.com/ada-reyes",
            "https://acme.whereby.com/room-1",
            "https://meet.jit.si/AcmeQuarterly",
            "https://8x8.vc/vpaas-magic-cookie/room",
        ] {
            check(&format!("Join: <{link}>, or call."), link);
            check(&link.replace("https", "http"), "");
        }
    }

    #[test]
    fn the_first_that_is_a_meeting_is_taken() {
        check(
            "Help https://aka.ms/JoinTeamsMeeting, https://teams.microsoft.com/meetingOptions/?x=1 then HTTPS://Zoom.US/j/1234567890.",
            "https://zoom.us/j/1234567890",
        );
        check(
            "(https://meet.google.com/abc-defg-hij?authuser=0&amp;hs=1)",
            "https://meet.google.com/abc-defg-hij?authuser=0&hs=1",
        );
        check("Dial: https://acme.zoom.us/u/abc https://help.webex.com/meet/a https://meet.google.com/tel/x", "");
    }

    #[test]
    fn a_filter_is_taken_off() {
        let inner = "https%3A%2F%2Fteams.microsoft.com%2Fl%2Fmeetup-join%2F19%253ameeting%2F0%3Fcontext%3D1&data=05";
        check(
            &format!("https://eur01.safelinks.protection.outlook.com/ap/t-59584e83/?url={inner}"),
            "https://teams.microsoft.com/l/meetup-join/19%3ameeting/0?context=1",
        );
        check("https://www.google.com/url?q=https://zoom.us/j/1234567890&sa=D", "https://zoom.us/j/1234567890");
        check("https://eur01.safelinks.protection.outlook.com/?url=http%3A%2F%2Fzoom.us%2Fj%2F1234567890", "");
        check("https://eur01.safelinks.protection.outlook.com/?url=%zz", "");
    }

    #[test]
    fn a_host_that_looks_like_another_is_none() {
        for link in [
            "https://zoom.us.evil.example/j/1234567890",
            "https://evilzoom.us/j/1234567890",
            "https://zoom.us@evil.example/j/1234567890",
            "https://evil.example\\@zoom.us/j/1234567890",
            "https://zoom.us:8443/j/1234567890",
            "https://zооm.us/j/1234567890",
            "https://evil.example/?u=zoom.us/j/1234567890",
            "https://zoom.us%2f.evil.example/j/1",
            "https://",
            "https:///j/1234567890",
        ] {
            check(link, "");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_searched(text in ".{0,120}|(https://|zoom.us|/j/|%|url=|ä|&|\\?){0,30}") {
            let found = link_in(&text);
            prop_assert!(found.is_none_or(|link| link.starts_with("https://")));
        }
    }
}
