//! An HTTP client whose assertions print the response.

use reqwest::{Method, header::HeaderMap};
use serde_json::{Value, json};

use super::Socket;

#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    pub token: Option<String>,
    pub employee: Value,
}

#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Client {
    pub fn new(base: &str) -> Self {
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        Self { http, base: base.to_owned(), token: None, employee: Value::Null }
    }
    /// As the employee of a sign-in response.
    pub fn signed_in(&self, data: &Value) -> Self {
        let token = data["token"].as_str().expect("a token").to_owned();
        Self { token: Some(token), employee: data["employee"].clone(), ..self.clone() }
    }
    /// The same employee on another node.
    pub fn at(&self, base: &str) -> Self {
        Self { base: base.to_owned(), ..self.clone() }
    }
    pub fn base(&self) -> &str {
        &self.base
    }
    pub fn id(&self) -> String {
        self.employee["id"].as_str().expect("signed in").to_owned()
    }
    pub fn name(&self) -> String {
        self.employee["name"].as_str().expect("signed in").to_owned()
    }
    pub fn company(&self) -> String {
        self.employee["companyId"].as_str().expect("signed in").to_owned()
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None, &[]).await
    }
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body), &[]).await
    }
    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PUT, path, Some(body), &[]).await
    }
    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PATCH, path, Some(body), &[]).await
    }
    pub async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, None, &[]).await
    }
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Reply {
        self.try_send(method, path, body, headers).await.expect("an answer")
    }
    pub async fn try_send(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Result<Reply, reqwest::Error> {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        Self::answered(request).await
    }
    /// Sends a file.
    pub async fn upload(&self, path: &str, content_type: &str, body: impl Into<reqwest::Body>) -> Reply {
        let request =
            self.http.post(format!("{}{path}", self.base)).header("content-type", content_type).body(body);
        let token = self.token.as_deref().unwrap_or_default();
        Self::answered(request.header("authorization", token)).await.expect("an answer")
    }
    async fn answered(request: reqwest::RequestBuilder) -> Result<Reply, reqwest::Error> {
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await?;
        Ok(Reply { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) })
    }

    /// A socket of this employee after `ready`.
    pub async fn socket(&self) -> Socket {
        Socket::connect(&self.base, json!({ "token": self.token })).await.expect("welcome").wait_ready().await
    }
    /// A socket of this employee that replays the events after this number.
    pub async fn socket_after(&self, after: i64) -> Socket {
        let auth = json!({ "token": self.token, "after": after });
        Socket::connect(&self.base, auth).await.expect("welcome").wait_ready().await
    }

    /// Submits an enquiry through the public form of this employee's company. Returns its id.
    pub async fn submit_enquiry(&self, name: &str) -> String {
        let company = self.get(&format!("/api/companies/{}", self.company())).await.expect(200).data();
        let anonymous = Self { token: None, ..self.clone() };
        let body = json!({ "company": company["slug"], "name": name, "email": "anonymous@example.com" });
        anonymous.post("/api/enquiries", body).await.expect(201).data()["id"]
            .as_str()
            .expect("an id")
            .to_owned()
    }
}

impl Reply {
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }
    /// Expects this error status and code.
    #[track_caller]
    pub fn expect_error(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.code()), (status, code), "{}", self.body);
        assert_eq!(self.body["success"], false);
        assert!(self.body["requestId"].is_string(), "{}", self.body);
        self
    }
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
    pub fn data(&self) -> Value {
        self.body["data"].clone()
    }
    /// The names of the invalid fields.
    pub fn fields(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().into_iter().flatten();
        errors.filter_map(|error| error["field"].as_str()).collect()
    }
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}
