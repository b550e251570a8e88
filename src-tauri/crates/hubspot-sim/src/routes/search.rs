//! Search: filters, one sort, 200 a page, a wall at 10,000, and an index that lags behind the records.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::{
    Call, numeric_id,
    view::{Wanted, record_json},
};
use crate::{dates, errors::ApiError, http::Reply, objects::ObjectType, record::Record, sim::Sim};

const LIMIT_MAX: u64 = 200;
/// The number of results beyond which HubSpot's search gives no page.
const WALL: u64 = 10_000;
const GROUPS_MAX: usize = 5;
const FILTERS_MAX: usize = 6;
const FILTERS_MAX_IN_ALL: usize = 18;
const BODY_MAX_CHARS: usize = 3_000;

/// One filter, its values read once and not once a record.
enum Test {
    /// `associations.contact` EQ: the other end's type and id.
    AssociatedWith(ObjectType, u64),
    Has(bool),
    Compare(Operator, Needle),
    Between(Needle, Needle),
    OneOf(bool, Vec<Needle>),
    Token(bool, String),
}

#[derive(Clone, Copy)]
enum Operator {
    Eq,
    Neq,
    Lt,
    Lte,
    Gt,
    Gte,
}

/// What a value is compared with: as a number (dates are milliseconds) or as lower-case text.
enum Needle {
    Number(f64),
    Text(String),
}

struct Filter {
    property: String,
    /// Whether the property is compared as a number or a date.
    numeric: bool,
    test: Test,
}

pub(crate) fn search(sim: &mut Sim, call: &Call<'_>, object: ObjectType) -> Result<Reply, ApiError> {
    let body = call.request.json()?;
    let (limit, after) = page(&body)?;
    let groups = groups(sim, object, &body)?;
    let sort = sort(sim, object, &body)?;
    let query = body["query"].as_str().unwrap_or_default().to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let wanted = Wanted { with_history: Vec::new(), ..Wanted::from_body(&body) };

    // The index shows the portal as it was a while ago.
    let as_of_ms = sim.now_ms() - sim.lag_ms;
    let matches = |record: &&Record| {
        record.is_live(as_of_ms)
            && (groups.is_empty()
                || groups.iter().any(|group| group.iter().all(|filter| passes(sim, object, record, filter, as_of_ms))))
            && (words.is_empty() || contains_words(object, record, &words, as_of_ms))
    };
    let mut hits: Vec<&Record> = sim.portal.records(object).filter(matches).collect();
    if let Some((property, descending)) =
        sort.filter(|(property, descending)| property != "hs_object_id" || *descending)
    {
        order(sim, object, &mut hits, &property, descending, as_of_ms);
    }

    if sim.switches.sorts_ignored {
        order(sim, object, &mut hits, object.modified_property(), true, as_of_ms);
    }
    let total = hits.len();
    let (start, end) = (
        usize::try_from(after).unwrap_or(usize::MAX).min(total),
        usize::try_from(after + limit).unwrap_or(usize::MAX).min(total),
    );
    let results: Vec<Value> = hits[start..end]
        .iter()
        .map(|record| record_json(sim, call.caller, object, record, &wanted, as_of_ms))
        .collect();
    let mut reply = json!({ "total": total, "results": results });
    if end < total {
        reply["paging"] = json!({ "next": { "after": end.to_string() } });
    }
    Ok(Reply::ok(reply))
}

fn page(body: &Value) -> Result<(u64, u64), ApiError> {
    let number = |name: &str, default: u64| match &body[name] {
        Value::Null => Ok(default),
        Value::String(text) if text.is_empty() => Ok(default),
        Value::String(text) => {
            text.parse().map_err(|_| ApiError::validation(format!("Cannot parse `{name}` from `{text}`")))
        }
        other => other.as_u64().ok_or_else(|| ApiError::validation(format!("Cannot parse `{name}`"))),
    };
    let (limit, after) = (number("limit", 10)?, number("after", 0)?);
    if LIMIT_MAX < limit {
        return Err(ApiError::validation(format!(
            "The limit of a search is at most {LIMIT_MAX}; this one asks for {limit}."
        )));
    }
    if WALL < after.saturating_add(limit.max(1)) {
        return Err(ApiError::validation(format!(
            "Paging past the first {WALL} results of a search is not supported."
        ))
        .with("subCategory", json!("crm.search.PAGING_LIMIT")));
    }
    Ok((limit.max(1), after))
}

