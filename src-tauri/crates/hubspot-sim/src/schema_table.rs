//! The properties HubSpot brings along, as far as a sales tool meets them.
//!
//! One property a line: `name type/field group flags | label | options`. Flags: `r` read-only, `u` unique, `-` none. Options are
//! `value=label`, separated by commas; a bare value is its own label. Pipelines and stages get their options from the portal.

use crate::objects::ObjectType;

/// The lines of one object type, without those in [`EVERY_OBJECT`].
pub(crate) fn lines(object: ObjectType) -> &'static str {
    match object {
        ObjectType::Contact => CONTACT,
        ObjectType::Company => COMPANY,
        ObjectType::Deal => DEAL,
        ObjectType::Ticket => TICKET,
        ObjectType::Note => NOTE,
        ObjectType::Call => CALL,
        ObjectType::Email => EMAIL,
        ObjectType::Meeting => MEETING,
        ObjectType::Task => TASK,
    }
}

pub(crate) const EVERY_OBJECT: &str = "
hs_object_id number/number info r | Record ID |
hs_object_source string/text info r | Record source |
hs_object_source_id string/text info r | Record source ID |
hs_object_source_label string/text info r | Record source label |
hs_merged_object_ids enumeration/checkbox info r | Merged record IDs |
hs_unique_creation_key string/text info r | Unique creation key |
hubspot_owner_id enumeration/select info - | Owner |
hubspot_owner_assigneddate datetime/date info r | Owner assigned date |
";

pub(crate) const EVERY_ENGAGEMENT: &str = "
hs_timestamp datetime/date activity - | Activity date |
hs_createdate datetime/date activity r | Create date |
hs_lastmodifieddate datetime/date activity r | Last modified date |
hs_attachment_ids enumeration/checkbox activity - | Attached file IDs |
hs_activity_type enumeration/select activity - | Activity type |
hs_body_preview string/textarea activity r | Body preview |
hs_created_by_user_id number/number activity r | Created by user ID |
";

const CONTACT: &str = "
createdate datetime/date contactinformation r | Create date |
lastmodifieddate datetime/date contactinformation r | Last modified date |
email string/text contactinformation u | Email |
hs_additional_emails string/text contactinformation r | Additional email addresses |
firstname string/text contactinformation - | First name |
lastname string/text contactinformation - | Last name |
salutation string/text contactinformation - | Salutation |
jobtitle string/text contactinformation - | Job title |
company string/text contactinformation - | Company name |
phone string/phonenumber contactinformation - | Phone number |
mobilephone string/phonenumber contactinformation - | Mobile phone number |
website string/text contactinformation - | Website URL |
address string/text contactinformation - | Street address |
city string/text contactinformation - | City |
zip string/text contactinformation - | Postal code |
country string/text contactinformation - | Country/Region |
associatedcompanyid number/number contactinformation - | Primary associated company ID |
hs_timezone enumeration/select contactinformation - | Time zone |
hs_language enumeration/select contactinformation - | Preferred language |
hs_linkedin_url string/text contactinformation - | LinkedIn URL |
hs_seniority enumeration/select contactinformation - | Employment seniority | entry=Entry,senior=Senior,manager=Manager,director=Director,vp=VP,executive=Executive,owner=Owner,partner=Partner
hs_role enumeration/select contactinformation - | Employment role |
hs_buying_role enumeration/checkbox sales_properties - | Buying role | BLOCKER=Blocker,BUDGET_HOLDER=Budget holder,CHAMPION=Champion,DECISION_MAKER=Decision maker,END_USER=End user,EXECUTIVE_SPONSOR=Executive sponsor,INFLUENCER=Influencer,LEGAL_AND_COMPLIANCE=Legal & compliance,OTHER=Other
lifecyclestage enumeration/radio contactinformation - | Lifecycle stage | subscriber=Subscriber,lead=Lead,marketingqualifiedlead=Marketing qualified lead,salesqualifiedlead=Sales qualified lead,opportunity=Opportunity,customer=Customer,evangelist=Evangelist,other=Other
hs_lead_status enumeration/radio sales_properties - | Lead status | NEW=New,OPEN=Open,IN_PROGRESS=In progress,OPEN_DEAL=Open deal,UNQUALIFIED=Unqualified,ATTEMPTED_TO_CONTACT=Attempted to contact,CONNECTED=Connected,BAD_TIMING=Bad timing
hs_email_optout bool/booleancheckbox emailinformation - | Unsubscribed from all email | true=True,false=False
hs_email_bounce number/number emailinformation r | Marketing emails bounced |
hs_analytics_source enumeration/select analyticsinformation r | Original traffic source |
hubspotscore number/number contactinformation r | HubSpot score |
recent_conversion_date datetime/date conversioninformation r | Recent conversion date |
recent_conversion_event_name string/text conversioninformation r | Recent conversion |
num_conversion_events number/number conversioninformation r | Number of form submissions |
notes_last_contacted datetime/date sales_properties r | Last contacted |
notes_last_updated datetime/date sales_properties r | Last activity date |
notes_next_activity_date datetime/date sales_properties r | Next activity date |
num_notes number/number sales_properties r | Number of sales activities |
message string/textarea contactinformation - | Message |
birthday string/text contactinformation - | Date of birth |
";

