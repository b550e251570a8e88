//! Planted directions of promises: who owes what to whom, in three languages. Each promise is told in many ways with the right person and
//! with another, from requests as if they were promises, with giver and taker changed round, and with the two sides changed round.

use domain::Side;
use grounding::{Evidence, follows};
use std::collections::BTreeMap;

/// A language: its promises by the columns of the files, and the ways to tell them. `{n}` is who is said to owe, other letters are columns.
struct Tongue {
    name: &'static str,
    /// Promises that were there while the rules were written, and those that were first read when they were done.
    promises: [&'static str; 2],
    forms: [&'static [&'static str]; 2],
    /// Ways to ask somebody for it; `{o}` is who is asked.
    requests: [&'static [&'static str]; 2],
    /// What does not follow from a request, of whoever was asked.
    unpromised: &'static [&'static str],
    /// What follows from a request: `{n}` asked `{o}`.
    asked: &'static [&'static str],
    /// What is ours, where we promised it, and theirs, where they did.
    ours: &'static [&'static str],
    theirs: &'static [&'static str],
    /// Said by the one who promises beside the promise, and by the other.
    next: [&'static str; 2],
    other: [&'static str; 2],
    pairs: [&'static [(&'static str, &'static str)]; 2],
}

const ENGLISH: Tongue = Tongue {
    name: "en",
    promises: [include_str!("../promises/en.txt"), include_str!("../promises/en-unseen.txt")],
    forms: [
        &[
            "{n} will {b}.",
            "{n} is going to {b}.",
            "{n} {c}.",
            "{n} promised to {b}.",
            "{n} agreed to {b}.",
            "{n} has committed to {b}.",
            "{n} offered to {b}.",
            "{n} said they would {b}.",
            "{n} has to {b}.",
            "{n} still needs to {b}.",
            "{n} must {b}.",
            "{n} owes us {d}.",
            "{D} will come from {n}.",
            "We are waiting for {d} from {n}.",
            "We are waiting for {n} to {b}.",
            "It is up to {n} to {b}.",
            "{n} is on the hook for {d}.",
            "Next step: {n} will {b}.",
            "Action for {n}: {b}.",
            "In the call {n} undertook to {b}.",
            "We'll get {d} from {n}.",
            "{n} - {b}.",
        ],
        &[
            "The ball is in {n}'s court: {b}.",
            "{n} volunteered to {b}.",
            "{n} is supposed to {b}.",
            "{n} is due to {b}.",
            "{n} confirmed that they will {b}.",
            "{n} gave us their word to {b}.",
            "We expect {n} to {b}.",
            "{n}'s promise to {b} is still open.",
            "{n} assured us that they would {b}.",
            "{D} is still outstanding from {n}.",
            "Open with {n}: {d}.",
            "To do, {n}: {b}.",
            "Responsible for {d}: {n}.",
            "{n} took on {d}.",
            "{n} intends to {b}.",
            "{n} pledged to {b}.",
            "As promised by {n}, we will receive {d}.",
            "{n} is to {b}.",
            "{n} wants to {b}.",
            "It was agreed that {n} will {b}.",
            "{n} has yet to {b}.",
            "{n}'ll {b}.",
        ],
    ],
    requests: [
        &[
            "Could you {e}?",
            "Please {e}.",
            "{o}, can you {e}?",
            "It would help us if you could {e}.",
            "We need you to {e}.",
        ],
        &[
            "I'd appreciate it if you would {e}.",
            "Any chance you could {e}?",
            "Can you please {e}, {o}?",
            "May I ask you to {e}?",
            "You should {e}.",
            "I'm counting on you to {e}.",
            "Do you think you can {e}?",
            "{o}, please {e}.",
        ],
    ],
    unpromised: &[
        "{n} promised to {b}.",
        "{n} will {b}.",
        "{n} agreed to {b}.",
        "{n} owes us {d}.",
        "{n} has committed to {b}.",
        "We are waiting for {n} to {b}, as promised.",
    ],
    asked: &["{n} asked {o} to {b}.", "{n} wants {o} to {b}."],
    ours: &["We will {b}.", "We owe them {d}.", "We promised to {b}.", "{D} will come from us.", "Our promise: {b}."],
    theirs: &[
        "They will {b}.",
        "They owe us {d}.",
        "The customer will {b}.",
        "{D} will come from them.",
        "They promised to {b}.",
        "Velora will {b}.",
        "Velora promised to {b}.",
    ],
    next: ["The weather in the harbour was fine.", "Do you sell spare wheels, too?"],
    other: [
        "Thanks for the call. I liked the tour, and I'm at the fair in Basel for three days.",
        "Good talk, Odette. We are moving house in spring. I'll call my landlord about the keys, and we send the movers a deposit.",
    ],
    pairs: [
        &[
            ("Noor Haddad", "Piet Vermeulen"),
            ("Gemma Ashworth", "Tariq Olsen"),
            ("Bartosz Wilk", "Una Fairley"),
            ("Petra Lang", "Joost van Dijk"),
        ],
        &[("Odette Blanchard", "Kofi Mensah"), ("Xiaomei Tan", "Dan O'Leary"), ("Lena Moravec", "Ivo Strand")],
    ],
};

const GERMAN: Tongue = Tongue {
    name: "de",
    promises: [include_str!("../promises/de.txt"), include_str!("../promises/de-unseen.txt")],
    forms: [
        &[
            "{n} {e}.",
            "{n} wird {b} {c}.",
            "{n} hat zugesagt, {b} {d}.",
            "{n} hat versprochen, {b} {d}.",
            "{n} sagte zu, {b} {d}.",
            "{n} schuldet uns {f}.",
            "{n} will {b} {c}.",
            "{n} muss noch {b} {c}.",
            "{n} soll {b} {c}.",
            "{G} kommt von {n}.",
            "Wir warten auf {f} von {n}.",
            "Von {n} bekommen wir {f}.",
            "Es liegt an {n}, {b} {d}.",
            "Nächster Schritt: {n} {e}.",
            "Wir warten darauf, dass {n} {e}.",
            "{n} ist dran, {b} {d}.",
            "Laut Gespräch wird {n} {b} {c}.",
        ],
        &[
            "{n} hat sich bereit erklärt, {b} {d}.",
            "{n} ist verpflichtet, {b} {d}.",
            "{n} hat noch {b} {d}.",
            "{n} kündigte an, {b} {d}.",
            "{n} versprach uns, {b} {d}.",
            "Wir erwarten von {n} {f}.",
            "{G} steht noch von {n} aus.",
            "Offen bei {n}: {f}.",
            "Zuständig für {f}: {n}.",
            "{n} hat angeboten, {b} {d}.",
            "{n} möchte {b} {c}.",
            "Vereinbart ist, dass {n} {b} {c} wird.",
            "Wie zugesagt bekommen wir {f} von {n}.",
            "{n} übernimmt es, {b} {d}.",
            "Der Ball liegt bei {n}: {f}.",
            "Aufgabe für {n}: {b} {c}.",
            "{n} gab uns sein Wort, {b} {d}.",
            "{n} sollte {b} {c}.",
            "Noch zu erledigen durch {n}: {f}.",
        ],
    ],
    requests: [
        &["Bitte {h}.", "{H}, bitte.", "{o}, bitte {h}."],
        &[
            "Könnten Sie {b} {c}?",
            "Ich möchte Sie bitten, {b} {d}.",
            "Wir wären froh, wenn Sie {b} {c} könnten.",
            "Wir brauchen von Ihnen noch {f}.",
            "{o}, {h} doch.",
            "Wären Sie so nett, {b} {d}?",
            "Sie müssten noch {b} {c}.",
        ],
    ],
    unpromised: &[
        "{n} hat zugesagt, {b} {d}.",
        "{n} {e}.",
        "{n} wird {b} {c}.",
        "{n} hat versprochen, {b} {d}.",
        "{n} schuldet uns {f}.",
    ],
    asked: &["{n} bat {o}, {b} {d}.", "{n} hat {o} gebeten, {b} {d}."],
    ours: &[
        "Wir werden {b} {c}.",
        "Wir schulden ihnen {f}.",
        "Wir haben zugesagt, {b} {d}.",
        "{G} kommt von uns.",
        "Wir müssen noch {b} {c}.",
    ],
    theirs: &[
        "Sie werden {b} {c}.",
        "Der Kunde {e}.",
        "Der Kunde hat zugesagt, {b} {d}.",
        "Der Kunde schuldet uns {f}.",
        "Velora wird {b} {c}.",
    ],
    next: ["Das Wetter am Hafen war gut.", "Verkaufen Sie eigentlich auch Ersatzräder?"],
    other: [
        "Danke für das Gespräch. Der Rundgang hat mir gefallen, und ich bin drei Tage auf der Messe in Basel.",
        "Das war ein gutes Gespräch, Odette. Wir ziehen im Frühjahr um. Ich rufe meinen Vermieter wegen der Schlüssel an, und wir schicken den Möbelpackern eine Anzahlung.",
    ],
    pairs: [
        &[
            ("Noor Haddad", "Piet Vermeulen"),
            ("Henrike Ostwald", "Volkmar Deiss"),
            ("Bartosz Wilk", "Una Fairley"),
            ("Petra Lang", "Joost van Dijk"),
        ],
        &[("Odette Blanchard", "Kofi Mensah"), ("Xiaomei Tan", "Gernot Weiland"), ("Lena Moravec", "Ivo Strand")],
    ],
};

const FRENCH: Tongue = Tongue {
    name: "fr",
    promises: [include_str!("../promises/fr.txt"), include_str!("../promises/fr-unseen.txt")],
    forms: [
        &[
            "{n} {d}.",
            "{n} va {b}.",
            "{n} a promis {c}.",
            "{n} s'est engagée à {b}.",
            "{n} s’engage à {b}.",
            "{n} a accepté {c}.",
            "{n} nous doit {e}.",
            "{n} doit encore {b}.",
            "{n} doit {b}.",
            "{E} viendra de {n}.",
            "Nous attendons {e} de {n}.",
            "C'est à {n} {c}.",
            "Prochaine étape : {n} {d}.",
            "Nous attendons que {n} vienne {b}.",
            "{n} se charge {c}.",
            "Lors de l'appel, {n} a promis {c}.",
        ],
        &[
            "{n} s'est proposé {c}.",
            "{n} est censé {b}.",
            "{n} nous a donné sa parole {c}.",
            "{n} doit toujours {b}.",
            "On attend toujours {e} de la part de {n}.",
            "{E} reste à fournir par {n}.",
            "Responsable : {n} ({b}).",
            "À faire par {n} : {b}.",
            "{n} compte {b}.",
            "Il est convenu que {n} {d}.",
            "Comme promis, {n} {d}.",
            "La balle est dans le camp de {n} : {b}.",
            "{n} s'est chargée {c}.",
            "{n} devrait {b}.",
            "Nous recevrons {e} de {n}.",
            "{n} souhaite {b}.",
            "Engagement de {n} : {b}.",
            "{n} a proposé {c}.",
        ],
    ],
    requests: [
        &[
            "Pourriez-vous {f} ?",
            "Merci de {f}.",
            "{o}, pouvez-vous {f} ?",
            "Je vous prie de {f}.",
            "Il faudrait que vous puissiez {f}.",
        ],
        &[
            "Serait-il possible de {f} ?",
            "Auriez-vous le temps de {f} ?",
            "Nous comptons sur vous pour {f}.",
            "N'oubliez pas de {f}.",
            "Je souhaiterais que vous puissiez {f}.",
            "{o}, merci de bien vouloir {f}.",
            "Vous devriez {f}.",
        ],
    ],
    unpromised: &["{n} a promis {c}.", "{n} {d}.", "{n} va {b}.", "{n} s'est engagée à {b}.", "{n} nous doit {e}."],
    asked: &["{n} a demandé à {o} {c}.", "{n} a prié {o} {c}."],
    ours: &[
        "Nous allons {b}.",
        "Nous leur devons {e}.",
        "Nous avons promis {c}.",
        "{E} viendra de nous.",
        "Nous devons encore {b}.",
    ],
    theirs: &[
        "Ils vont {b}.",
        "Ils nous doivent {e}.",
        "Le client {d}.",
        "Le client a promis {c}.",
        "Velora {d}.",
        "Velora nous doit {e}.",
    ],
    next: ["Il faisait beau au port.", "Vendez-vous aussi des roues de secours ?"],
    other: [
        "Merci pour l'appel. La visite m'a plu, et je suis trois jours au salon de Bâle.",
        "C'était un bon échange, Odette. Nous déménageons au printemps. J'appelle mon propriétaire pour les clés, et nous envoyons des arrhes aux déménageurs.",
    ],
    pairs: [
        &[
            ("Noor Haddad", "Piet Vermeulen"),
            ("Sidonie Lacaze", "Armand Théret"),
            ("Bartosz Wilk", "Una Fairley"),
            ("Amélie Roux", "Étienne Marchand"),
        ],
        &[("Odette Blanchard", "Kofi Mensah"), ("Maëlle Guyon", "Yannick Prévost"), ("Lena Moravec", "Ivo Strand")],
    ],
};

fn rows(file: &'static str) -> Vec<Vec<&'static str>> {
    let lines = file.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines.map(|line| line.split(" | ").collect()).collect()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A form with the columns of a promise in it; none where the promise has no such column.
fn told(form: &str, row: &[&str], owes: &str, other: &str) -> String {
    let mut text = form.replace("{n}", owes).replace("{o}", other);
    for (letter, column) in ('b'..='h').zip(row.iter().skip(1)) {
        text = text.replace(&format!("{{{letter}}}"), column);
        text = text.replace(&format!("{{{}}}", letter.to_ascii_uppercase()), &capital(column));
    }
    text
}

fn said(speaker: &str, text: String, side: Option<Side>) -> Evidence {
    Evidence { text, speaker: Some(speaker.to_owned()), time: Some("2026-11-16T10:00:00Z".to_owned()), side }
}

/// The ways a person is called.
fn called(name: &str) -> Vec<&str> {
    let (first, last) = name.split_once(' ').unwrap();
    vec![name, first, last]
}

/// What was counted of one kind of line.
#[derive(Default)]
struct Count {
    right: usize,
    all: usize,
    wrong: Vec<String>,
}

#[derive(Default)]
struct Table(BTreeMap<(usize, &'static str, bool, &'static str), Count>);

impl Table {
    fn add(&mut self, half: usize, tongue: &Tongue, holds: bool, kind: &'static str, line: &str, sources: &[Evidence]) {
        let flaws = follows(line, sources);
        let count = self.0.entry((half, tongue.name, holds, kind)).or_default();
        count.all += 1;
        if flaws.is_empty() == holds {
            count.right += 1;
        } else {
            let from: Vec<&str> = sources.iter().map(|source| source.text.as_str()).collect();
            let reasons: Vec<String> = flaws.iter().map(ToString::to_string).collect();
            count.wrong.push(format!("{line}\n      {}\n      {}", reasons.join("; "), from.join(" / ")));
        }
    }
}

/// Every line of a promise under both halves of the forms.
fn fill(table: &mut Table, tongue: &Tongue) {
    for half in 0..2 {
        for (at, row) in rows(tongue.promises[half]).iter().enumerate() {
            let (speaker, other) = tongue.pairs[half][at % tongue.pairs[half].len()];
            let (next, beside) = (tongue.next[half], tongue.other[half]);
            let promise = |us: Option<Side>, them: Option<Side>, speaker: &str| {
                [said(speaker, format!("{} {next}", row[0]), us), said(other, beside.to_owned(), them)]
            };
            let sources = promise(None, None, speaker);
            for (number, form) in tongue.forms[half].iter().enumerate() {
                let name = called(speaker)[(at + number) % 3];
                table.add(half, tongue, true, "told with who promised", &told(form, row, name, other), &sources);
                for name in called(other) {
                    table.add(half, tongue, false, "told with another", &told(form, row, name, speaker), &sources);
                }
            }
            for (number, request) in tongue.requests[half].iter().enumerate() {
                let words = told(request, row, speaker, other);
                let sources = [said(speaker, format!("{next} {words}"), None), said(other, beside.to_owned(), None)];
                for form in tongue.unpromised {
                    let kind = "a promise out of a request";
                    table.add(
                        half,
                        tongue,
                        false,
                        kind,
                        &told(form, row, called(other)[number % 2], speaker),
                        &sources,
                    );
                    table.add(
                        half,
                        tongue,
                        false,
                        kind,
                        &told(form, row, called(speaker)[number % 2], other),
                        &sources,
                    );
                }
                for form in tongue.asked {
                    table.add(half, tongue, true, "a request as a request", &told(form, row, speaker, other), &sources);
                }
            }
            let (us, them) = (Some(Side::Us), Some(Side::Them));
            let company = format!("{speaker} (Velora)");
            for (ours, by_us) in [(tongue.ours, true), (tongue.theirs, false)] {
                for form in ours {
                    let line = told(form, row, "", "");
                    let (kind, velora) = ("told with the side that promised", !by_us && line.contains("Velora"));
                    let right = promise(if by_us { us } else { them }, if by_us { them } else { us }, &company);
                    // Whose company Velora is says the name of whoever promises; where we promise, the other's says it.
                    let named = format!("{other} (Velora)");
                    let wrong = if by_us {
                        promise(them, us, speaker)
                    } else {
                        [said(speaker, row[0].to_owned(), us), said(&named, beside.to_owned(), them)]
                    };
                    let right = if by_us || velora { right } else { promise(them, us, speaker) };
                    table.add(half, tongue, true, kind, &line, &right);
                    table.add(half, tongue, false, "told with the other side", &line, &wrong);
                    let open = promise(None, None, speaker);
                    if !velora {
                        table.add(half, tongue, true, "told with a side that is not known", &line, &open);
                    }
                }
            }
        }
    }
}

#[test]
fn whoever_owes_is_who_promised() {
    let mut table = Table::default();
    for tongue in [&ENGLISH, &GERMAN, &FRENCH] {
        fill(&mut table, tongue);
    }
    let show = std::env::var_os("FOREWORD_EVAL_SHOW").is_some();
    let (mut held, mut holding, mut passed) = (0, 0, Vec::new());
    for ((half, tongue, holds, kind), count) in &table.0 {
        let half = ["seen", "unseen"][*half];
        println!(
            "| {half} | {tongue} | {kind} | {} | {} of {} |",
            if *holds { "true" } else { "false" },
            count.right,
            count.all
        );
        if *holds {
            holding += count.all;
            held += count.right;
        } else {
            passed.extend(&count.wrong);
        }
        if show {
            for line in &count.wrong {
                println!("    WRONG {line}");
            }
        }
    }
    println!("{held} of {holding} true lines pass, {} false ones do", passed.len());
    assert!(
        passed.is_empty(),
        "{} false lines pass, as {:#?}",
        passed.len(),
        passed.iter().take(12).collect::<Vec<_>>()
    );
    assert!(95 * holding <= 100 * held, "{held} of {holding} true lines pass");
}
