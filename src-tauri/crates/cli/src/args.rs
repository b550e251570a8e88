//! The grammar of the command line. Docstrings in here are what `--help` prints.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Foreword: a short brief before every conversation.
///
/// Keeps a private, searchable copy of your HubSpot history on this machine and briefs you before a call.
#[derive(Debug, Parser)]
#[command(name = "foreword", version, arg_required_else_help = true)]
pub struct Cli {
    /// The data folder (default: FOREWORD_HOME, else the platform's usual place)
    #[arg(long, global = true, value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// The portal, where there are several
    #[arg(long, global = true, value_name = "ID")]
    pub portal: Option<String>,
    /// One JSON object on standard output; progress and logs go to standard error
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The commands of this version.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show Foreword on a sample portal, in a data folder of its own
    Demo {
        /// Leave the sample portal running until Ctrl-C
        #[arg(long)]
        keep: bool,
    },
    /// Connect a HubSpot portal
    Connect(ConnectArgs),
    /// Show what the connection may do, and what a missing scope switches off
    Allowed,
    /// The passphrase that the data on this machine is sealed with, where there is one
    Passphrase {
        /// What to do; without it, how the data's key is kept is shown
        #[command(subcommand)]
        what: Option<PassphraseCommand>,
    },
    /// List the portals here
    Portals,
    /// Forget a portal's token
    Disconnect {
        /// Delete the local copy too
        #[arg(long)]
        purge: bool,
    },
    /// Bring the local copy up to date
    Sync(SyncArgs),
    /// Show what is here of each type, how fresh it is, and the calls of today
    Status,
    /// Give Foreword another share of the calls that HubSpot allows the account
    Share {
        /// Of the account's calls, in per cent
        #[arg(value_parser = clap::value_parser!(u8).range(1..=100))]
        percent: u8,
    },
    /// The fields your company has added to HubSpot: which there are, how full they are, which are copied
    Fields {
        /// What to do; without it, they are listed
        #[command(subcommand)]
        what: Option<FieldCommand>,
    },
    /// Search everything on this machine, by word and by meaning
    Search(SearchArgs),
    /// Brief on a person or account before a call
    Brief(BriefArgs),
    /// Ask a question about a person or account; the answer is what was said, word for word
    Ask {
        /// An e-mail address, an id as in contact:123, a name in quotes, or `next`
        who: String,
        /// The question
        #[arg(required = true)]
        question: Vec<String>,
    },
    /// Check a text before you send it: each sentence with a sum, a day, a name or a promise, held against what was said
    Check {
        /// An e-mail address, an id as in contact:123 or email:9, a name in quotes, or `next`
        who: String,
        /// The text; - reads standard input
        file: PathBuf,
    },
    /// Draft something to review and file, or a text to read or copy
    Draft {
        #[arg(value_name = "KIND", help = kinds())]
        kind: String,
        /// A call or mail, as in call:7 or email:9, or a person or account
        #[arg(required = true)]
        target: Vec<String>,
        /// For a reply: answer this text instead of a mail; - reads standard input
        #[arg(long, value_name = "FILE")]
        text: Option<PathBuf>,
        /// For a note: a text written by a model, to read, instead of one to file
        #[arg(long)]
        phrased: bool,
        /// For mails: warmer, still short
        #[arg(long)]
        warm: bool,
        /// For a hand-off: the colleague who takes over
        #[arg(long, value_name = "NAME")]
        receiver: Option<String>,
        /// Use this version of the prompt instead of the newest
        #[arg(long, value_name = "N")]
        prompt_version: Option<u32>,
        /// Show what would be sent to the model, word for word, and send nothing
        #[arg(long)]
        preview: bool,
    },
    /// Choose a language model, or show which is chosen and what it may be sent
    Llm {
        /// What to do; without it, the settings are shown
        #[command(subcommand)]
        what: Option<LlmCommand>,
    },
    /// Grade the week's answers of models on a redacted sheet
    Grade {
        /// What to do
        #[command(subcommand)]
        what: GradeCommand,
    },
    /// The day ahead: meetings, promises, what is at risk or stalled, what may close
    Digest(DigestArgs),
    /// What was asked of language models, as sent and as answered
    Calls {
        /// What to show
        #[command(subcommand)]
        what: Calls,
    },
    /// What models cost and gave, and what was written to HubSpot
    Report {
        /// From this day on, as in 2026-03-01; without, the last 30 days
        #[arg(long, value_name = "D")]
        since: Option<String>,
        /// How to print it
        #[arg(long, value_enum, default_value = "json")]
        format: ReportFormat,
        /// Check instead that nobody has changed the log of writes
        #[arg(long)]
        verify: bool,
        /// With --verify: an earlier head, which must still be part of the log
        #[arg(long, value_name = "HEAD", requires = "verify")]
        against: Option<String>,
        /// Write the log of writes to a file instead, as JSON lines
        #[arg(long, value_name = "FILE", conflicts_with = "verify")]
        export_log: Option<PathBuf>,
    },
    /// Who promised what to whom, and what became of it
    Promises {
        /// A person or account; without, all of them
        who: Vec<String>,
    },
    /// What was said about budget, timing, rivals, who decides and ten things more, each with its value and whether it still holds
    Facts {
        /// A person or account; without, all of them
        who: Vec<String>,
    },
    /// Import conversations from recorders' files, each to the call, meeting or account it belongs to
    Import(ImportArgs),
    /// Conversations that were imported: those that wait for you, where the others are, the folders that are looked into
    Conversations {
        /// What to do; without, list them
        #[command(subcommand)]
        what: Option<ConversationCommand>,
    },
    /// Your own calendars, read for meetings that HubSpot does not have
    Calendar {
        /// What to do; without, list them
        #[command(subcommand)]
        what: Option<CalendarCommand>,
    },
    /// Rules: what happens in HubSpot starts which drafts
    Rules {
        /// What to do; without, list them
        #[command(subcommand)]
        what: Option<RuleCommand>,
    },
    /// Receive HubSpot's webhooks on this machine, and draft what the rules say, until Ctrl-C
    Listen {
        /// The port to listen on
        #[arg(long, value_name = "N")]
        port: u16,
        /// The address that HubSpot sends to, where a proxy stands before this one
        #[arg(long, value_name = "URL")]
        public_url: Option<String>,
        /// The address to listen on; anything but this machine itself needs a proxy or a firewall before it
        #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
        address: std::net::IpAddr,
    },
    /// Let other programs ask over the Model Context Protocol, on standard input and output
    ///
    /// Without a command it serves one program, which starts it itself. Add it to a program as the command `foreword` with the argument `mcp`.
    #[command(args_conflicts_with_subcommands = true)]
    Mcp(McpArgs),
    /// Note a line down during a call: ! we promised, * they promised, > next step, # number, ? doubt, " their words
    Jot {
        /// The account of this person, company or record, or `next`
        who: String,
        /// The line; without, what was noted down is listed
        line: Vec<String>,
    },
    /// Draft what follows from what was noted down: the note, tasks, the next step, the meeting's outcome
    Wrap {
        /// The account of this person, company or record, or `next`
        who: Vec<String>,
        /// Nothing more is drafted of the lines there are
        #[arg(long)]
        done: bool,
    },
    /// Where the CRM and what was said disagree
    Conflicts {
        /// A person or account; without, all of them
        who: Vec<String>,
    },
    /// Read, change, approve or reject what is proposed for HubSpot
    Review {
        /// What to do
        #[command(subcommand)]
        what: Review,
    },
    /// The properties that drafts fill in HubSpot: what drifted, what is missing, making them
    Schema {
        /// What to do
        #[command(subcommand)]
        what: Schema,
    },
    /// What drafts judge by: leads, signs of leaving, personas, categories of tickets
    Criteria {
        /// Show them, or write a file to change
        #[command(subcommand)]
        what: Option<CriteriaCommand>,
    },
    /// The prompts that drafts are made by, and which of them are your team's own
    Prompts,
    /// File everything approved in HubSpot, each exactly once
    Push {
        /// Do not wait: leave what cannot go now for a later push
        #[arg(long)]
        no_wait: bool,
    },
    /// Undo what was filed, as long as nobody has changed it since
    Undo {
        /// Which proposal
        id: String,
    },
    /// Open a source that a brief or search cites
    Cite {
        /// A citation, as in email:6/hs_email_text@1f0c9a72b3de#120-164
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Approved collateral and playbooks, and pages saved for an account: what drafts may quote beside the history
    Shelf {
        /// What to do
        #[command(subcommand)]
        what: ShelfCommand,
    },
    /// Erase a person from this machine, and prove it
    Forget {
        /// An e-mail address, an id as in contact:123, or a full name
        #[arg(required_unless_present = "erased_in_hubspot")]
        who: Vec<String>,
        /// Everybody whom HubSpot has erased for good, as `foreword doctor` lists them
        #[arg(long, conflicts_with = "who")]
        erased_in_hubspot: bool,
        /// Do not ask for confirmation
        #[arg(long)]
        yes: bool,
    },
    /// Clean up the files: merge them, free space, mend what is damaged
    Maintain,
    /// Put everything that is here of a portal into one file, sealed with a passphrase
    Backup {
        /// The file to write; it must not be there yet
        file: PathBuf,
        /// Seal it for this public key (age1…) instead of with a passphrase
        #[arg(long, value_name = "KEY")]
        recipient: Option<String>,
    },
    /// Bring a portal back from a backup
    Restore {
        /// The file that `backup` wrote
        file: PathBuf,
        /// The file with the private key, where it was sealed for a public one
        #[arg(long, value_name = "FILE")]
        identity: Option<PathBuf>,
        /// Put it in the place of what is here; that is moved aside
        #[arg(long)]
        replace: bool,
    },
    /// Show which models find and sort texts, or choose others
    Model {
        /// What to do; without it, those in use are shown
        #[command(subcommand)]
        what: Option<ModelCommand>,
    },
    /// Check that everything works
    Doctor,
    /// Measure on data with known answers
    Eval {
        /// What to measure
        #[command(subcommand)]
        what: Eval,
    },
    /// Print what a shell needs to complete commands and options
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(hide = true)]
    Man,
}

