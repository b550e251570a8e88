//! One arm a command: arguments in, one call into `app`, its result out. Returns the exit status.

use crate::{
    args::{
        BriefArgs, CalendarCommand, Calls, Cli, Command, ConnectArgs, ConversationCommand, CriteriaCommand, Eval,
        FieldCommand, GradeCommand, ImportArgs, LlmCommand, ModelCommand, ReportFormat, Review, RuleCommand, Scope,
        SearchArgs, ShelfCommand, SyncArgs,
    },
    automation,
    bars::Bars,
    drafting::{How, digest, draft},
    output::{Failure, Out},
    passphrase, programs, schema, text,
};
use app::{AppError, ErrorCode, Settings};
use clap::CommandFactory as _;
use domain::PortalId;
use serde_json::json;
use std::{
    io::{self, BufRead, IsTerminal, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio_util::sync::CancellationToken;

pub const DONE: u8 = 0;
const FAILED: u8 = 1;
pub const IN_PART: u8 = 4;
/// The most that is read of a key.
const KEY_BYTES_MAX: u64 = 4096;
/// The time between two syncs of `--watch`.
const WATCH_EVERY: Duration = Duration::from_secs(60);

/// The folder of a model that was named; one on the hub is fetched first.
async fn folder_of(model: Option<&Path>) -> Result<Option<PathBuf>, AppError> {
    match model {
        Some(model) => Ok(Some(app::model_folder(model).await?)),
        None => Ok(None),
    }
}

/// Runs the command that was given, and returns the exit status it ends with.
pub async fn run(cli: Cli, out: Out) -> Result<u8, Failure> {
    let mut settings = Settings::from_env()?;
    if let Some(home) = cli.home {
        settings.home = home;
    }
    settings.portal = cli.portal.map(PortalId);
    settings.keyring = app::Keyring::asking(Arc::new(passphrase::Terminal));
    app::temporary_files_in(&settings.home);
    match cli.command {
        Command::Demo { keep } => demo(&settings, keep, out).await,
        Command::Connect(args) => connect(&settings, args, out).await,
        Command::Allowed => {
            let open = app::open_for_reading(&settings).await?;
            let allowed = app::allowed(&settings, &open).await?;
            let reach = app::reach(&settings, &open, allowed.owner_id.as_deref()).await?;
            out.show(&json!({ "allowed": allowed, "reach": reach }), |_| text::allowed(&allowed, reach))?;
            Ok(DONE)
        }
        Command::Status => {
            let open = app::open_for_reading(&settings).await?;
            out.show(&app::sync_status(&open, settings.now())?, |status| {
                text::status(status, &open.zone(), out.style)
            })?;
            Ok(DONE)
        }
        Command::Share { percent } => {
            let writable = app::open_for_writing(&settings).await?;
            app::set_share(&writable.open, percent, settings.now())?;
            out.show(&json!({ "share": percent }), |_| {
                format!("Foreword uses at most {percent} % of the calls that HubSpot allows the account.")
            })?;
            Ok(DONE)
        }
        Command::Fields { what } => {
            let writable = app::open_for_writing(&settings).await?;
            let fields = match what {
                None => app::own_fields(&settings, &writable.open).await?,
                Some(FieldCommand::Choose { object, names }) => {
                    app::choose_own_fields(&writable.open, &object, &names, settings.now())?
                }
                Some(FieldCommand::Drop { object, names }) => {
                    app::drop_own_fields(&writable.open, &object, &names, settings.now())?
                }
            };
            out.show(&fields, text::own_fields)?;
            Ok(DONE)
        }
        Command::Passphrase { what } => passphrase::run(&settings, what, out).await,
        Command::Portals => {
            out.show(&app::portals(&settings).await?, text::portals)?;
            Ok(DONE)
        }
        Command::Disconnect { purge } => {
            let report = app::disconnect(&settings, purge).await?;
            out.show(&report, text::disconnected)?;
            Ok(if report.verified { DONE } else { FAILED })
        }
        Command::Sync(args) => sync(&settings, &args, out).await,
        Command::Search(args) => search(&settings, args, out).await,
        Command::Brief(args) => brief(&settings, args, out).await,
        Command::Ask { who, question } => ask(&settings, who, question.join(" "), out).await,
        Command::Check { who, file } => check_text(&settings, who, &file, out).await,
        Command::Draft { kind, target, text, phrased, warm, receiver, prompt_version, preview } => {
            let how = How {
                pasted: text,
                phrased,
                tone: if warm { app::Tone::Warm } else { app::Tone::Brief },
                receiver,
                version: prompt_version,
                preview,
            };
            draft(&settings, &kind, &target.join(" "), how, out).await
        }
        Command::Rules { what } => {
            automation::rules(&settings, what.unwrap_or(RuleCommand::List), out).await?;
            Ok(DONE)
        }
        Command::Listen { port, public_url, address } => {
            automation::listen(&settings, (address, port, public_url), &cancelled_by_signal(), out).await?;
            Ok(DONE)
        }
        Command::Mcp(args) => programs::run(&settings, args, &cancelled_by_signal(), out).await,
        Command::Llm { what } => llm(&settings, what, out).await,
        Command::Grade { what: GradeCommand::Export { file, week } } => {
            // An export stands in the log, so it takes the right to write.
            let writable = app::open_for_writing(&settings).await?;
            let rows = app::export_grades(&writable.open, &file, week.as_deref(), settings.now())?;
            out.show(&json!({ "samples": rows }), |_| format!("{rows} answers are in {}.", file.display()))?;
            Ok(DONE)
        }
        Command::Grade { what: GradeCommand::Import { file } } => {
            let writable = app::open_for_writing(&settings).await?;
            let graded = app::import_grades(&writable.open, &file, settings.now())?;
            out.show(&graded, text::graded)?;
            Ok(if graded.skipped.is_empty() { DONE } else { IN_PART })
        }
        Command::Digest(args) => digest(&settings, args, out).await,
        Command::Calls { what } => {
            let open = app::open_for_reading(&settings).await?;
            match what {
                Calls::List => {
                    out.show(&app::calls(&open, jiff::Timestamp::UNIX_EPOCH)?, |all| text::calls(all, out.style))?
                }
                Calls::Show { id } => out.show(&app::call(&open, &id)?, text::call)?,
            }
            Ok(DONE)
        }
        Command::Report { verify: true, against, .. } => {
            let open = app::open_for_reading(&settings).await?;
            let check = app::verify_audit(&open, against.as_deref())?;
            out.show(&check, text::audit)?;
            Ok(if check.verified { DONE } else { FAILED })
        }
        Command::Report { export_log: Some(file), .. } => {
            let writable = app::open_for_writing(&settings).await?;
            let lines = app::export_audit(&writable.open, &file, settings.now())?;
            out.show(&json!({ "exported": lines }), |_| format!("{lines} lines are in {}.", file.display()))?;
            Ok(DONE)
        }
        Command::Report { since, format, .. } => report(&settings, since.as_deref(), format, out).await,
        Command::Promises { who } => {
            let open = app::open_for_reading(&settings).await?;
            let found = app::promises(&open, named(&who).as_deref(), settings.now())?;
            out.show(&found, |found| text::promises(found, out.style))?;
            Ok(DONE)
        }
        Command::Facts { who } => {
            let open = app::open_for_reading(&settings).await?;
            let found = app::facts(&open, named(&who).as_deref(), settings.now())?;
            out.show(&found, |found| text::facts(found, out.style))?;
            Ok(DONE)
        }
        Command::Jot { who, line } => {
            let line = line.join(" ");
            let noted = if line.trim().is_empty() {
                app::jottings(&app::open_for_reading(&settings).await?, &who, settings.now())?
            } else {
                app::jot(&app::open_for_writing(&settings).await?.open, &who, &line, settings.now())?
            };
            out.show(&noted, |noted| text::jottings(noted, out.style))?;
            Ok(DONE)
        }
        Command::Wrap { who, done } => {
            let writable = app::open_for_writing(&settings).await?;
            let who = named(&who).unwrap_or_else(|| "next".to_owned());
            if done {
                let noted = app::jottings(&writable.open, &who, settings.now())?.jottings;
                let lines: Vec<i32> = noted.iter().map(|line| line.id).collect();
                app::finish_wrap(&writable.open, &who, &lines, settings.now())?;
                out.show(&app::jottings(&writable.open, &who, settings.now())?, |noted| {
                    text::jottings(noted, out.style)
                })?;
                return Ok(DONE);
            }
            let drafted = app::wrap(&writable.open, &who, settings.now())?;
            out.show(&drafted, |drafted| text::drafted(drafted, &writable.open.zone(), out.style))?;
            Ok(DONE)
        }
        Command::Import(args) => import(&settings, args, out).await,
        Command::Conversations { what } => {
            conversations(&settings, what.unwrap_or(ConversationCommand::List), out).await
        }
        Command::Calendar { what } => {
            calendars(&settings, what.unwrap_or(CalendarCommand::List), out).await?;
            Ok(DONE)
        }
        Command::Conflicts { who } => {
            let open = app::open_for_reading(&settings).await?;
            let found = app::conflicts(&open, named(&who).as_deref(), settings.now())?;
            out.show(&found, |found| text::conflicts(found, out.style))?;
            Ok(DONE)
        }
        Command::Review { what } => review(&settings, what, out).await,
        Command::Schema { what } => schema::schema(&settings, what, out).await,
        Command::Criteria { what } => {
            let criteria = match what {
                Some(CriteriaCommand::Write) => app::write_criteria(&settings)?,
                Some(CriteriaCommand::Show) | None => app::criteria(&settings)?,
            };
            out.show(&criteria, |criteria| text::criteria(criteria, out.style))?;
            Ok(DONE)
        }
        Command::Prompts => {
            let prompts = app::prompts(&settings)?;
            out.show(&prompts, |prompts| text::prompts(prompts, out.style))?;
            Ok(DONE)
        }
        Command::Push { no_wait } => push(&settings, no_wait, out).await,
        Command::Undo { id } => {
            let report = app::undo(&settings, &id).await?;
            out.show(&report, |report| text::pushed(report, out.style))?;
            Ok(if report.entries.iter().all(|entry| entry.status == "undone") { DONE } else { IN_PART })
        }
        Command::Cite { id } => {
            let open = app::open_for_reading(&settings).await?;
            out.show(&app::cite(&open, &id)?, |cited| text::cited(cited, &open.zone(), out.style))?;
            Ok(DONE)
        }
        Command::Shelf { what } => shelf(&settings, what, out).await,
        Command::Forget { who, erased_in_hubspot, yes } => {
            let who = who.join(" ");
            forget(&settings, Some(who.as_str()).filter(|_| !erased_in_hubspot), yes, out).await
        }
        Command::Maintain => {
            let bars = Bars::start();
            let report = app::maintain(&settings, &bars, &cancelled_by_signal()).await?;
            drop(bars);
            out.show(&report, text::maintained)?;
            Ok(DONE)
        }
        Command::Backup { file, recipient } => {
            let key = match recipient {
                Some(key) => app::BackupKey::Recipient(key),
                None => app::BackupKey::passphrase(backup_passphrase(true)?),
            };
            let report = app::backup(&settings, &file, &key).await?;
            // The backup is whole whether or not somebody else has the right to write at the moment.
            if let Err(error) = app::note_export(&settings, &format!("a backup to {}", file.display())).await {
                writeln!(io::stderr(), "The backup is not in the log of writes.\n{}", text::error(&error))?;
            }
            out.show(&report, text::backed_up)?;
            Ok(DONE)
        }
        Command::Restore { file, identity, replace } => {
            let key = match identity {
                Some(file) => app::BackupKey::IdentityFile(file),
                None => app::BackupKey::passphrase(backup_passphrase(false)?),
            };
            let bars = Bars::start();
            let report = app::restore(&settings, &file, &key, replace, &bars, &cancelled_by_signal()).await?;
            drop(bars);
            out.show(&report, text::restored)?;
            Ok(DONE)
        }
        Command::Model { what } => {
            let report = match what {
                None => app::models(&settings).await?,
                Some(ModelCommand::Use { model }) => {
                    app::use_model(&settings, folder_of(model.as_deref()).await?.as_deref()).await?
                }
                Some(ModelCommand::Rerank { model }) => {
                    app::use_reranker(&settings, folder_of(model.as_deref()).await?.as_deref()).await?
                }
            };
            out.show(&report, text::models)?;
            Ok(DONE)
        }
        Command::Doctor => {
            let checks = app::doctor(&settings).await;
            out.show(&checks, |checks| text::checks(checks, out.style))?;
            Ok(if checks.checks.iter().all(|check| check.ok) { DONE } else { FAILED })
        }
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "foreword", &mut io::stdout());
            Ok(DONE)
        }
        Command::Man => {
            clap_mangen::Man::new(Cli::command()).render(&mut io::stdout())?;
            Ok(DONE)
        }
        Command::Eval { what: Eval::Transcript { files } } => {
            let report = app::eval_transcript(&files, &cancelled_by_signal()).await?;
            read_from_files(&report, out)
        }
        Command::Eval { what: Eval::Backtest } => {
            let open = app::open_for_reading(&settings).await?;
            let report = app::eval_backtest(&open, &app::Model::load(&settings), settings.now()).await?;
            out.show(&report, text::backtest)?;
            Ok(DONE)
        }
        Command::Eval { what: Eval::Redact { items } } => {
            for line in app::eval_redact(&items)? {
                out.show(&line, |line| line.sent.clone())?;
            }
            Ok(DONE)
        }
        Command::Eval { what: Eval::Ground { items } } => {
            for verdict in app::eval_ground(&items)? {
                out.show(&verdict, |verdict| text::verdict(verdict, out.style))?;
            }
            Ok(DONE)
        }
        Command::Eval { what: Eval::Sales { cases } } => {
            for answers in app::eval_sales(&settings, &cases).await? {
                // A program reads it, whether `--json` is there or not.
                out.line(&serde_json::to_string(&answers).map_err(io::Error::from)?)?;
            }
            Ok(DONE)
        }
        Command::Eval { what: Eval::Retrieval { corpus, queries, run, scratch } } => {
            let files = app::EvalFiles { corpus, queries, run, scratch };
            let figures = app::eval_retrieval(&settings, &files, &Bars::start(), &cancelled_by_signal()).await?;
            out.show(&figures, text::figures)?;
            Ok(DONE)
        }
    }
}

