//! Clients that come and go all the time, and a proxy in front of two nodes of which one dies.

use std::{process::Stdio, sync::Arc};

use serde_json::json;
use tandem::access::Role;
use tokio::{process::Command, sync::Barrier, task::JoinSet};

use crate::{
    on_both,
    support::{Client, Database, PASSWORD, Program, Server, Socket},
};

on_both!(who_reconnects_all_the_time_hears_all_and_holds_up_nobody);

const RESTLESS: usize = 20;
const TIMES: usize = 100;

/// Each of the restless reconnects a hundred times as fast as it can, while somebody else works. Each hears every event
/// once, and a socket that stays hears all of it live.
async fn who_reconnects_all_the_time_hears_all_and_holds_up_nobody(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let mut reps = vec![];
    for _ in 0..RESTLESS {
        reps.push(server.employee(&admin, Role::Counselor).await);
    }
    let mut calm = admin.socket().await;
    let begun = calm.ready["seq"].as_i64().unwrap();
    let barrier = Arc::new(Barrier::new(RESTLESS + 1));
    let mut restless = JoinSet::new();
    for rep in reps {
        let barrier = barrier.clone();
        restless.spawn(async move {
            barrier.wait().await;
            let mut last = begun;
            for _ in 0..TIMES {
                let mut socket = rep.socket_after(last).await;
                let head = socket.ready["seq"].as_i64().unwrap();
                while last < head {
                    let seq = socket.numbered().await.unwrap()["seq"].as_i64().unwrap();
                    assert_eq!(seq, last + 1, "each once, and none left out");
                    last = seq;
                }
            }
            (rep, last)
        });
    }
    barrier.wait().await;
    for n in 0..100 {
        admin.receive_enquiry(&format!("Alice {n}")).await;
    }
    let head = begun + 100;
    assert_eq!(calm.up_to(head).await.len(), 100, "who stays hears all");
    for (rep, last) in restless.join_all().await {
        let mut socket = rep.socket_after(last).await;
        for n in last + 1..=head {
            assert_eq!(socket.numbered().await.unwrap()["seq"], n);
        }
    }
}

/// nginx before two nodes, as `docs/nginx.conf` has it.
struct Nginx {
    url: String,
    folder: tempfile::TempDir,
    child: tokio::process::Child,
}

impl Nginx {
    /// None where nginx is not installed; `.ci/run` installs it.
    async fn before(nodes: &[&str]) -> Option<Self> {
        Command::new("nginx").arg("-v").stderr(Stdio::null()).status().await.ok()?;
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
        while reqwest::get(format!("{url}/healthz")).await.is_err() {
            tokio::task::yield_now().await;
        }
        Some(Self { url, folder, child })
    }
    async fn stop(mut self) {
        // Its workers end with it when it is asked, not when it is killed.
        let pid = std::fs::read_to_string(self.folder.path().join("pid")).unwrap().trim().parse().unwrap();
        nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), nix::sys::signal::Signal::SIGTERM).unwrap();
        self.child.wait().await.unwrap();
    }
}

/// Of two nodes behind nginx one is killed: its sockets come back through nginx at the other and miss nothing; the
/// other's never notice, and no request is lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_node_behind_nginx_loses_nothing() {
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
    let begun = sockets[0].ready["seq"].as_i64().unwrap();
    let (mut dying, mut staying) = (admin.at(&one.url).socket().await, admin.at(&two.url).socket().await);
    for n in 0..20 {
        admin.receive_enquiry(&format!("Before {n}")).await;
    }
    assert_eq!(dying.up_to(begun + 20).await.len(), 20);
    one.kill().await;
    dying.ended().await;
    for n in 0..20 {
        admin.receive_enquiry(&format!("After {n}")).await;
    }
    assert_eq!(staying.up_to(begun + 40).await.len(), 40);
    for mut socket in sockets {
        let mut heard = 0;
        // Those of the killed node end, and come back with the last number that they have.
        while let Some(event) = socket.numbered().await {
            heard += 1;
            assert_eq!(event["seq"], begun + heard);
            if heard == 40 {
                break;
            }
        }
        if heard < 40 {
            let missed = admin.socket_after(begun + heard).await.up_to(begun + 40).await;
            assert_eq!(missed.len() as i64, 40 - heard);
        }
    }
    assert_eq!(admin.get("/api/enquiries").await.expect(200).body["total"], 40);
    nginx.stop().await;
    two.kill().await;
}
