//! The redaction set: lines put together from values and sentences that were made up for it. In a sentence `{}` is where the value goes.
//! Nobody here exists; phone numbers are in ranges kept for fiction where a country has one, cards are the networks' test numbers.

use llm::Category;

/// A line and what has to go from it.
pub struct Line {
    pub text: String,
    /// The bytes of each secret, with its category.
    pub secrets: Vec<(std::ops::Range<usize>, Category)>,
}

/// The names of people whom the CRM knows.
pub const PEOPLE: [&str; 26] = [
    "Petra Lindqvist",
    "Joost van den Akker",
    "Marie-Claire Fontanel",
    "Ángel Ortuño",
    "Jürgen Müllerhoff",
    "Siobhán O'Dravey",
    "Wei Zhang",
    "Mark Whitlow",
    "Grace Ibekwe",
    "Dr. Anselm Rothacker",
    "Lucia di Marzano",
    "Tomasz Łukawski",
    "Fatima el Bakkouri",
    "Henrik Sørbye",
    "Will Pemberton",
    "Hannelore Weiß",
    "Bo Lindgaard",
    "Priya Raghunathan",
    "Jean-Luc Berthault",
    "Kofi Mensah-Otu",
    "April Castellow",
    "Noor de Wilde",
    "Rainer Koch",
    "Zoë Vandermeer",
    "Max Frühwirth",
    "Olga Petrenkova",
];