async fn demo(settings: &Settings, keep: bool, out: Out) -> Result<u8, Failure> {
    let cancel = cancelled_by_signal();
    let bars = Bars::start();
    let demo = app::demo(settings, &bars, &cancel).await?;
    drop(bars);
    out.show(&demo.report, |report| text::demo(report, &demo.zone, out.style))?;
    if keep {
        if !out.json {
            out.line(&text::demo_is_up(&demo))?;
        }
        cancel.cancelled().await;
        if out.json {
            out.line(&json!({"final": true, "portal_url": demo.report.portal_url}).to_string())?;
        }
    }
    Ok(if demo.report.sync.incomplete.is_empty() { DONE } else { IN_PART })
}

async fn connect(settings: &Settings, args: ConnectArgs, out: Out) -> Result<u8, Failure> {
    if let (true, Some(client_id)) = (args.oauth, args.client_id) {
        let request =
            app::OAuthRequest { client_id, client_secret: read_secret("the app's client secret")?, owner: args.owner };
        // On standard error, so that a script's output is one object.
        let browse = |url: &str| {
            let told = writeln!(io::stderr(), "Open this in your browser, and agree there:\n{url}");
            told.unwrap_or_default();
        };
        let connected = app::connect_oauth(settings, &request, &browse, &cancelled_by_signal()).await?;
        out.show(&connected, text::connected)?;
        return Ok(DONE);
    }
    if !args.token_stdin {
        return Err(AppError::new(ErrorCode::Usage, "Say how to connect")
            .command_hint("Pipe a private app's token in: `foreword connect --token-stdin < token.txt`.")
            .into());
    }
    let request = app::ConnectRequest { token: read_secret("the access token")?, owner: args.owner };
    out.show(&app::connect(settings, &request).await?, text::connected)?;
    Ok(DONE)
}