const COMPANY: &str = "
createdate datetime/date companyinformation r | Create date |
hs_lastmodifieddate datetime/date companyinformation r | Last modified date |
name string/text companyinformation - | Company name |
domain string/text companyinformation - | Company domain name |
website string/text companyinformation - | Website URL |
phone string/phonenumber companyinformation - | Phone number |
description string/textarea companyinformation - | Description |
about_us string/textarea companyinformation - | About us |
industry enumeration/select companyinformation - | Industry |
type enumeration/select companyinformation - | Type | PROSPECT=Prospect,PARTNER=Partner,RESELLER=Reseller,VENDOR=Vendor,OTHER=Other
numberofemployees number/number companyinformation - | Number of employees |
annualrevenue number/number companyinformation - | Annual revenue |
founded_year string/text companyinformation - | Year founded |
address string/text companyinformation - | Street address |
city string/text companyinformation - | City |
state string/text companyinformation - | State/Region |
zip string/text companyinformation - | Postal code |
country string/text companyinformation - | Country/Region |
timezone string/text companyinformation - | Time zone |
linkedin_company_page string/text companyinformation - | LinkedIn company page |
lifecyclestage enumeration/radio companyinformation - | Lifecycle stage | subscriber=Subscriber,lead=Lead,marketingqualifiedlead=Marketing qualified lead,salesqualifiedlead=Sales qualified lead,opportunity=Opportunity,customer=Customer,evangelist=Evangelist,other=Other
hs_lead_status enumeration/radio companyinformation - | Lead status | NEW=New,OPEN=Open,IN_PROGRESS=In progress,OPEN_DEAL=Open deal,UNQUALIFIED=Unqualified,ATTEMPTED_TO_CONTACT=Attempted to contact,CONNECTED=Connected,BAD_TIMING=Bad timing
hs_parent_company_id number/number companyinformation r | Parent company ID |
notes_last_contacted datetime/date companyinformation r | Last contacted |
notes_last_updated datetime/date companyinformation r | Last activity date |
notes_next_activity_date datetime/date companyinformation r | Next activity date |
";

const DEAL: &str = "
createdate datetime/date dealinformation - | Create date |
hs_lastmodifieddate datetime/date dealinformation r | Last modified date |
dealname string/text dealinformation - | Deal name |
amount number/number dealinformation - | Amount |
hs_mrr number/number dealinformation r | Monthly recurring revenue |
hs_arr number/number dealinformation r | Annual recurring revenue |
deal_currency_code enumeration/select dealinformation - | Currency |
pipeline enumeration/select dealinformation - | Pipeline |
dealstage enumeration/radio dealinformation - | Deal stage |
closedate datetime/date dealinformation - | Close date |
dealtype enumeration/radio dealinformation - | Deal type | newbusiness=New business,existingbusiness=Existing business
description string/textarea dealinformation - | Deal description |
hs_next_step string/text dealinformation - | Next step |
hs_priority enumeration/select dealinformation - | Priority | low=Low,medium=Medium,high=High
hs_manual_forecast_category enumeration/select dealinformation - | Forecast category | OMIT=Not forecasted,PIPELINE=Pipeline,BEST_CASE=Best case,COMMIT=Commit,CLOSED=Closed won
hs_forecast_amount number/number dealinformation r | Forecast amount |
hs_forecast_probability number/number dealinformation - | Forecast probability |
hs_deal_stage_probability number/number dealinformation r | Deal probability |
hs_is_closed bool/booleancheckbox dealinformation r | Is deal closed? | true=True,false=False
hs_is_closed_won bool/booleancheckbox dealinformation r | Is closed won? | true=True,false=False
closed_lost_reason string/textarea dealinformation - | Closed lost reason |
closed_won_reason string/textarea dealinformation - | Closed won reason |
notes_last_contacted datetime/date dealinformation r | Last contacted |
notes_last_updated datetime/date dealinformation r | Last activity date |
notes_next_activity_date datetime/date dealinformation r | Next activity date |
";

const TICKET: &str = "
createdate datetime/date ticketinformation - | Create date |
hs_lastmodifieddate datetime/date ticketinformation r | Last modified date |
subject string/text ticketinformation - | Ticket name |
content string/textarea ticketinformation - | Ticket description |
hs_pipeline enumeration/select ticketinformation - | Pipeline |
hs_pipeline_stage enumeration/select ticketinformation - | Ticket status |
hs_ticket_priority enumeration/select ticketinformation - | Priority | LOW=Low,MEDIUM=Medium,HIGH=High,URGENT=Urgent
hs_ticket_category enumeration/checkbox ticketinformation - | Category | PRODUCT_ISSUE=Product issue,BILLING_ISSUE=Billing issue,FEATURE_REQUEST=Feature request,GENERAL_INQUIRY=General inquiry
hs_resolution string/textarea ticketinformation - | Resolution |
source_type enumeration/select ticketinformation - | Source | CHAT=Chat,EMAIL=Email,FORM=Form,PHONE=Phone
closed_date datetime/date ticketinformation - | Close date |
hs_is_closed bool/booleancheckbox ticketinformation r | Is closed | true=True,false=False
time_to_close number/number ticketinformation r | Time to close |
";