const EMAILS: [&str; 12] = [
    "petra.lindqvist@harbourlight.example",
    "j.vandenakker@akker-metaal.example",
    "sales+emea@north-quay.example",
    "o'dravey@kestrel.example",
    "info@müllerhoff.example",
    "k_mensah@sub.domain.example",
    "FINANCE@BIGCORP.EXAMPLE",
    "a@b.example",
    "wei.zhang (at) lotus.example",
    "grace[at]ibekwe[dot]example",
    "first.last@a-long-name.co.example",
    "42@numbers.example",
];
const PHONES: [&str; 48] = [
    // Germany
    "+49 30 23125 014",
    "030 23125 014",
    "0171 39200 55",
    "+49 (0)89 99998-123",
    "0221/4710-999",
    "0049 40 66969 200",
    "+49-69-90009-15",
    // France
    "01 99 00 12 34",
    "+33 1 99 00 56 78",
    "06 39 98 12 34",
    "+33639981234",
    "02.61.91.45.67",
    "0033 3 53 01 22 33",
    // Netherlands
    "020 491 4567",
    "+31 20 491 4567",
    "06-12345678",
    "+31 (0)6 1234 5678",
    "0031 10 214 3344",
    "030-2345678",
    // United Kingdom
    "020 7946 0123",
    "+44 20 7946 0456",
    "07700 900123",
    "+44 (0)7700 900 456",
    "0161 496 0789",
    "0044 117 496 0123",
    "(0118) 496 0555",
    // United States
    "(503) 555-0142",
    "503-555-0142",
    "503.555.0188",
    "+1 503 555 0101",
    "+1-415-555-0170",
    "1-800-555-0199",
    "415 555 0133",
    // Austria
    "+43 1 585 0123",
    "01 585 01 23",
    "0664 123 45 67",
    "+43 664 1234567",
    "0043 512 555 666",
    "0316/555-123",
    // Switzerland
    "+41 44 668 18 00",
    "044 668 18 00",
    "079 123 45 67",
    "+41 79 765 43 21",
    "0041 31 555 01 01",
    "+41(0)22 555 12 34",
    // Elsewhere
    "+46 8 465 004 23",
    "+353 1 496 0123",
    "+48 22 555 01 23",
];
const CARDS: [&str; 9] = [
    "4111 1111 1111 1111",
    "4012888888881881",
    "5555-5555-5555-4444",
    "5105 1051 0510 5100",
    "378282246310005",
    "3714 496353 98431",
    "6011 1111 1111 1117",
    "6011000990139424",
    "4222222222222",
];
/// Country and the account as it goes into an IBAN; the check digits are computed.
const ACCOUNTS_OF_IBANS: [(&str, &str); 14] = [
    ("DE", "370400440532013000"),
    ("DE", "100500000054540402"),
    ("AT", "1904300234573201"),
    ("CH", "00762011623852957"),
    ("FR", "20041010050500013M02606"),
    ("NL", "ABNA0417164300"),
    ("NL", "RABO0300065264"),
    ("GB", "NWBK60161331926819"),
    ("BE", "539007547034"),
    ("ES", "21000418450200051332"),
    ("IT", "X0542811101000000123456"),
    ("SE", "50000000058398257466"),
    ("LU", "0019400644750000"),
    ("IE", "AIBK93115212345678"),
];
/// Each with what it is called; the number itself is what has to go.
const ACCOUNTS: [(&str, &str); 12] = [
    ("account number ", "31926819"),
    ("Account no. ", "1234 5678"),
    ("acct # ", "000123456789"),
    ("Kontonummer: ", "532013000"),
    ("Konto ", "0532 013 000"),
    ("BLZ ", "37040044"),
    ("sort code ", "60-16-13"),
    ("rekeningnummer ", "41.71.64.300"),
    ("routing number ", "021000021"),
    ("BIC ", "DEUTDEFF500"),
    ("SWIFT code: ", "NWBKGB2L"),
    ("bank account is ", "7654321098"),
];
const ADDRESSES: [&str; 46] = [
    // Germany
    "Lindenstraße 14a, 10969 Berlin",
    "Karl-Muster-Str. 5, 50667 Köln",
    "Am Alten Hafen 3, 20457 Hamburg",
    "Marktplatz 7",
    "Hauptstrasse 112, D-70173 Stuttgart",
    "Lange Gasse 9, 86152 Augsburg",
    "Birkenweg 22 - 24, 04109 Leipzig",
    // Austria
    "Mariahilfer Straße 88, 1070 Wien",
    "Getreidegasse 41, A-5020 Salzburg",
    "Obere Donaustraße 12/7, 1020 Wien",
    "Am Graben 5, 1010 Wien",
    "Kirchenplatz 2, 6020 Innsbruck",
    // Switzerland
    "Bahnhofstrasse 45, 8001 Zürich",
    "Seeweg 3, CH-3006 Bern",
    "Limmatquai 120, 8001 Zürich",
    "12, rue du Rhône, 1204 Genève",
    "Steinengraben 18, 4051 Basel",
    // Netherlands
    "Prinsengracht 912, 1017 KL Amsterdam",
    "Weteringkade 4-2, 2515 AK Den Haag",
    "Kerkstraat 77",
    "Molenlaan 18B, 3055 EJ Rotterdam",
    "Stationsplein 1, 3511 ED Utrecht",
    "Oude Singel 60, 2312 RC Leiden",
    // France
    "14 rue des Lilas, 75011 Paris",
    "8 bis, avenue de la République, 69003 Lyon",
    "103 boulevard Victor Hugo, 59000 Lille",
    "5 place du Marché, 33000 Bordeaux",
    "27 quai de l'Ouest, 44000 Nantes",
    "61 chemin des Vignes, 34000 Montpellier Cedex 2",
    // United Kingdom
    "12 Harrow Lane, London SE1 4QT",
    "221 Orchard Street, Manchester M4 7BX",
    "Flat 3, 8 Queen's Terrace, Bristol BS8 2QL",
    "19 Mill Road, Cambridge CB1 2AD",
    "40 Castle Wharf, Leeds LS2 9XT",
    "7 St Anne's Close, Bath BA1 5NN",
    // United States
    "1600 Harbor View Drive, Suite 400, Portland, OR 97201",
    "742 N Larkspur Ave, Austin, TX 78704",
    "35 W 14th Street, New York, NY 10011",
    "8801 Old Mill Pkwy, Raleigh, NC 27615-1234",
    "12 Elm Ct, Unit 5, Boise, ID 83702",
    "410 Market Square, Savannah, GA 31401",
    "P.O. Box 4471",
    "500 Lake Shore Blvd",
    // Boxes
    "Postfach 12 34",
    "Postbus 998",
    "PO Box 118",
];

const AROUND_EMAIL: [&str; 4] =
    ["Write to {}, please.", "cc: {}", "I sent it to <{}> on Monday", "Meine Adresse ist {} und die von Kim folgt."];
const AROUND_PHONE: [&str; 5] = [
    "You reach me at {} until five.",
    "T {}",
    "Bitte rufen Sie unter {} zurück.",
    "Her number is {}, his I don't have.",
    "He said: {}. Then he hung up.",
];
const AROUND_CARD: [&str; 3] =
    ["They paid with {} in May.", "Karte {}, gültig bis 09/28", "The card on file ({}) was declined"];
const AROUND_IBAN: [&str; 3] =
    ["Please wire it to {} by Friday.", "IBAN {}", "Unsere Bankverbindung: {} Sparkasse Musterstadt"];