/// The passphrase of a backup: from FOREWORD_PASSPHRASE, else typed unseen, and twice where it is a new one.
fn backup_passphrase(is_new: bool) -> Result<String, Failure> {
    if let Some(words) = std::env::var("FOREWORD_PASSPHRASE").ok().filter(|words| !words.is_empty()) {
        return Ok(words);
    }
    if !io::stdin().is_terminal() {
        return Err(AppError::new(ErrorCode::Usage, "There is no passphrase")
            .command_hint("Set FOREWORD_PASSPHRASE, or run this at a terminal and type it.")
            .into());
    }
    let words = rpassword::prompt_password("Passphrase: ")?;
    if is_new && rpassword::prompt_password("The same again: ")? != words {
        return Err(AppError::new(ErrorCode::Usage, "The two passphrases differ. Nothing was written").into());
    }
    Ok(words)
}

/// A recorder's key, the first line of standard input, and its secret, the second where there is one.
fn read_key_and_secret() -> Result<(String, Option<String>), Failure> {
    if io::stdin().is_terminal() {
        writeln!(io::stderr(), "Paste the key, and on a second line its secret if it has one; end with Ctrl+D:")?;
    }
    let mut text = String::new();
    io::stdin().lock().take(KEY_BYTES_MAX).read_to_string(&mut text)?;
    let mut lines = text.lines().map(|line| line.trim().to_owned());
    let key = lines.next().unwrap_or_default();
    Ok((key, lines.next().filter(|secret| !secret.is_empty())))
}

