//! PDFs made in many ways, and the text that is read of each.

use super::glyphs::UNKNOWN;
use super::limits::UNPACKED_MAX;
use crate::{Page, ShelfError, read as read_file};
use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary, text_string,
};
use proptest::prelude::*;

/// A PDF with one page a content stream, and a title in its particulars.
fn pdf(title: &str, pages: &[&str]) -> Document {
    pdf_with(title, pages, |_| Dictionary::new())
}

/// The same, with more resources than the one font.
fn pdf_with(title: &str, pages: &[&str], more: impl FnOnce(&mut Document) -> Dictionary) -> Document {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let mut resources = dictionary! { "Font" => dictionary! { "F1" => helvetica() } };
    for (key, value) in more(&mut document) {
        match (resources.get_mut(&key).and_then(Object::as_dict_mut), &value) {
            (Ok(known), Object::Dictionary(value)) => known.extend(value),
            _ => resources.set(key, value),
        }
    }
    let resources = document.add_object(resources);
    let kids: Vec<Object> = pages
        .iter()
        .map(|content| {
            let content = document.add_object(Stream::new(dictionary! {}, content.as_bytes().to_vec()));
            let page = dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content, "Resources" => resources,
                "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()] };
            document.add_object(page).into()
        })
        .collect();
    let count = i64::try_from(kids.len()).unwrap();
    document.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    let info = document.add_object(dictionary! { "Title" => text_string(title) });
    document.trailer.set("Root", root);
    document.trailer.set("Info", info);
    let id = Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", vec![id.clone(), id]);
    document
}

fn helvetica() -> Dictionary {
    dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" }
}

/// A form that draws `content`, with resources of its own.
fn form(content: &str, matrix: [i64; 6], resources: Dictionary) -> Stream {
    let matrix: Vec<Object> = matrix.into_iter().map(Object::from).collect();
    let about = dictionary! { "Type" => "XObject", "Subtype" => "Form", "Matrix" => matrix, "Resources" => resources,
    "BBox" => vec![0.into(), 0.into(), 595.into(), 842.into()] };
    Stream::new(about, content.as_bytes().to_vec())
}

/// The text of a page that draws `content`.
fn said(content: &str) -> String {
    page(pdf("", &[content])).text
}

fn page(document: Document) -> Page {
    read_file("a.pdf", &bytes(document)).unwrap()
}