/// What to do about the company's own fields.
#[derive(Debug, Subcommand)]
pub enum FieldCommand {
    /// Copy these fields from now on; `ask` answers from them
    Choose {
        /// contact, company, deal or ticket
        #[arg(value_name = "TYPE")]
        object: String,
        /// The fields, by name or by label in quotes
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,
    },
    /// Copy these fields no longer
    Drop {
        /// contact, company, deal or ticket
        #[arg(value_name = "TYPE")]
        object: String,
        /// The fields, by name or by label in quotes
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,
    },
}

/// What to do about the language model.
#[derive(Debug, Subcommand)]
pub enum LlmCommand {
    /// Ask this model from now on
    Use {
        /// PROVIDER:MODEL, as in ollama:llama3.2; PROVIDER is openai, anthropic, gemini, ollama or compatible
        model: String,
        /// Where, if not at the provider's own address
        #[arg(long, value_name = "URL")]
        url: Option<String>,
        /// Read a key from standard input and keep it in the keychain
        #[arg(long)]
        key_stdin: bool,
        /// Its context size in tokens, if not the usual one
        #[arg(long, value_name = "N")]
        context: Option<u32>,
    },
    /// Ask no model
    None,
    /// Remove the chosen provider's key from the keychain
    RemoveKey,
    /// Limit the cost per month, in US dollars; without an amount, no limit
    Budget {
        /// The amount
        usd: Option<f64>,
        /// Also ask models whose price is unknown
        #[arg(long)]
        allow_unpriced: bool,
    },
    /// Never send this person's words to a model
    KeepOut {
        /// A person: an address, an id, or a name
        #[arg(required = true)]
        who: Vec<String>,
    },
    /// Let models read this person's words again
    LetIn {
        /// A person: an address, an id, or a name
        #[arg(required = true)]
        who: Vec<String>,
    },
    /// Look for model servers on this machine
    Local,
    /// Test the model with two made-up sentences
    Test,
}