fn groups(sim: &Sim, object: ObjectType, body: &Value) -> Result<Vec<Vec<Filter>>, ApiError> {
    if body["filterGroups"].is_null() && body["filters"].is_array() {
        let only = body["filters"].as_array().into_iter().flatten();
        return Ok(vec![only.map(|filter| read_filter(sim, object, filter)).collect::<Result<_, _>>()?]);
    }
    let groups = body["filterGroups"].as_array().map(Vec::as_slice).unwrap_or_default();
    let counts: Vec<usize> = groups.iter().map(|group| group["filters"].as_array().map_or(0, Vec::len)).collect();
    if GROUPS_MAX < groups.len()
        || counts.iter().any(|count| FILTERS_MAX < *count)
        || FILTERS_MAX_IN_ALL < counts.iter().sum()
    {
        return Err(ApiError::validation(format!(
            "A search may hold {GROUPS_MAX} filter groups of {FILTERS_MAX} filters, {FILTERS_MAX_IN_ALL} filters in all."
        )));
    }
    let text = format!("{}{}", body["filterGroups"], body["query"]);
    if BODY_MAX_CHARS < text.chars().count() {
        return Err(ApiError::validation(format!("The query of a search may hold {BODY_MAX_CHARS} characters.")));
    }
    let groups = groups.iter().filter(|group| group["filters"].as_array().is_some_and(|filters| !filters.is_empty()));
    groups
        .map(|group| {
            group["filters"].as_array().into_iter().flatten().map(|filter| read_filter(sim, object, filter)).collect()
        })
        .collect()
}

fn read_filter(sim: &Sim, object: ObjectType, filter: &Value) -> Result<Filter, ApiError> {
    let property = filter["propertyName"].as_str().unwrap_or_default().to_owned();
    let operator = filter["operator"].as_str().unwrap_or_default();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let given = |name: &str| match &filter[name] {
        Value::Null => Err(ApiError::validation(format!("The operator {operator} needs `{name}`"))),
        value => Ok(text(value)),
    };
    if let Some(other) = property.strip_prefix("associations.") {
        let other = super::object_type(other)?;
        if operator != "EQ" {
            return Err(ApiError::validation(format!("Operator {operator} is not supported for {property}")));
        }
        let test = Test::AssociatedWith(other, numeric_id(&given("value")?)?);
        return Ok(Filter { property, numeric: false, test });
    }
    let definition = sim.portal.schema.get(object, &property);
    let definition = definition.filter(|_| !matches!(property.as_str(), "hs_email_html" | "hs_body_preview"));
    let definition = definition.ok_or_else(|| {
        ApiError::validation(format!("There was a problem with the request. Property {property} cannot be searched."))
    })?;
    let numeric = matches!(definition.kind.as_str(), "number" | "date" | "datetime") || property == "hs_object_id";
    let needle = |value: &str| {
        if !numeric {
            return Ok(Needle::Text(value.to_lowercase()));
        }
        number(value)
            .map(Needle::Number)
            .ok_or_else(|| ApiError::validation(format!("{value} is not a value {property} can be compared with")))
    };
    let compare = |operator| Ok::<_, ApiError>(Test::Compare(operator, needle(&given("value")?)?));
    let values = || {
        filter["values"]
            .as_array()
            .map(|values| values.iter().map(|value| needle(&text(value))).collect::<Result<Vec<_>, _>>())
    };
    let one_of = |inside| match values() {
        Some(values) => Ok(Test::OneOf(inside, values?)),
        None => Err(ApiError::validation(format!("The operator {operator} needs `values`"))),
    };
    let test = match operator {
        "EQ" => compare(Operator::Eq)?,
        "NEQ" => compare(Operator::Neq)?,
        "LT" => compare(Operator::Lt)?,
        "LTE" => compare(Operator::Lte)?,
        "GT" => compare(Operator::Gt)?,
        "GTE" => compare(Operator::Gte)?,
        "BETWEEN" => Test::Between(needle(&given("value")?)?, needle(&given("highValue")?)?),
        "IN" => one_of(true)?,
        "NOT_IN" => one_of(false)?,
        "HAS_PROPERTY" => Test::Has(true),
        "NOT_HAS_PROPERTY" => Test::Has(false),
        "CONTAINS_TOKEN" => Test::Token(true, given("value")?.to_lowercase()),
        "NOT_CONTAINS_TOKEN" => Test::Token(false, given("value")?.to_lowercase()),
        _ => {
            return Err(ApiError::validation(format!("Cannot deserialize value of type Operator from `{operator}`")));
        }
    };
    Ok(Filter { property, numeric, test })
}

