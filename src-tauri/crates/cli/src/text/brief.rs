//! A brief as text: sections, each line with the numbers of its sources, the sources below.

use super::minute;
use crate::output::{Style, plain, short};
use domain::{Brief, Citation, Item, ItemKind, SectionName, Source, Sources};
use jiff::tz::TimeZone;

/// The most characters of a source's text that are shown.
const SOURCE_CHARS: usize = 140;

/// The brief of a meeting or person, to be read in a minute.
pub fn brief(brief: &Brief, sources: &Sources, zone: &TimeZone, style: Style) -> String {
    let mut cited: Vec<&Citation> = Vec::new();
    let mut lines = vec![style.bold(plain(&brief.who.name)), plain(&brief.who.why), style.dim(standing(brief, zone))];
    lines.extend(brief.coverage.missing.iter().map(|reason| style.dim(format!("Not read: {}", plain(reason)))));
    for section in &brief.sections {
        lines.extend([String::new(), style.bold(title(section.name))]);
        lines.extend(section.empty.iter().map(|reason| style.dim(format!("  – {}", plain(reason)))));
        for item in &section.items {
            let numbers: Vec<String> = item.citations.iter().map(|citation| number(&mut cited, citation)).collect();
            lines.push(format!("  • {} {}", line(item), style.dim(numbers.concat())));
        }
    }
    if !cited.is_empty() {
        lines.extend([String::new(), style.bold("Sources")]);
    }
    for (at, citation) in cited.iter().enumerate() {
        if let Some(source) = sources.get(*citation) {
            lines.push(format!("{:>3}  {}", at + 1, described(source, zone)));
            lines.push(style.dim(format!("     foreword cite '{citation}'")));
        }
    }
    lines.join("\n")
}

fn standing(brief: &Brief, zone: &TimeZone) -> String {
    let fresh = brief
        .fresh_as_of
        .map_or_else(|| "never synced to the end".to_owned(), |at| format!("as of {}", minute(at, zone)));
    format!("{fresh} · {} of {} activities read · {} words", brief.coverage.read, brief.coverage.total, brief.words)
}

/// A line of the brief as shown; what is only likely says so.
fn line(item: &Item) -> String {
    match item.kind {
        ItemKind::Inferred => format!("(inferred) {}", plain(&item.text)),
        _ => plain(&item.text),
    }
}

/// The number of a citation, in the order of first use.
fn number<'a>(cited: &mut Vec<&'a Citation>, citation: &'a Citation) -> String {
    let at = cited.iter().position(|known| *known == citation).unwrap_or_else(|| {
        cited.push(citation);
        cited.len() - 1
    });
    format!("[{}]", at + 1)
}

pub(super) fn described(source: &Source, zone: &TimeZone) -> String {
    let speaker = source.speaker.as_ref().map(|speaker| format!(", {}", plain(speaker))).unwrap_or_default();
    let what = match &source.property {
        None => "call, as spoken".to_owned(),
        Some(_) if source.record.object.is_activity() => source.record.object.to_string(),
        Some(property) => format!("{}, {}", source.record.object, plain(property)),
    };
    format!("{what}{speaker}, {}: “{}”", minute(source.time, zone), short(&source.text, SOURCE_CHARS))
}

fn title(section: SectionName) -> &'static str {
    match section {
        SectionName::Landmines => "Landmines",
        SectionName::WhyNow => "Why now",
        SectionName::LastTalk => "Last talk",
        SectionName::Promises => "Promises",
        SectionName::TheirWords => "Their words",
        SectionName::Deal => "Deal",
        SectionName::People => "People",
        SectionName::AskFirst => "Ask first",
    }
}
