//! Measuring on sales conversations: a case goes in, and what the product makes of it comes out by line.

use app::ErrorCode;
use journeys::{TestApp, sample};
use serde_json::json;

#[tokio::test]
async fn a_case_comes_back_by_its_lines() {
    let app = TestApp::connected_to(sample()).await;
    let dir = tempfile::tempdir().unwrap();
    let line = |n: usize, speaker: &str, text: &str| json!({"n": n, "speaker": speaker, "text": text});
    let (rep, buyer) = ("Nora Feld", "Ruth Okafor");
    let case = json!({
        "id": "x1", "language": "en", "today": "2026-11-20", "zone": "Europe/London",
        "rep": {"name": rep, "email": "nora@seller.example"}, "colleagues": [],
        "company": {"name": "Okafor Looms", "domain": "looms.example", "industry": "Textiles"},
        "contacts": [{"name": buyer, "title": "Head of weaving", "email": "ruth@looms.example"}],
        "deal": {"name": "Looms", "stage": "Trial", "amount": 20000, "currency": "GBP", "close_date": "2027-01-31"},
        "documents": [
            {"id": "d1", "kind": "call", "at": "2026-11-10T10:00:00Z", "title": "First call", "lines": [
                line(1, rep, "Good morning, thanks for taking the time today."),
                line(2, buyer, "The trouble is that the shuttle sensors lose their readings at night."),
                line(3, rep, "I'll send you the calibration sheet by 17 November."),
                line(4, buyer, "Our budget for this year is 24,000 pounds, and that is final."),
            ]},
            {"id": "d2", "kind": "email", "at": "2026-11-12T09:00:00Z", "title": "Sensors", "from": buyer, "to": [rep], "lines": [
                line(1, buyer, "Hello Nora,"),
                line(2, buyer, "the old looms came from a firm called Brandywine Textile Machines."),
                line(3, buyer, "Could you tell me how many sensors one licence covers?"),
            ]},
            {"id": "d3", "kind": "note", "at": "2026-11-13T09:00:00Z", "title": "", "from": rep, "lines": [
                line(1, rep, "Ruth wants the trial in hall 3 <first>."),
            ]},
        ],
        "questions": ["When do the shuttle sensors lose their readings?", "Who chairs the works council of Atlantis?"],
    });
    std::fs::write(dir.path().join("x1.json"), case.to_string()).unwrap();
    let all = app::eval_sales(&app.settings, dir.path()).await.unwrap();
    let [answers] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(answers.case, "x1");
    let promise = answers.promises.iter().find(|promise| promise.by == "us").unwrap();
    assert_eq!(
        (promise.lines.as_slice(), promise.due.map(|due| due.to_string())),
        (&["d1:3".to_owned()][..], Some("2026-11-17".to_owned()))
    );
    assert_eq!(answers.answers[0].lines.first().map(String::as_str), Some("d1:2"), "{:?}", answers.answers);
    assert_eq!(answers.answers[1].certainty, "absent");
    let shown: Vec<&String> = answers.brief.iter().flat_map(|line| &line.lines).collect();
    assert!(shown.iter().any(|line| *line == "d2:3"), "{shown:?}");

    std::fs::write(dir.path().join("x2.json"), "{\"id\": 7").unwrap();
    let error = app::eval_sales(&app.settings, dir.path()).await.unwrap_err();
    assert!(error.code == ErrorCode::Usage && error.message.contains("x2.json"), "{error:?}");
}
