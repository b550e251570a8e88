//! Drafts that are read or copied, and what models were asked for them.

use crate::output::{Style, plain, short};
use app::{
    BacktestReport, CallList, CallShown, Criteria, DigestReport, Graded, LlmTest, LlmView, LocalServerView,
    PhrasedReport, PromptList, PromptView, ReplyReport, SentView,
};
use domain::{Item, ItemKind};

const MODEL_CHARS: usize = 40;

/// The day's digest as text, part by part.
pub fn digest(report: &DigestReport, style: Style) -> String {
    let day = report.draft.fields.get("day").map(String::as_str).unwrap_or_default();
    let mut lines = vec![style.bold(format!("{day}: {} accounts", report.accounts))];
    for part in &report.parts {
        lines.push(String::new());
        lines.push(style.bold(part.name.replace('_', " ")));
        for line in &part.lines {
            let account = line.account_name.as_ref().map(|name| format!("{}: ", plain(name))).unwrap_or_default();
            lines.push(format!("  • {account}{}", shown(&line.item)));
        }
    }
    if report.parts.is_empty() {
        lines.push("Nothing urgent today.".to_owned());
    }
    if !report.dropped.is_empty() {
        lines.push(style.dim(format!("{} lines left out: their sources do not back them", report.dropped.len())));
    }
    for name in &report.unread {
        lines.push(style.dim(format!("{} could not be read and is left out", plain(name))));
    }
    for deal in &report.stalled {
        let outcome = deal.problem.as_ref().map_or_else(|| deal.proposals.join(", "), |problem| plain(problem));
        lines.push(format!("health of {}: {outcome}", deal.deal));
    }
    lines.join("\n")
}

/// A reply: what would be copied, and what history or the shelf says beside it.
pub fn reply(report: &ReplyReport, style: Style) -> String {
    let mut lines = Vec::new();
    for line in &report.lines {
        match line.part.as_str() {
            "history" | "collateral" => lines.push(style.dim(format!("    ↳ {}", plain(&line.text)))),
            "question" => lines.push(style.bold(plain(&line.text))),
            _ => lines.push(plain(&line.text)),
        }
    }
    lines.push(String::new());
    let shelf = match report.from_shelf {
        0 => String::new(),
        some => format!(", the shelf to {some} more"),
    };
    lines.push(style.dim(format!(
        "The history has something on {} of {} questions{shelf}. Fill in or remove every […] before you send it.",
        report.answered, report.questions
    )));
    lines.join("\n")
}

/// A text of some kind, with what was left out and why rules made it.
pub fn phrased(report: &PhrasedReport, style: Style) -> String {
    let mut lines: Vec<String> = report.draft.items.iter().map(|item| format!("• {}", shown(item))).collect();
    for (name, value) in &report.draft.fields {
        lines.push(format!("{}: {}", style.bold(name.as_str()), plain(value)));
    }
    lines.push(String::new());
    lines.extend(report.note.iter().map(|note| plain(note)));
    lines.push(style.dim(format!("Read {}.", report.read)));
    for dropped in &report.dropped {
        lines.push(style.dim(format!("left out: “{}”: {}", plain(&dropped.text), plain(&dropped.reason))));
    }
    if !report.proposals.is_empty() {
        lines.push(format!("Ready for review: foreword review show {}", report.proposals.join(" ")));
    }
    lines.join("\n")
}

fn shown(item: &Item) -> String {
    match item.kind {
        ItemKind::Quote => format!("“{}”", plain(&item.text)),
        _ => plain(&item.text),
    }
}

/// What would be sent to a model, word for word.
pub fn sent(sent: &SentView) -> String {
    let stays = if sent.local { "stays on this machine" } else { "leaves this machine" };
    let cost = sent.cost_usd.map_or_else(|| "price unknown".to_owned(), |cost| format!("at most ${cost:.4}"));
    format!(
        "To {} at {} ({stays}); about {} tokens, {} calls, {cost}. Nothing was sent.\n\n{}\n\n{}",
        sent.model,
        sent.url,
        sent.tokens,
        sent.calls,
        plain(&sent.system),
        plain(&sent.request)
    )
}

/// The settings of the language model as text.
pub fn llm(view: &LlmView) -> String {
    let Some(chosen) = &view.chosen else {
        let problem = view.problem.as_ref().map(|problem| format!("\n{problem}.")).unwrap_or_default();
        return format!("No language model is chosen; nothing leaves this machine.{problem}");
    };
    let place =
        if chosen.is_local { "on this machine" } else { "elsewhere: what it reads leaves this machine, redacted" };
    let key = match (chosen.needs_key, chosen.has_key) {
        (_, true) => "a key is set",
        (true, false) => "no key is set",
        (false, false) => "it needs no key",
    };
    let names = if chosen.redaction.names { "held back" } else { "sent" };
    let mut lines = vec![
        format!("{}:{} at {}, {place}; {key}.", chosen.provider, chosen.model, chosen.url),
        format!("Reads {} tokens at once. People's names are {names}.", chosen.context_tokens),
        chosen.price.clone().unwrap_or_else(|| "Its price is unknown.".to_owned()),
    ];
    let limit = view.budget_usd.map_or_else(|| "no limit".to_owned(), |budget| format!("of ${budget:.2}"));
    lines.push(format!("This month: ${:.2} {limit}, {} calls without a price.", view.spent_usd, view.unpriced_calls));
    lines.extend(view.from_env.as_ref().map(|env| format!("FOREWORD_LLM is {env} and is used instead.")));
    lines.extend(view.problem.as_ref().map(|problem| format!("{problem}.")));
    lines.extend(chosen.stopped.clone());
    lines.join("\n")
}