const AROUND_ACCOUNT: [&str; 2] = ["Please use {} for the refund.", "{}, thanks!"];
const AROUND_ADDRESS: [&str; 4] = [
    "We are at {}.",
    "Send the contract to {}, second floor.",
    "Lieferadresse: {}",
    "The meeting is at {} and not at the plant",
];
const AROUND_PERSON: [&str; 6] = [
    "We should ask {} before Thursday.",
    "On the call {} said the budget is set.",
    "Can you loop in {}?",
    "It was {} who signed last year's contract.",
    "Das muss {} noch freigeben.",
    "Thanks to {}, the pilot is live",
];

/// Lines in which nothing may be touched.
const LOOKALIKES: [&str; 92] = [
    "The list price is 48,000 EUR a year.",
    "They offered €44.500,00 for two years.",
    "The budget is $1,250,000 for 2027.",
    "It went from 12 000 to 15 000 seats.",
    "Order 4500123987 shipped on 2026-11-02.",
    "PO 0045001239 is still open.",
    "Order number 123-456-7890 was cancelled.",
    "Invoice INV-2026-004711 is overdue.",
    "Ticket #20261104 has no owner.",
    "Rechnung Nr. 2026110412 ist bezahlt.",
    "The release is 2026.11.4 build 20261104.",
    "We met on 12.11.2026 at 14:30.",
    "The call was on 11/12/2026.",
    "Between 2026-01-05 and 2026-03-31 nothing happened.",
    "From 01.02.2026 to 28.02.2026 they tested.",
    "It takes 30 to 90 days.",
    "Latency fell from 120 to 85 ms.",
    "He wants 250 licences for 3 years.",
    "The SKU is 8712345678906.",
    "Part number 00-11-22-33 is out of stock.",
    "Version 10.15.7 has the bug.",
    "The server is at 10.0.12.7 in the lab.",
    "Use port 8443 and not 443.",
    "They grew 12.5% in 2025.",
    "The contract runs for 36 months.",
    "Room 404 is booked from 9:00 to 10:30.",
    "Chapter 7 of the manual says otherwise.",
    "Our 2nd quarter ended on June 30.",
    "About 1,000 of 1,200 users have moved.",
    "The model is XR-5000-B.",
    "ISBN 978-3-16-148410-0 is the book they mean.",
    "The temperature was 21.5 degrees.",
    "He asked for 5 units at 99.90 each.",
    "The deal is worth 1.2 million.",
    "Will you be there on Monday?",
    "Will the pilot end in May?",
    "Mark the date in your calendar.",
    "Mark this as urgent, please.",
    "Grace period is 30 days.",
    "In April the budget opens again.",
    "By May we should know.",
    "April 12 is the deadline.",
    "The max load is 300 users.",
    "Max. 20 people fit in the room.",
    "Die Weiß-Ware ist ausverkauft.",
    "Der Koch hat heute frei.",
    "The long street is closed.",
    "There is a place for that.",
    "This is the way to do it.",
    "They drive a hard bargain.",
    "He took the road less travelled.",
    "Two lanes of the road are closed.",
    "We have 3 ways to do this.",
    "The square root of 144 is 12.",
    "It is a 5 minute walk.",
    "Im Januar 2026 beginnt die Testphase.",
    "Am Montag 5 Kollegen mitbringen.",
    "Der Markt 2026 wird schwierig.",
    "Im Weg stehen 3 Dinge.",
    "Der Vertrag läuft bis 31.12.2027.",
    "Das Angebot über 12.500,00 € liegt vor.",
    "Wir brauchen 1.200 Lizenzen.",
    "La place du marché est importante.",
    "Il y a 3 avenues possibles.",
    "Le prix est de 12 500 euros.",
    "De prijs is 12.500 euro.",
    "Het plan loopt tot 31-12-2026.",
    "Account 42 is the biggest one.",
    "The account has 3 open deals.",
    "Our account team has 12 people.",
    "The account was opened in 2019.",
    "HubSpot id 9001234567 is the contact.",
    "Record id 70011223344 was merged.",
    "Batch 20261104-01 failed.",
    "Dear all, the call is moved.",
    "Hi team, quick update.",
    "Hello there, thanks for the call.",
    "Sehr geehrte Damen und Herren, anbei das Angebot.",
    "The IT team uses SAP and AWS.",
    "The PR agency said no.",
    "GDPR and ISO 27001 are required.",
    "We need SSO, SCIM and an SLA of 99.9%.",
    "The RFP has 120 questions.",
    "Q3 was better than Q2.",
    "They run Windows 11 and macOS 15.",
    "The ratio is 3:1.",
    "Score: 87 of 100.",
    "It weighs 12.5 kg and costs 89 CHF.",
    "A 4K monitor, 27 inches.",
    "Page 12 of 48",
    "The trial ended 14 days ago.",
    "Meeting ID 812 3456 7890 is in the invite.",
];

