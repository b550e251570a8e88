//! The last look at an answer: a line is given only if each of its citations opens, reads as it was cited, and belongs to the account that was asked
//! about.

use crate::{
    drafts::kept_back::KeptBack,
    error::{AppError, ErrorCode},
    portal::open::OpenPortal,
    programs::answer::{AccountNamed, Answer, Drawn, Gathered, LeftOut},
    reading::{cite::cite_exactly, resolve as who},
};
use domain::{Citation, ObjectType, RecordId, Source, Sources};
use std::collections::BTreeMap;

/// So many lines an answer holds at most.
pub(crate) const LINES_MAX: usize = 60;
/// The most characters of a line.
pub(crate) const LINE_CHARS_MAX: usize = 2_000;
/// So many citations a line has at most; a line with more keeps the first.
const CITATIONS_MAX: usize = 12;

/// The answer with the lines that hold, and how many did not.
pub(crate) fn sourced(open: &OpenPortal, gathered: Gathered) -> Result<Answer, AppError> {
    let Gathered { mut answer, account, lines, sources } = gathered;
    let kept_back = KeptBack::of(open)?;
    let mut looked_at = Looked { open, sources: &sources, kept_back: &kept_back, seen: BTreeMap::new() };
    let mut left_out = LeftOut::default();
    let mut names: BTreeMap<RecordId, String> = BTreeMap::new();
    for drawn in lines {
        match looked_at.verdict(&drawn, account.as_ref())? {
            Verdict::Unsourced => left_out.unsourced += 1,
            Verdict::Other => left_out.other_accounts += 1,
            Verdict::KeptBack => left_out.kept_back += 1,
            Verdict::Holds(_) if LINES_MAX <= answer.lines.len() => left_out.too_many += 1,
            Verdict::Holds(of) => {
                let mut line = drawn.line;
                line.text = shown(&line.text);
                line.about.values_mut().for_each(|said| *said = shown(said));
                line.speaker = line.speaker.map(|speaker| shown(&speaker));
                line.citations = drawn.citations.iter().take(CITATIONS_MAX).map(ToString::to_string).collect();
                line.account = match of.filter(|_| account.is_none()) {
                    Some(id) => Some(named(open, &mut names, &id)?),
                    None => None,
                };
                answer.lines.push(line);
            }
        }
    }
    if let Some(account) = account {
        answer.account = Some(named(open, &mut names, &account)?);
    }
    if answer.found && answer.lines.is_empty() && 0 < left_out.total() {
        (answer.found, answer.said) = (false, "There is something, but nothing of it that can be given.".to_owned());
    }
    answer.notes.iter_mut().for_each(|note| *note = shown(note));
    answer.left_out = left_out;
    answer.fresh_as_of = open.database.fresh_as_of()?;
    Ok(answer)
}

/// A text as a program gets it: what a person can see of it, cut where it is too long.
pub(crate) fn shown(text: &str) -> String {
    let seen = domain::visible(text);
    match seen.char_indices().nth(LINE_CHARS_MAX) {
        Some((at, _)) => format!("{}…", seen[..at].trim_end()),
        None => seen.into_owned(),
    }
}

fn named(open: &OpenPortal, names: &mut BTreeMap<RecordId, String>, id: &RecordId) -> Result<AccountNamed, AppError> {
    if !names.contains_key(id) {
        let record = open.database.record(id)?;
        names.insert(id.clone(), record.map(|record| shown(&who::name_of(&record))).unwrap_or_default());
    }
    Ok(AccountNamed { id: id.to_string(), name: names.get(id).cloned().unwrap_or_default() })
}

/// What the look at a line found.
enum Verdict {
    /// It may be given; the account it belongs to, where it belongs to one.
    Holds(Option<RecordId>),
    Unsourced,
    Other,
    KeptBack,
}

/// What was looked up so far: lines share citations.
struct Looked<'a> {
    open: &'a OpenPortal,
    sources: &'a Sources,
    kept_back: &'a KeptBack,
    seen: BTreeMap<Citation, Option<Cited>>,
}

#[derive(Clone)]
struct Cited {
    accounts: Vec<RecordId>,
    is_kept_back: bool,
}

impl Looked<'_> {
    fn verdict(&mut self, drawn: &Drawn, account: Option<&RecordId>) -> Result<Verdict, AppError> {
        if drawn.citations.is_empty() {
            return Ok(Verdict::Unsourced);
        }
        let mut common: Option<Vec<RecordId>> = None;
        let mut is_kept_back = false;
        for citation in &drawn.citations {
            let Some(cited) = self.cited(citation)? else { return Ok(Verdict::Unsourced) };
            is_kept_back |= cited.is_kept_back;
            // Collateral is everybody's.
            if citation.record.object == ObjectType::Shelf && cited.accounts.is_empty() {
                continue;
            }
            common = Some(match common {
                None => cited.accounts,
                Some(common) => common.into_iter().filter(|id| cited.accounts.contains(id)).collect(),
            });
        }
        Ok(match (common, account) {
            _ if is_kept_back => Verdict::KeptBack,
            (Some(common), Some(account)) if !common.contains(account) => Verdict::Other,
            // What is drawn from several accounts belongs to none of them.
            (common, None) => Verdict::Holds(common.and_then(|common| common.into_iter().next())),
            (_, Some(account)) => Verdict::Holds(Some(account.clone())),
        })
    }

    /// What a citation opens; none where it does not, or reads otherwise than it was cited.
    fn cited(&mut self, citation: &Citation) -> Result<Option<Cited>, AppError> {
        if let Some(known) = self.seen.get(citation) {
            return Ok(known.clone());
        }
        let found = match cite_exactly(self.open, citation) {
            Ok(text) => {
                let source: Source = self.sources.get(citation).cloned().unwrap_or_else(|| text.source());
                let mut accounts = self.open.database.accounts_of(&citation.record)?;
                if !accounts.contains(&citation.record) && is_account(&citation.record) {
                    accounts.push(citation.record.clone());
                }
                Some(Cited { accounts, is_kept_back: self.kept_back.covers(self.open, citation, &source)? })
            }
            Err(error) if matches!(error.code, ErrorCode::NotFound | ErrorCode::Usage) => None,
            Err(error) => return Err(error),
        };
        self.seen.insert(citation.clone(), found.clone());
        Ok(found)
    }
}

fn is_account(id: &RecordId) -> bool {
    matches!(id.object, ObjectType::Company | ObjectType::Contact)
}
