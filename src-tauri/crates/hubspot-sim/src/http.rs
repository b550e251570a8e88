//! A request and a reply as the simulator sees them: read whole, answered whole.

use axum::http::Method;
use serde_json::Value;

use crate::errors::ApiError;

/// An HTTP request whose body was read to the end.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub method: Method,
    pub path: String,
    pub query: String,
    pub authorization: Option<String>,
    pub body: Vec<u8>,
}

impl Request {
    /// The parameters in order, percent-decoding done.
    pub(crate) fn parameters(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(self.query.as_bytes()).into_owned().collect()
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(self.query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// A list parameter: repeated, comma separated, or both.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let parameters = self.parameters();
        let values = parameters.iter().filter(|(key, _)| key == name).flat_map(|(_, value)| value.split(','));
        values.map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()
    }

    /// The fields of a form body, in order.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(&self.body).into_owned().collect()
    }

    /// The body as JSON; an empty one reads as `null`.
    pub(crate) fn json(&self) -> Result<Value, ApiError> {
        if self.body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&self.body).map_err(|problem| {
            ApiError::validation(format!(
                "Invalid input JSON on line {}, column {}: {problem}",
                problem.line(),
                problem.column()
            ))
        })
    }

    /// Whether carrying the request out changes anything in the CRM. Decides which faults apply.
    pub(crate) fn is_write(&self) -> bool {
        let reads_by_post =
            ["/search", "/batch/read", "/access-token-info", "/introspect"].iter().any(|end| self.path.ends_with(end));
        self.method != Method::GET && !reads_by_post && !self.path.starts_with("/oauth/")
    }

    /// The path with its query replaced in one parameter: how paging links are made.
    pub(crate) fn path_with(&self, name: &str, value: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.parameters().into_iter().filter(|(key, _)| key != name));
        query.append_pair(name, value);
        format!("{}?{}", self.path, query.finish())
    }
}

/// The reply to one request.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
}

/// The body of a reply: nothing, JSON or HTML.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    Empty,
    Json(Value),
    Html(String),
}

impl Reply {
    pub(crate) fn ok(body: Value) -> Self {
        Self::json(200, body)
    }

    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body: Body::Json(body) }
    }

    pub(crate) fn no_content() -> Self {
        Self { status: 204, headers: Vec::new(), body: Body::Empty }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        match &self.body {
            Body::Empty => Vec::new(),
            Body::Json(json) => json.to_string().into_bytes(),
            Body::Html(html) => html.clone().into_bytes(),
        }
    }

    pub(crate) fn content_type(&self) -> &'static str {
        match self.body {
            Body::Html(_) => "text/html;charset=utf-8",
            _ => "application/json;charset=utf-8",
        }
    }
}
