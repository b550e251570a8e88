//! How much a page may hand to a command. What is longer than anything a person writes is refused before anybody reads it.

use crate::error::CommandError;
use app::ErrorCode;
use serde_json::Value;
use tauri::ipc::InvokeBody;

/// Bytes of all texts that one call hands over. HubSpot takes notes of 65,536 letters; a draft has a few of them.
const BYTES_MAX: usize = 4 << 20;
/// Values of one call, those in lists and objects among them.
const VALUES_MAX: usize = 100_000;

/// Why a call is refused; `None` where it may go on.
pub fn refused(payload: &InvokeBody) -> Option<CommandError> {
    let fits = match payload {
        InvokeBody::Json(value) => fits(value),
        InvokeBody::Raw(bytes) => bytes.len() <= BYTES_MAX,
    };
    (!fits).then(|| {
        let what = "That is more text than Foreword takes at once";
        CommandError::new(ErrorCode::Usage, what, "Use a shorter text.".to_owned())
    })
}

fn fits(value: &Value) -> bool {
    let (mut bytes, mut values, mut left) = (0_usize, 0_usize, vec![value]);
    while let Some(value) = left.pop() {
        values += 1;
        match value {
            Value::String(text) => bytes = bytes.saturating_add(text.len()),
            Value::Array(items) => left.extend(items),
            Value::Object(fields) => {
                bytes = bytes.saturating_add(fields.keys().map(String::len).sum());
                left.extend(fields.values());
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
        if BYTES_MAX < bytes || VALUES_MAX < values.saturating_add(left.len()) {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_person_writes_passes_and_what_nobody_writes_does_not() {
        let call = |value: Value| refused(&InvokeBody::Json(value));
        assert!(call(json!({"request": {"lines": vec!["a line of a note"; 5_000]}})).is_none());
        assert!(call(json!({"body": "x".repeat(1 << 20)})).is_none());
        let error = call(json!({"body": {"deep": ["x".repeat(5 << 20)]}})).unwrap();
        assert_eq!(error.code, ErrorCode::Usage);
        assert!(error.message.contains("more text than Foreword takes") && error.hint.is_some());
        assert!(call(json!({"many": vec![0; 200_000]})).is_some());
        assert!(call(json!({"x".repeat(5 << 20): 1})).is_some());
        assert!(refused(&InvokeBody::Raw(vec![0; 5 << 20])).is_some());
    }
}
