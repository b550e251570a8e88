//! Labelled mails in ten languages and six kinds of client: each line's layer, as read and as it is. `tests/mails/README.md` has the form.

use domain::mail::{Context, Earlier, Layer, layers};
use std::{collections::BTreeMap, fmt::Write as _, path::Path};

/// A mail with the layer of each of its lines; `None` for an empty one.
struct Labelled {
    language: String,
    client: String,
    name: String,
    head: BTreeMap<String, String>,
    lines: Vec<(Option<Layer>, String)>,
    earlier: Option<(BTreeMap<String, String>, String)>,
}

fn head_of(text: &str) -> (BTreeMap<String, String>, &str) {
    let (head, body) = text.split_once("\n---\n").or_else(|| text.split_once("\n---")).expect("a head, then ---");
    let pair = |line: &str| line.split_once(':').map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()));
    (head.lines().filter_map(pair).collect(), body)
}

fn parse(language: &str, name: &str, text: &str) -> Labelled {
    let (mail, earlier) = match text.split_once("\n=== earlier\n") {
        Some((mail, earlier)) => (mail, Some(head_of(earlier)).map(|(head, body)| (head, body.to_owned()))),
        None => (text, None),
    };
    let (head, body) = head_of(mail);
    let labelled = |line: &str| {
        let (label, words) = line.split_once('|').unwrap_or_else(|| panic!("{language}/{name}: no label in {line:?}"));
        let layer = match label {
            "own" => Some(Layer::Own),
            "hist" => Some(Layer::History),
            "fwd" => Some(Layer::Forwarded),
            "sig" => Some(Layer::Signature),
            "foot" => Some(Layer::Footer),
            "auto" => Some(Layer::Automatic),
            "-" => None,
            other => panic!("{language}/{name}: unknown label {other}"),
        };
        (layer, words.strip_prefix(' ').unwrap_or(words).to_owned())
    };
    let client = name.split('-').next().unwrap_or_default().to_owned();
    let lines = body.lines().map(labelled).collect();
    Labelled { language: language.to_owned(), client, name: name.to_owned(), head, lines, earlier }
}

fn corpus(folder: &str) -> Vec<Labelled> {
    let root =
        Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests")).join("tests").join(folder);
    let mut mails = Vec::new();
    for folder in std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let language = folder.file_name().unwrap().to_string_lossy().into_owned();
        for path in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            mails.push(parse(&language, &name, &std::fs::read_to_string(&path).unwrap()));
        }
    }
    mails.sort_by(|a, b| (&a.language, &a.name).cmp(&(&b.language, &b.name)));
    mails
}

/// The name in a "Name <address>" pair.
fn name_of(from: &str) -> &str {
    from.split('<').next().unwrap_or_default().trim()
}

/// The layer that was read of each line.
fn read(mail: &Labelled) -> Vec<Layer> {
    let text: Vec<&str> = mail.lines.iter().map(|(_, words)| words.as_str()).collect();
    let text = text.join("\n");
    let mut earlier = Earlier::default();
    if let Some((head, body)) = &mail.earlier {
        let author = name_of(&head["from"]);
        let by = Context { author: Some(author), ..Context::default() };
        earlier.add_mail(author, body, &layers(body, &by));
    }
    let context = Context {
        author: Some(name_of(&mail.head["from"])),
        subject: Some(&mail.head["subject"]),
        earlier: Some(&earlier),
        ..Context::default()
    };
    let found = layers(&text, &context);
    let (mut at, mut layers) = (0, Vec::new());
    for (_, words) in &mail.lines {
        let run = found.iter().find(|run| run.span.start <= at && at < run.span.end);
        layers.push(run.map_or(Layer::Own, |run| run.layer));
        at += words.chars().count() + 1;
    }
    layers
}

#[derive(Default, Clone, Copy)]
struct Tally {
    lines: usize,
    right: usize,
    /// Lines of the author's own that were called something else.
    lost: usize,
    /// Quoted or forwarded lines that were called the author's own.
    put_into_mouth: usize,
}

impl Tally {
    fn add(&mut self, wanted: Layer, found: Layer) {
        self.lines += 1;
        self.right += usize::from(wanted == found);
        self.lost += usize::from(wanted == Layer::Own && found != Layer::Own);
        let others = matches!(wanted, Layer::History | Layer::Forwarded);
        self.put_into_mouth += usize::from(others && found == Layer::Own);
    }

    #[allow(clippy::cast_precision_loss)]
    fn share(self) -> f64 {
        if self.lines == 0 { 1.0 } else { self.right as f64 / self.lines as f64 }
    }
}

/// How many mails there are, how well they are read, and what is read otherwise than it is.
fn measured(folder: &str) -> (usize, Tally, String) {
    let mails = corpus(folder);
    let (mut all, mut misses) = (Tally::default(), String::new());
    let mut table: BTreeMap<(String, String), Tally> = BTreeMap::new();
    for mail in &mails {
        for ((wanted, words), found) in mail.lines.iter().zip(read(mail)) {
            let Some(wanted) = *wanted else { continue };
            all.add(wanted, found);
            table.entry((mail.language.clone(), mail.client.clone())).or_default().add(wanted, found);
            if wanted != found {
                writeln!(misses, "{}/{}: {wanted:?} read as {found:?}: {words}", mail.language, mail.name).unwrap();
            }
        }
    }
    println!("{misses}\n{}", shown(&table));
    println!("{} mails, {} lines, {:.2} % right", mails.len(), all.lines, 100.0 * all.share());
    (mails.len(), all, misses)
}

/// What docs/quality.md says of "Mail layers" comes from here: `cargo test -p domain --test it mails -- --nocapture`.
#[test]
fn every_line_of_a_mail_has_its_layer() {
    let (mails, all, misses) = measured("mails");
    assert!(300 <= mails, "{mails} mails");
    assert!(0.99 <= all.share(), "{:.4} right\n{misses}", all.share());
    assert_eq!((all.lost, all.put_into_mouth), (0, 0), "{misses}");
}

/// Sixty mails by somebody who knew neither the rules nor the other mails. No rule is made for a line of these: what is asked is that they are
/// read no worse than when they came.
#[test]
fn mails_that_no_rule_was_made_for_are_read_as_well_as_when_they_came() {
    let (mails, all, misses) = measured("mails-unseen");
    assert_eq!(mails, 60);
    assert!(0.965 <= all.share() && all.lost <= 5, "{:.4} right, {} lost\n{misses}", all.share(), all.lost);
    assert_eq!(all.put_into_mouth, 0, "{misses}");
}

fn shown(table: &BTreeMap<(String, String), Tally>) -> String {
    let clients = ["gmail", "outlook", "owa", "apple", "thunderbird", "other"];
    let mut languages: Vec<&String> = table.keys().map(|(language, _)| language).collect();
    languages.dedup();
    let mut out = format!("| | {} | all |\n|---|{}---|\n", clients.join(" | "), "---|".repeat(clients.len()));
    for language in languages {
        let mut row = Tally::default();
        let mut cells = Vec::new();
        for client in clients {
            let cell = table.get(&(language.clone(), client.to_owned())).copied().unwrap_or_default();
            cells.push(format!("{}/{}", cell.right, cell.lines));
            row.lines += cell.lines;
            row.right += cell.right;
        }
        writeln!(out, "| {language} | {} | {:.1} % |", cells.join(" | "), 100.0 * row.share()).unwrap();
    }
    out
}
