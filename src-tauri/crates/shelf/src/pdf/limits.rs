//! How much a PDF may ask for before it is put aside: what its streams unpack to, and how much it draws.

use flate2::bufread::DeflateDecoder;
use hayro_interpret::hayro_syntax::content::UntypedIter;
use std::{
    borrow::Cow,
    cell::Cell,
    io::Read,
    panic,
    time::{Duration, Instant},
};

/// What one stream may unpack to, in bytes; pictures, which are not unpacked, may be larger.
pub(crate) const UNPACKED_MAX: usize = 32 << 20;
const PICTURE_MAX: u64 = 128 << 20;
/// The most bytes that all streams of a file may unpack to.
const ALL_MAX: u64 = 1 << 30;
/// The oldest way to pack has no cheap count, and expands by a thousand at most.
const LZW_MAX: usize = 256 << 10;
/// The most times that a stream may be packed over.
const LAYERS_MAX: usize = 4;
/// What all pages may draw: letters, lines, embedded forms.
const DRAWN_MAX: u64 = 20_000_000;
/// The most letters of one page: a page of small print has some ten thousand, a poster of figures ten times as many.
pub(crate) const LETTERS_MAX: usize = 400_000;
/// How often a page may save what it draws with without restoring it. A writer of PDFs is told to stay below 28 (ISO 32000-1, annex C.2).
const SAVED_MAX: usize = 4_000;
/// The bytes of all streams may be this many times those of the file before looking ends: streams that lie in one another are looked at twice.
const LOOKED_MAX: usize = 8;
/// No file that somebody made to be read takes this long; the counts above end nearly all others before.
const TIME_MAX: Duration = Duration::from_secs(30);

/// Ends the reading of a file from within what draws it.
pub(crate) struct Spent;

/// How much may still be drawn before reading ends.
pub(crate) struct Budget {
    left: Cell<u64>,
    since: Instant,
}

impl Budget {
    pub(crate) fn new() -> Self {
        Self { left: Cell::new(DRAWN_MAX), since: Instant::now() }
    }

    /// Takes from the budget, and unwinds with [`Spent`] when nothing is left: the interpreter knows no other way to stop.
    pub(crate) fn spend(&self, amount: u64) {
        let left = self.left.get();
        // The clock is looked at now and then.
        const LOOK: u64 = 1024;
        let looks_up = left / LOOK != left.saturating_sub(amount) / LOOK;
        if left < amount || looks_up && TIME_MAX < self.since.elapsed() {
            self.end();
        }
        self.left.set(left - amount);
    }

    /// Ends the reading: unwinds with [`Spent`].
    pub(crate) fn end(&self) -> ! {
        panic::resume_unwind(Box::new(Spent))
    }
}

/// Takes what a page is told to do from the budget, before any of it is done: most of what an interpreter does draws nothing. Whether it can be
/// done: not where it saves more than anybody restores.
pub(crate) fn spend_on(content: &[u8], budget: &Budget) -> bool {
    let mut saved = 0_usize;
    let mut operations = UntypedIter::new(content);
    while let Some(operation) = operations.next() {
        budget.spend(1);
        match &**operation.operator {
            b"q" => saved += 1,
            b"Q" => saved = saved.saturating_sub(1),
            _ => {}
        }
        if SAVED_MAX < saved {
            return false;
        }
    }
    true
}

/// Whether every stream of the file unpacks to no more than it may. Reads them where they lie, whatever else the file says of them.
pub(crate) fn unpacks_to_little(file: &[u8]) -> bool {
    let mut left = ALL_MAX;
    let mut looked = file.len().saturating_mul(LOOKED_MAX).saturating_add(1 << 20);
    let mut from = 0;
    while let Some(at) = file.get(from..).and_then(|rest| find(rest, b"stream")).map(|at| at + from) {
        from = at + b"stream".len();
        if file.get(..at).is_some_and(|before| before.ends_with(b"end")) {
            continue;
        }
        let Some(data) = file.get(from..) else { break };
        let data = data.strip_prefix(b"\r").unwrap_or(data);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        let data = data.get(..find(data, b"endstream").unwrap_or(data.len())).unwrap_or(data);
        match looked.checked_sub(data.len()) {
            Some(rest) => looked = rest,
            None => return false,
        }
        let about = file.get(at.saturating_sub(1024)..at).unwrap_or_default();
        let about = about.get(rfind(about, b" obj").unwrap_or(0)..).unwrap_or(about);
        let packed =
            [&b"/FlateDecode"[..], b"/LZW", b"/RunLength"].iter().map(|name| count(about, name)).sum::<usize>();
        let is_picture = find(about, b"/Image").is_some();
        if 1 < packed || (find(about, b"LZW").is_some() && !is_picture && LZW_MAX < data.len()) {
            return false;
        }
        let most = if is_picture { PICTURE_MAX } else { UNPACKED_MAX as u64 }.min(left);
        match unpacked_len(&written_out(data, about), most) {
            Some(len) => left = left.saturating_sub(len),
            None => return false,
        }
    }
    true
}

/// How long data unpacks to, packed once or several times over; `None` for more than `most`. What is not packed has no length.
fn unpacked_len(data: &[u8], most: u64) -> Option<u64> {
    let mut layer = Cow::Borrowed(data);
    let mut longest = 0;
    // The first layer is unpacked whatever it looks like; those below it only where they begin as such data does.
    for depth in 0..LAYERS_MAX {
        let bare = match *layer {
            [method, check, ref bare @ ..] if is_packed(method, check) => bare,
            _ if depth == 0 => &layer,
            _ => return Some(longest),
        };
        let mut out = Vec::new();
        // What is damaged counts as far as it goes.
        let _ = DeflateDecoder::new(bare).take(most.saturating_add(1)).read_to_end(&mut out);
        let len = out.len() as u64;
        if most < len {
            return None;
        }
        longest = longest.max(len);
        layer = Cow::Owned(out);
    }
    None
}