/// The first line of standard input; asks for it where a person is typing.
fn read_secret(what: &str) -> Result<app::Secret, Failure> {
    if io::stdin().is_terminal() {
        writeln!(io::stderr(), "Paste {what} and press Enter:")?;
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    let token = app::Secret::new(&line);
    if token.reveal().is_empty() {
        return Err(AppError::new(
            ErrorCode::Usage,
            format!("{} was not on standard input", domain::text::capital_first(what)),
        )
        .into());
    }
    Ok(token)
}

async fn sync(settings: &Settings, args: &SyncArgs, out: Out) -> Result<u8, Failure> {
    if let Some(record) = &args.record {
        let bars = Bars::start();
        let report = app::sync_record(settings, record, !args.no_embed, &bars, &cancelled_by_signal()).await?;
        drop(bars);
        out.show(&report, |report| text::sync(report, out.style))?;
        return Ok(if report.incomplete.is_empty() { DONE } else { IN_PART });
    }
    let scope = args.scope.map(|scope| match scope {
        Scope::Book => app::ScopeChoice::Book,
        Scope::Portal => app::ScopeChoice::Portal,
    });
    let mut request = app::SyncRequest {
        full: args.full,
        scope,
        accept_deletions: args.accept_deletions,
        embed: !args.no_embed,
        in_background: args.watch,
    };
    let cancel = cancelled_by_signal();
    if !args.watch {
        return sync_once(settings, request, &cancel, out).await;
    }
    let mut runs = 0;
    while !cancel.is_cancelled() {
        match sync_once(settings, request, &cancel, out).await {
            Ok(_) => runs += 1,
            Err(Failure::App(error)) if error.code == ErrorCode::Cancelled => break,
            // What passes by itself does not end a watch.
            Err(Failure::App(error)) if error.code.is_retryable() => {
                if out.json {
                    out.line(&text::error_json(&error))?
                } else {
                    writeln!(io::stderr(), "{}", text::error(&error))?
                }
            }
            Err(failure) => return Err(failure),
        }
        (request.full, request.accept_deletions) = (false, false);
        tokio::select! {
            () = cancel.cancelled() => {}
            () = tokio::time::sleep(WATCH_EVERY) => {}
        }
    }
    if out.json {
        out.line(&json!({"final": true, "runs": runs}).to_string())?;
    }
    Ok(DONE)
}

async fn sync_once(
    settings: &Settings,
    request: app::SyncRequest,
    cancel: &CancellationToken,
    out: Out,
) -> Result<u8, Failure> {
    let bars = Bars::start();
    let report = app::sync(settings, request, &bars, cancel).await?;
    drop(bars);
    out.show(&report, |report| text::sync(report, out.style))?;
    automation::work(settings, cancel).await?;
    Ok(if report.incomplete.is_empty() { DONE } else { IN_PART })
}

async fn search(settings: &Settings, args: SearchArgs, out: Out) -> Result<u8, Failure> {
    let open = app::open_for_reading(settings).await?;
    let model = app::Model::load(settings);
    let request = app::SearchRequest {
        query: args.query.join(" "),
        account: args.account,
        around: None,
        kinds: args.kind,
        after: args.after,
        before: args.before,
        limit: args.limit,
    };
    let report = app::search(&open, &model, &request, settings.now()).await?;
    if let Some(problem) = model.problem() {
        writeln!(io::stderr(), "Searching by word only.\n{}", text::error(problem))?;
    }
    out.show(&report, |report| text::hits(report, &open.zone(), out.style))?;
    Ok(DONE)
}

async fn brief(settings: &Settings, args: BriefArgs, out: Out) -> Result<u8, Failure> {
    let open = app::open_for_reading(settings).await?;
    let request = app::BriefRequest { who: args.who.join(" "), as_of: args.as_of, full: args.full };
    let report = app::brief(&open, &request, settings.now())?;
    if args.window {
        app::show_in_window(&settings.home, &request.who)?;
        out.show(&report, |_| "The brief is on screen.".to_owned())?;
        return Ok(DONE);
    }
    out.show(&report, |report| text::brief(&report.brief, &report.sources, &open.zone(), out.style))?;
    Ok(DONE)
}

/// A name given as several words; none where there are none.
fn named(words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| words.join(" "))
}

