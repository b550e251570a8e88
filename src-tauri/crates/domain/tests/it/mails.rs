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

/// Sixty mails each by three people who knew neither the rules nor the other mails, with the share of lines that has to be right and how many
/// own lines may be lost. `tests/mails-unseen/README.md` says how they were read when they came.
const UNSEEN: [(&str, f64, usize); 3] =
    [("mails-unseen", 0.995, 1), ("mails-unseen-2", 0.995, 0), ("mails-unseen-3", 0.99, 1)];

#[test]
fn mails_of_other_writers_are_read_no_worse_than_once_they_were_mended() {
    for (folder, share, lost) in UNSEEN {
        let (mails, all, misses) = measured(folder);
        assert_eq!(mails, 60);
        assert!(
            share <= all.share() && all.lost <= lost,
            "{folder}: {:.4} right, {} lost\n{misses}",
            all.share(),
            all.lost
        );
        assert_eq!(all.put_into_mouth, 0, "{folder}: {misses}");
    }
}

/// Sentences with the words of footers, closings, attributions and joining lines in them. Wherever in a mail they stand, they are its author's.
const SOUND_ALIKE: [&str; 117] = [
    "Das PDF habe ich vom Handy gesendet, weil Outlook streikt.",
    "Die Rechnung wird automatisch erzeugt und per Mail verschickt.",
    "Sollten Sie nicht der richtige Ansprechpartner sein, leiten Sie meine Mail bitte weiter.",
    "Wir brauchen noch Informationen zum Datenschutz.",
    "Hinweise zum Datenschutz finde ich auf Ihrer Seite nicht.",
    "Können Sie unsere Filiale in Köln hier abmelden?",
    "Wir haben die Datei auf Viren geprüft, da ist nichts.",
    "Unsere IT prüft jeden Anhang auf Viren.",
    "Bitte leiten Sie diese E-Mail an den Empfänger weiter und löschen Sie die alte.",
    "Automatisch generierte Berichte wären für uns wichtig.",
    "Mit freundlichen Grüßen kommt man bei unserem Einkauf nicht weit.",
    "Ihr Angebot von gestern",
    "Ihre Preise",
    "Bitte drucken Sie die Umweltberichte zweimal aus.",
    "Vertraulich: unser Budget liegt bei 40.000 Euro.",
    "Si vous avez reçu ce devis, dites-le moi.",
    "Le contrat envoyé depuis mon téléphone n'est pas le bon.",
    "Envoyé hier par mail, le bon de commande est en pièce jointe.",
    "Nous ne souhaitons plus recevoir de catalogue papier.",
    "Imprimez la page au milieu du document.",
    "Merci de supprimer ce message de votre base et de le renvoyer au destinataire prévu par le contrat ?",
    "Si ha recibido este presupuesto, avíseme.",
    "El contrato enviado por teléfono no me vale.",
    "Queremos darnos de baja del plan anual, haga clic usted mismo en el portal.",
    "Se avete ricevuto il preventivo, fatemi sapere.",
    "Ho inviato i dati, la chiamo al telefono domani.",
    "Inviato tutto ieri dal telefono del collega.",
    "L'ambiente di stampa non funziona.",
    "Verwerkersovereenkomst AVG",
    "Avgift: 900 kr",
    "Startavgift 9 000 kr",
    "Vi har redan avregistrerat tre användare.",
    "Skriv gärna hur ni ser på miljön.",
    "Kan du afmelde os her i huset?",
    "Vi har scannet alle filer for virus.",
    "De bestanden zijn door ons op virussen gecontroleerd.",
    "Ik heb het contract met mijn telefoon verzonden.",
    "Kunt u ons afmelden voor de nieuwsbrief?",
    "A mensagem automática de vocês não funciona.",
    "Enviado ontem pelo celular, o comprovante está na pasta.",
    "O aviso de confidencialidade do contrato precisa mudar.",
    "Proszę pobrać aplikację na telefon i dać mi znać.",
    "Wysłano już fakturę z telefonu szefa.",
    "Czy ta wiadomość jest poufna?",
    "Klauzula poufności nie może zabraniać ujawnienia podwykonawcom.",
    "Our IT checked the laptops for viruses last week.",
    "We use Norton and Sophos.",
    "Please print the test environment credentials.",
    "Let's do a Zoom meeting on Friday.",
    "Let's have the Teams meeting here: https://teams.microsoft.example/l/abc",
    "This email is about the external audit, please see the attachment.",
    "The attachment from the external sender contained a link, caution.",
    "Sent by Samsung on Monday, the panels are now in Hamburg.",
    "Sent from Hamburg, the order needs four days.",
    "Please forward this message to the person responsible and delete my old number.",
    "If you are not the right person, who is?",
    "BTW: the price of 40,000 includes support, right?",
    "Regards the price, we are fine with 400.",
    "Yours is the best offer so far.",
    "Best price wins.",
    "Thanks for the list.",
    "From: 1 May",
    "To: 31 July",
    "Von: 19. Januar",
    "Bis: 13. Februar",
    "Date: 3 March 2026, 14:00",
    "Subject: not decided",
    "On Monday we wrote to your office:",
    "Le 3 mars nous avons écrit :",
    "Mo bis Fr 8-17 Uhr haben wir geöffnet, passt Ihnen Dienstag?",
    "PS: bitte Kopie an Jan",
    "Privacy matters to us, see www.lind.example/privacy for what we ask of suppliers.",
    "Unsubscribe rates are up 4 % since March.",
    "The virus scan of your portal blocks our uploads.",
    "Kein externer Dienstleister darf auf unsere Daten zugreifen.",
    "Datenschutz: bitte den Vertrag mitschicken.",
    "Sie erhalten diese Woche den Vertrag.",
    "Sie erhalten diese E-Mail, weil Sie am Messestand um Preise baten.",
    "Vous recevez ce matin le devis.",
    "U ontvangt deze week de offerte.",
    "Du får detta pris om ni beställer före fredag.",
    "Recibes este viernes el contrato.",
    "Ricevi questa settimana il contratto.",
    "You receive this price if you order by Friday.",
    "Mo-Fr 8-17 Uhr, Sa 9-12 Uhr",
    "Ihr Team hat recht",
    "Ihr Angebot liegt vor",
    "Respectfully, no.",
    "Sincerely hope so",
    "Cordially invited are all of you",
    "When: Friday at 10\nWhere: our office in Leeds",
    "Wann: Montag, 10 Uhr",
    "Please add jo@lind.example to the mailing list.",
    "Please unsubscribe tom@ek.example.",
    "Open it in your browser: https://lind.example/draft",
    "General terms and conditions: we cannot accept paragraph 9.",
    "Ticket 48213 is still open, and nobody answers.",
    "Meeting ID or not, nobody could get in.",
    "Passcode please.",
    "Dial-in for Japan is missing.",
    "Mailing list: 40 names, all from Hamburg",
    "Registered in England since 2011, so no VAT number yet.",
    "Geschäftsführer ist seit Mai Herr Kolb.",
    "KvK-nummer volgt morgen.",
    "NIP jest na umowie.",
    "Out of office on Friday, back on Monday.",
    "Ich bin ab Montag im Urlaub, dringende Fragen bitte vorher.",
    "Thanks for the mail, I am on holiday next week, so call me today.",
    "P.IVA e codice SDI li trova sul contratto.",
    "Telefon: 40 Stück, schwarz",
    "Tel Aviv, Haifa, Akko",
    "Bis Montag!",
    "Vielen Dank!",
    "See you Monday.",
    "Thanks!",
    "Viele Grüße an alle, wir sehen uns im Mai",
    "À lundi.",
];

#[test]
fn own_words_that_sound_like_a_footer_or_a_header_stay_own() {
    let mut lost = Vec::new();
    for text in SOUND_ALIKE {
        for mail in [
            format!("Hi Tom,\n\n{text}\n\nBest regards\nJo Lind"),
            format!("Hi Tom,\n\nthank you for the offer.\n{text}\nWe decide on Friday.\n\nBest regards\nJo Lind"),
            format!("{text}\n\nJo Lind"),
            format!("Hi Tom,\n\nthank you for the offer, which we discussed.\n\n{text}"),
            format!(
                "On 3 March 2026 at 10:41, Tom Ek <tom@ek.example> wrote:\n> Hi Jo,\n> which one?\n\nHi Tom,\n\n{text}\n\nBest regards\nJo Lind"
            ),
        ] {
            let context = Context { author: Some("Jo Lind"), subject: Some("Re: Offer"), ..Context::default() };
            let own = domain::mail::own_text(&mail, &context);
            if !own.contains(text) {
                lost.push(format!("{text:?} in {mail:?}"));
            }
        }
    }
    assert!(lost.is_empty(), "not own: {}", lost.join("\n"));
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