/// What to import.
/// What is wanted of the day's digest
#[derive(Debug, Args)]
pub struct DigestArgs {
    /// The target for this quarter, in whole units of the portal's currency, this once
    #[arg(long, value_name = "AMOUNT")]
    pub target: Option<u64>,
    /// Keep a target for every quarter from now on, or `none`
    #[arg(long, value_name = "AMOUNT")]
    pub set_target: Option<String>,
    /// Save it as a page that somebody else can read
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Put the health of every stalled deal up for review
    #[arg(long)]
    pub health: bool,
}

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Captions, texts, documents, tables and exports of recorders; - takes text from standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// The person, company or deal whose conversations they are
    #[arg(long, value_name = "WHO", conflicts_with = "call")]
    pub contact: Option<String>,
    /// The call or meeting that it is, as in call:7
    #[arg(long, value_name = "ID")]
    pub call: Option<String>,
}

/// What to do with imported conversations.
#[derive(Debug, Subcommand)]
pub enum ConversationCommand {
    /// List them
    List,
    /// Say what one is: a call or meeting by its id, else a person, company or deal
    Settle {
        /// Its number
        id: i32,
        /// A call or meeting as in call:7, an address, an id, or a name
        #[arg(required = true)]
        target: Vec<String>,
    },
    /// Say who one of its speakers is
    Name {
        /// Its number
        id: i32,
        /// The speaker as listed
        speaker: String,
        /// The full name of a colleague or contact
        name: String,
    },
    /// Throw one away; what was cited still opens
    Drop {
        /// Its number
        id: i32,
    },
    /// Look into a folder for new ones, now and after each sync
    Watch {
        /// The folder
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
    /// Ask a recorder for new ones: its key comes from standard input, and a second line with its secret where it has one
    Connect {
        /// fathom, fireflies, gong or granola
        recorder: String,
        /// Where it answers, where your company has an address of its own
        #[arg(long, value_name = "URL")]
        address: Option<String>,
    },
    /// Ask a recorder no longer; what came from it stays
    Disconnect {
        /// The recorder
        recorder: String,
    },
    /// Look into a folder no longer
    Unwatch {
        /// The folder
        #[arg(value_name = "FOLDER")]
        folder: String,
    },
}

/// What to do with calendars.
#[derive(Debug, Subcommand)]
pub enum CalendarCommand {
    /// List them
    List,
    /// Read one from now on
    Add {
        /// An .ics file, or the address that your calendar gives out for subscribing
        place: String,
    },
    /// Read one no longer, and take away what came from it
    Remove {
        /// Its number
        id: i32,
    },
}

/// What to do with the shelf.
#[derive(Debug, Subcommand)]
pub enum ShelfCommand {
    /// Put a folder on the shelf: Markdown, text, HTML, and PDF with text are read
    Add {
        /// The folder
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
    /// List its folders, with what could not be read and why
    List,
    /// Take a folder off the shelf; what was cited still opens
    Remove {
        /// The folder
        #[arg(value_name = "FOLDER")]
        folder: String,
    },
    /// Read every folder again
    Scan,
    /// Save a page for one account; no other account ever sees it
    Save {
        /// The account of this person, company or record
        #[arg(long, value_name = "A")]
        account: String,
        /// The file: Markdown, text, HTML, or PDF with text; - takes text from standard input
        #[arg(value_name = "FILE")]
        file: String,
        /// Its title, if not the file's own
        #[arg(long, value_name = "T")]
        title: Option<String>,
        /// The https address it was found at, for reference; nothing is fetched
        #[arg(long, value_name = "U")]
        url: Option<String>,
    },
    /// Saved pages, newest first
    Pages {
        /// Of the account of this person, company or record
        #[arg(long, value_name = "A")]
        account: Option<String>,
    },
    /// Remove a saved page; what was cited still opens
    Drop {
        /// Which, as in shelf:3
        #[arg(value_name = "ID")]
        id: String,
    },
}

/// What to do about grades.
#[derive(Debug, Subcommand)]
pub enum GradeCommand {
    /// Write a week's samples to a sheet (CSV), redacted
    Export {
        /// The sheet
        file: PathBuf,
        /// The week's Monday; without, the last week that is over
        #[arg(long, value_name = "D")]
        week: Option<String>,
    },
    /// Take the grades from a sheet
    Import {
        /// The sheet
        file: PathBuf,
    },
}

/// Which models to use.
#[derive(Debug, Subcommand)]
pub enum ModelCommand {
    /// Find texts with the embedding model in a folder or on the hub; without one, with the usual model
    Use {
        /// A folder as sentence-transformers' ONNX exports are laid out, or `hub:ORG/NAME`, which is fetched first
        #[arg(value_name = "DIR|hub:ORG/NAME")]
        model: Option<PathBuf>,
    },
    /// Use a cross-encoder to sort the best hits again; without one, none is used
    Rerank {
        /// A folder with an ONNX graph whose output is called logits, or `hub:ORG/NAME`
        #[arg(value_name = "DIR|hub:ORG/NAME")]
        model: Option<PathBuf>,
    },
}

/// How to connect.
#[derive(Debug, Args)]
pub struct ConnectArgs {
    /// Read a private app's access token from standard input
    #[arg(long)]
    pub token_stdin: bool,
    /// Connect through HubSpot's page in the browser, with the company's own app; its client secret is read from standard input
    #[arg(long, conflicts_with = "token_stdin", requires = "client_id")]
    pub oauth: bool,
    /// The client ID of the company's app
    #[arg(long, value_name = "ID", requires = "oauth")]
    pub client_id: Option<String>,
    /// Whose records to copy; without it, those of whoever the token is for. `foreword sync --scope portal` copies everything
    #[arg(long, value_name = "EMAIL|ID")]
    pub owner: Option<String>,
}

/// What to sync.
#[derive(Debug, Args)]
pub struct SyncArgs {
    /// Read everything, not only what changed
    #[arg(long)]
    pub full: bool,
    /// Which part of the portal to keep, from now on
    #[arg(long, value_enum)]
    pub scope: Option<Scope>,
    /// Sync again every minute until Ctrl-C
    #[arg(long)]
    pub watch: bool,
    /// Leave embedding to a later sync; new texts are found by word meanwhile
    #[arg(long)]
    pub no_embed: bool,
    /// Believe HubSpot where the last full sync missed much of a type: with --full, archive it
    #[arg(long, requires = "full")]
    pub accept_deletions: bool,
    /// Read this record again and nothing else, as in deal:45
    #[arg(long, value_name = "ID", conflicts_with_all = ["full", "scope", "watch"])]
    pub record: Option<String>,
}

/// What to show of the calls to a language model.
#[derive(Debug, Subcommand)]
pub enum Calls {
    /// All of them, newest first
    List,
    /// One, with the prompt as sent and the answer as it came
    Show {
        /// Its number, or its request id
        id: String,
    },
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// One JSON object
    Json,
    /// A line a prompt version
    Csv,
    /// A page with plots that needs nothing beside itself
    Html,
}

/// Which part of a portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Scope {
    /// The rep's own records, and what they are associated with
    Book,
    /// Everything the token sees
    Portal,
}

/// What to look for.
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// Words or a question
    #[arg(required = true)]
    pub query: Vec<String>,
    /// In the account of this person, company or record
    #[arg(long, value_name = "A")]
    pub account: Option<String>,
    /// Of these kinds: contact, company, deal, ticket, note, call, email, meeting, task, transcript, shelf
    #[arg(long, value_name = "K", value_delimiter = ',')]
    pub kind: Vec<String>,
    /// Said or written at or after this date or time
    #[arg(long, value_name = "D")]
    pub after: Option<String>,
    /// Said or written before this date or time
    #[arg(long, value_name = "D")]
    pub before: Option<String>,
    /// At most so many hits
    #[arg(short = 'n', long = "limit", value_name = "N", default_value_t = 10)]
    pub limit: usize,
}

