//! HubSpot's JSON, read leniently: every field may be absent or null, and nothing that comes in can make us panic.

use crate::HubSpotError;
use domain::{
    Association, ObjectType, Owner, Pipeline, PropertyChange, PropertyDefinition, Record, RecordId, Stage, visible,
};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use std::{borrow::Cow, collections::BTreeMap};

/// The HubSpot account that a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// HubSpot's number for the account.
    pub portal_id: u64,
    /// The account's time zone, an IANA name.
    #[serde(default)]
    pub time_zone: String,
    /// The host of the account's web pages.
    #[serde(default)]
    pub ui_domain: String,
    /// The ISO 4217 code of the account's currency.
    #[serde(default)]
    pub company_currency: String,
}

/// What HubSpot says about a private token. Not confirmed to work for service keys, so callers take a refusal for "unknown".
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenInfo {
    /// The user who made the token, who need not be the rep; none where HubSpot does not say.
    pub user_id: Option<u64>,
    /// The scopes that the token carries.
    #[serde(default)]
    pub scopes: Vec<String>,
}

/// A record as it was fetched, with the history and associations that came along.
#[derive(Debug, Clone, PartialEq)]
pub struct Fetched {
    /// The record itself.
    pub record: Record,
    /// The history of the properties it was asked for.
    pub history: Vec<PropertyChange>,
    /// The ids of records that were merged into it.
    pub aliases: Vec<String>,
    /// Inline associations by type; the flag says whether the list says all: it may be cut short, or name a label only by its inner name.
    pub associations: Vec<(ObjectType, Vec<Association>, bool)>,
    /// How many characters that nobody sees were left out of its properties.
    pub hidden: usize,
}

/// One page of a list of records.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listing {
    /// The records of the page.
    pub records: Vec<Fetched>,
    /// Ids that came without anything to keep, with the reason.
    pub unreadable: Vec<(String, String)>,
    /// The cursor of the next page; `None` on the last.
    pub after: Option<String>,
}

/// One page of a search's results.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SearchPage {
    /// How many records match in all.
    pub total: usize,
    /// The ids on this page in HubSpot's order, those of unreadable records too.
    pub ids: Vec<u64>,
    /// The records on this page, and those that could not be read.
    pub listing: Listing,
}

impl SearchPage {
    /// Whether the ids of all its records grow, from beyond `last`: only then is whatever lies before its last record known to be read.
    pub fn ascends_from(&self, last: u64) -> bool {
        let mut last = last;
        self.ids.iter().all(|id| std::mem::replace(&mut last, *id) < *id)
    }
}

/// What a batch read found, and what it did not.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BatchRead {
    /// The records that were found.
    pub listing: Listing,
    /// The ids that were asked for and not found.
    pub missing: Vec<String>,
    /// Those of the missing that HubSpot itself names as not found. Of the others it only says nothing.
    pub not_found: Vec<String>,
}

/// A call's transcript as HubSpot keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TranscriptReply {
    /// The turns of the talk, in order of time.
    #[serde(default, rename = "transcriptUtterances")]
    pub utterances: Vec<UtteranceReply>,
}

/// One turn of a call's transcript.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UtteranceReply {
    /// The speaker; none where HubSpot names none.
    pub speaker: Option<SpeakerReply>,
    /// The words of the turn, without what nobody sees.
    #[serde(default, deserialize_with = "seen_text")]
    pub text: String,
    /// Where the turn begins, in milliseconds from the start of the call.
    #[serde(default)]
    pub start_time_millis: i64,
    /// Where the turn ends, in milliseconds from the start of the call.
    #[serde(default)]
    pub end_time_millis: i64,
}

/// The speaker of a turn, as far as the recorder knew them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SpeakerReply {
    /// The name as HubSpot shows it, without what nobody sees; none where it is not known.
    #[serde(default, deserialize_with = "seen_name")]
    pub name: Option<String>,
    /// The e-mail address; none where it is not known.
    pub email: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawPage {
    results: Vec<RawRecord>,
    paging: Option<RawPaging>,
    total: Option<usize>,
    #[serde(default)]
    errors: Vec<RawError>,
}