async fn ask(settings: &Settings, who: String, question: String, out: Out) -> Result<u8, Failure> {
    let open = app::open_for_reading(settings).await?;
    let model = app::Model::load(settings);
    let request = app::AskRequest { who, question };
    let report = app::ask(&open, &model, &request, settings.now()).await?;
    if let Some(problem) = model.problem() {
        writeln!(io::stderr(), "Reading by word only.\n{}", text::error(problem))?;
    }
    out.show(&report, |report| text::answer(report, &open.zone(), out.style))?;
    Ok(DONE)
}

async fn check_text(settings: &Settings, who: String, file: &Path, out: Out) -> Result<u8, Failure> {
    let open = app::open_for_reading(settings).await?;
    let request = app::CheckRequest { who, text: given_text(file)? };
    let report = app::check_text(&open, &request, settings.now())?;
    out.show(&report, |report| text::checked(report, out.style))?;
    Ok(DONE)
}

async fn llm(settings: &Settings, what: Option<LlmCommand>, out: Out) -> Result<u8, Failure> {
    let stops = Arc::default();
    let choose = |model: Option<String>, url, context_tokens, key| {
        app::choose_llm(settings, &stops, &app::LlmRequest { model, url, context_tokens }, key)
    };
    match what {
        None => {}
        Some(LlmCommand::Use { model, url, key_stdin, context }) => {
            let key = if key_stdin { Some(app::ModelKey::new(read_secret("the key")?.reveal())) } else { None };
            let noted = format!("language model: {model}");
            choose(Some(model), url, context, key)?;
            app::note_setting(settings, &noted).await?;
        }
        Some(LlmCommand::None) => {
            choose(None, None, None, None)?;
            app::note_setting(settings, "language model: none").await?;
        }
        Some(LlmCommand::RemoveKey) => app::remove_llm_key(settings)?,
        Some(LlmCommand::Budget { usd, allow_unpriced }) => {
            app::set_llm_budget(settings, usd, allow_unpriced)?;
            app::note_setting(settings, "what a language model may cost").await?;
        }
        Some(LlmCommand::KeepOut { who }) => return keep_from_models(settings, &who.join(" "), true, out).await,
        Some(LlmCommand::LetIn { who }) => return keep_from_models(settings, &who.join(" "), false, out).await,
        Some(LlmCommand::Local) => {
            let found = app::find_local_models().await;
            out.show(&json!({ "servers": found }), |_| text::servers(&found))?;
            return Ok(DONE);
        }
        Some(LlmCommand::Test) => {
            let phraser = app::Phraser::chosen(settings, Arc::clone(&stops))?;
            let writable = app::open_for_writing(settings).await.ok();
            let open = writable.as_ref().map(|writable| &writable.open);
            let test = app::test_llm(&phraser, open, settings.now()).await?;
            out.show(&test, text::llm_test)?;
            return Ok(if test.ok { DONE } else { FAILED });
        }
    }
    let open = app::open_for_reading(settings).await.ok();
    out.show(&app::llm_settings(settings, &stops, open.as_ref(), settings.now())?, text::llm)?;
    Ok(DONE)
}

