//! What stands under every mail of a house or a program, and says nothing of its author's: legal lines, scans, banners, "Sent from my phone".

use super::lines::{Line, Phrases, has_any};

/// Whether a line, or the paragraph it stands in, is a legal notice below a signature, where less tells it than in the text.
pub(super) fn is_legal_below(plain: &str) -> bool {
    let classes = [RECIPIENT.any(plain), CONFIDENTIAL.any(plain), FORBIDS.any(plain)];
    let classes = classes.into_iter().filter(|class| *class).count();
    let about_it = MESSAGE.any(plain) && 1 <= classes && 12 <= super::lines::words(plain).count() && !SELF.any(plain);
    is_legal(plain) || about_it || !plain.ends_with('?') && NOTICE.any(plain) && 2 <= classes
}

/// Words of legal notices beside "this message", such as "in error".
static NOTICE: Phrases = Phrases::new(&[
    "notice",
    "in error",
    "every attachment",
    "any attachment",
    "attachments",
    "the message",
    "information contained",
    "contents",
    "disclaimer",
    "hinweis",
    "anhange",
    "inhalt",
    "informationen",
    "les informations",
    "contenu",
    "la informacion",
    "contenido",
    "le informazioni",
    "contenuto",
    "de informatie",
    "inhoud",
    "oplysninger",
    "indhold",
    "informationen",
    "innehall",
    "informacje",
    "tresc",
    "as informacoes",
    "conteudo",
    "avis",
    "aviso",
    "avviso",
]);

/// Whether a line, or the paragraph it stands in, is a footer wherever in the author's text it stands.
pub(super) fn is_footer(plain: &str, words: usize) -> bool {
    is_device(plain, words)
        || is_banner(plain, words)
        || is_legal(plain)
        || is_scan(plain, words)
        || is_environment(plain, words)
        || is_unsubscribe(plain, words)
}

/// Whether a line was added below everything by a program on the way: a scan, a way out of a list.
pub(super) fn is_added(plain: &str, words: usize) -> bool {
    is_scan(plain, words) || is_unsubscribe(plain, words)
}

/// Whether a line is one only once a footer has begun: registrations, addresses of privacy notes, lists of managers.
pub(super) fn goes_on(line: &Line<'_>) -> bool {
    let text = line.plain.as_str();
    let hits = MESSAGE.count(text) + CONFIDENTIAL.count(text) + FORBIDS.count(text) + RECIPIENT.count(text);
    1 <= hits || REGISTRY.any(text) || ENVIRONMENT.any(text) || text.starts_with("http") || text.starts_with("www.")
}

/// Whether a line names registers, capital and managers, as a house has to under its letters.
pub(super) fn is_registry(plain: &str) -> bool {
    REGISTRY.any(plain)
}

/// "Sent from my iPhone", "Get Outlook for iOS", in any language: few words, a word of sending or getting, and a device or program.
fn is_device(text: &str, words: usize) -> bool {
    words <= 16 && SENT_FROM.any(text) && DEVICES.any(text) && !text.ends_with('?')
}

static SENT_FROM: Phrases = Phrases::new(&[
    "sent from",
    "sent with",
    "sent via",
    "sent using",
    "get outlook",
    "gesendet",
    "versendet",
    "holen sie sich outlook",
    "outlook fur",
    "envoye",
    "obtenir outlook",
    "obtenez outlook",
    "telecharger outlook",
    "enviado",
    "enviada",
    "obtener outlook",
    "obtenga outlook",
    "descargar outlook",
    "inviato",
    "inviata",
    "scarica outlook",
    "ottieni outlook",
    "outlook per",
    "verzonden",
    "verstuurd",
    "verstuur",
    "outlook voor",
    "download outlook",
    "sendt fra",
    "sendt med",
    "hent outlook",
    "skickat",
    "skickades",
    "hamta outlook",
    "skaffa outlook",
    "wyslano",
    "wyslane",
    "pobierz aplikacje outlook",
    "pobierz outlook",
    "uzyskaj outlook",
    "uzyskaj aplikacje",
    "obter o outlook",
    "obtenha o outlook",
    "obter outlook",
    "baixar o outlook",
]);
static DEVICES: Phrases = Phrases::new(&[
    "iphone",
    "ipad",
    "android",
    "samsung",
    "galaxy",
    "huawei",
    "xiaomi",
    "pixel",
    "nokia",
    "blackberry",
    "outlook",
    "yahoo",
    "proton",
    "gmx",
    "web.de",
    "t-online",
    "gmail",
    "mail app",
    "mail-app",
    "app mail",
    "smartphone",
    "handy",
    "mobiltelefon",
    "mobile",
    "mobiel",
    "mobil",
    "movil",
    "telefon",
    "telefono",
    "telefoon",
    "windows",
    "zoho",
    "orange",
    "spark",
    "k-9",
    "thunderbird",
]);