/// Whom to brief on.
#[derive(Debug, Args)]
pub struct BriefArgs {
    /// An e-mail address, an id as in contact:123, a name, or `next` for the next meeting
    #[arg(required = true)]
    pub who: Vec<String>,
    /// As it was known at this date or time
    #[arg(long, value_name = "T")]
    pub as_of: Option<String>,
    /// Everything that was found, however long
    #[arg(long)]
    pub full: bool,
    /// Show it in the window that is running, for a shortcut set up in the desktop
    #[arg(long, conflicts_with_all = ["as_of", "full"])]
    pub window: bool,
}

/// What to do with proposals.
#[derive(Debug, Subcommand)]
pub enum Review {
    /// All proposals, newest first
    List,
    /// One proposal with all its sources
    Show {
        /// Which
        id: String,
    },
    /// Change the lines of a note; this withdraws an approval
    Edit {
        /// Which
        id: String,
        /// A file with one line of the note a line; `-` for standard input
        #[arg(long, value_name = "F")]
        file: PathBuf,
    },
    /// Say yes to exactly what `review show` prints
    Approve {
        /// Which
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
        /// The hash that was shown, where a script wants to be sure
        #[arg(long, value_name = "HASH")]
        hash: Option<String>,
        /// The new value once more, for gated proposals
        #[arg(long, value_name = "VALUE")]
        confirm: Option<String>,
    },
    /// Keep a field to yourself: its proposal is closed, and no more are made for it
    Mine {
        /// Which proposal
        id: String,
    },
    /// Reject a proposal
    Reject {
        /// Which
        id: String,
        /// The reason
        #[arg(long, value_name = "W")]
        why: String,
    },
}