async fn keep_from_models(settings: &Settings, who: &str, is_kept: bool, out: Out) -> Result<u8, Failure> {
    let writable = app::open_for_writing(settings).await?;
    let name = app::keep_from_models(&writable.open, who, is_kept, settings.now())?;
    let said = if is_kept { "never read by a model" } else { "read by models again" };
    out.show(&json!({ "person": name, "kept_from_models": is_kept }), |_| format!("What {name} says is {said}."))?;
    Ok(DONE)
}

async fn report(settings: &Settings, since: Option<&str>, format: ReportFormat, out: Out) -> Result<u8, Failure> {
    let open = app::open_for_reading(settings).await?;
    let month = || settings.now().saturating_sub(jiff::SignedDuration::from_hours(30 * 24)).unwrap_or_default();
    let since = since.map(|day| app::instant(day, &open.zone())).transpose()?.unwrap_or_else(month);
    let report = app::usage_report(&open, since, settings.now())?;
    match format {
        ReportFormat::Csv => out.line(&report.csv())?,
        ReportFormat::Html => out.line(&app::report_html(&report, &open.zone()))?,
        ReportFormat::Json => out.line(&serde_json::to_string(&report).map_err(io::Error::other)?)?,
    }
    Ok(DONE)
}

async fn review(settings: &Settings, what: Review, out: Out) -> Result<u8, Failure> {
    let now = settings.now();
    match what {
        Review::List => {
            let open = app::open_for_reading(settings).await?;
            out.show(&app::proposals(&open)?, |all| text::proposals(all, &open.zone(), out.style))?;
        }
        Review::Show { id } => {
            let open = app::open_for_reading(settings).await?;
            let proposals = app::Proposals { proposals: vec![app::proposal(&open, &id)?] };
            out.show(&proposals, |all| text::proposal(&all.proposals[0], &open.zone(), out.style))?;
        }
        Review::Edit { id, file } => {
            let texts = lines_of(&file)?;
            let writable = app::open_for_writing(settings).await?;
            let zone = writable.open.zone();
            let proposals = app::Proposals { proposals: vec![app::edit(&writable.open, &id, &texts, now)?] };
            out.show(&proposals, |all| text::proposal(&all.proposals[0], &zone, out.style))?;
        }
        Review::Approve { ids, hash, confirm } => {
            if hash.is_some() && 1 < ids.len() {
                return Err(AppError::new(ErrorCode::Usage, "One hash cannot match several proposals")
                    .command_hint("Approve them one by one, or leave --hash out.")
                    .into());
            }
            let requests: Vec<_> = ids
                .into_iter()
                .map(|id| app::ApproveRequest { id, hash: hash.clone(), confirm: confirm.clone() })
                .collect();
            let writable = app::open_for_writing(settings).await?;
            let zone = writable.open.zone();
            let approved = app::approve(&writable.open, &requests, now)?;
            out.show(&approved, |all| text::approved(all, &zone, out.style))?;
        }
        Review::Mine { id } => {
            let writable = app::open_for_writing(settings).await?;
            let zone = writable.open.zone();
            app::field_is_mine(&writable.open, &id, now)?;
            let proposals = app::Proposals { proposals: vec![app::proposal(&writable.open, &id)?] };
            out.show(&proposals, |all| text::proposals(all, &zone, out.style))?;
        }
        Review::Reject { id, why } => {
            let writable = app::open_for_writing(settings).await?;
            let zone = writable.open.zone();
            let proposals = app::Proposals { proposals: vec![app::reject(&writable.open, &id, &why, now)?] };
            out.show(&proposals, |all| text::proposals(all, &zone, out.style))?;
        }
    }
    Ok(DONE)
}