fn bytes(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

const OVERVIEW: &str = "BT /F1 12 Tf 14 TL 72 770 Td (Security overview) Tj 0 -30 Td \
    (We keep the data of every customer in two data centres in) Tj T* (Frankfurt and nowhere else.) Tj \
    0 -40 Td [(Backups)-300(are)-300(ta)20(ken)-300(daily.)] TJ 200 0 Td (Restores take four hours.) Tj \
    1 0 0 1 72 640 Tm (\\225 ISO 27001) Tj 0 -14 Td (\\225 SOC 2) Tj ET";

#[test]
fn lines_become_paragraphs() {
    let page = read_file(
        "a.pdf",
        &bytes(pdf("Security overview 2026", &[OVERVIEW, "BT /F1 9 Tf 72 770 Td (Page two.) Tj ET"])),
    );
    let page = page.unwrap();
    assert_eq!(page.title, "Security overview 2026");
    assert_eq!(
        page.text,
        "Security overview\n\nWe keep the data of every customer in two data centres in Frankfurt and nowhere else.\n\n\
         Backups are taken daily.\tRestores take four hours.\n\n• ISO 27001\n• SOC 2\n\nPage two."
    );
}

#[test]
fn letters_drawn_one_by_one_are_one_word() {
    let text = "BT /F1 10 Tf 72 700 Td (W) Tj 9 0 Td (o) Tj 6 0 Td (r) Tj 4 0 Td (d) Tj 8 0 Td (two) Tj ET";
    assert_eq!(read_file("a.pdf", &bytes(pdf("", &[text]))).unwrap().text, "Word two");
}

#[test]
fn a_title_that_is_a_file_is_none() {
    for title in ["", "Microsoft Word - offer.docx", "offer_final.indd", "untitled"] {
        let page = read_file("the-offer.pdf", &bytes(pdf(title, &[OVERVIEW]))).unwrap();
        assert_eq!(page.title, "the offer", "{title}");
    }
}

#[test]
fn what_moves_a_block_moves_its_text() {
    // A matrix of its own for each block, as ReportLab and Typst write; the second turns the page upside down first.
    let blocks = "q 1 0 0 1 72 700 cm BT 1 0 0 1 0 2 Tm /F1 12 Tf (Uptime is measured at the) Tj ET Q \
        q 1 0 0 1 72 686 cm BT 1 0 0 1 0 2 Tm /F1 12 Tf (gateway.) Tj ET Q \
        q 1 0 0 1 72 640 cm q 2 0 0 2 0 0 cm BT /F1 6 Tf (Credits follow.) Tj ET Q Q";
    assert_eq!(said(blocks), "Uptime is measured at the gateway.\n\nCredits follow.");
    let flipped =
        "q 0.25 0 0 -0.25 0 842 cm BT /F1 48 Tf 1 0 0 -1 288 500 Tm (First) Tj 1 0 0 -1 288 700 Tm (Second) Tj ET Q";
    assert_eq!(said(flipped), "First\n\nSecond");
    // What is restored is where it was.
    assert_eq!(
        said("q 5 0 0 5 90 90 cm Q BT /F1 12 Tf 72 700 Td (Here) Tj ET BT 72 600 Td (there) Tj ET"),
        "Here\n\nthere"
    );
}

#[test]
fn every_way_to_set_text_is_followed() {
    let set =
        "BT /F1 10 Tf 14 TL 72 700 Td (one) Tj T* (two) Tj (three) ' 0 0 (four) \" 0 -14 TD (five) Tj T* (six) Tj ET";
    assert_eq!(said(set), "one\ntwo\nthree\nfour\nfive\nsix");
    // Spaces that are no letters: between words, letters drawn wide, letters drawn narrow.
    assert_eq!(said("BT /F1 10 Tf 72 700 Td 3 Tw (a few words) Tj ET"), "a few words");
    assert_eq!(said("BT /F1 10 Tf 72 700 Td [(no)-280(space)-280(let)15(ter)] TJ ET"), "no space letter");
    assert_eq!(said("BT /F1 10 Tf 60 Tz 72 700 Td [(half)-280(as)-280(wide)] TJ ET"), "half as wide");
    assert_eq!(said("BT /F1 20 Tf 4 Tc 72 700 Td (SECURITY AND TRUST) Tj ET"), "SECURITY AND TRUST");
    assert_eq!(said("BT /F1 20 Tf 5 Tc 72 700 Td (Offer 2031-77) Tj ET"), "Offer 2031-77");
    assert_eq!(
        said("BT /F1 12 Tf 72 700 Td (Rows) Tj 40 0 Td [(1)-400(2)-400(3)-400(4)-400(5)] TJ ET"),
        "Rows 1 2 3 4 5"
    );
    // A word that is drawn in parts, each where the one before ends, is one word.
    assert_eq!(
        said("BT /F1 12 Tf 72 700 Td (ev) Tj 12.7 0 Td (ery) Tj 16.1 0 Td (year,) Tj 28.2 0 Td ( as agreed) Tj ET"),
        "everyyear, as agreed"
    );
}

#[test]
fn cells_stay_apart() {
    let table = "BT /F1 10 Tf 72 700 Td (Plan) Tj 60 0 Td (Seats) Tj 60 0 Td (Price) Tj -120 -14 Td (Brook) Tj 60 0 Td (40) Tj 60 0 Td (310 \\200) Tj ET";
    assert_eq!(said(table), "Plan\tSeats\tPrice\nBrook\t40\t310 €");
    // Two numbers that stand close, each drawn by itself, are no third.
    for gap in ["12.5", "14", "16", "22"] {
        let close = format!("BT /F1 10 Tf 72 700 Td (40) Tj {gap} 0 Td (310 \\200) Tj ET");
        assert_eq!(said(&close), "40\t310 €", "{gap}");
        let apart = format!(
            "q 1 0 0 1 72 700 cm BT /F1 10 Tf (40) Tj ET Q q 1 0 0 1 72 700 cm 1 0 0 1 {gap} 0 cm BT /F1 10 Tf (310 \\200) Tj ET Q"
        );
        assert_eq!(said(&apart), "40\t310 €", "{gap}");
    }
    let contents = "BT /F1 10 Tf 12 TL 72 700 Td (1 Scope of the agreement ................ 3) Tj T* (1.1 Where the data is kept .............. 11) Tj ET";
    assert_eq!(
        said(contents),
        "1 Scope of the agreement ................ 3\n1.1 Where the data is kept .............. 11"
    );
    // One number whose thousands are set apart is one.
    assert_eq!(said("BT /F1 10 Tf 72 700 Td (1 450 \\200) Tj ET"), "1 450 €");
    assert_eq!(said("BT /F1 10 Tf 72 700 Td [(1)-200(450)] TJ ET"), "1 450");
    // A footnote's mark is no digit of the number it stands at.
    assert_eq!(
        said("BT /F1 10 Tf 72 700 Td (38) Tj /F1 6 Tf 4 Ts (1) Tj 0 Ts /F1 10 Tf ( a seat) Tj ET"),
        "38 1 a seat"
    );
}

#[test]
fn what_a_browser_lays_out_side_by_side_is_told_apart() {
    // Columns whose lines stand at different heights, with a heading in one of them and a small table in the other.
    let at = |x: u32, y: u32, text: &str| format!("BT /F1 11 Tf {x} {y} Td ({text}) Tj ET ");
    let left = [
        "Terms 2027",
        "The contract runs for three years and is",
        "renewed by a further year unless one side",
        "ends it in writing.",
    ];
    let right = [
        "Training takes place at the offices of the",
        "customer, in groups of at most eight, and is",
        "billed by the day.",
    ];
    let mut content: String = left.iter().zip([700, 680, 667, 654]).map(|(text, y)| at(60, y, text)).collect();
    content.extend(right.iter().zip([705, 692, 679]).map(|(text, y)| at(310, y, text)));
    content +=
        &[at(310, 650, "Day"), at(420, 650, "900 \\200"), at(310, 632, "Week"), at(420, 632, "3 800 \\200")].concat();
    assert_eq!(
        said(&content),
        "Terms 2027\n\nThe contract runs for three years and is renewed by a further year unless one side ends it in writing.\n\n\
         Training takes place at the offices of the customer, in groups of at most eight, and is billed by the day.\n\n\
         Day\t900 €\nWeek\t3 800 €"
    );
    // Cells are read by rows, however long they are, where each begins anew.
    let cells = [
        ("Where the data is kept", "Only in Frankfurt and Vienna"),
        ("How long backups stay", "Ninety days, then overwritten"),
        ("Who may see the logs", "Named engineers of the vendor"),
    ];
    let table: String =
        cells.iter().zip([700, 686, 672]).map(|((name, value), y)| at(60, y, name) + &at(300, y, value)).collect();
    let rows = cells.map(|(name, value)| format!("{name}\t{value}")).join("\n");
    assert_eq!(said(&table), rows);
}

#[test]
fn forms_are_read_where_they_are_drawn() {
    let fonts = || dictionary! { "Font" => dictionary! { "G" => helvetica() } };
    let document = pdf_with(
        "",
        &[
            "BT /F1 12 Tf 72 780 Td (Price sheet) Tj ET q 1 0 0 1 0 -20 cm /Outer Do Q BT /F1 12 Tf 72 100 Td (Page 1) Tj ET",
        ],
        |document| {
            let inner = document.add_object(form(
                "BT /G 12 Tf 72 500 Td (The clause Tern-5 applies.) Tj ET",
                [1, 0, 0, 1, 0, 100],
                fonts(),
            ));
            let mut own = fonts();
            own.set("XObject", dictionary! { "Inner" => inner });
            let outer =
                form("BT /G 12 Tf 72 700 Td (Support answers in a day.) Tj ET /Inner Do", [1, 0, 0, 1, 0, 0], own);
            dictionary! { "XObject" => dictionary! { "Outer" => document.add_object(outer) } }
        },
    );
    let page = page(document);
    assert_eq!(page.text, "Price sheet\n\nSupport answers in a day.\n\nThe clause Tern-5 applies.\n\nPage 1");
    assert_eq!(page.remark, None);
}

#[test]
fn columns_are_read_one_after_the_other() {
    let column = |x: u32, lines: [&str; 4]| {
        lines
            .iter()
            .zip([700, 686, 672, 658])
            .map(|(line, y)| format!("BT /F1 11 Tf {x} {y} Td ({line}) Tj ET "))
            .collect::<String>()
    };
    let left = [
        "Servers stand in Malmo and in Turku, and no",
        "copy of a customer's data leaves the Nordic",
        "countries, whatever else is ordered with it",
        "and whoever orders it.",
    ];
    let right = [
        "The fee is 9,400 euros a year. It includes a",
        "course for eight people at their own office",
        "and the help line in three languages during",
        "the hours of work.",
    ];
    let text = "Servers stand in Malmo and in Turku, and no copy of a customer's data leaves the Nordic countries, whatever else is ordered with it \
        and whoever orders it.\n\nThe fee is 9,400 euros a year. It includes a course for eight people at their own office and the help line in \
        three languages during the hours of work.";
    let (left, right) = (column(60, left), column(310, right));
    for content in [format!("{left}{right}"), format!("{right}{left}")] {
        assert_eq!(said(&content), text);
        let framed = format!(
            "BT /F1 18 Tf 60 740 Td (Terms of service for customers in the north) Tj ET {content} BT /F1 11 Tf 60 600 Td (Both columns are part of the contract, and this line stands below them.) Tj ET"
        );
        assert_eq!(
            said(&framed),
            format!(
                "Terms of service for customers in the north\n\n{text}\n\nBoth columns are part of the contract, and this line stands below them."
            )
        );
    }
}

#[test]
fn letters_mean_what_their_font_says() {
    let mut fonts = dictionary! {};
    let named = dictionary! { "Type" => "Encoding", "Differences" => vec![1.into(), "f_i".into(), "fi".into(), "ffl".into(), "Euro".into(), "uni00F8".into(), "nosuchname".into()] };
    fonts.set(
        "Named",
        dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => named },
    );
    let map = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange \
        2 beginbfchar <0001> <00660069> <0002> <20AC> endbfchar 1 beginbfrange <0010> <0029> <0061> endbfrange endcmap end";
    let document = pdf_with(
        "",
        &[
            "BT /Named 12 Tf 72 700 Td (\\002nal o\\003ine 9 \\004 Troms\\005) Tj ET BT /Mapped 12 Tf 72 600 Td <0001001D0010001B> Tj ET",
        ],
        |document| {
            let map = document.add_object(Stream::new(dictionary! {}, map.as_bytes().to_vec()));
            let inside = dictionary! { "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "Own", "DW" => 600,
            "CIDSystemInfo" => dictionary! { "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Identity"), "Supplement" => 0 } };
            fonts.set(
                "Mapped",
                dictionary! { "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "Own", "Encoding" => "Identity-H",
                "DescendantFonts" => vec![inside.into()], "ToUnicode" => map },
            );
            dictionary! { "Font" => fonts }
        },
    );
    let page = page(document);
    assert_eq!(
        (page.text.as_str(), page.remark),
        ("final oﬄine 9 € Tromsø\n\nfinal".replace('ﬄ', "ffl").as_str(), None)
    );
}