/// Reads a number, or a date as milliseconds.
fn number(text: &str) -> Option<f64> {
    text.parse().ok().or_else(|| dates::parse_ms(text).map(|ms| ms as f64))
}

/// The value as a number, without writing out and reading back what is kept as one.
fn number_of(object: ObjectType, record: &Record, property: &str, as_of_ms: i64) -> Option<f64> {
    if property == "hs_object_id" {
        Some(record.id as f64)
    } else if property == object.modified_property() {
        Some(record.modified_ms(as_of_ms) as f64)
    } else if property == object.created_property() {
        Some(record.created_ms as f64)
    } else {
        record.stored(property, as_of_ms).and_then(number)
    }
}

fn passes(sim: &Sim, object: ObjectType, record: &Record, filter: &Filter, as_of_ms: i64) -> bool {
    if let Test::AssociatedWith(other, id) = filter.test {
        return sim.portal.links.are_associated(object, record.id, other, id);
    }
    let haystack = if filter.numeric {
        number_of(object, record, &filter.property, as_of_ms).map(Needle::Number)
    } else {
        record.value(object, &filter.property, as_of_ms).map(|value| Needle::Text(value.to_lowercase()))
    };
    match (&filter.test, haystack) {
        (Test::Has(expected), value) => value.is_some() == *expected,
        // Only the operators that deny something are true of a missing value.
        (Test::Compare(Operator::Neq, _) | Test::OneOf(false, _) | Test::Token(false, _), None) => true,
        (_, None) => false,
        (Test::Compare(operator, needle), Some(value)) => {
            let ordering = compare(&value, needle);
            match operator {
                Operator::Eq => ordering == Some(Ordering::Equal),
                Operator::Neq => ordering != Some(Ordering::Equal),
                Operator::Lt => ordering == Some(Ordering::Less),
                Operator::Lte => matches!(ordering, Some(Ordering::Less | Ordering::Equal)),
                Operator::Gt => ordering == Some(Ordering::Greater),
                Operator::Gte => matches!(ordering, Some(Ordering::Greater | Ordering::Equal)),
            }
        }
        (Test::Between(low, high), Some(value)) => {
            matches!(compare(&value, low), Some(Ordering::Greater | Ordering::Equal))
                && matches!(compare(&value, high), Some(Ordering::Less | Ordering::Equal))
        }
        (Test::OneOf(inside, needles), Some(value)) => {
            needles.iter().any(|needle| compare(&value, needle) == Some(Ordering::Equal)) == *inside
        }
        (Test::Token(expected, pattern), Some(Needle::Text(value))) => has_token(&value, pattern) == *expected,
        (Test::Token(expected, pattern), Some(Needle::Number(value))) => {
            has_token(&value.to_string(), pattern) == *expected
        }
        (Test::AssociatedWith(..), Some(_)) => false,
    }
}