/// All lines of the set.
pub fn lines() -> Vec<Line> {
    let mut lines = Vec::new();
    let mut add = |values: &[String], around: &[&str], times: usize, category: Category| {
        for (at, value) in values.iter().enumerate() {
            for turn in 0..times {
                lines.push(line(around[(at + turn) % around.len()], value, category));
            }
        }
    };
    let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
    add(&owned(&EMAILS), &AROUND_EMAIL, 3, Category::Email);
    add(&owned(&PHONES), &AROUND_PHONE, 3, Category::Phone);
    add(&owned(&CARDS), &AROUND_CARD, 3, Category::Card);
    let ibans: Vec<String> =
        ACCOUNTS_OF_IBANS.iter().enumerate().map(|(at, (land, bban))| iban(land, bban, at)).collect();
    add(&ibans, &AROUND_IBAN, 3, Category::Iban);
    add(&owned(&ADDRESSES), &AROUND_ADDRESS, 3, Category::Address);
    add(&names(), &AROUND_PERSON, 1, Category::Person);
    for (called, number) in ACCOUNTS {
        for around in AROUND_ACCOUNT {
            let text = around.replace("{}", &format!("{called}{number}"));
            let start = text.find(number).unwrap();
            lines.push(Line { secrets: vec![(start..start + number.len(), Category::Account)], text });
        }
    }
    lines.extend(LOOKALIKES.iter().map(|text| Line { text: (*text).to_owned(), secrets: vec![] }));
    lines
}

fn line(around: &str, value: &str, category: Category) -> Line {
    let start = around.find("{}").unwrap();
    Line { text: around.replace("{}", value), secrets: vec![(start..start + value.len(), category)] }
}

/// Every person whole, by first name, by last name, with an initial, in capitals, and last name first.
fn names() -> Vec<String> {
    PEOPLE
        .iter()
        .flat_map(|name| {
            let name = name.trim_start_matches("Dr. ");
            let (first, last) = name.split_once(' ').unwrap();
            let initial = first.chars().next().unwrap();
            [
                name.to_owned(),
                first.to_owned(),
                last.to_owned(),
                format!("{initial}. {last}"),
                name.to_uppercase(),
                format!("{last}, {first}"),
            ]
        })
        .collect()
}

/// An IBAN with its check digits, every other one in groups of four.
fn iban(land: &str, bban: &str, at: usize) -> String {
    let digits = |text: &str| text.chars().map(|c| c.to_digit(36).unwrap().to_string()).collect::<String>();
    let remainder =
        digits(&format!("{bban}{land}00")).bytes().fold(0_u32, |rest, b| (rest * 10 + u32::from(b - b'0')) % 97);
    let whole = format!("{land}{:02}{bban}", 98 - remainder);
    if at.is_multiple_of(2) {
        return whole;
    }
    whole.as_bytes().chunks(4).map(|group| std::str::from_utf8(group).unwrap()).collect::<Vec<_>>().join(" ")
}