const NOTE: &str = "
hs_note_body string/html note - | Note body |
";

const CALL: &str = "
hs_call_title string/text call - | Call title |
hs_call_body string/html call - | Call notes |
hs_call_summary string/html call - | Call summary |
hs_call_direction enumeration/select call - | Call direction | INBOUND=Inbound,OUTBOUND=Outbound
hs_call_disposition enumeration/select call - | Call outcome | f240bbac-87c9-4f6e-bf70-924b57d47db7=Connected,73a0d17f-1163-4015-bdd5-ec830791da20=No answer,9d9162e7-6cf3-4944-bf63-4dff82258764=Busy,b2cf5968-551e-4856-9783-52b3da59a7d0=Left voicemail,a4c4c377-d246-4b32-a13b-75a56a4cd0ff=Left live message,17b47fee-58de-441e-a44c-c6300d46f273=Wrong number
hs_call_duration number/number call - | Call duration |
hs_call_from_number string/text call - | From number |
hs_call_to_number string/text call - | To number |
hs_call_recording_url string/text call - | Recording URL |
hs_call_status enumeration/select call - | Call status | BUSY=Busy,CALLING_CRM_USER=Calling CRM user,CANCELED=Canceled,COMPLETED=Completed,CONNECTING=Connecting,FAILED=Failed,IN_PROGRESS=In progress,MISSED=Missed,NO_ANSWER=No answer,QUEUED=Queued,RINGING=Ringing
hs_call_source string/text call - | Call source |
hs_call_callee_object_id number/number call - | Callee record ID |
hs_call_callee_object_type_id string/text call - | Callee object type |
hs_call_external_id string/text call - | External ID |
hs_call_app_id number/number call - | App ID |
hs_call_has_transcript bool/booleancheckbox call - | Call has transcript | true=True,false=False
hs_call_transcription_id number/number call - | Transcription ID |
hs_call_suggested_next_actions string/textarea call - | Suggested next actions |
hs_call_video_recording_url string/text call - | Video recording URL |
hs_call_meeting_id number/number call - | Meeting ID |
";

const EMAIL: &str = "
hs_email_subject string/text email - | Email subject |
hs_email_text string/textarea email - | Email body, text |
hs_email_html string/html email - | Email body, HTML |
hs_email_direction enumeration/select email - | Email direction | EMAIL=Email,INCOMING_EMAIL=Incoming email,FORWARDED_EMAIL=Forwarded email
hs_email_status enumeration/select email - | Email status | BOUNCED=Bounced,FAILED=Failed,SCHEDULED=Scheduled,SENDING=Sending,SENT=Sent
hs_email_headers string/textarea email - | Email headers |
hs_email_from_email string/text email r | From address |
hs_email_from_firstname string/text email r | From first name |
hs_email_from_lastname string/text email r | From last name |
hs_email_to_email string/text email r | To addresses |
hs_email_to_firstname string/text email r | To first names |
hs_email_to_lastname string/text email r | To last names |
hs_email_cc_email string/text email r | Cc addresses |
hs_email_bcc_email string/text email r | Bcc addresses |
hs_email_thread_id string/text email - | Thread ID |
hs_email_message_id string/text email - | Message ID |
";

const MEETING: &str = "
hs_meeting_title string/text meeting - | Meeting name |
hs_meeting_body string/html meeting - | Meeting description |
hs_internal_meeting_notes string/html meeting - | Internal meeting notes |
hs_meeting_start_time datetime/date meeting - | Start time |
hs_meeting_end_time datetime/date meeting - | End time |
hs_meeting_outcome enumeration/select meeting - | Meeting outcome | SCHEDULED=Scheduled,COMPLETED=Completed,RESCHEDULED=Rescheduled,NO_SHOW=No show,CANCELED=Canceled
hs_meeting_location string/text meeting - | Location |
hs_meeting_external_url string/text meeting - | External URL |
hs_meeting_source string/text meeting - | Meeting source |
";

const TASK: &str = "
hs_task_subject string/text task - | Task title |
hs_task_body string/html task - | Task notes |
hs_task_status enumeration/select task - | Task status | NOT_STARTED=Not started,IN_PROGRESS=In progress,WAITING=Waiting,COMPLETED=Completed,DEFERRED=Deferred
hs_task_priority enumeration/select task - | Priority | NONE=None,LOW=Low,MEDIUM=Medium,HIGH=High
hs_task_type enumeration/select task - | Task type | TODO=To-do,CALL=Call,EMAIL=Email,LINKED_IN=LinkedIn
hs_task_reminders string/text task - | Reminders |
hs_task_completion_date datetime/date task r | Completed at |
hs_task_is_overdue bool/booleancheckbox task r | Is overdue | true=True,false=False
";