/// The lines of a file, or of standard input for `-`.
pub fn lines_of(file: &Path) -> Result<Vec<String>, Failure> {
    Ok(given_text(file)?.lines().map(str::to_owned).collect())
}

/// The text of a file, or of standard input for `-`.
fn given_text(file: &Path) -> Result<String, Failure> {
    let text = if file == Path::new("-") { io::read_to_string(io::stdin()) } else { std::fs::read_to_string(file) };
    let text = text.map_err(|error| {
        AppError::new(ErrorCode::Usage, format!("Could not read {}", file.display())).caused_by(error)
    })?;
    Ok(text)
}

async fn push(settings: &Settings, no_wait: bool, out: Out) -> Result<u8, Failure> {
    let mut request = app::PushRequest::default();
    if no_wait {
        request.patience = jiff::SignedDuration::ZERO;
    }
    let bars = Bars::start();
    let report = app::push(settings, request, &bars, &cancelled_by_signal()).await?;
    drop(bars);
    out.show(&report, |report| text::pushed(report, out.style))?;
    Ok(if report.is_complete() { DONE } else { IN_PART })
}

async fn import(settings: &Settings, args: ImportArgs, out: Out) -> Result<u8, Failure> {
    let from_input = args.files.iter().any(|file| file == "-");
    let text = from_input.then(|| io::read_to_string(io::stdin())).transpose()?;
    let files = args.files.into_iter().filter(|file| file != "-").collect();
    let request = app::ImportRequest { files, text, contact: args.contact, call: args.call };
    let writable = app::open_for_writing(settings).await?;
    let model = app::Model::load(settings);
    let report = app::import(&writable.open, &model, &request, settings.now(), &cancelled_by_signal()).await?;
    read_from_files(&report, out)
}

/// Shows what was read out of files. Done in part where some were refused.
fn read_from_files(report: &app::TranscriptReport, out: Out) -> Result<u8, Failure> {
    out.show(report, |report| text::transcripts(report, out.style))?;
    Ok(match report.refused() {
        0 => DONE,
        refused if refused == report.transcripts.len() => FAILED,
        _ => IN_PART,
    })
}

async fn conversations(settings: &Settings, what: ConversationCommand, out: Out) -> Result<u8, Failure> {
    let (cancel, now) = (cancelled_by_signal(), settings.now());
    if let ConversationCommand::List = what {
        let open = app::open_for_reading(settings).await?;
        out.show(&app::conversations(&open, now)?, |all| text::conversations(all, out.style))?;
        return Ok(DONE);
    }
    let writable = app::open_for_writing(settings).await?;
    let (open, model) = (&writable.open, app::Model::load(settings));
    let all = match what {
        ConversationCommand::List => app::conversations(open, now)?,
        ConversationCommand::Settle { id, target } => {
            app::settle_conversation(open, &model, id, &target.join(" "), now, &cancel).await?
        }
        ConversationCommand::Name { id, speaker, name } => {
            app::name_speaker(open, &model, id, (&speaker, &name), now, &cancel).await?
        }
        ConversationCommand::Drop { id } => app::drop_conversation(open, id, now, &cancel).await?,
        ConversationCommand::Watch { folder } => app::watch_folder(open, &model, &folder, now, &cancel).await?,
        ConversationCommand::Connect { recorder, address } => {
            let (key, secret) = read_key_and_secret()?;
            let request = app::RecorderRequest { kind: recorder, key, secret, address };
            app::connect_recorder(settings, open, &request, now).await?;
            app::look_for_conversations(settings, open, &model, now, &cancel).await?;
            app::conversations(open, now)?
        }
        ConversationCommand::Disconnect { recorder } => {
            app::disconnect_recorder(settings, open, &recorder)?;
            app::conversations(open, now)?
        }
        ConversationCommand::Unwatch { folder } => app::unwatch_folder(open, &folder, now)?,
    };
    out.show(&all, |all| text::conversations(all, out.style))?;
    Ok(DONE)
}

async fn calendars(settings: &Settings, what: CalendarCommand, out: Out) -> Result<(), Failure> {
    let now = settings.now();
    let (all, zone) = if let CalendarCommand::List = what {
        let open = app::open_for_reading(settings).await?;
        (app::calendars(&open)?, open.zone())
    } else {
        // Held to the end: with it goes the right to write.
        let writable = app::open_for_writing(settings).await?;
        let open = &writable.open;
        let all = match what {
            CalendarCommand::List => app::calendars(open)?,
            CalendarCommand::Add { place } => app::add_calendar(open, &place, now, &cancelled_by_signal()).await?,
            CalendarCommand::Remove { id } => app::remove_calendar(open, id, now)?,
        };
        (all, open.zone())
    };
    out.show(&all, |all| text::calendars(all, &zone))
}