/// A notice about a sender from outside, or one that is new to the reader.
fn is_banner(text: &str, words: usize) -> bool {
    let bare = text.trim_matches(['[', ']', '*', '!', ' ', '-']);
    let tag = words <= 3
        && text.starts_with('[')
        && text.ends_with(']')
        && has_any!(bare, ["external", "extern", "esterno", "ekstern", "zewnetrz"]);
    words <= 70 && (tag || OUTSIDE.any(text) && WARNS.any(text) || SELDOM.any(text))
}

static OUTSIDE: Phrases = Phrases::new(&[
    "outside of the organi",
    "outside the organi",
    "outside your organi",
    "outside of your organi",
    "outside our organi",
    "outside of our organi",
    "outside the company",
    "outside of the company",
    "external sender",
    "externt e-post",
    "externt mejl",
    "externt mail",
    "ekstern e-mail",
    "ekstern mail",
    "courriel externe",
    "message externe",
    "e-mail externe",
    "mail externe",
    "email externo",
    "e-mail externo",
    "mensaje externo",
    "mensagem externa",
    "messaggio esterno",
    "mail esterna",
    "wiadomosc zewnetrzna",
    "wiadomosc z zewnatrz",
    "externe e-mail",
    "extern bericht",
    "external email",
    "external e-mail",
    "external mail",
    "ausserhalb",
    "externe e-mail",
    "externe mail",
    "externer absender",
    "externen absender",
    "exterieur de",
    "l'exterieur",
    "expediteur externe",
    "fuera de la organi",
    "fuera de su organi",
    "fuera de nuestra",
    "remitente externo",
    "correo externo",
    "esterno all",
    "esterna all",
    "all'esterno",
    "mittente esterno",
    "buiten de organi",
    "buiten uw organi",
    "buiten onze organi",
    "externe afzender",
    "uden for organi",
    "uden for virksom",
    "ekstern afsender",
    "utanfor organi",
    "extern avsandare",
    "spoza organi",
    "fora da organi",
]);
static WARNS: Phrases = Phrases::new(&[
    "caution",
    "warning",
    "var forsiktig",
    "lankar",
    "bilagor",
    "voorzichtig",
    "lien",
    "ligac",
    "hiperlig",
    "ostroznosc",
    "ostrozn",
    "attention",
    "[ext",
    "link",
    "attachment",
    "click",
    "vorsicht",
    "achtung",
    "anhang",
    "anhange",
    "prudence",
    "pieces jointes",
    "cliquez",
    "precaucion",
    "atencion",
    "adjunto",
    "enlace",
    "attenzione",
    "allegat",
    "collegament",
    "let op",
    "bijlage",
    "advarsel",
    "vaer forsigtig",
    "vedhaeft",
    "varning",
    "bilag",
    "uwaga",
    "zalacznik",
    "atencao",
    "cuidado",
    "anexo",
]);
static SELDOM: Phrases = Phrases::new(&[
    "you don't often get email from",
    "you don't often get e-mail from",
    "learn why this is important",
    "sie erhalten nicht haufig e-mails von",
    "sie erhalten nicht oft e-mail",
    "vous n'obtenez pas souvent d'e-mail",
    "vous ne recevez pas souvent",
    "no suele recibir correo",
    "non si ricevono spesso",
    "u ontvangt niet vaak e-mail",
    "du far ikke ofte mail",
    "du far inte ofta e-post",
    "nem costuma receber e-mail",
]);

/// A legal notice: it speaks of this message and of who may read it or what may be done with it. A sentence about the confidentiality of
/// something else lacks one of these.
pub(super) fn is_legal(text: &str) -> bool {
    let message = MESSAGE.any(text);
    let classes = [RECIPIENT.any(text), CONFIDENTIAL.any(text), FORBIDS.any(text)];
    let hits = FORBIDS.count(text) + CONFIDENTIAL.count(text) + RECIPIENT.count(text);
    let classes = classes.into_iter().filter(|class| *class).count();
    // A notice has no I.
    let asks = text.ends_with('?') || SELF.any(text);
    !asks && (message && (2 <= classes || 3 <= hits) || LEGAL_ALONE.any(text))
}

