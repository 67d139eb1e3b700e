//! Clients that reconnect constantly, and two nodes behind a proxy of which one is killed.

use std::{process::Stdio, sync::Arc};

use serde_json::json;
use tandem::access::Role;
use tokio::{process::Command, sync::Barrier, task::JoinSet};

use crate::{
    on_both_databases,
    support::{Client, Database, PASSWORD, Program, Server, Socket, skip, until},
};

on_both_databases!(constant_reconnects_lose_no_events);

const CLIENTS: usize = 20;
const RECONNECTS: usize = 100;

/// Each client reconnects a hundred times as fast as it can, while others work. Each receives every event once, and a
/// socket that stays connected receives all of them live.
async fn constant_reconnects_lose_no_events(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let mut reps = vec![];
    for _ in 0..CLIENTS {
        reps.push(server.employee(&admin, Role::Counselor).await);
    }
    let mut steady = admin.socket().await;
    let start = steady.ready["seq"].as_i64().unwrap();
    let barrier = Arc::new(Barrier::new(CLIENTS + 1));
    let mut clients = JoinSet::new();
    for rep in reps {
        let barrier = barrier.clone();
        clients.spawn(async move {
            barrier.wait().await;
            let mut last = start;
            for _ in 0..RECONNECTS {
                let mut socket = rep.socket_after(last).await;
                let head = socket.ready["seq"].as_i64().unwrap();
                while last < head {
                    let seq = socket.next_event().await.unwrap()["seq"].as_i64().unwrap();
                    assert_eq!(seq, last + 1, "each once, without a gap");
                    last = seq;
                }
            }
            (rep, last)
        });
    }
    barrier.wait().await;
    for n in 0..100 {
        admin.submit_enquiry(&format!("Alice {n}")).await;
    }
    let head = start + 100;
    assert_eq!(steady.events_up_to(head).await.len(), 100, "a connected socket receives all");
    for (rep, last) in clients.join_all().await {
        let mut socket = rep.socket_after(last).await;
        for n in last + 1..=head {
            assert_eq!(socket.next_event().await.unwrap()["seq"], n);
        }
    }
}

/// nginx in front of two nodes, configured by `docs/nginx.conf`.
struct Nginx {
    url: String,
    folder: tempfile::TempDir,
    child: tokio::process::Child,
}

impl Nginx {
    /// None where nginx is not installed; `.ci/run` installs it.
    async fn before(nodes: &[&str]) -> Option<Self> {
        if Command::new("nginx").arg("-v").stderr(Stdio::null()).status().await.is_err() {
            skip("nginx is not installed");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let nodes: String =
            nodes.iter().map(|url| format!("server {};\n", url.trim_start_matches("http://"))).collect();
        let site = include_str!("../docs/nginx.conf")
            .replace("server 127.0.0.1:3000;\n", &nodes)
            .replace("listen 80;", &format!("listen 127.0.0.1:{port};"));
        let here = folder.path().display();
        let config = format!(
            "daemon off; pid {here}/pid; error_log {here}/error.log;\nevents {{}}\nhttp {{ access_log off;\n\
             client_body_temp_path {here}/body; proxy_temp_path {here}/proxy; fastcgi_temp_path {here}/f; uwsgi_temp_path {here}/u; scgi_temp_path {here}/s;\n{site} }}"
        );
        std::fs::write(folder.path().join("nginx.conf"), config).unwrap();
        let child = Command::new("nginx")
            .args(["-c", &format!("{here}/nginx.conf"), "-e", &format!("{here}/error.log")])
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let url = format!("http://127.0.0.1:{port}");
        until("nginx to answer", async || reqwest::get(format!("{url}/healthz")).await.is_ok()).await;
        Some(Self { url, folder, child })
    }
    async fn stop(mut self) {
        // On SIGTERM nginx stops its workers as well, which it cannot do when killed.
        let pid = std::fs::read_to_string(self.folder.path().join("pid")).unwrap().trim().parse().unwrap();
        nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), nix::sys::signal::Signal::SIGTERM).unwrap();
        self.child.wait().await.unwrap();
    }
}

/// One of two nodes behind nginx is killed: its sockets reconnect to the other through nginx and miss nothing, the
/// other's are not affected, and no request is lost.
#[tokio::test(flavor = "multi_thread")]
async fn killed_node_behind_nginx_loses_no_event() {
    let Some(database) = Database::postgres().await else { return };
    let settings = [("TRUST_PROXY", "127.0.0.1/32")];
    let (one, two) = (Program::serve(&database, &settings).await, Program::serve(&database, &settings).await);
    let Some(nginx) = Nginx::before(&[&one.url, &two.url]).await else { return };
    let client = Client::new(&nginx.url);
    let body = json!({ "name": "Asha", "email": "asha@example.com", "password": PASSWORD });
    let admin = client.signed_in(&client.post("/api/auth/register", body).await.expect(201).data());
    let mut sockets: Vec<Socket> = vec![];
    for _ in 0..10 {
        sockets.push(admin.socket().await);
    }
    let start = sockets[0].ready["seq"].as_i64().unwrap();
    let (mut dying, mut staying) = (admin.at(&one.url).socket().await, admin.at(&two.url).socket().await);
    for n in 0..20 {
        admin.submit_enquiry(&format!("Before {n}")).await;
    }
    assert_eq!(dying.events_up_to(start + 20).await.len(), 20);
    one.kill().await;
    dying.wait_closed().await;
    for n in 0..20 {
        admin.submit_enquiry(&format!("After {n}")).await;
    }
    assert_eq!(staying.events_up_to(start + 40).await.len(), 40);
    for mut socket in sockets {
        let mut received = 0;
        // Sockets of the killed node end, and reconnect with their last event number.
        while let Some(event) = socket.next_event().await {
            received += 1;
            assert_eq!(event["seq"], start + received);
            if received == 40 {
                break;
            }
        }
        if received < 40 {
            let missed = admin.socket_after(start + received).await.events_up_to(start + 40).await;
            assert_eq!(missed.len() as i64, 40 - received);
        }
    }
    assert_eq!(admin.get("/api/enquiries").await.expect(200).body["total"], 40);
    nginx.stop().await;
    two.kill().await;
}