/// Sentences written after the rules, as people write in mails and calls; what has to go stands between `{X:` and `}`.
const FREE: &str = r"
Thanks for the chat earlier! You can reach me on my mobile, {H:0151 2345 6789}, or the office line {H:+49 231 5550-17}.
Ring {P:Siobhán} on {H:07911 123456} once you've parked.
{P:Tomasz} is out until Monday, so please copy {E:olga.p@north-quay.example} and {E:tomasz@north-quay.example}.
Best regards,\n{P:Henrik Sørbye}\nHead of Operations\n{H:+47 22 55 01 23}\n{A:Skippergata 12, 0152 Oslo}
{P:Petra}'s mail bounced, so I used {E:p_lindqvist77@gmail.example}.
You can park behind {A:22 Orchard Lane, Reading RG1 4PS}; reception is on the left.
The invoice goes to Akker Metaal B.V., {A:Industrieweg 45, 5651 GH Eindhoven}.
Ship to: {A:2200 W Burnside Rd, Apt 12B, Portland, OR 97210}
Our new office is at {A:Kaiserstraße 9–11, 60311 Frankfurt am Main} since October.
Nous sommes au {A:45 bis rue du Faubourg Saint-Antoine, 75012 Paris}, code 4512.
{P:Marie-Claire} said: call me at {H:06.12.34.56.78} after six.
My direct dial is {H:(415) 555-0198} and my cell is {H:415-555-0123}.
Kannst du {P:Jürgen} bitte unter {H:0172/9988776} anrufen?
{P:Rainer Koch} hat um 14:30 Uhr zugesagt, {P:Frühwirth} noch nicht.
The Koch deal closes on 2026-12-01, said {P:Rainer}.
Dear Mr. {P:Vandermeer}, thank you for your order 100200300.
Hi {P:Priya}, hi {P:Kofi}, see you Tuesday at 10.
I met {P:P. Raghunathan} and Dr. {P:Rothacker} at the fair.
As {P:Will} said, will they sign in May?
{P:Grace} gave them a grace period of 30 days.
Ask {P:Max} whether the max of 300 users still holds.
The refund goes to {I:DE89 3704 0044 0532 0130 00}, please confirm.
Our IBAN changed from {I:NL91ABNA0417164300} to a new one.
Card ending 4242 was declined, the full number was {C:4242 4242 4242 4242}.
Please don't send card data like {C:5200-8282-8282-8210} by mail.
Sort code {N:20-00-00}, account {N:55779911}.
Kto. {N:1234567890}, BLZ {N:500 105 17}
The SWIFT code is {N:COBADEFF}.
Their tax id is DE123456789 and the EORI is DE1234567.
Tracking 1Z999AA10123456784 says delivered.
The meeting link is https://meet.example/j/81234567890 and the code 991 203.
Ticket 4500-2211 is about latency of 45.5 ms at 99.95 % load.
We pay 3 x 12,500 EUR, i.e. 37,500 EUR, by 31/03/2027.
Between 9.30 and 11.00 we have two slots, 15 minutes each.
They have 1.2M rows, 340 tables and 12 schemas.
Contract 2026/11-004 replaces 2025/07-119.
He used to live on the street; now the way ahead is clear.
We drive 300 leads a month through this court of approval.
The 2nd Avenue project is a code name.
Version 2026.10.1-rc3 shipped on 3 November.
Serial 00493022233344 is the faulty unit.
Order 06 12 34 56 78 was packed twice.
Der Ring 2 ist intern, das Projekt Allee 2030 auch.
I walked 5 km along the quay.
{P:Noor}: we can do {H:+31 6 12 34 56 78} at noon.
{P:NOOR DE WILDE} signed; {P:de Wilde} will pay by June.
Mit freundlichen Grüßen\n{P:Hannelore Weiss}\nTel.: {H:+49 (0) 711 / 123 45 67}\nFax: {H:0711 1234568}
cc {E:accounts.payable@lotus-group.example}; bcc {E:wz@lotus.example}
Please forward it to {P:Zhang Wei} in Zürich, {A:Seestrasse 203, 8002 Zürich}.
{P:Lucia} (the CFO) and {P:Fatima el Bakkouri} both need to sign before June 30.
Sagen Sie Herrn {P:Łukawski}, er möge {H:0043 1 23456-789} anrufen.
It's at {A:1 Infinite Court, Suite 900, Denver, CO 80202}, by the park.
{P:April} is on leave in April.
Our address: {A:Postbus 1234, 3500 BE Utrecht}.
The number to dial is {H:1 (888) 555-0110}, extension 12.
{P:Ángel Ortuño} and {P:Angel Ortuno} are the same person.
Write {E:bo.lindgaard@sørbye-co.example} instead.
WhatsApp me: {H:+44 7700 900077}
{P:O'Dravey} and {P:Fontanel} agreed to 48,000.
Visit us at {A:Neuer Wall 80, 20354 Hamburg}!
";

/// The lines that are written freely, with their secrets marked.
pub fn free_lines() -> Vec<Line> {
    FREE.trim().lines().map(|marked| marked.replace("\\n", "\n")).map(|marked| free_line(&marked)).collect()
}

fn free_line(marked: &str) -> Line {
    let (mut text, mut secrets, mut rest) = (String::new(), Vec::new(), marked);
    while let Some((before, after)) = rest.split_once('{') {
        let (secret, tail) = after.split_once('}').unwrap();
        let (mark, value) = secret.split_once(':').unwrap();
        let category = match mark {
            "E" => Category::Email,
            "H" => Category::Phone,
            "C" => Category::Card,
            "I" => Category::Iban,
            "N" => Category::Account,
            "A" => Category::Address,
            _ => Category::Person,
        };
        text.push_str(before);
        secrets.push((text.len()..text.len() + value.len(), category));
        text.push_str(value);
        rest = tail;
    }
    text.push_str(rest);
    Line { text, secrets }
}