static SELF: Phrases = Phrases::new(&[
    "i'm ", "i'll ", "i've ", "i'd ", "i am ", "my ", "tell me", "let me", "ich ", "mir ", "mich ", "j'ai ", "moi ",
    "ik ", "mij ", "jeg ", "jag ", "mnie ", "meu ", "minha ",
]);
static MESSAGE: Phrases = Phrases::new(&[
    "this e-mail",
    "this email",
    "this mail",
    "this message",
    "this communication",
    "this transmission",
    "e-mail and any",
    "email and any",
    "message and any",
    "this e mail",
    "diese e-mail",
    "dieser e-mail",
    "diese mail",
    "dieser mail",
    "diese nachricht",
    "dieser nachricht",
    "der inhalt dieser",
    "ce message",
    "ce courriel",
    "cet e-mail",
    "cet email",
    "ce mail",
    "le present message",
    "le present courriel",
    "este mensaje",
    "este correo",
    "este e-mail",
    "este email",
    "el presente mensaje",
    "esta comunicacion",
    "questo messaggio",
    "questa e-mail",
    "questa email",
    "questa mail",
    "la presente e-mail",
    "il presente messaggio",
    "presente comunicazione",
    "questa comunicazione",
    "dit bericht",
    "deze e-mail",
    "deze email",
    "deze mail",
    "dit e-mailbericht",
    "denne e-mail",
    "denne mail",
    "denne besked",
    "denne meddelelse",
    "detta meddelande",
    "detta e-post",
    "det har meddelandet",
    "detta mejl",
    "den har e-post",
    "detta mail",
    "ta wiadomosc",
    "niniejsza wiadomosc",
    "tej wiadomosci",
    "niniejszy e-mail",
    "niniejszej wiadomosci",
    "esta mensagem",
    "este e-mail",
    "presente mensagem",
    "esta comunicacao",
    "desta mensagem",
]);
static RECIPIENT: Phrases = Phrases::new(&[
    "intended recipient",
    "intended solely",
    "intended only",
    "intended for",
    "named recipient",
    "addressee",
    "the recipient",
    "the individual",
    "richtige adressat",
    "adressat",
    "beabsichtigte empfanger",
    "vorgesehene empfanger",
    "bestimmte empfanger",
    "empfanger",
    "ausschliesslich fur",
    "destinataire",
    "destine exclusivement",
    "a l'attention exclusive",
    "destinatario",
    "destinatarios",
    "dirigido exclusivamente",
    "destinado exclusivamente",
    "destinato esclusivamente",
    "destinatari",
    "geadresseerde",
    "beoogde ontvanger",
    "ontvanger",
    "uitsluitend bestemd",
    "bestemd voor",
    "rette modtager",
    "tilsigtede modtager",
    "modtager",
    "beregnet til",
    "avsedd for",
    "avsett for",
    "avsedda mottagar",
    "avsedd mottagare",
    "ratt mottagare",
    "mottagare",
    "adresat",
    "odbiorc",
    "przeznaczona",
    "destinatarios",
    "destinada exclusivamente",
    "destina-se",
]);
static CONFIDENTIAL: Phrases = Phrases::new(&[
    "confidential",
    "privileged",
    "proprietary",
    "vertraulich",
    "rechtlich geschutzt",
    "confidentiel",
    "confidencial",
    "confidenciais",
    "privilegiad",
    "riservat",
    "confidenzial",
    "vertrouwelijk",
    "fortrolig",
    "konfidentiel",
    "konfidentiell",
    "sekretess",
    "poufn",
    "tajemnic",
    "sigilos",
    "strictement personnel",
    "geheim",
]);
static FORBIDS: Phrases = Phrases::new(&[
    "prohibit",
    "unauthori",
    "not permitted",
    "must not",
    "must be scanned",
    "disclos",
    "distribut",
    "disseminat",
    "copy",
    "copying",
    "forward",
    "delete",
    "destroy",
    "notify the sender",
    "inform the sender",
    "liabilit",
    "virus",
    "untersagt",
    "nicht gestattet",
    "unbefugt",
    "unerlaubt",
    "irrtumlich",
    "versehentlich",
    "vernichten",
    "loschen",
    "haftung",
    "weitergabe",
    "weiterleitung",
    "interdit",
    "par erreur",
    "supprimer",
    "detruire",
    "divulg",
    "diffusion",
    "responsabilite",
    "non autorise",
    "prohibid",
    "por error",
    "elimin",
    "borr",
    "notifi",
    "difusion",
    "responsabilidad",
    "no autorizad",
    "vietat",
    "per errore",
    "cancell",
    "distrugg",
    "diffus",
    "responsabilita",
    "non autorizzat",
    "proibit",
    "verboden",
    "niet toegestaan",
    "abusievelijk",
    "per vergissing",
    "ten onrechte",
    "verwijder",
    "vernietig",
    "openbaarmaking",
    "verspreiding",
    "aansprakelijk",
    "ikke tilladt",
    "ved en fejl",
    "fejlagtigt",
    "slet",
    "slette",
    "underret",
    "videregiv",
    "ansvar",
    "otillaten",
    "inte tillat",
    "av misstag",
    "felaktigt",
    "radera",
    "forstor",
    "meddela avsandaren",
    "sprid",
    "zabronion",
    "omylkowo",
    "przez pomylke",
    "blednie",
    "usun",
    "zniszcz",
    "rozpowszechn",
    "ujawni",
    "odpowiedzialnosc",
    "por engano",
    "por erro",
    "apag",
    "elimin",
    "responsabilidade",
]);
static LEGAL_ALONE: Phrases = Phrases::new(&[
    "if you are not the intended recipient",
    "received this e-mail in error",
    "received this email in error",
    "received this message in error",
    "no liability is accepted",
    "accepts no liability",
    "without prejudice and subject to contract",
    "scanned before it is opened",
    "if you have received it in error",
    "wenn sie nicht der richtige adressat",
    "sollten sie nicht der",
    "informationen zum datenschutz",
    "hinweise zum datenschutz",
    "si vous n'etes pas le destinataire",
    "si vous avez recu ce",
    "si usted no es el destinatario",
    "si ha recibido este",
    "se non siete il destinatario",
    "se avete ricevuto",
    "aan dit bericht kunnen geen rechten worden ontleend",
    "hvis du ikke er den rette modtager",
    "om du inte ar ratt mottagare",
    "jezeli nie sa panstwo adresatem",
    "se nao for o destinatario",
]);

