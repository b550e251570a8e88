//! A mail as the rep's mail client takes it: an address that it opens, or a file. Neither sends anything.

use crate::{
    drafts::kinds::has_blanks,
    error::{AppError, ErrorCode},
    private,
};
use serde::Deserialize;
use specta::Type;
use std::{fmt::Write as _, path::Path};

/// The most bytes of an address: some systems take no longer ones.
const ADDRESS_BYTES_MAX: usize = 8_000;
/// The longest line of a mail's text in a file, in bytes, without its end. Source: RFC 2045, section 6.7.
const LINE_BYTES_MAX: usize = 76;
/// The most bytes that one encoded word of a header stands for: each may take three letters, and a word has at most 75.
const WORD_BYTES_MAX: usize = 18;
/// The most letters of a file's name.
const NAME_LETTERS_MAX: usize = 60;

/// A mail as the rep left it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
pub struct MailRequest {
    /// The addresses it goes to; none where the rep fills them in.
    pub to: Vec<String>,
    /// The addresses that get a copy.
    pub cc: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// `mailto:` with subject and text, as RFC 6068 spells it. Fails where blanks are left, where an address is none, and where the text is too
/// long for a mail client to take it that way.
pub fn mail_address(mail: &MailRequest) -> Result<String, AppError> {
    let (to, cc) = checked(mail)?;
    let listed = |all: &[&str]| all.iter().map(|one| escaped(one)).collect::<Vec<_>>().join(",");
    let copies = if cc.is_empty() { String::new() } else { format!("cc={}&", listed(&cc)) };
    let address = format!(
        "mailto:{}?{copies}subject={}&body={}",
        listed(&to),
        escaped(&mail.subject),
        // A line ends as mail has it.
        escaped(&mail.body.replace("\r\n", "\n").replace('\n', "\r\n"))
    );
    if ADDRESS_BYTES_MAX < address.len() {
        return Err(AppError::new(ErrorCode::Usage, "The mail is too long for a mail client to take over")
            .hint("Save it as a file, or copy it."));
    }
    Ok(address)
}

/// Writes a mail as an `.eml` file, which mail clients open as a draft. Fails where blanks are left and where an address is none.
pub fn write_mail(mail: &MailRequest, path: &Path) -> Result<(), AppError> {
    private::write(path, &mail_file(mail)?).map_err(|error| AppError::file("write", path, error))
}

/// What a mail's file is called: its subject, as far as every system takes it in a name.
pub fn mail_file_name(subject: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "-_,. ".contains(c) { c } else { ' ' };
    let words: Vec<String> =
        subject.chars().map(plain).collect::<String>().split_whitespace().map(str::to_owned).collect();
    let name: String = words.join(" ").chars().take(NAME_LETTERS_MAX).collect();
    let name = name.trim_matches([' ', '.']);
    format!("{}.eml", if name.is_empty() { "Mail" } else { name })
}

/// A mail as RFC 5322 has it. `X-Unsent` is how Outlook knows a draft.
fn mail_file(mail: &MailRequest) -> Result<String, AppError> {
    let (to, cc) = checked(mail)?;
    let mut file = String::new();
    for (name, all) in [("To", to), ("Cc", cc)] {
        if !all.is_empty() {
            // One on a line: a line of a header has its length, too.
            let _ = write!(file, "{name}: {}\r\n", all.join(",\r\n "));
        }
    }
    let _ = write!(file, "Subject: {}\r\n", header(&mail.subject));
    file.push_str("X-Unsent: 1\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n");
    file.push_str("Content-Transfer-Encoding: quoted-printable\r\n\r\n");
    for line in mail.body.lines() {
        file.push_str(&quoted_printable(line));
        file.push_str("\r\n");
    }
    Ok(file)
}

/// The addresses of a mail that is ready to leave: those it goes to, and those that get a copy.
fn checked(mail: &MailRequest) -> Result<(Vec<&str>, Vec<&str>), AppError> {
    if has_blanks(&mail.subject) || has_blanks(&mail.body) {
        return Err(AppError::new(ErrorCode::Usage, "The mail still has blanks").hint("Fill or remove them first."));
    }
    Ok((addresses(&mail.to)?, addresses(&mail.cc)?))
}

fn addresses(all: &[String]) -> Result<Vec<&str>, AppError> {
    let all: Vec<&str> = all.iter().map(String::as_str).map(str::trim).collect();
    match all.iter().find(|one| !is_address(one)) {
        Some(one) => Err(AppError::new(ErrorCode::Usage, format!("“{one}” is not an e-mail address"))),
        None => Ok(all),
    }
}

/// Whether a text is one address and nothing beside it, so that no other header hides in it.
fn is_address(text: &str) -> bool {
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || ",;:<>\"".contains(c);
    text.matches('@').count() == 1 && !text.contains(is_odd)
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'@' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// A text as a header takes it: as it is where it is short and plain, else in encoded words of RFC 2047. What breaks a line is a space.
fn header(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.len() + "Subject: ".len() <= LINE_BYTES_MAX
        && text.chars().all(|c| (' '..='~').contains(&c))
        && !text.contains("=?")
    {
        return text;
    }
    let mut words = vec![String::new()];
    for letter in text.chars() {
        let full = words.last().is_some_and(|word| WORD_BYTES_MAX < word.len() + letter.len_utf8());
        if full {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(letter);
        }
    }
    let encoded = |word: &String| {
        let letters: String = word
            .bytes()
            .map(
                |byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("={byte:02X}") },
            )
            .collect();
        format!("=?utf-8?Q?{letters}?=")
    };
    words.iter().map(encoded).collect::<Vec<_>>().join("\r\n ")
}

/// A line of text as RFC 2045 has it, section 6.7: what is not plain in hexadecimal, and no line too long.
fn quoted_printable(line: &str) -> String {
    let (mut out, mut length) = (String::new(), 0);
    let bytes = line.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        // A space at the end of a line would be lost on the way.
        let is_plain = (b'!'..=b'~').contains(byte) && *byte != b'=' || *byte == b' ' && at + 1 < bytes.len();
        let letters = if is_plain { char::from(*byte).to_string() } else { format!("={byte:02X}") };
        if LINE_BYTES_MAX - 1 < length + letters.len() {
            out.push_str("=\r\n");
            length = 0;
        }
        length += letters.len();
        out.push_str(&letters);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(to: &[&str], cc: &[&str], subject: &str, body: &str) -> MailRequest {
        let owned = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
        MailRequest { to: owned(to), cc: owned(cc), subject: subject.to_owned(), body: body.to_owned() }
    }

    #[test]
    fn a_mail_is_an_address_with_everything_in_it() {
        let address =
            mail_address(&mail(&["petra@harbour.example"], &[], "Re: Plan & more", "Hi Petra,\n\nüber 5 %?")).unwrap();
        assert_eq!(
            address,
            "mailto:petra@harbour.example?subject=Re%3A%20Plan%20%26%20more&body=Hi%20Petra%2C%0D%0A%0D%0A%C3%BCber%205%20%25%3F"
        );
        assert!(mail_address(&mail(&[], &[], "", "text")).unwrap().starts_with("mailto:?"));
        let several = mail_address(&mail(&["a@b.example", "c@d.example"], &["e@f.example"], "s", "b")).unwrap();
        assert_eq!(several, "mailto:a@b.example,c@d.example?cc=e@f.example&subject=s&body=b");
    }

    #[test]
    fn blanks_and_other_headers_are_refused() {
        for body in ["Hi\n\n[…]", "We send it by [[which day]]."] {
            assert_eq!(mail_address(&mail(&[], &[], "s", body)).unwrap_err().code, ErrorCode::Usage);
        }
        for one in ["a@b.example,c@d.example", "a@b.example?bcc=x@y.example&@", "a b@c.example", "nobody", ""] {
            assert!(mail_address(&mail(&[one], &[], "s", "b")).is_err(), "{one}");
            assert!(mail_file(&mail(&[], &[one], "s", "b")).is_err(), "{one}");
        }
        let sneaky = mail_address(&mail(&["a?bcc=x@y.example"], &[], "s", "b")).unwrap();
        assert!(sneaky.starts_with("mailto:a%3Fbcc%3Dx@y.example?subject"), "{sneaky}");
        assert!(mail_address(&mail(&[], &[], "s", &"word ".repeat(3_000))).is_err());
    }

    #[test]
    fn a_file_has_the_headers_and_the_text_of_the_mail() {
        let file = mail_file(&mail(
            &["a@b.example", "c@d.example"],
            &["e@f.example"],
            "Plan\r\nBcc: x@y.example",
            "Hi,\n\nüber = ",
        ))
        .unwrap();
        assert_eq!(
            file,
            "To: a@b.example,\r\n c@d.example\r\nCc: e@f.example\r\nSubject: Plan Bcc: x@y.example\r\nX-Unsent: 1\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nHi,\r\n\r\n=C3=BCber =3D=20\r\n"
        );
        assert!(mail_file(&mail(&[], &[], "Größe", "x")).unwrap().contains("Subject: =?utf-8?Q?Gr=C3=B6=C3=9Fe?=\r\n"));
    }

    #[test]
    fn no_line_of_a_file_is_too_long() {
        let file = mail_file(&mail(&[], &[], &"Größe und Ärger ".repeat(12), &"Straße, größer als zuvor. ".repeat(40)))
            .unwrap();
        assert!(file.lines().all(|line| line.len() <= LINE_BYTES_MAX), "{file}");
    }

    #[test]
    fn a_file_is_called_by_its_subject() {
        assert_eq!(mail_file_name("Re: Plan / more?"), "Re Plan more.eml");
        assert_eq!(mail_file_name("…"), "Mail.eml");
    }
}