#[derive(Deserialize)]
struct RawPaging {
    next: Option<RawNext>,
}

#[derive(Deserialize)]
struct RawNext {
    after: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawRecord {
    id: Option<Id>,
    #[serde(default)]
    properties: BTreeMap<String, Option<String>>,
    #[serde(default)]
    properties_with_history: BTreeMap<String, Vec<RawChange>>,
    created_at: Option<String>,
    updated_at: Option<String>,
    #[serde(default)]
    archived: bool,
    #[serde(default)]
    associations: BTreeMap<String, RawAssociations>,
}

/// Ids travel as strings in most replies and as numbers in some.
#[derive(Deserialize, Clone)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(u64),
}

impl Id {
    fn digits(self) -> Option<String> {
        match self {
            Self::Number(number) => Some(number.to_string()),
            Self::Text(text) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => Some(text),
            Self::Text(_) => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawChange {
    value: Option<String>,
    timestamp: Option<String>,
    source_type: Option<String>,
}

#[derive(Deserialize)]
struct RawAssociations {
    #[serde(default)]
    results: Vec<RawInline>,
    paging: Option<RawPaging>,
}

#[derive(Deserialize)]
struct RawInline {
    id: Option<Id>,
    #[serde(default, rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct RawError {
    #[serde(default)]
    category: String,
    #[serde(default)]
    context: BTreeMap<String, Vec<String>>,
}

/// Reads a page of a list of records of one type.
pub fn parse_listing(object: ObjectType, body: &[u8]) -> Result<Listing, serde_json::Error> {
    Ok(listing(object, serde_json::from_slice(body)?))
}

/// Reads one record; none where there is nothing in it to keep.
pub(crate) fn parse_record(object: ObjectType, body: &[u8]) -> Result<Option<Fetched>, serde_json::Error> {
    let page = RawPage { results: vec![serde_json::from_slice(body)?], paging: None, total: None, errors: Vec::new() };
    Ok(listing(object, page).records.pop())
}

/// Reads a page of a search for records of one type.
pub fn parse_search(object: ObjectType, body: &[u8]) -> Result<SearchPage, serde_json::Error> {
    let page: RawPage = serde_json::from_slice(body)?;
    let ids = page.results.iter().filter_map(|raw| raw.id.clone()?.digits()?.parse().ok()).collect();
    Ok(SearchPage { total: page.total.unwrap_or(page.results.len()), ids, listing: listing(object, page) })
}

/// Reads a batch read's reply. Ids named neither in the results nor in the errors count as missing too.
pub(crate) fn parse_batch(object: ObjectType, asked: &[String], body: &[u8]) -> Result<BatchRead, serde_json::Error> {
    let mut page: RawPage = serde_json::from_slice(body)?;
    let errors = std::mem::take(&mut page.errors);
    let listing = listing(object, page);
    let named: Vec<&String> = errors.iter().filter_map(|error| error.context.get("ids")).flatten().collect();
    let found = |id: &String| {
        let is = |fetched: &Fetched| fetched.record.id.id == *id || fetched.aliases.contains(id);
        listing.records.iter().any(is) || listing.unreadable.iter().any(|(unreadable, _)| unreadable == id)
    };
    let missing = asked.iter().filter(|id| named.contains(id) || !found(id)).cloned().collect();
    let denies = |id: &&String| {
        let says_so = |error: &RawError| {
            error.category == "OBJECT_NOT_FOUND" && error.context.get("ids").is_some_and(|ids| ids.contains(id))
        };
        !found(id) && errors.iter().any(says_so)
    };
    let not_found = asked.iter().filter(denies).cloned().collect();
    Ok(BatchRead { listing, missing, not_found })
}

fn listing(object: ObjectType, page: RawPage) -> Listing {
    let mut listing = Listing { after: page.paging.and_then(after), ..Listing::default() };
    for raw in page.results {
        let id = raw.id.clone().and_then(Id::digits);
        match (id, raw.created_at.as_deref().and_then(parse_instant)) {
            (Some(id), Some(created_at)) => listing.records.push(fetched(object, id, created_at, raw)),
            (Some(id), None) => listing.unreadable.push((id, "HubSpot sent it without a creation time".to_owned())),
            (None, _) => listing.unreadable.push((String::new(), "HubSpot sent a record without an id".to_owned())),
        }
    }
    listing
}

/// A text without what nobody sees. Everything that HubSpot sends goes through here, so that it is compared with what went through here before.
fn seen(text: String) -> String {
    match visible(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(seen) => seen,
    }
}

fn seen_text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    String::deserialize(from).map(seen)
}

fn seen_name<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.map(seen))
}

