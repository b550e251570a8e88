//! HubSpot's error bodies.

use serde_json::{Map, Value, json};

use crate::{http::Reply, schema::Misfit};

/// A refused request, worded as HubSpot words it.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    pub status: u16,
    pub category: &'static str,
    pub message: String,
    /// Merged into the body: `context`, `errors`, `subCategory`, `errorType`, …
    pub more: Map<String, Value>,
}

impl ApiError {
    pub(crate) fn new(status: u16, category: &'static str, message: impl Into<String>) -> Self {
        Self { status, category, message: message.into(), more: Map::new() }
    }

    pub(crate) fn with(mut self, key: &str, value: Value) -> Self {
        self.more.insert(key.to_owned(), value);
        self
    }

    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::new(400, "VALIDATION_ERROR", message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(404, "OBJECT_NOT_FOUND", message)
    }

    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(409, "CONFLICT", message)
    }

    pub(crate) fn unauthorized() -> Self {
        let message = "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at \
                       https://developers.hubspot.com/docs/methods/auth/oauth-overview";
        Self::new(401, "INVALID_AUTHENTICATION", message)
    }

    pub(crate) fn expired() -> Self {
        Self::new(401, "EXPIRED_AUTHENTICATION", "The OAuth token used to make this call expired.")
    }

    pub(crate) fn missing_scopes(scopes: &[&str]) -> Self {
        let message = "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: \
                       https://developers.hubspot.com/scopes.";
        let detail = json!([{ "message": "One or more of the following scopes are required.", "context": { "requiredGranularScopes": scopes } }]);
        Self::new(403, "MISSING_SCOPES", message).with("errors", detail)
    }

    /// One refusal that names every value that does not fit.
    pub(crate) fn misfits(misfits: &[Misfit]) -> Self {
        let detail: Vec<Value> = misfits
            .iter()
            .map(|misfit| json!({ "isValid": false, "message": misfit.message, "error": misfit.code, "name": misfit.property, "localizedErrorMessage": misfit.message }))
            .collect();
        let errors: Vec<Value> = misfits
            .iter()
            .map(|misfit| json!({ "message": misfit.message, "code": misfit.code, "context": { "propertyName": [misfit.property] } }))
            .collect();
        Self::validation(format!("Property values were not valid: {}", Value::Array(detail)))
            .with("errors", Value::Array(errors))
    }

    /// The body, with the correlation id every answer of this kind carries.
    pub(crate) fn json(&self, correlation_id: &str) -> Value {
        let mut body = json!({ "status": "error", "message": self.message, "correlationId": correlation_id, "category": self.category });
        if let Some(body) = body.as_object_mut() {
            body.extend(self.more.clone());
        }
        body
    }

    pub(crate) fn reply(&self, correlation_id: &str) -> Reply {
        Reply { status: self.status, headers: Vec::new(), body: crate::http::Body::Json(self.json(correlation_id)) }
    }
}
