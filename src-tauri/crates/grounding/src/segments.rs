//! Whose word each part of a line is said to be: "Ada said that …", "according to Ada, …", "…, wrote Ada", "Ada: …".

use crate::{
    lexicon::is_saying,
    reading::{Atom, Reading, Sense},
};
use std::ops::Range;

/// A part of a line, and who is said to have said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Segment {
    /// Who, folded, word by word; none where the line speaks for itself.
    pub by: Option<Vec<String>>,
    /// The number of the atom that names the speaker; `None` where nobody is named.
    pub named_at: Option<usize>,
    /// The atoms of what the speaker is said to have said.
    pub content: Range<usize>,
    /// The atoms before that: the name, the verb of saying, and what stands with them.
    pub lead: Range<usize>,
}

/// Divides a line. Every atom is in the lead or the content of one segment; a line without attribution is one segment.
pub(crate) fn segments(line: &Reading) -> Vec<Segment> {
    let atoms = &line.atoms;
    let mut found: Vec<Segment> = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < atoms.len() {
        let Some((lead, named_at)) = lead(line, at) else {
            at += 1;
            continue;
        };
        let by = name_at(atoms, named_at);
        let before = trimmed(atoms, start..lead.start);
        let trails = atoms.len() <= lead.end || atoms[lead.end].opens;
        let is_open = found.last().is_none_or(|last: &Segment| last.by.is_some() && last.content.end <= start);
        if trails && !before.is_empty() && is_open {
            // "…, said Ada."
            found.push(Segment { by, named_at: Some(named_at), content: before, lead: lead.clone() });
            start = lead.end;
        } else {
            if !before.is_empty() {
                close(&mut found, before, start);
            }
            found.push(Segment { by, named_at: Some(named_at), content: lead.end..lead.end, lead: lead.clone() });
            start = lead.end;
        }
        at = lead.end.max(at + 1);
    }
    if start < atoms.len() || found.is_empty() {
        close(&mut found, start..atoms.len(), start);
    }
    found.retain(|segment| segment.by.is_some() || !segment.content.is_empty());
    found
}

/// What stands between two leads is the word of the one before it, or the line's own.
fn close(found: &mut Vec<Segment>, range: Range<usize>, start: usize) {
    match found.last_mut() {
        Some(last) if last.by.is_some() && last.content.is_empty() && last.lead.end == start => last.content = range,
        _ => found.push(Segment { by: None, named_at: None, lead: range.start..range.start, content: range }),
    }
}

/// Without the "and" or "while" before the next lead.
fn trimmed(atoms: &[Atom], mut range: Range<usize>) -> Range<usize> {
    while let Some(last) = range.end.checked_sub(1).filter(|last| range.contains(last)) {
        if matches!(atoms[last].low.as_str(), "and" | "while" | "but" | "whereas" | "und" | "aber" | "waehrend" | "as")
        {
            range.end -= 1;
        } else {
            break;
        }
    }
    range
}

fn name_at(atoms: &[Atom], at: usize) -> Option<Vec<String>> {
    match &atoms.get(at)?.sense {
        Sense::Name(tokens) => Some(tokens.clone()),
        _ => None,
    }
}