fn after(paging: RawPaging) -> Option<String> {
    paging.next.and_then(|next| next.after).filter(|after| !after.is_empty())
}

fn fetched(object: ObjectType, id: String, created_at: Timestamp, raw: RawRecord) -> Fetched {
    let hidden = raw.properties.values().flatten().map(|value| domain::hidden(value)).sum();
    let properties: BTreeMap<String, String> = raw
        .properties
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.map(seen).filter(|value| !value.is_empty())?)))
        .collect();
    let aliases = properties
        .get("hs_merged_object_ids")
        .map(|ids| ids.split(';').filter(|id| !id.is_empty()).map(str::to_owned).collect())
        .unwrap_or_default();
    let mut history = Vec::new();
    for (property, changes) in raw.properties_with_history {
        for change in changes {
            let Some(at) = change.timestamp.as_deref().and_then(parse_instant) else { continue };
            history.push(PropertyChange {
                property: property.clone(),
                value: change.value.map(seen).unwrap_or_default(),
                at,
                source: change.source_type.unwrap_or_default(),
            });
        }
    }
    let from = RecordId::new(object, id);
    let associations = raw
        .associations
        .into_iter()
        .filter_map(|(name, raw)| {
            let to: ObjectType = name.parse().ok()?;
            let mut complete = raw.paging.and_then(after).is_none();
            // A record is listed once per type. `contact_to_company` is the primary one where there is such a thing, and the plain one
            // has a suffix then; any other name is an account's own label, whatever it is called.
            let mut types: BTreeMap<RecordId, u32> = BTreeMap::new();
            let plain = format!("{}_to_{}", object.singular(), to.singular());
            for one in raw.results {
                let Some(id) = one.id.and_then(Id::digits) else { continue };
                complete &= one.kind.is_empty() || names_no_label(&one.kind, to);
                let primary = Association::primary_type(object, to).filter(|_| one.kind == plain).unwrap_or_default();
                let type_id = types.entry(RecordId::new(to, id)).or_default();
                *type_id = primary.max(*type_id);
            }
            let all = types
                .into_iter()
                .map(|(to, type_id)| Association { from: from.clone(), to, type_id, label: None })
                .collect();
            Some((to, all, complete))
        })
        .collect();
    let modified_at = raw.updated_at.as_deref().and_then(parse_instant).unwrap_or(created_at);
    let record = Record { id: from, properties, created_at, modified_at, archived: raw.archived };
    Fetched { record, history, aliases, associations, hidden }
}

/// Whether an inline association's name is HubSpot's own, as in `contact_to_company_unlabeled` or `meeting_event_to_contact`.
fn names_no_label(kind: &str, to: ObjectType) -> bool {
    let kind = kind.strip_suffix("_unlabeled").unwrap_or(kind);
    kind.split_once("_to_").is_some_and(|(_, target)| target == to.singular())
}

/// Reads HubSpot's times: ISO 8601, or milliseconds since 1970 in a string.
pub fn parse_instant(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| text.parse().ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()))
}

#[derive(Deserialize)]
struct RawAssociationPage {
    results: Vec<RawAssociationResult>,
}

#[derive(Deserialize)]
struct RawAssociationResult {
    from: RawFrom,
    #[serde(default)]
    to: Vec<RawTo>,
    paging: Option<RawPaging>,
}

