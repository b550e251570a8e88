//! What each line of a mail is: its author's own words, quoted history, a forwarded mail, a signature, a footer, or automatic text. Pure.
//!
//! A mail is layered, in whatever order its author and their software left it. Every line has exactly one layer, so nothing is lost: what is
//! not the author's own is still there, under its name. History is known by its marks and shapes first (`>`, blocks of "Word: value" lines,
//! attributions with a date and a colon), then by the words of earlier mails, where the caller holds them, and last by fixed words of ten
//! languages (en de fr es it nl da sv pl pt). Where the shapes leave a doubt, a line is its author's own; but what stands within a recognised
//! quotation stays quoted.

mod attribution;
mod automatic;
mod closing;
mod earlier;
mod footer;
mod header;
mod lexicon;
mod lines;
mod opening;
mod phrases;
mod quote;
mod signature;
mod signer;
mod unmarked;
mod wording;

pub use automatic::is_automatic;
pub use earlier::Earlier;

use crate::Span;
use lines::Line;

/// Whose words a line of a mail holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// What the author wrote in this mail, answers between and below quoted lines included.
    Own,
    /// An earlier mail, quoted, with the line or block that introduces it.
    History,
    /// A mail of somebody that the author passed on, with the block that introduces it.
    Forwarded,
    /// The closing and what follows of the author: name, title, company, phone.
    Signature,
    /// What is under every mail: legal lines, virus scans, "Sent from my phone", banners on outside senders.
    Footer,
    /// What no person wrote: absence notes, delivery failures, a meeting's joining lines, marks of a ticket system.
    Automatic,
}

impl Layer {
    /// The layer by name, as scripts and pages know it, as in `history`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::History => "history",
            Self::Forwarded => "forwarded",
            Self::Signature => "signature",
            Self::Footer => "footer",
            Self::Automatic => "automatic",
        }
    }
}

/// Who wrote a forwarded mail, as its header says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Author {
    /// The author's name; `None` where the header gives none.
    pub name: Option<String>,
    /// The author's e-mail address; `None` where the header gives none.
    pub address: Option<String>,
}

/// A run of whole lines of one layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layered {
    /// The stretch of the mail's text, line ends included.
    pub span: Span,
    /// Whose words the lines hold.
    pub layer: Layer,
    /// Who wrote a forwarded run, where its header says so; never the mail's author. `None` for other layers.
    pub by: Option<Author>,
}

/// What is known about a mail beside its text. Everything may be missing; more of it makes the reading surer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The author's name, or their address where no name is known.
    pub author: Option<&'a str>,
    /// The mail's subject line.
    pub subject: Option<&'a str>,
    /// What was written before this mail in the account, to recognise what is quoted from it.
    pub earlier: Option<&'a Earlier>,
    /// On whose side the author sits, in any words that are the same for everybody there; the author stands alone where there are none.
    /// Colleagues send the same template, so what one of them wrote earlier is no quotation in another's mail.
    pub party: Option<&'a str>,
}

impl Context<'_> {
    /// Whose words earlier mails of the same side are kept under.
    fn party(&self) -> Option<&str> {
        self.party.or(self.author)
    }
}

/// The layers of a mail, in order. The runs tile the text: each begins where the one before ends, the first at 0, the last ends with the
/// text. An empty text has none. Takes time in proportion to the text; cannot fail.
pub fn layers(mail: &str, context: &Context<'_>) -> Vec<Layered> {
    let lines = lines::of(mail);
    let mut labels = quote::labels(&lines, context);
    let mut start = 0;
    while start < lines.len() {
        let len = labels[start..].iter().take_while(|label| label.layer == Layer::Own).count();
        if len == 0 {
            start += 1;
            continue;
        }
        let own = start..start + len;
        let top = lines[..start].iter().all(Line::is_blank);
        let found = signature::layers_of(&lines[own.clone()], context, top);
        for (at, layer) in own.clone().zip(found) {
            labels[at].layer = layer;
        }
        start = own.end;
    }
    runs(&lines, &labels)
}

/// The stretches of a mail that its author wrote in it, in order, without surrounding white space: neither history nor forwarded text, neither
/// signature nor footer.
pub fn own_words(mail: &str, context: &Context<'_>) -> Vec<Span> {
    stretches(mail, &layers(mail, context), Layer::Own)
}

/// What the author wrote, as one text: its stretches with an empty line between two.
pub fn own_text(mail: &str, context: &Context<'_>) -> String {
    let slices = crate::Slices::of(mail);
    let stretches: Vec<&str> = own_words(mail, context).into_iter().map(|span| slices.get(span)).collect();
    stretches.join("\n\n")
}

/// The stretches of one layer, in order, without surrounding white space; those without a word are left out.
pub fn stretches(mail: &str, layers: &[Layered], layer: Layer) -> Vec<Span> {
    let slices = crate::Slices::of(mail);
    let trimmed = |run: &Layered| {
        let body = slices.get(run.span);
        let lead = body.chars().take_while(|c| c.is_whitespace()).count();
        let start = run.span.start + lead;
        Span { start, end: start + body.trim().chars().count() }
    };
    layers.iter().filter(|run| run.layer == layer).map(trimmed).filter(|span| span.start < span.end).collect()
}

/// The lines a mail is signed with, closing formula included, without surrounding white space; `None` where it is not signed. Of several
/// the longest, since a name alone may stand above the block with the particulars.
pub fn signature(mail: &str, context: &Context<'_>) -> Option<Span> {
    let found = stretches(mail, &layers(mail, context), Layer::Signature);
    found.into_iter().rev().max_by_key(|span| span.end - span.start)
}

/// The layer that a line was given, and whose a forwarded line is.
#[derive(Debug, Clone)]
struct Label {
    layer: Layer,
    by: Option<Author>,
}

/// Joins lines of one layer. An empty line goes with what stands before it, at the start with what follows.
fn runs(lines: &[Line<'_>], labels: &[Label]) -> Vec<Layered> {
    let mut runs: Vec<Layered> = Vec::new();
    let (mut at, mut pending) = (0, None);
    for (line, label) in lines.iter().zip(labels) {
        let start = at;
        at += line.chars;
        if line.is_empty() {
            match runs.last_mut() {
                Some(last) => last.span.end = at,
                None => pending = pending.or(Some(start)),
            }
            continue;
        }
        match runs.last_mut() {
            Some(last) if last.layer == label.layer && last.by == label.by => last.span.end = at,
            _ => {
                let start = pending.take().unwrap_or(start);
                runs.push(Layered { span: Span { start, end: at }, layer: label.layer, by: label.by.clone() });
            }
        }
    }
    if let Some(start) = pending {
        runs.push(Layered { span: Span { start, end: at }, layer: Layer::Own, by: None });
    }
    runs
}