/// The model servers that were found on this machine.
pub fn servers(found: &[LocalServerView]) -> String {
    if found.is_empty() {
        return "No model server answers on this machine's usual ports.".to_owned();
    }
    let line = |server: &LocalServerView| {
        let models: Vec<String> = server.models.iter().map(|model| plain(model)).collect();
        format!("{} at {}: {}", server.name, server.url, models.join(", "))
    };
    found.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What came of a test of the chosen model.
pub fn llm_test(test: &LlmTest) -> String {
    let first = test.first_token_ms.map(|ms| format!(", first words after {ms} ms")).unwrap_or_default();
    let mut lines = vec![format!("{} {} ms{first}.", test.line, test.latency_ms)];
    lines.extend(test.details.iter().map(|detail| plain(detail)));
    lines.join("\n")
}

/// How many grades were taken from a sheet, and which rows were not.
pub fn graded(graded: &Graded) -> String {
    let mut lines = vec![format!("{} grades taken.", graded.graded)];
    lines.extend(graded.skipped.iter().map(|reason| plain(reason)));
    lines.join("\n")
}

/// Calls of language models, a line each.
pub fn calls(all: &CallList, style: Style) -> String {
    if all.calls.is_empty() {
        return "There were no calls to a language model.".to_owned();
    }
    let line = |call: &app::CallLine| {
        let cost = call.cost_usd.map_or_else(|| "price unknown".to_owned(), |cost| format!("${cost:.4}"));
        let model = short(&call.model, MODEL_CHARS);
        let kept = format!("{} of {} lines kept", call.kept, call.items);
        let from = if call.reused { " (answer used again)" } else { "" };
        format!(
            "{}  {}  {}@{}  {model}  {}  {} ms  {cost}  {kept}{from}",
            style.bold(&call.id),
            call.at.strftime("%Y-%m-%d %H:%M"),
            call.kind,
            call.prompt_version,
            call.outcome,
            call.latency_ms
        )
    };
    all.calls.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// One call of a language model in full.
pub fn call(call: &CallShown) -> String {
    let mut lines =
        vec![format!("{} {} about {}: {}", call.line.model, call.line.kind, call.line.target, call.line.outcome)];
    lines.extend(call.details.iter().map(|detail| plain(detail)));
    lines.extend(["\nSent:".to_owned(), plain(&call.prompt), "\nAnswered:".to_owned(), plain(&call.raw)]);
    lines.join("\n")
}

/// How much of past calls the briefs before them had covered.
pub fn backtest(report: &BacktestReport) -> String {
    let search = report.search.map_or_else(|| "no hits".to_owned(), |share| format!("{share:.3}"));
    format!(
        "{} calls. Of what they were about the brief had {:.3}, the last sentences before them {:.3}, search hits {search}; all that was known {:.3}.\nOf the people, companies, sums and days they named the briefs had {:.3}, the last sentences {:.3}.",
        report.calls,
        report.coverage,
        report.most_recent,
        report.known,
        report.named_items_hit,
        report.most_recent_named_hit
    )
}

/// What drafts judge by, and where a team writes its own.
pub fn criteria(criteria: &Criteria, style: Style) -> String {
    let whose = if criteria.is_own { "Your team's own" } else { "As they come with Foreword" };
    let mut lines = vec![format!("{whose}, version {}", criteria.version)];
    let lists = [
        ("Good leads", &criteria.leads),
        ("Signs of leaving", &criteria.leaving),
        ("Personas", &criteria.personas),
        ("Categories of tickets", &criteria.tickets),
    ];
    for (title, list) in lists {
        lines.push(style.bold(title));
        lines.extend(list.iter().map(|line| format!("  {}", plain(line))));
    }
    lines.push(match criteria.is_own {
        true => format!("Change them in {}", criteria.file),
        false => "`foreword criteria write` writes them into a file that you can change.".to_owned(),
    });
    lines.join("\n")
}

/// The prompts, a line each.
pub fn prompts(list: &PromptList, style: Style) -> String {
    let line = |prompt: &PromptView| {
        let name = format!("{}@{}", prompt.kind, prompt.version);
        let name = if prompt.in_use { style.bold(name) } else { style.dim(name) };
        let file = prompt.file.as_ref().map(|file| format!("  {}", plain(file))).unwrap_or_default();
        format!("{name}  {}{file}", style.dim(&prompt.stamp))
    };
    let problems = list.problems.iter().map(|problem| format!("Not used: {}", plain(problem)));
    list.prompts.iter().map(line).chain(problems).collect::<Vec<_>>().join("\n")
}
