//! HubSpot's internal names of the properties that are read by name. They stand here, in the client and in the simulator, and nowhere else.
//!
//! Source: HubSpot's default properties of each object (CRM API v3). Where a value is read rather than cited, use the typed views
//! ([`crate::Deal`], [`crate::Meeting`], [`crate::Contact`], [`crate::Ticket`]).

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident = $value:literal;)*) => { $($(#[$doc])* pub const $name: &str = $value;)* };
}

names! {
    /// The name of a company.
    NAME = "name";
    /// A company's web domain.
    DOMAIN = "domain";
    /// A company's industry, as one of HubSpot's choices.
    INDUSTRY = "industry";
    /// How many people a company employs.
    NUMBER_OF_EMPLOYEES = "numberofemployees";
    /// The country of a contact or company.
    COUNTRY = "country";
    /// The city of a contact or company.
    CITY = "city";
    /// What a record says of itself in prose.
    DESCRIPTION = "description";
    /// A contact's first name.
    FIRST_NAME = "firstname";
    /// A contact's last name.
    LAST_NAME = "lastname";
    /// A contact's main e-mail address.
    EMAIL = "email";
    /// A contact's further e-mail addresses, with semicolons between them.
    ADDITIONAL_EMAILS = "hs_additional_emails";
    /// The id of a contact's primary company.
    ASSOCIATED_COMPANY = "associatedcompanyid";
    /// Whether a contact wants no marketing mail.
    EMAIL_OPT_OUT = "hs_email_optout";
    /// A contact's job title.
    JOB_TITLE = "jobtitle";
    /// The company that a contact typed into a form.
    COMPANY_TYPED = "company";
    /// A phone number.
    PHONE = "phone";
    /// A mobile phone number.
    MOBILE_PHONE = "mobilephone";
    /// A contact's time zone, with `_slash_` for the slash.
    TIME_ZONE = "hs_timezone";
    /// The part a contact plays in a purchase, HubSpot's own choices with semicolons between them.
    BUYING_ROLE = "hs_buying_role";
    /// Where a contact stands between stranger and customer.
    LIFECYCLE_STAGE = "lifecyclestage";
    /// The page of the website that a contact saw last.
    LAST_PAGE = "hs_analytics_last_url";
    /// When a contact saw that page.
    LAST_PAGE_AT = "hs_analytics_last_timestamp";
    /// How many pages a contact has seen.
    PAGE_VIEWS = "hs_analytics_num_page_views";
    /// The form or list through which a contact came last.
    LAST_CONVERSION = "recent_conversion_event_name";
    /// When they came through it.
    LAST_CONVERSION_AT = "recent_conversion_date";
    /// How many forms a contact has filled in.
    CONVERSIONS = "num_conversion_events";
    /// Whose a record is: an owner's id.
    OWNER = "hubspot_owner_id";
    /// When a record was made.
    CREATED_AT = "createdate";
    /// A record's own id, once more as a property.
    OBJECT_ID = "hs_object_id";
    /// The name of a deal.
    DEAL_NAME = "dealname";
    /// The stage that a deal is in: a stage's id.
    DEAL_STAGE = "dealstage";
    /// The pipeline that a deal is in: a pipeline's id.
    PIPELINE = "pipeline";
    /// The sum of a deal in its own currency.
    AMOUNT = "amount";
    /// The ISO 4217 code of a deal's currency; only in portals with several.
    CURRENCY_CODE = "deal_currency_code";
    /// The day on which a deal is expected to close, or did.
    CLOSE_DATE = "closedate";
    /// What is to happen next in a deal.
    NEXT_STEP = "hs_next_step";
    /// The subject of a ticket.
    SUBJECT = "subject";
    /// What a ticket says.
    CONTENT = "content";
    /// The pipeline that a ticket is in.
    TICKET_PIPELINE = "hs_pipeline";
    /// The stage that a ticket is in.
    TICKET_STAGE = "hs_pipeline_stage";
    /// How urgent a ticket is.
    TICKET_PRIORITY = "hs_ticket_priority";
    /// What a ticket is about, as one of the portal's choices.
    TICKET_CATEGORY = "hs_ticket_category";
    /// Where an activity stands on the timeline.
    TIMESTAMP = "hs_timestamp";
    /// The text of a note.
    NOTE_BODY = "hs_note_body";
    /// The title of a call.
    CALL_TITLE = "hs_call_title";
    /// The notes of a call.
    CALL_BODY = "hs_call_body";
    /// What HubSpot's own software made of a call.
    CALL_SUMMARY = "hs_call_summary";
    /// Whether a call was completed.
    CALL_STATUS = "hs_call_status";
    /// The outcome of a call: an id of HubSpot's.
    CALL_DISPOSITION = "hs_call_disposition";
    /// How long a call lasted, in milliseconds.
    CALL_DURATION = "hs_call_duration";
    /// The id under which a call's transcript is asked for.
    CALL_TRANSCRIPTION_ID = "hs_call_transcription_id";
    /// Whether HubSpot says that a call has a transcript.
    CALL_HAS_TRANSCRIPT = "hs_call_has_transcript";
    /// The subject of a mail.
    EMAIL_SUBJECT = "hs_email_subject";
    /// The text of a mail without its markup.
    EMAIL_TEXT = "hs_email_text";
    /// The text of a mail with its markup.
    EMAIL_HTML = "hs_email_html";
    /// Whether a mail came in or went out.
    EMAIL_DIRECTION = "hs_email_direction";
    /// What became of a mail.
    EMAIL_STATUS = "hs_email_status";
    /// The address a mail came from.
    EMAIL_FROM = "hs_email_from_email";
    /// The sender's first name as the mail gives it.
    EMAIL_FROM_FIRST_NAME = "hs_email_from_firstname";
    /// The sender's last name as the mail gives it.
    EMAIL_FROM_LAST_NAME = "hs_email_from_lastname";
    /// The addresses a mail went to.
    EMAIL_TO = "hs_email_to_email";
    /// The addresses that got a copy of a mail.
    EMAIL_CC = "hs_email_cc_email";
    /// Who got a mail without the others knowing, with semicolons between them.
    EMAIL_BCC = "hs_email_bcc_email";
    /// The title of a meeting.
    MEETING_TITLE = "hs_meeting_title";
    /// The invitation's text.
    MEETING_BODY = "hs_meeting_body";
    /// What colleagues noted about a meeting.
    MEETING_NOTES = "hs_internal_meeting_notes";
    /// When a meeting starts.
    MEETING_START = "hs_meeting_start_time";
    /// When a meeting ends.
    MEETING_END = "hs_meeting_end_time";
    /// What became of a meeting.
    MEETING_OUTCOME = "hs_meeting_outcome";
    /// Where a meeting is held: a room, or an address to join at.
    MEETING_LOCATION = "hs_meeting_location";
    /// Where a meeting is joined.
    MEETING_URL = "hs_meeting_external_url";
    /// The title of a task.
    TASK_SUBJECT = "hs_task_subject";
    /// What a task says.
    TASK_BODY = "hs_task_body";
    /// Whether a task is done.
    TASK_STATUS = "hs_task_status";
    /// What is to be done in a task.
    TASK_TYPE = "hs_task_type";
    /// How urgent a task is.
    TASK_PRIORITY = "hs_task_priority";
    /// When a task's owner is reminded of it, in milliseconds.
    TASK_REMINDERS = "hs_task_reminders";
}