fn compare(value: &Needle, needle: &Needle) -> Option<Ordering> {
    match (value, needle) {
        (Needle::Number(value), Needle::Number(needle)) => value.partial_cmp(needle),
        (Needle::Text(value), Needle::Text(needle)) => Some(value.cmp(needle)),
        _ => None,
    }
}

/// Whether all words of the pattern stand in the value as whole words; `*` at either end of the pattern stands for anything.
fn has_token(value: &str, pattern: &str) -> bool {
    let words = |text: &str| {
        text.split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let bare = pattern.trim_matches('*');
    match (pattern.starts_with('*'), pattern.ends_with('*')) {
        (false, false) => {
            let present = words(value);
            words(pattern).iter().all(|word| present.contains(word))
        }
        (true, true) => value.contains(bare),
        (true, false) => {
            value.split_whitespace().any(|part| part.ends_with(bare))
                || words(value).iter().any(|word| word.ends_with(bare))
        }
        (false, true) => {
            value.split_whitespace().any(|part| part.starts_with(bare))
                || words(value).iter().any(|word| word.starts_with(bare))
        }
    }
}

fn contains_words(object: ObjectType, record: &Record, words: &[&str], as_of_ms: i64) -> bool {
    let values: Vec<String> = object
        .searchable_properties()
        .iter()
        .filter_map(|name| record.stored(name, as_of_ms))
        .map(str::to_lowercase)
        .collect();
    words.iter().all(|word| values.iter().any(|value| value.contains(word)))
}

/// The one sort: an object, or a string with a minus for descending.
fn sort(sim: &Sim, object: ObjectType, body: &Value) -> Result<Option<(String, bool)>, ApiError> {
    let sorts = body["sorts"].as_array().map(Vec::as_slice).unwrap_or_default();
    let (property, descending) = match sorts {
        [] => return Ok(None),
        [Value::String(text)] if sim.switches.string_sorts => {
            let property = text.trim_start_matches('-');
            (property.to_owned(), text.starts_with('-'))
        }
        [Value::Object(sort)] => {
            let property = sort.get("propertyName").and_then(Value::as_str).unwrap_or_default();
            (property.to_owned(), sort.get("direction").and_then(Value::as_str) == Some("DESCENDING"))
        }
        [_] => {
            return Err(ApiError::validation("Cannot deserialize a sort from this value"));
        }
        _ => return Err(ApiError::validation("A search takes one sort")),
    };
    if sim.portal.schema.get(object, &property).is_none() {
        return Err(ApiError::validation(format!("Property {property} cannot be sorted by")));
    }
    Ok(Some((property, descending)))
}

fn order(sim: &Sim, object: ObjectType, hits: &mut [&Record], property: &str, descending: bool, as_of_ms: i64) {
    let numeric = sim
        .portal
        .schema
        .get(object, property)
        .is_some_and(|definition| matches!(definition.kind.as_str(), "number" | "date" | "datetime"));
    // Records without the value come last whichever way the sort goes; equal ones stay by id.
    if numeric {
        let sign = if descending { -1.0 } else { 1.0 };
        let key = |record: &Record| {
            number_of(object, record, property, as_of_ms).map_or(f64::INFINITY, |number| number * sign)
        };
        hits.sort_by(|left, right| key(left).total_cmp(&key(right)));
        return;
    }
    hits.sort_by_cached_key(|record| record.value(object, property, as_of_ms).map(|value| value.to_lowercase()));
    let missing = hits.partition_point(|record| record.value(object, property, as_of_ms).is_none());
    hits.rotate_left(missing);
    if descending {
        let present = hits.len() - missing;
        hits[..present].reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_whole_words_unless_starred() {
        let check = |value, pattern, expected| assert_eq!(has_token(value, pattern), expected, "{value} ~ {pattern}");
        check("petra.lang@harbourline.example", "lang", true);
        check("petra.lang@harbourline.example", "lan", false);
        check("petra.lang@harbourline.example", "lan*", true);
        check("petra.lang@harbourline.example", "*@harbourline.example", true);
        check("head of legal", "legal head", true);
        check("head of legal", "*ega*", true);
    }
}
