//! Tickets count as shared with the customer: whatever is filed on one, the customer reads nothing of ours.

use app::{ApproveRequest, ErrorCode, PushRequest, PushSilent};
use domain::{ChangeToMake, NoteToFile, ObjectType, Priority, RecordId, TaskToFile, TaskType, Write};
use journeys::{
    TestApp, now,
    proposing::{footer, propose},
    sample,
};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

/// Words that stand in everything we write here.
const OURS: [&str; 3] = ["zarbifax", "Compiled from your CRM", "Maren Holt"];

async fn customer_view(app: &TestApp, ticket: &RecordId) -> Value {
    let url = format!("{}/_sim/customer/tickets/{}", app.crm.url(), ticket.id);
    serde_json::from_str(&transport::get(url).await.unwrap().text().await.unwrap()).unwrap()
}

fn change(ticket: &RecordId, property: &str, from: Option<&str>, to: &str) -> Write {
    Write::Change(ChangeToMake {
        record: ticket.clone(),
        property: property.to_owned(),
        label: property.to_owned(),
        from: from.map(str::to_owned),
        to: to.to_owned(),
        seen_at: now(),
        provenance: None,
    })
}

/// Puts up a write as a proposal, and approves it as the rep does.
async fn approve(app: &TestApp, write: impl FnOnce(String) -> Write) -> Result<String, app::AppError> {
    let writable = app::open_for_writing(&app.settings).await.unwrap();
    let marker = outbox::new_marker();
    let body = format!("<p>The zarbifax is broken.</p>{}", footer(&marker));
    let proposal = propose(&writable.open.database, marker, write(body), now());
    let request = ApproveRequest { id: proposal.id.0.clone(), hash: Some(proposal.hash), confirm: None };
    app::approve(&writable.open, &[request], now()).map(|all| all.proposals[0].id.clone())
}

#[tokio::test]
async fn the_customer_reads_nothing_of_ours() {
    let app = TestApp::connected_to(sample()).await;
    app.sync().await;
    let tickets = journeys::records(&app.crm, ObjectType::Ticket).await;
    for (id, record) in tickets {
        let ticket = RecordId::new(ObjectType::Ticket, id);
        let before = customer_view(&app, &ticket).await;
        assert!(before["subject"].as_str().is_some_and(|subject| !subject.is_empty()), "there is something to see");
        let targets = vec![ticket.clone()];
        let note = approve(&app, |body| Write::Note(NoteToFile { body, at: now(), owner: None, targets })).await;
        let targets = vec![ticket.clone()];
        let task = approve(&app, |body| {
            let subject = "Mend the zarbifax".to_owned();
            Write::Task(TaskToFile {
                subject,
                body,
                due: now(),
                owner: None,
                for_another: false,
                reminder: None,
                targets,
                task_type: TaskType::Todo,
                priority: Priority::None,
            })
        })
        .await;
        let priority = record["properties"]["hs_ticket_priority"].as_str();
        let other = if priority == Some("HIGH") { "LOW" } else { "HIGH" };
        let choice = approve(&app, |_| change(&ticket, "hs_ticket_priority", priority, other)).await;
        let filed = [note.unwrap(), task.unwrap(), choice.unwrap()];
        for property in ["subject", "content"] {
            let from = record["properties"][property].as_str();
            let refused = approve(&app, |_| change(&ticket, property, from, "The zarbifax is broken")).await;
            assert_eq!(refused.unwrap_err().code, ErrorCode::Usage, "{property}");
        }
        let report =
            app::push(&app.settings, PushRequest::default(), &PushSilent, &CancellationToken::new()).await.unwrap();
        let verified = report.entries.iter().filter(|entry| entry.status == "verified");
        let verified: Vec<&String> = verified.map(|entry| &entry.id).collect();
        assert!(filed.iter().all(|id| verified.contains(&id)), "{report:#?}");
        let after = customer_view(&app, &ticket).await;
        assert_eq!(after, before);
        assert!(OURS.iter().all(|word| !after.to_string().contains(word)));
    }
    assert!(0 < app.crm.stats()["created"]["notes"].as_u64().unwrap());
}