/// The lead that begins at an atom: its range, and where the name is.
fn lead(line: &Reading, at: usize) -> Option<(Range<usize>, usize)> {
    let atoms = &line.atoms;
    let low = |at: usize| atoms.get(at).map_or("", |atom| atom.low.as_str());
    let is_name = |at: usize| atoms.get(at).is_some_and(|atom| matches!(atom.sense, Sense::Name(_)));
    let says = |at: usize| atoms.get(at).is_some_and(|atom| is_saying(&atom.low));
    if low(at) == "according" && low(at + 1) == "to" {
        let name = (at + 2..at + 4).find(|at| is_name(*at))?;
        return Some((at..name + 1, name));
    }
    if matches!(low(at), "laut" | "selon" | "dapres" | "dixit") && is_name(at + 1) && !atoms[at + 1].breaks {
        return Some((at..at + 2, at + 1));
    }
    // "…, so Ada.", "…, a dit Ada."
    let closed = |at: usize| atoms.get(at).is_none_or(|atom| atom.breaks || atom.opens);
    if low(at) == "so" && atoms[at].breaks && is_name(at + 1) && closed(at + 2) {
        return Some((at..at + 2, at + 1));
    }
    if matches!(low(at), "a" | "hat") && atoms[at].breaks && says(at + 1) && is_name(at + 2) && closed(at + 3) {
        return Some((at..at + 3, at + 2));
    }
    // "…, said Ada": the verb opens a clause, and nothing but the name follows it there.
    let trailing = says(at) && is_name(at + 1) && atoms[at].breaks;
    if trailing && atoms.get(at + 2).is_none_or(|atom| atom.breaks || atom.opens) {
        return Some((at..at + 2, at + 1));
    }
    if !is_name(at) {
        return None;
    }
    let last_word = line.words.get(atoms[at].at.end.checked_sub(1)?)?;
    if last_word.colon && atoms[at].opens {
        return Some((at..at + 1, at));
    }
    // A few small words may stand between the name and the verb, but no negation: "Ada did not say" attributes nothing.
    let verb = (at + 1..at + 4).find(|next| says(*next))?;
    let between = &atoms[at + 1..verb];
    let small = |atom: &Atom| {
        atom.sense == Sense::Function
            && matches!(
                atom.low.as_str(),
                "also"
                    | "then"
                    | "has"
                    | "had"
                    | "have"
                    | "now"
                    | "again"
                    | "already"
                    | "later"
                    | "even"
                    | "just"
                    | "once"
                    | "hat"
                    | "auch"
            )
            || matches!(atom.low.as_str(), "later" | "once" | "recently" | "briefly")
    };
    if !between.iter().all(small) {
        return None;
    }
    let mut end = verb + 1;
    // "Promised to send it" tells what Ada does, and is held against who promised.
    if matches!(low(verb), "promised" | "promises" | "agreed" | "agrees" | "proposed" | "proposes") && low(end) == "to"
    {
        return None;
    }
    // "told Bob that", "asked Bob whether", "pointed out that", "said on Monday that"
    let told =
        matches!(low(verb), "told" | "tells" | "asked" | "asks" | "reminded" | "informed" | "promised" | "fragte");
    if told
        && (is_name(end) || atoms.get(end).is_some_and(|atom| matches!(atom.sense, Sense::Pronoun(_))))
        && !is_object_only(low(verb), low(end + 1))
    {
        end += 1;
    }
    if matches!(low(end), "out" | "to") && low(end + 1) != "be" && (low(end) == "out" || is_name(end + 1)) {
        end += if low(end) == "to" { 2 } else { 1 };
    }
    let said_when = if matches!(low(end), "on" | "in" | "am") { end + 1 } else { end };
    if atoms.get(said_when).is_some_and(|atom| matches!(atom.sense, Sense::When(_)))
        && (low(said_when + 1) == "that" || atoms.get(said_when + 1).is_some_and(|atom| atom.breaks))
    {
        end = said_when + 1;
    }
    if matches!(low(end), "that" | "dass" | "whether" | "ob") {
        end += 1;
    }
    // "agreed", "confirmed" and the like may take an object; then they are part of what is claimed, and the claim is about them.
    Some((at..end, at))
}

/// "asked Bob for the list": what is claimed is the asking itself.
fn is_object_only(verb: &str, next: &str) -> bool {
    matches!(verb, "asked" | "asks" | "fragte") && matches!(next, "for" | "about" | "to" | "nach" | "um")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Known;

    #[test]
    fn each_part_is_somebodys_word() {
        let check = |text: &str, wanted: &[(&str, &str)]| {
            let line = Reading::of(text, None, &Known::from(&[text], &["Ada", "Bob Lee"]));
            let written = |range: Range<usize>| {
                line.atoms[range].iter().map(|atom| line.written(atom)).collect::<Vec<_>>().join(" ")
            };
            let found: Vec<(String, String)> = segments(&line)
                .into_iter()
                .map(|segment| (segment.by.unwrap_or_default().join(" "), written(segment.content)))
                .collect();
            let found: Vec<(&str, &str)> = found.iter().map(|(by, text)| (by.as_str(), text.as_str())).collect();
            assert_eq!(found, wanted, "{text}");
        };
        check("Ada said that we stop.", &[("ada", "we stop")]);
        check("We stop, said Ada.", &[("ada", "We stop")]);
        check("According to Bob Lee, we stop.", &[("bob lee", "we stop")]);
        check("Ada: We stop.", &[("ada", "We stop")]);
        check("Ada said we stop, while Bob Lee told Ada that we go.", &[("ada", "we stop"), ("bob lee", "we go")]);
        check("We stop on Monday.", &[("", "We stop on Monday")]);
        check("Ada did not say that we stop.", &[("", "Ada did not say that we stop")]);
        check("On Monday Ada also wrote that we stop.", &[("", "On Monday"), ("ada", "we stop")]);
    }
}