async fn shelf(settings: &Settings, what: ShelfCommand, out: Out) -> Result<u8, Failure> {
    let (cancel, now) = (cancelled_by_signal(), settings.now());
    let model = || app::Model::load(settings);
    match what {
        ShelfCommand::List => {
            let open = app::open_for_reading(settings).await?;
            out.show(&app::shelf(&open)?, |shelf| text::shelf(shelf, &open.zone(), out.style))?;
        }
        ShelfCommand::Pages { account } => {
            let open = app::open_for_reading(settings).await?;
            let pages = app::pages(&open, account.as_deref())?;
            out.show(&pages, |pages| text::pages(&pages.pages, &open.zone(), out.style))?;
        }
        ShelfCommand::Add { folder } => {
            let writable = app::open_for_writing(settings).await?;
            let scan = app::add_shelf_folder(&writable.open, &model(), &folder, now, &cancel).await?;
            out.show(&scan, text::scanned)?;
            return Ok(if scan.is_complete() { DONE } else { IN_PART });
        }
        ShelfCommand::Scan => {
            let writable = app::open_for_writing(settings).await?;
            let scan = app::scan_shelf(&writable.open, &model(), now, &cancel).await?;
            out.show(&scan, text::scanned)?;
            return Ok(if scan.is_complete() { DONE } else { IN_PART });
        }
        ShelfCommand::Remove { folder } => {
            let writable = app::open_for_writing(settings).await?;
            let shelf = app::remove_shelf_folder(&writable.open, &folder, &cancel).await?;
            out.show(&shelf, |shelf| text::shelf(shelf, &writable.open.zone(), out.style))?;
        }
        ShelfCommand::Save { account, file, title, url } => {
            let from_input = file == "-";
            let text = from_input.then(|| io::read_to_string(io::stdin())).transpose()?;
            let file = (!from_input).then_some(file);
            let request = app::SavePageRequest { account, file, text, title, url };
            let writable = app::open_for_writing(settings).await?;
            let page = app::save_page(&writable.open, &model(), &request, now, &cancel).await?;
            let zone = writable.open.zone();
            out.show(&page, |page| text::pages(std::slice::from_ref(page), &zone, out.style))?;
        }
        ShelfCommand::Drop { id } => {
            let writable = app::open_for_writing(settings).await?;
            let pages = app::drop_page(&writable.open, &id, &cancel).await?;
            out.show(&pages, |pages| text::pages(&pages.pages, &writable.open.zone(), out.style))?;
        }
    }
    Ok(DONE)
}

/// Where a person sits at the terminal, the name is typed once more first: this cannot be taken back.
///
/// Without a name, everybody is meant whom HubSpot has erased for good.
async fn forget(settings: &Settings, who: Option<&str>, yes: bool, out: Out) -> Result<u8, Failure> {
    if !yes && !out.json && io::stdin().is_terminal() {
        let (whom, word) = who.map_or(("everybody whom HubSpot has erased", "erase"), |who| (who, who));
        writeln!(
            io::stderr(),
            "This erases {whom} from this machine for good. HubSpot is not touched. Type `{word}` to go on:"
        )?;
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line)?;
        if line.trim() != word {
            return Err(AppError::new(ErrorCode::Cancelled, "Stopped. Nobody was erased").into());
        }
    }
    let bars = Bars::start();
    let report = match who {
        Some(who) => app::forget(settings, who, &bars, &cancelled_by_signal()).await?,
        None => app::forget_erased(settings, &bars, &cancelled_by_signal()).await?,
    };
    drop(bars);
    out.show(&report, |report| text::forgotten(report, out.style))?;
    Ok(if report.verified { DONE } else { FAILED })
}

pub fn not_in_this_version(what: &str, hint: &str) -> Failure {
    AppError::new(ErrorCode::NotInThisVersion, format!("This version has no {what}")).command_hint(hint).into()
}

/// A token that Ctrl-C or a request to end cancels, so that work stops between two steps. A second Ctrl-C ends at once.
pub fn cancelled_by_signal() -> CancellationToken {
    let cancel = CancellationToken::new();
    let cancelled = cancel.clone();
    tokio::spawn(async move {
        told_to_end().await;
        cancelled.cancel();
        told_to_end().await;
        std::process::exit(130);
    });
    cancel
}

/// Waits for Ctrl-C or, where there is such a thing, SIGTERM. Where signals cannot be heard the system's own handling stays in force.
async fn told_to_end() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                () = interrupted => {}
            }
            return;
        }
    }
    interrupted.await;
}