/// A filter that decodes bytes without unpacking them.
type Step = fn(&[u8]) -> Vec<u8>;

/// The bytes of data that is written in letters, by the filters that a stream names; other data as it is.
fn written_out<'a>(data: &'a [u8], about: &[u8]) -> Cow<'a, [u8]> {
    let at = |names: [&[u8]; 2]| names.into_iter().filter_map(|name| find(about, name)).min();
    let mut steps: Vec<(usize, Step)> = Vec::new();
    steps.extend(at([b"/ASCIIHex", b"/AHx"]).map(|at| (at, from_hex as Step)));
    steps.extend(at([b"/ASCII85", b"/A85"]).map(|at| (at, from_85 as Step)));
    steps.sort_by_key(|(at, _)| *at);
    steps.into_iter().fold(Cow::Borrowed(data), |data, (_, step)| Cow::Owned(step(&data)))
}

/// Decodes hexadecimal digits, by ISO 32000-1, 7.4.2.
fn from_hex(data: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = data
        .iter()
        .take_while(|byte| **byte != b'>')
        .filter_map(|byte| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    digits.chunks(2).map(|pair| (pair.first().unwrap_or(&0) << 4) | pair.get(1).unwrap_or(&0)).collect()
}

/// Decodes base 85, by ISO 32000-1, 7.4.3.
fn from_85(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut group = Vec::new();
    for byte in data.iter().take_while(|byte| **byte != b'~') {
        match byte {
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => group.push(u32::from(byte - b'!')),
            _ => {}
        }
        if group.len() == 5 {
            let value = group.drain(..).fold(0_u32, |value, digit| value.wrapping_mul(85).wrapping_add(digit));
            out.extend(value.to_be_bytes());
        }
    }
    if 1 < group.len() {
        let len = group.len() - 1;
        group.resize(5, 84);
        let value = group.iter().fold(0_u32, |value, digit| value.wrapping_mul(85).wrapping_add(*digit));
        out.extend(value.to_be_bytes().into_iter().take(len));
    }
    out
}

/// Whether two bytes are the head of packed data (RFC 1950, section 2.2).
fn is_packed(method: u8, check: u8) -> bool {
    method & 0x0f == 8 && u16::from_be_bytes([method, check]).is_multiple_of(31)
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

fn rfind(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).rposition(|window| window == what)
}

fn count(bytes: &[u8], what: &[u8]) -> usize {
    bytes.windows(what.len()).filter(|window| *window == what).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write;

    fn packed(data: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn file(about: &str, data: &[u8]) -> Vec<u8> {
        [format!("%PDF-1.7\n1 0 obj\n<< {about} >>\nstream\r\n").as_bytes(), data, b"\nendstream\nendobj\n"].concat()
    }

    #[test]
    fn what_unpacks_to_too_much_is_seen_however_it_is_packed() {
        let (fits, huge) = (vec![b' '; UNPACKED_MAX], vec![b' '; UNPACKED_MAX + 1]);
        let flate = "/Filter /FlateDecode";
        assert!(unpacks_to_little(&file(flate, &packed(&fits))));
        assert!(!unpacks_to_little(&file(flate, &packed(&huge))));
        assert!(!unpacks_to_little(&file(flate, &packed(&huge)[2..])), "without its head");
        assert!(!unpacks_to_little(&file("/Filter 9 0 R", &packed(&packed(&huge)))), "twice, as another object says");
        assert!(!unpacks_to_little(&file("/Filter [/FlateDecode /FlateDecode]", &packed(b"little"))));
        assert!(!unpacks_to_little(&file("/Filter /LZWDecode", &vec![0; LZW_MAX + 1])));
        // A picture is not unpacked, and a white page is large.
        assert!(unpacks_to_little(&file("/Subtype /Image /Filter /FlateDecode", &packed(&huge))));
        let hex: String = packed(&huge).iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!unpacks_to_little(&file("/Filter [/ASCIIHexDecode /FlateDecode]", hex.as_bytes())));
        assert!(unpacks_to_little(b"endstream stream") && unpacks_to_little(b"stream"));
    }

    #[test]
    fn streams_that_never_end_are_not_looked_at_for_ever() {
        assert!(!unpacks_to_little(&b"stream ".repeat(200_000)));
        assert!(unpacks_to_little(&file("", b"a stream runs into a stream").repeat(1_000)));
    }

    #[test]
    fn what_draws_nothing_is_counted_all_the_same() {
        let is_spent = |content: &str| {
            let spent = panic::catch_unwind(|| spend_on(content.as_bytes(), &Budget::new()));
            spent.is_err_and(|reason| reason.is::<Spent>())
        };
        assert!(spend_on("q 1 0 0 1 0 0 cm BT (a) Tj ET Q ".repeat(10_000).as_bytes(), &Budget::new()));
        assert!(!spend_on("q ".repeat(SAVED_MAX + 1).as_bytes(), &Budget::new()));
        assert!(!is_spent("n "));
        assert!(is_spent(&"n ".repeat(usize::try_from(DRAWN_MAX).unwrap() + 1)));
    }

    #[test]
    fn bytes_are_read_out_of_letters() {
        assert_eq!(from_hex(b"4A 6f7>"), b"Jop");
        assert_eq!(from_85(b"87cURD]i,\"Ebo80~>"), b"Hello World!");
        assert_eq!(from_85(b"z9jq~>"), b"\0\0\0\0Ma");
    }
}