fn is_scan(text: &str, words: usize) -> bool {
    let virus = has_any!(text, ["virus", "viren", "malware", "antivir", "wirus"]);
    let program =
        has_any!(text, ["avast", "avg", "norton", "mcafee", "kaspersky", "eset", "bitdefender", "sophos", "mimecast"]);
    words <= 40
        && (program && (virus || words <= 4)
            || virus
                && has_any!(
                    text,
                    [
                        "scanned",
                        "checked",
                        "virus-free",
                        "gepruft",
                        "virenfrei",
                        "exempt",
                        "sans virus",
                        "verifie",
                        "analizad",
                        "libre de",
                        "controllat",
                        "privo di",
                        "gecontroleerd",
                        "virusvrij",
                        "scannet",
                        "kontrolleret",
                        "virusfri",
                        "genomsokt",
                        "kontrollerat",
                        "sprawdzon",
                        "verificad",
                        "sem virus",
                        "livre de"
                    ]
                ))
}

fn is_environment(text: &str, words: usize) -> bool {
    words <= 45 && PRINT.any(text) && ENVIRONMENT.any(text)
        || words <= 16
            && has_any!(
                text,
                [
                    "think before you print",
                    "please don't print this",
                    "denken sie nach, bevor sie",
                    "pensez avant d'imprimer",
                    "piense antes de imprimir"
                ]
            )
}

static PRINT: Phrases = Phrases::new(&[
    "print",
    "ausdruck",
    "drucken",
    "imprim",
    "stamp",
    "afdruk",
    "printen",
    "udskriv",
    "skriv",
    "skriver ut",
    "drukowa",
    "wydruk",
    "drukuj",
    "imprimi",
    "paper",
    "papier",
]);
static ENVIRONMENT: Phrases = Phrases::new(&[
    "environment",
    "umwelt",
    "environnement",
    "planete",
    "medio ambiente",
    "medioambiente",
    "planeta",
    "ambiente",
    "milieu",
    "miljo",
    "srodowisk",
    "meio ambiente",
    "save paper",
    "papier sparen",
    "trees",
    "baume",
    "arbres",
    "arboles",
    "forest",
]);