#[test]
fn what_is_not_read_is_said_with_its_page() {
    let text = "BT /F1 12 Tf 72 700 Td (The yearly report, as far as it is text.) Tj ET";
    let picture = "q 500 0 0 700 40 60 cm /Scan Do Q BT /F1 8 Tf 500 20 Td (7) Tj ET";
    let mute = "BT /Mute 12 Tf 72 700 Td <000300040005> Tj ET BT /F1 12 Tf 72 600 Td (Annex B) Tj ET";
    let document = pdf_with("", &[text, picture, mute, picture, picture, text], |document| {
        let scan = dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 2, "Height" => 2, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8 };
        let scan = document.add_object(Stream::new(scan, vec![0; 4]));
        let inside = dictionary! { "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "Own",
        "CIDSystemInfo" => dictionary! { "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal("Identity"), "Supplement" => 0 } };
        let mute = dictionary! { "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "Own", "Encoding" => "Identity-H", "DescendantFonts" => vec![inside.into()] };
        dictionary! { "XObject" => dictionary! { "Scan" => scan }, "Font" => dictionary! { "Mute" => mute } }
    });
    let page = page(document);
    assert_eq!(
        page.remark.as_deref(),
        Some("it was read in part: pages 2 and 4-5 are pictures; page 3 has a font whose letters cannot be read")
    );
    assert!(
        page.text.starts_with("The yearly report") && page.text.contains("Annex B") && !page.text.contains(UNKNOWN),
        "{}",
        page.text
    );
}

#[test]
fn text_in_other_directions_is_whole() {
    let turned = "BT /F1 10 Tf 72 700 Td (Upright) Tj ET BT /F1 10 Tf 0 1 -1 0 40 100 Tm (Confidential until May) Tj ET BT /F1 30 Tf 0.7 0.7 -0.7 0.7 200 300 Tm (Draft four) Tj ET";
    assert_eq!(said(turned), "Upright\n\nDraft four\n\nConfidential until May");
    let mut document = pdf(
        "",
        &[
            "BT /F1 10 Tf 0 1 -1 0 300 100 Tm (First line of a page that lies) Tj 0 1 -1 0 340 100 Tm (on its side) Tj ET",
        ],
    );
    let id = document.get_pages()[&1];
    document.get_object_mut(id).unwrap().as_dict_mut().unwrap().set("Rotate", 90);
    assert_eq!(page(document).text, "First line of a page that lies\n\non its side");
}

#[test]
fn what_is_drawn_twice_is_said_once() {
    // Twice for a bold look, filled and outlined, and under a shadow; "ll" is two letters all the same.
    assert_eq!(said("BT /F1 12 Tf 72 700 Td (Still 11 bills) Tj 0.3 0 Td (Still 11 bills) Tj ET"), "Still 11 bills");
    assert_eq!(said("BT /F1 12 Tf 2 Tr 72 700 Td (Still) Tj ( 11 bills) Tj ET"), "Still 11 bills");
    // What lies beyond the page is not on it.
    assert_eq!(said("BT /F1 12 Tf 72 700 Td (seen) Tj 0 900 Td (unseen) Tj ET"), "seen");
}

#[test]
fn hyphens_stay_and_soft_ones_go() {
    let lines =
        |above: &str, below: &str| said(&format!("BT /F1 10 Tf 12 TL 72 700 Td ({above}) Tj T* ({below}) Tj ET"));
    assert_eq!(
        lines("It is sent on request under a non-", "disclosure agreement"),
        "It is sent on request under a non-disclosure agreement"
    );
    assert_eq!(
        lines("Prices hold for the long-", "and the short-term plan"),
        "Prices hold for the long- and the short-term plan"
    );
    assert_eq!(lines("Prices are 40 euros from May -", "less before"), "Prices are 40 euros from May - less before");
    assert_eq!(
        lines("These are the points of the list that", "- begins here"),
        "These are the points of the list that\n- begins here"
    );
}

#[test]
fn a_file_that_only_its_owner_may_change_is_read() {
    let mut locked = pdf("Open terms", &[OVERVIEW]);
    let version = EncryptionVersion::V2 {
        document: &locked,
        owner_password: "owner",
        user_password: "",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    locked.encrypt(&state).unwrap();
    let page = page(locked);
    assert_eq!(page.title, "Open terms");
    assert!(page.text.contains("Backups are taken daily."), "{}", page.text);
}

#[test]
fn what_asks_for_too_much_ends() {
    // Forms that draw each other in a circle, and forms that double from each to the next.
    let circle = pdf_with("", &["BT /F1 12 Tf 72 700 Td (Before) Tj ET /A Do"], |document| {
        let (a, b) = (document.new_object_id(), document.new_object_id());
        let draws = |name: &str, id| {
            form(&format!("/{name} Do"), [1, 0, 0, 1, 0, 0], dictionary! { "XObject" => dictionary! { name => id } })
        };
        document.objects.insert(a, draws("B", b).into());
        document.objects.insert(b, draws("A", a).into());
        dictionary! { "XObject" => dictionary! { "A" => a } }
    });
    assert_eq!(page(circle).text, "Before");
    let doubling = pdf_with("", &["BT /F1 12 Tf 72 700 Td (Before) Tj ET /A Do"], |document| {
        let mut below =
            document.add_object(form("BT /F1 9 Tf 72 500 Td (x) Tj ET", [1, 0, 0, 1, 0, 0], dictionary! {}));
        for _ in 0..40 {
            below = document.add_object(form(
                "/A Do /A Do",
                [1, 0, 0, 1, 0, 0],
                dictionary! { "XObject" => dictionary! { "A" => below } },
            ));
        }
        dictionary! { "XObject" => dictionary! { "A" => below } }
    });
    assert_eq!(read_file("a.pdf", &bytes(doubling)), Err(ShelfError::TooLong));
    // Depths, lengths and numbers that no file needs.
    let text = "BT /F1 12 Tf 72 700 Td (Kept) Tj ET";
    for odd in [
        "[".repeat(200_000),
        "<<".repeat(200_000),
        "(".repeat(200_000),
        "q ".repeat(300_000),
        "Q ".repeat(300_000),
        "BT ".repeat(100_000),
        "/Span <</ActualText (x)>> BDC ".repeat(50_000),
        "1e38 0 0 1e38 1e38 1e38 cm BT /F1 1e38 Tf (far) Tj ET".to_owned(),
        "0 0 0 0 0 0 cm BT /F1 0 Tf (none) Tj ET".to_owned(),
        "BT /F1 12 Tf [(a) -99999999999999999999 (b) 1e300] TJ 99999999999999999999 Tc (c) Tj ET".to_owned(),
        "BT /None 12 Tf (no font) Tj ET /None Do /None gs /None sh".to_owned(),
        "BI /W 1 /H 1 /BPC 8 /CS /G ID x".to_owned(),
    ] {
        let read = read_file("a.pdf", &bytes(pdf("", &[&odd, text])));
        assert!(read.is_ok_and(|page| page.text.contains("Kept")), "{}", &odd[..odd.len().min(40)]);
    }
    // Pages that are their own parents.
    let mut looped = pdf("", &[text]);
    let tree = looped.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    looped.get_object_mut(tree).unwrap().as_dict_mut().unwrap().set("Kids", vec![tree.into(), tree.into()]);
    assert!(read_file("a.pdf", &bytes(looped)).is_err());
}

#[test]
fn pictures_locks_and_damage_are_told_apart() {
    assert_eq!(read_file("a.pdf", &bytes(pdf("", &["q 100 0 0 100 0 0 cm /Im1 Do Q"]))), Err(ShelfError::NoText));
    let mut locked = pdf("", &[OVERVIEW]);
    let version = EncryptionVersion::V2 {
        document: &locked,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    locked.encrypt(&state).unwrap();
    assert_eq!(read_file("a.pdf", &bytes(locked)), Err(ShelfError::Encrypted));
    for damaged in [&b"no pdf"[..], b"", b"%PDF-1.7\n", b"%PDF-1.5\n%%EOF"] {
        assert!(matches!(read_file("a.pdf", damaged), Err(ShelfError::Broken { .. })), "{damaged:?}");
    }
}

#[test]
fn a_page_that_unpacks_to_more_than_it_may_is_refused() {
    let mut document = pdf("", &[OVERVIEW]);
    let page = document.get_pages()[&1];
    let huge = Stream::new(dictionary! {}, vec![b' '; UNPACKED_MAX + 1]);
    let huge = document.add_object(huge);
    document.get_object_mut(page).unwrap().as_dict_mut().unwrap().set("Contents", huge);
    document.compress();
    let bytes = bytes(document);
    assert!(bytes.len() < 1 << 20);
    assert_eq!(read_file("a.pdf", &bytes), Err(ShelfError::TooLong));
}

proptest! {
    /// A PDF with some of its bytes changed, cut out or doubled is read or refused; it never panics.
    #[test]
    fn no_damage_makes_it_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3), 1..24)) {
        let mut bytes = bytes(pdf("Title", &[OVERVIEW, OVERVIEW]));
        for (place, byte, how) in changes {
            let at = place.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => { bytes.remove(at); }
                _ => bytes.insert(at, byte),
            }
        }
        let _ = read_file("a.pdf", &bytes);
    }
}
