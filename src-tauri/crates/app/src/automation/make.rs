//! Making one thing that a rule drafts, by the same use cases that a rep's click starts.

use crate::{
    automation::{
        condition::Situation,
        rules::{FIELDS, TASKS},
    },
    drafts::{
        draft::{DraftReport, PhraseRequest},
        fields::draft_fields,
        keep_draft::{Drafted, New, NewWrite, keep},
        note::draft_note,
        phrase::draft_phrased,
        propose::propose_draft,
        reply::{ReplyRequest, draft_reply_phrased},
        signals::draft_signals,
        tasks::draft_tasks,
    },
    error::{AppError, ErrorCode},
    models::{embedding_model::Model, phraser::Phraser},
    portal::{open::OpenPortal, progress::Silent},
};
use domain::{Heading, ItemKind, Line, Mode, ObjectType, RecordId, Sources, property};
use events::{Action, Owner, Rule, TaskAction};
use jiff::Timestamp;
use llm::{Kind, Tone};
use std::collections::BTreeSet;
use store::{StoredEvent, Unsent};
use tokio_util::sync::CancellationToken;

/// What was made.
pub(crate) enum Made {
    /// New drafts, by id, and what they are in words.
    New(Vec<String>, String),
    /// What would be made is there already.
    Same(String),
}

/// With what drafts are made.
pub(crate) struct Maker<'a> {
    pub open: &'a OpenPortal,
    pub model: &'a Model,
    pub phraser: &'a Phraser,
    pub now: Timestamp,
    pub cancel: CancellationToken,
}

