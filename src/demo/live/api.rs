//! A client of the API.

use reqwest::{Client, Method};
use serde_json::Value;

use crate::{
    demo::random::pick,
    error::{Error, Result},
};

pub struct Api {
    pub http: Client,
    pub base: String,
    /// Empty for a visitor.
    pub token: String,
}

impl Api {
    /// Sends a request. Error responses are returned like others: colleagues may have been faster.
    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value> {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.map_err(Error::internal)?;
        response.json().await.map_err(Error::internal)
    }
    pub async fn get(&self, path: &str) -> Result<Value> {
        self.call(Method::GET, path, None).await
    }
    pub async fn post(&self, path: &str, body: Value) -> Result<Value> {
        self.call(Method::POST, path, Some(body)).await
    }
    pub async fn put(&self, path: &str, body: Value) -> Result<Value> {
        self.call(Method::PUT, path, Some(body)).await
    }
    pub async fn patch(&self, path: &str, body: Option<Value>) -> Result<Value> {
        self.call(Method::PATCH, path, body).await
    }
    /// The rows of a list.
    pub async fn rows(&self, path: &str) -> Result<Vec<Value>> {
        let mut list = self.get(path).await?;
        Ok(list["data"].as_array_mut().map(std::mem::take).unwrap_or_default())
    }
    /// A random row of a list.
    pub async fn random_row(&self, path: &str) -> Result<Option<Value>> {
        let rows = self.rows(path).await?;
        Ok(if rows.is_empty() { None } else { Some(pick(&rows)) })
    }
}
