//! A request whose headers the server has read and whose body is still to come.

use std::collections::HashMap;

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

use super::{Client, Reply};

pub struct InFlight {
    stream: BufReader<TcpStream>,
}

impl InFlight {
    /// Sends the headers, and waits until the server asks for the body: by then it has authenticated the sender.
    pub async fn begin(client: &Client, method: &str, path: &str, headers: &[(&str, &str)]) -> Self {
        let host = client.base().strip_prefix("http://").expect("plain HTTP");
        let token = client.token.as_deref().unwrap_or_default();
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n\
             transfer-encoding: chunked\r\nexpect: 100-continue\r\nconnection: close\r\n"
        );
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let mut stream = BufReader::new(TcpStream::connect(host).await.expect("a connection"));
        stream.write_all(format!("{head}\r\n").as_bytes()).await.expect("sent");
        let mut line = String::new();
        stream.read_line(&mut line).await.expect("an answer");
        assert_eq!(line, "HTTP/1.1 100 Continue\r\n");
        stream.read_line(&mut line).await.expect("an empty line");
        Self { stream }
    }
    pub async fn json(client: &Client, method: &str, path: &str) -> Self {
        Self::begin(client, method, path, &[("content-type", "application/json")]).await
    }
    /// Sends a part of the body.
    pub async fn send(&mut self, part: &str) {
        let chunk = format!("{:x}\r\n{part}\r\n", part.len());
        self.stream.write_all(chunk.as_bytes()).await.expect("sent");
    }
    /// Sends the rest of the body and reads the response.
    pub async fn finish(mut self, rest: &str) -> Reply {
        if !rest.is_empty() {
            self.send(rest).await;
        }
        self.stream.write_all(b"0\r\n\r\n").await.expect("sent");
        let mut answer = String::new();
        self.stream.read_to_string(&mut answer).await.expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status line");
        let headers: HashMap<String, String> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Reply {
            status: status.parse().expect("a number"),
            headers: (&headers).try_into().expect("headers"),
            body: serde_json::from_str(body).unwrap_or_else(|_| body.into()),
        }
    }
}
