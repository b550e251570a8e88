//! Which properties are read. HubSpot returns only a few unless they are named.

use domain::ObjectType;

/// Properties of a deal whose past a brief needs, fetched with HubSpot's own history.
pub const HISTORIED: [&str; 4] = ["dealstage", "amount", "closedate", "hubspot_owner_id"];

/// The properties to ask for, by type.
pub fn properties_of(object: ObjectType) -> &'static [&'static str] {
    match object {
        ObjectType::Contact => &[
            "firstname", "lastname", "email", "jobtitle", "phone", "mobilephone", "company", "city", "country", "hs_timezone",
            "hs_language", "lifecyclestage", "hs_lead_status", "hubspot_owner_id", "hs_email_optout", "hs_buying_role",
            "hs_merged_object_ids", "createdate", "lastmodifieddate", "hs_object_id",
        ],
        ObjectType::Company => &[
            "name", "domain", "industry", "numberofemployees", "annualrevenue", "city", "country", "phone", "description",
            "lifecyclestage", "hubspot_owner_id", "hs_merged_object_ids", "createdate", "hs_lastmodifieddate", "hs_object_id",
        ],
        ObjectType::Deal => &[
            "dealname", "pipeline", "dealstage", "amount", "deal_currency_code", "closedate", "hs_next_step", "dealtype",
            "description", "closed_lost_reason", "hubspot_owner_id", "hs_merged_object_ids", "createdate", "hs_lastmodifieddate",
            "hs_object_id",
        ],
        ObjectType::Ticket => &[
            "subject", "content", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_priority", "hs_ticket_category", "closed_date",
            "hubspot_owner_id", "hs_merged_object_ids", "createdate", "hs_lastmodifieddate", "hs_object_id",
        ],
        ObjectType::Note => &["hs_note_body", "hs_timestamp", "hubspot_owner_id", "hs_createdate", "hs_lastmodifieddate"],
        ObjectType::Call => &[
            "hs_call_title", "hs_call_body", "hs_call_summary", "hs_call_direction", "hs_call_disposition", "hs_call_duration",
            "hs_call_status", "hs_call_has_transcript", "hs_call_transcription_id", "hs_timestamp", "hubspot_owner_id",
            "hs_createdate", "hs_lastmodifieddate",
        ],
        ObjectType::Email => &[
            "hs_email_subject", "hs_email_text", "hs_email_html", "hs_email_direction", "hs_email_status", "hs_email_thread_id",
            "hs_email_from_email", "hs_email_from_firstname", "hs_email_from_lastname", "hs_email_to_email", "hs_timestamp",
            "hubspot_owner_id", "hs_createdate", "hs_lastmodifieddate",
        ],
        ObjectType::Meeting => &[
            "hs_meeting_title", "hs_meeting_body", "hs_internal_meeting_notes", "hs_meeting_start_time", "hs_meeting_end_time",
            "hs_meeting_outcome", "hs_meeting_location", "hs_meeting_external_url", "hs_timestamp", "hubspot_owner_id",
            "hs_createdate", "hs_lastmodifieddate",
        ],
        ObjectType::Task => &[
            "hs_task_subject", "hs_task_body", "hs_task_status", "hs_task_priority", "hs_task_type", "hs_timestamp",
            "hubspot_owner_id", "hs_createdate", "hs_lastmodifieddate",
        ],
    }
}

/// The property that moves with every change.
pub fn modified_property(object: ObjectType) -> &'static str {
    if object == ObjectType::Contact { "lastmodifieddate" } else { "hs_lastmodifieddate" }
}