/// What to do with the properties of drafts.
#[derive(Debug, Subcommand)]
pub enum Schema {
    /// Show properties that are not what they were: renamed, archived, of another type or with other options, new
    Check,
    /// Take note of what `schema check` shows: from now on that is how things are
    Note,
    /// Use every property of this portal that `schema plan` suggests instead of Foreword's
    Adopt,
    /// Show which properties drafts fill that this portal lacks; changes nothing
    Plan,
    /// Create them; this takes an admin's token with the schema write scopes
    Apply,
    /// Use a property of this portal instead of Foreword's, as in `deal/ai_summary account_summary`; without a name, Foreword's again
    Map {
        /// Foreword's, as `schema plan` lists them
        ours: String,
        /// This portal's
        theirs: Option<String>,
        /// What a value of Foreword's is called there, as in 0_30_days=NOW
        #[arg(long = "option", value_name = "OURS=THEIRS", requires = "theirs")]
        options: Vec<String>,
    },
    /// Put context about a person into timeline events: template:ID, app:NAME, or off
    Events {
        /// Which events
        choice: String,
    },
}

/// What to do with the criteria.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum CriteriaCommand {
    /// Show them
    Show,
    /// Write those that come with Foreword into the data folder, for your team to change
    Write,
}

/// What to measure.
#[derive(Debug, Subcommand)]
pub enum Eval {
    /// Retrieval, with the real pipeline in a scratch folder
    Retrieval {
        /// JSON lines: what can be found
        #[arg(long, value_name = "F")]
        corpus: PathBuf,
        /// JSON lines: questions with their known answers
        #[arg(long, value_name = "F")]
        queries: PathBuf,
        /// JSON lines to write: what was found
        #[arg(long, value_name = "OUT")]
        run: PathBuf,
        /// Keep the index here, for the next run on the same corpus
        #[arg(long, value_name = "DIR")]
        scratch: Option<PathBuf>,
    },
    /// What is made of sales conversations, a line a case: facts, promises, answers, the brief
    Sales {
        /// A folder of cases, a JSON file each
        #[arg(long, value_name = "DIR")]
        cases: PathBuf,
    },
    /// What is read out of a recorder's files; nothing is stored
    Transcript {
        /// Captions, texts, documents, tables and exports of recorders
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Compare briefs with the calls they would have prepared
    Backtest,
    /// Redaction alone: lines in, what would leave out
    Redact {
        /// JSON lines `{"text"}`, with `names` for people the CRM knows
        #[arg(long, value_name = "F")]
        items: PathBuf,
    },
    /// Grounding alone: sentences with their sources in, verdicts with reasons out
    Ground {
        /// JSON lines `{"text","sources":[text | {"text","speaker","time"},…]}`
        #[arg(long, value_name = "F")]
        items: PathBuf,
    },
}

/// What can be drafted, from the table that knows.
fn kinds() -> String {
    let offered = app::DraftKind::ALL.iter().filter(|kind| !kind.spec().title.is_empty()).map(|kind| kind.as_str());
    let named: Vec<&str> = ["tasks", "fields", "reply"].into_iter().chain(offered).collect();
    format!("What to draft: {}", named.join(", "))
}

#[derive(Debug, Args)]
pub struct McpArgs {
    /// Serve over HTTP on this machine instead, for programs that show the token; until Ctrl-C
    #[arg(long, value_name = "PORT")]
    pub http: Option<u16>,
    /// Show the token that programs have to show over HTTP, and serve nothing
    #[arg(long, conflicts_with = "http")]
    pub show_token: bool,
    /// Make another token in its place and show it; programs with the old one are refused after the next start
    #[arg(long, conflicts_with_all = ["http", "show_token"])]
    pub new_token: bool,
    /// What to do instead of serving
    #[command(subcommand)]
    pub what: Option<McpCommand>,
}

#[derive(Debug, Subcommand)]
pub enum McpCommand {
    /// The programs that have asked, and what each may
    Clients,
    /// Who asked what, when, and what came of it; newest first
    Calls {
        /// Only of this program
        #[arg(long, value_name = "CLIENT")]
        client: Option<String>,
        /// At most so many
        #[arg(short, long, value_name = "N", default_value_t = 50)]
        n: u32,
    },
    /// Let a program ask, or use a tool; * stands for all programs
    Allow {
        /// The program's name, as `clients` lists it
        client: String,
        /// The tool: brief, search, ask, cite, timeline, promises, facts, digest, propose
        tool: Option<String>,
    },
    /// Let a program ask no more, or not use a tool; * stands for all programs
    Deny {
        /// The program's name, as `clients` lists it
        client: String,
        /// The tool: brief, search, ask, cite, timeline, promises, facts, digest, propose
        tool: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum RuleCommand {
    /// The rules, which of them are on, and what each made today
    List,
    /// What a rule would have drafted in the last thirty days; nothing is drafted
    Test {
        /// The rule's id
        id: String,
        /// Only for this record, whenever it was
        #[arg(long, value_name = "ID")]
        record: Option<String>,
    },
    /// Switch a rule on: what happens from now on starts its drafts
    Enable {
        /// The rule's id
        id: String,
    },
    /// Switch a rule off
    Disable {
        /// The rule's id
        id: String,
    },
}

/// What is done about a passphrase. The words are typed, or come out of the file that FOREWORD_PASSPHRASE_FILE names.
#[derive(Debug, Subcommand)]
pub enum PassphraseCommand {
    /// Seal the data's key with a passphrase; data with this machine's key is sealed anew
    Set,
    /// Put another passphrase in the place of the one there is
    Change {
        /// The file with the new words; without it, they are typed
        #[arg(long, value_name = "FILE")]
        new: Option<PathBuf>,
    },
    /// Take the passphrase away: the key goes into the keychain
    Remove {
        /// Where there is no keychain: use this machine's key, which whoever has the disk has too
        #[arg(long)]
        machine_key: bool,
    },
}