impl Maker<'_> {
    /// Makes what an action of a rule drafts about the record of an event. Fails as the use case does that makes it.
    pub async fn make(
        &self,
        rule: &Rule,
        action: &Action,
        event: &StoredEvent,
        situation: &Situation<'_>,
    ) -> Result<Made, AppError> {
        let (open, now) = (self.open, self.now);
        let record = event.record.to_string();
        match action {
            Action::Task(task) => self.proposed(self.task(rule, task, event, situation)?),
            Action::Draft(kind) => match kind.as_str() {
                TASKS => self.proposed(draft_tasks(open, &record, now)?),
                FIELDS => self.proposed(draft_fields(open, &record, now)?),
                "note" => self.proposed(draft_note(open, &record, now)?),
                "signals" if self.phraser.whom().is_none() => {
                    let report = draft_signals(open, &record, now)?;
                    self.made(&report.proposals, report.draft.kind)
                }
                kind => {
                    let kind: Kind = kind
                        .parse()
                        .map_err(|error: llm::UnknownKind| AppError::new(ErrorCode::Usage, error.to_string()))?;
                    if kind == Kind::Reply {
                        self.reply(&event.record, situation).await
                    } else {
                        self.phrased(kind, event, situation).await
                    }
                }
            },
        }
    }

    async fn phrased(&self, kind: Kind, event: &StoredEvent, situation: &Situation<'_>) -> Result<Made, AppError> {
        let target = event.record.to_string();
        let name = format!("mail {kind} {target} brief");
        if kind.is_mail() && self.is_begun(&name)? {
            return Ok(Made::Same(format!("A {kind} about {target} was begun already")));
        }
        let request = PhraseRequest::new(kind, &target);
        let cancel = self.cancel.clone();
        let report = draft_phrased(self.open, self.model, self.phraser, &request, &Silent, self.now, cancel).await?;
        if let Some(mail) = report.mail.clone()
            && !self.is_begun(&name)?
        {
            let texts = vec![mail.subject, mail.body, mail.to.unwrap_or_default()];
            self.keep_mail(&name, kind.spec().title, texts, situation)?;
        }
        if kind.is_mail() {
            return Ok(Made::New(vec![report.draft.id], format!("{}, unsent", kind.spec().title)));
        }
        if kind == Kind::Digest {
            return Ok(Made::New(vec![report.draft.id], "The day's digest".to_owned()));
        }
        self.proposed(propose_draft(self.open, &request, &report, self.now)?)
    }

    async fn reply(&self, mail: &RecordId, situation: &Situation<'_>) -> Result<Made, AppError> {
        let name = format!("reply {mail} brief");
        if self.is_begun(&name)? {
            return Ok(Made::Same(format!("A reply to {mail} was begun already")));
        }
        let request = ReplyRequest { target: mail.to_string(), pasted: None };
        let (open, cancel) = (self.open, self.cancel.clone());
        let report =
            draft_reply_phrased(open, self.model, self.phraser, &request, Tone::Brief, &Silent, self.now, cancel)
                .await?;
        let texts = vec![report.mail.subject, report.mail.body, report.mail.to.unwrap_or_default()];
        self.keep_mail(&name, "Reply", texts, situation)?;
        Ok(Made::New(vec![report.draft.id], "Reply, unsent".to_owned()))
    }

    /// Whether a mail is kept under a name: what the rep wrote is never replaced.
    fn is_begun(&self, name: &str) -> Result<bool, AppError> {
        Ok(self.open.database.unsent()?.iter().any(|unsent| unsent.name == name))
    }

    /// Keeps a mail where the window finds what is unsent, under the name that the window would give it.
    fn keep_mail(
        &self,
        name: &str,
        title: &str,
        texts: Vec<String>,
        situation: &Situation<'_>,
    ) -> Result<(), AppError> {
        let account = situation.dossier().map(|dossier| dossier.account.id.to_string()).unwrap_or_default();
        let (name, title) = (name.to_owned(), title.to_owned());
        Ok(self.open.database.keep_unsent(&Unsent { name, account, title, texts, at: self.now })?)
    }

    fn task(
        &self,
        rule: &Rule,
        task: &TaskAction,
        event: &StoredEvent,
        situation: &Situation<'_>,
    ) -> Result<DraftReport, AppError> {
        let none = || AppError::new(ErrorCode::NotFound, format!("{} belongs to no account", event.record));
        let dossier = situation.dossier().ok_or_else(none)?;
        let account = &dossier.account;
        let person = situation.record().filter(|record| record.id.object == ObjectType::Contact);
        let person = person.or_else(|| dossier.meant_person());
        let who = person.unwrap_or(account).display_name();
        let subject = task.task.replace("{who}", &who).replace("{account}", &account.display_name());
        let owner = match task.owner {
            Owner::Me => self.open.portal.owner_id.clone(),
            Owner::Account => account.get(property::OWNER).map(str::to_owned).or(self.open.portal.owner_id.clone()),
        };
        let on = situation.record().map(|record| record.id.clone()).filter(|id| ObjectType::CORE.contains(&id.object));
        let mut targets: Vec<RecordId> = on.into_iter().chain(person.map(|person| person.id.clone())).collect();
        targets.push(account.id.clone());
        let mut seen = BTreeSet::new();
        targets.retain(|id| seen.insert(id.clone()));
        let line = Line {
            text: format!("By the rule “{}”", rule.name),
            kind: ItemKind::Derived,
            rule: Some(rule.id.clone()),
            ..Line::of_the_rep("", Heading::Ours)
        };
        let due = event.at.max(self.now).saturating_add(task.due.0).unwrap_or(self.now);
        let new = New {
            target: event.record.clone(),
            title: subject.clone(),
            lines: vec![line],
            write: NewWrite::Task { subject, due, owner, targets, task_type: task.task_type, priority: task.priority },
        };
        let drafted = Drafted {
            kind: TASKS,
            mode: Mode::Extractive,
            account: account.id.clone(),
            account_name: account.display_name(),
            sources: &Sources::new(),
        };
        keep(self.open, &drafted, vec![new], self.now)
    }

    fn proposed(&self, report: DraftReport) -> Result<Made, AppError> {
        self.made(&report.proposals, &report.draft.kind)
    }

    /// Tells new proposals from those that were there.
    fn made(&self, proposals: &[String], kind: &str) -> Result<Made, AppError> {
        // What is kept is kept to the millisecond.
        let at = self.now.as_millisecond();
        let all = self.open.database.proposals()?;
        let mut new = Vec::new();
        for proposal in all.iter().filter(|one| proposals.contains(&one.id.0) && one.created_at.as_millisecond() == at)
        {
            if self.open.database.event_of_draft(&proposal.draft)?.is_none() {
                new.push(proposal);
            }
        }
        if new.is_empty() {
            return Ok(Made::Same(format!("What {kind} would say waits for review already")));
        }
        let said = new.iter().map(|one| format!("{} {}", one.id, one.content.title)).collect::<Vec<_>>().join("; ");
        Ok(Made::New(new.iter().map(|one| one.draft.clone()).collect(), said))
    }
}