fn is_unsubscribe(text: &str, words: usize) -> bool {
    let asks_out = UNSUBSCRIBE.any(text);
    let offers = text.contains("http") || text.contains('<') || text.contains("www.") || OFFERS.any(text);
    let quits = NO_LONGER.any(text) && (text.contains("://") || text.contains('<'));
    quits && words <= 45
        || asks_out && words <= 45 && (offers || words <= 2)
        || words <= 25
            && has_any!(text, ["delivered by", "this email is a service from", "powered by"])
            && !has_any!(text, ["we ", "i "])
}

static UNSUBSCRIBE: Phrases = Phrases::new(&[
    "cancelar inscri",
    "cancelar a inscri",
    "cancelar subscri",
    "unsubscribe",
    "opt out",
    "opt-out",
    "abmelden",
    "abbestellen",
    "abbestellung",
    "austragen",
    "desabonner",
    "desinscri",
    "darse de baja",
    "darte de baja",
    "cancelar la suscripcion",
    "cancelar suscripcion",
    "annulla l'iscrizione",
    "annullare l'iscrizione",
    "disiscriv",
    "uitschrijven",
    "afmelden",
    "afmeld",
    "frameld",
    "avregistrera",
    "avprenumerera",
    "avsluta prenumeration",
    "wypisz",
    "anuluj subskrypcje",
    "cancelar a subscri",
]);
static NO_LONGER: Phrases = Phrases::new(&[
    "no longer wish",
    "no longer want",
    "keine weiteren",
    "nicht mehr erhalten",
    "ne plus recevoir",
    "no desea recibir",
    "non vuoi piu",
    "non desideri piu",
    "geen e-mails meer",
    "nao deseja mais",
]);
static OFFERS: Phrases = Phrases::new(&[
    "click",
    "here",
    "preferences",
    "no longer wish",
    "klicken",
    "hier",
    "cliquez",
    "ici",
    "clic",
    "aqui",
    "clicca",
    "qui",
    "klik",
    "her",
    "har",
    "kliknij",
    "clique",
]);

static REGISTRY: Phrases = Phrases::new(&[
    "registered in england",
    "registered office",
    "registered in",
    "company no",
    "company number",
    "vat no",
    "vat reg",
    "registergericht",
    "register court",
    "amtsgericht",
    "handelsregister",
    "hrb ",
    "ust-id",
    "ust.-id",
    "geschaftsfuhr",
    "managing director",
    "vorstand:",
    "aufsichtsrat",
    "sitz der gesellschaft",
    "siret",
    "rcs ",
    "capital social",
    "capital de",
    "registro mercantil",
    "nif ",
    "cif ",
    "partita iva",
    "p. iva",
    "p.iva",
    "capitale sociale",
    "rea ",
    "kvk",
    "btw",
    "cvr",
    "org.nr",
    "org nr",
    "organisationsnummer",
    "krs",
    "nip ",
    "regon",
    "nipc",
    "cnpj",
]);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::lines;

    fn check(text: &str) -> bool {
        let line = lines::of(text).remove(0);
        is_footer(&line.plain, line.words)
    }

    #[test]
    fn footers_are_footers_and_points_are_not() {
        for footer in [
            "This e-mail may contain confidential information. If you are not the intended recipient you must delete it.",
            "Diese Nachricht ist vertraulich und nur für den Empfänger bestimmt; die Weitergabe ist untersagt.",
            "Ce message est confidentiel et réservé à son destinataire ; toute diffusion est interdite.",
            "Este mensaje es confidencial. Si lo ha recibido por error, elimínelo.",
            "Envoyé de mon iPhone",
            "Wysłane z iPhone'a",
            "[EXTERN] Diese Mail kommt von außerhalb der Organisation. Vorsicht bei Links.",
            "Please consider the environment before printing this e-mail.",
        ] {
            assert!(check(footer), "{footer}");
        }
        for point in [
            "The confidentiality clause has to cover unauthorised disclosure by subcontractors.",
            "Please delete the old price list.",
            "Please unsubscribe me.",
            "Our auditors scan every attachment.",
            "I sent the order from Hamburg on Monday.",
            "Wie vertraulich ist das Angebot?",
        ] {
            assert!(!check(point), "{point}");
        }
    }
}