#[derive(Deserialize)]
struct RawFrom {
    id: Id,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawTo {
    to_object_id: Id,
    #[serde(default)]
    association_types: Vec<RawType>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawType {
    type_id: Option<u32>,
    label: Option<String>,
}

/// Associations found for one record, and the cursor where there are more.
pub(crate) type AssociationResult = (RecordId, Vec<Association>, Option<String>);

pub(crate) fn parse_associations(
    from: ObjectType,
    to: ObjectType,
    body: &[u8],
) -> Result<Vec<AssociationResult>, serde_json::Error> {
    let page: RawAssociationPage = serde_json::from_slice(body)?;
    Ok(page
        .results
        .into_iter()
        .filter_map(|result| {
            let from = RecordId::new(from, result.from.id.digits()?);
            let mut associations = Vec::new();
            for one in result.to {
                let Some(id) = one.to_object_id.digits() else { continue };
                for kind in one.association_types {
                    associations.push(Association {
                        from: from.clone(),
                        to: RecordId::new(to, id.clone()),
                        type_id: kind.type_id.unwrap_or(0),
                        label: kind.label.filter(|label| !label.is_empty()),
                    });
                }
            }
            Some((from, associations, result.paging.and_then(after)))
        })
        .collect())
}

#[derive(Deserialize)]
struct RawOwners {
    results: Vec<RawOwner>,
    paging: Option<RawPaging>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawOwner {
    id: Id,
    email: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    #[serde(default)]
    archived: bool,
}

pub(crate) fn parse_owners(body: &[u8]) -> Result<(Vec<Owner>, Option<String>), serde_json::Error> {
    let page: RawOwners = serde_json::from_slice(body)?;
    let owners = page
        .results
        .into_iter()
        .filter_map(|raw| {
            let name = [raw.first_name, raw.last_name].into_iter().flatten().collect::<Vec<_>>().join(" ");
            let email = raw.email.unwrap_or_default();
            Some(Owner { id: raw.id.digits()?, email, name: name.trim().to_owned(), archived: raw.archived })
        })
        .collect();
    Ok((owners, page.paging.and_then(after)))
}

#[derive(Deserialize)]
struct RawList<T> {
    results: Vec<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawPipeline {
    id: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    stages: Vec<RawStage>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawStage {
    id: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    display_order: i64,
    #[serde(default)]
    metadata: BTreeMap<String, serde_json::Value>,
}

pub(crate) fn parse_pipelines(body: &[u8]) -> Result<Vec<Pipeline>, serde_json::Error> {
    let list: RawList<RawPipeline> = serde_json::from_slice(body)?;
    Ok(list
        .results
        .into_iter()
        .map(|mut raw| {
            raw.stages.sort_by_key(|stage| stage.display_order);
            let stages = raw.stages.into_iter().map(stage).collect();
            Pipeline { id: raw.id, label: raw.label, stages }
        })
        .collect())
}

fn stage(raw: RawStage) -> Stage {
    let text = |name: &str| {
        raw.metadata.get(name).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    let closed = text("isClosed").as_deref() == Some("true") || text("ticketState").as_deref() == Some("CLOSED");
    let probability = text("probability").and_then(|text| text.parse().ok());
    Stage { closed, probability, id: raw.id, label: raw.label }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawDefinition {
    name: String,
    #[serde(default)]
    label: String,
    #[serde(default, rename = "type")]
    value_type: String,
    #[serde(default)]
    options: Vec<RawOption>,
    #[serde(default)]
    group_name: String,
    modification_metadata: Option<RawModification>,
    hubspot_defined: Option<bool>,
    hidden: Option<bool>,
    data_sensitivity: Option<String>,
}

impl RawDefinition {
    /// Whether the account made it, for everybody to see. Values that an account marks as sensitive are kept out.
    fn is_own(&self) -> bool {
        let is_open = self.data_sensitivity.as_deref().is_none_or(|said| said == "non_sensitive");
        self.hubspot_defined != Some(true) && self.hidden != Some(true) && is_open && !self.name.starts_with("hs_")
    }
}

#[derive(Deserialize)]
struct RawOption {
    #[serde(default)]
    label: String,
    #[serde(default)]
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawModification {
    #[serde(default)]
    read_only_value: bool,
}

pub(crate) fn parse_definitions(body: &[u8]) -> Result<Vec<PropertyDefinition>, serde_json::Error> {
    let list: RawList<RawDefinition> = serde_json::from_slice(body)?;
    Ok(list
        .results
        .into_iter()
        .map(|raw| PropertyDefinition {
            is_own: raw.is_own(),
            group: raw.group_name,
            name: raw.name,
            label: raw.label,
            value_type: raw.value_type,
            read_only: raw.modification_metadata.is_some_and(|metadata| metadata.read_only_value),
            options: raw.options.into_iter().map(|option| (option.value, option.label)).collect(),
        })
        .collect())
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct RawRefusal {
    message: Option<String>,
    correlation_id: Option<String>,
    policy_name: Option<String>,
    errors: Vec<RawScopeError>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct RawScopeError {
    context: RawScopes,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct RawScopes {
    required_granular_scopes: Vec<String>,
}

/// What an error reply means. Bodies may be anything, HTML from a gateway included.
pub(crate) fn refusal(endpoint: &str, status: u16, retry_after_s: Option<u64>, body: &[u8]) -> HubSpotError {
    let raw: RawRefusal = serde_json::from_slice(body).unwrap_or_default();
    let endpoint = endpoint.to_owned();
    match status {
        401 => HubSpotError::Unauthorized,
        403 => {
            let scopes = raw.errors.into_iter().flat_map(|error| error.context.required_granular_scopes).collect();
            HubSpotError::MissingScopes { endpoint, scopes }
        }
        404 => HubSpotError::NotFound { endpoint },
        429 => HubSpotError::RateLimited {
            endpoint,
            policy: raw.policy_name.unwrap_or_default(),
            retry_after: retry_after_s.map(std::time::Duration::from_secs),
        },
        _ => HubSpotError::Refused {
            endpoint,
            status,
            message: raw.message.unwrap_or_else(|| "no message".to_owned()),
            correlation_id: raw.correlation_id,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PAGE: &str = r#"{"results":[{"id":"7","properties":{"email":"ada@x.example","jobtitle":null,"phone":""},
        "createdAt":"2026-01-02T03:04:05.678Z","updatedAt":"2026-02-02T03:04:05Z","archived":false,
        "associations":{"companies":{"results":[{"id":"9","type":"contact_to_company"},{"id":"9","type":"contact_to_company_unlabeled"},
            {"id":"12","type":"contact_to_company_unlabeled"}]},"deals":{"results":[{"id":"3","type":"contact_to_deal"},{"id":"3","type":"decision_maker"}]},
        "invoices":{"results":[]}}},{"id":8,"properties":{}},{"properties":{}}],"paging":{"next":{"after":"8","link":"x"}}}"#;

    #[test]
    fn reads_a_page_and_says_what_it_could_not_keep() {
        let listing = parse_listing(ObjectType::Contact, PAGE.as_bytes()).unwrap();
        assert_eq!(listing.after.as_deref(), Some("8"));
        let one = &listing.records[0];
        assert_eq!(one.record.properties.len(), 1, "null and empty values are left out");
        assert_eq!(one.associations.len(), 2, "types we do not keep are left out");
        let (_, companies, says_all) = &one.associations[0];
        let types: Vec<(&str, u32)> = companies.iter().map(|one| (one.to.id.as_str(), one.type_id)).collect();
        assert_eq!(types, [("9", 1), ("12", 0)], "one association per pair, the primary company known");
        assert!(says_all);
        assert!(!one.associations[1].2, "a label has to be asked for");
        assert_eq!(listing.unreadable.len(), 2);
    }

    #[test]
    fn a_search_says_whether_its_ids_grow() {
        let page = |ids: &[u64]| SearchPage { ids: ids.to_vec(), ..SearchPage::default() };
        assert!(page(&[4, 7, 20]).ascends_from(3) && page(&[]).ascends_from(3));
        assert!(!page(&[4, 20, 7]).ascends_from(3) && !page(&[4, 7]).ascends_from(4) && !page(&[4, 4]).ascends_from(3));
        let read = parse_search(ObjectType::Deal, br#"{"total":9,"results":[{"id":"20"},{"id":7}]}"#).unwrap();
        assert_eq!((read.ids, read.total), (vec![20, 7], 9));
    }

    #[test]
    fn a_label_of_any_name_is_asked_for() {
        let to = ObjectType::Contact;
        for own in ["company_to_contact", "deal_to_contact", "meeting_event_to_contact", "ticket_to_contact_unlabeled"]
        {
            assert!(names_no_label(own, to), "{own}");
        }
        for label in ["decision_maker", "intro_to_us", "reports_to", "contact"] {
            assert!(!names_no_label(label, to), "{label}");
        }
    }

    #[test]
    fn an_answer_without_results_is_no_answer() {
        for body in ["{}", r#"{"total":3}"#, r#"{"status":"COMPLETE"}"#] {
            assert!(parse_listing(ObjectType::Contact, body.as_bytes()).is_err(), "{body}");
            assert!(parse_search(ObjectType::Contact, body.as_bytes()).is_err(), "{body}");
            assert!(parse_batch(ObjectType::Contact, &[], body.as_bytes()).is_err(), "{body}");
        }
    }

    #[test]
    fn a_batch_read_names_what_is_missing_whether_or_not_hubspot_does() {
        let body = r#"{"results":[{"id":"1","createdAt":"2026-01-02T03:04:05Z"}],"errors":[{"category":"OBJECT_NOT_FOUND","context":{"ids":["2"]}}]}"#;
        let asked = ["1", "2", "3"].map(str::to_owned);
        let read = parse_batch(ObjectType::Note, &asked, body.as_bytes()).unwrap();
        assert_eq!((read.missing, read.not_found), (vec!["2".to_owned(), "3".to_owned()], vec!["2".to_owned()]));
    }

    #[test]
    fn a_gateway_page_is_an_error_with_its_status() {
        let error = refusal("GET /x", 502, None, b"<html>Bad gateway</html>");
        assert!(matches!(error, HubSpotError::Refused { status: 502, .. }));
    }

    proptest! {
        /// Whatever bytes arrive, reading them ends in a value or an error.
        #[test]
        fn no_bytes_make_the_parser_panic(cut in 0_usize..PAGE.len(), with in prop::collection::vec(any::<u8>(), 0..20)) {
            let mut body = PAGE.as_bytes()[..cut].to_vec();
            body.extend(&with);
            body.extend(&PAGE.as_bytes()[cut..]);
            let _ = parse_listing(ObjectType::Contact, &body);
            let _ = parse_search(ObjectType::Contact, &body[..cut]);
            let _ = parse_associations(ObjectType::Note, ObjectType::Contact, &body);
            let _ = parse_owners(&with);
            let _ = refusal("GET /x", 500, None, &with);
        }

        /// Every id of a page comes out once, either kept or named as unreadable.
        #[test]
        fn every_record_of_a_page_is_accounted_for(dates in prop::collection::vec(prop::option::of(0_i64..4_000_000_000_000), 0..40)) {
            let results: Vec<String> = dates.iter().enumerate().map(|(id, at)| match at {
                Some(at) => format!(r#"{{"id":"{id}","createdAt":"{at}"}}"#),
                None => format!(r#"{{"id":"{id}","createdAt":"never"}}"#),
            }).collect();
            let body = format!(r#"{{"results":[{}]}}"#, results.join(","));
            let listing = parse_listing(ObjectType::Deal, body.as_bytes()).unwrap();
            prop_assert_eq!(listing.records.len() + listing.unreadable.len(), dates.len());
            prop_assert_eq!(listing.records.len(), dates.iter().flatten().count());
        }
    }
}
