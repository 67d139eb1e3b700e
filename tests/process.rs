//! The program from an operator's side: settings, commands, backup, demo, logs, file permissions.

use std::{fs::Permissions, os::unix::fs::PermissionsExt, path::Path};

use serde_json::json;

use crate::{
    on_both_databases,
    support::{Database, PASSWORD, Program, Server, until},
};

on_both_databases!(
    all_invalid_settings_are_named,
    commands_add_employees_and_reset_passwords,
    backup_of_a_running_server_is_consistent,
    demo_fills_a_working_company,
    openapi_and_asyncapi_commands_print_the_documents,
    server_starts_without_configuration,
    logs_go_to_daily_files_without_secrets,
    written_files_are_private,
);

async fn all_invalid_settings_are_named(database: Database) {
    let wrong = [
        ("TANDEM_ENV", "production"),
        ("PORT", "port"),
        ("JWT_SECRET", "short-secret"),
        ("JWT_EXPIRE", "soon"),
        ("BCRYPT_COST", "9"),
        ("TRUST_PROXY", "everybody"),
        ("MAIL_TLS", "maybe"),
        ("CORS_ORIGIN", "here, there"),
        ("LOG_FORMAT", "xml"),
    ];
    let output = Program::run_with(&database, &wrong, &["check"]).await;
    assert!(!output.success);
    for (name, _) in &wrong[1..] {
        assert!(output.text.contains(&format!("{name}: ")), "{name} is not named in {}", output.text);
    }
    assert!(!output.text.contains("short-secret"), "{}", output.text);
    let missing =
        Program::run_with(&database, &[("NODE_ENV", "production"), ("BCRYPT_COST", "12")], &["check"]).await;
    assert!(missing.text.contains("JWT_SECRET: is required in production"), "{}", missing.text);
}

async fn commands_add_employees_and_reset_passwords(database: Database) {
    let server = Server::start(database.clone()).await;
    let run = |arguments: Vec<&'static str>| {
        let database = database.clone();
        async move { Program::run(&database, &arguments).await }
    };
    let create =
        vec!["employee", "create", "--name", "Hana", "--email", "Hana@example.com", "--role", "Senior Admin"];
    assert!(!run(create.clone()).await.success, "there is no company yet");
    server.found_company("Lotus").await;
    let created = run(create.clone()).await;
    assert!(created.success, "{}", created.text);
    let login = |password: String| {
        let client = server.client();
        async move {
            client.post("/api/auth/login", json!({ "email": "hana@example.com", "password": password })).await
        }
    };
    let password =
        created.text.lines().find_map(|line| line.strip_prefix("Password: ")).expect("a password").to_owned();
    let hana = server.client().signed_in(&login(password).await.expect(200).data());
    assert_eq!(hana.employee["role"], "senior_admin");
    assert!(run(create).await.text.contains("This e-mail address is already in use on this server"));
    assert!(
        run(vec!["employee", "create", "--name", "X", "--email", "x@example.com", "--role", "king"])
            .await
            .text
            .contains("role must be one of")
    );
    let reset =
        run(vec!["employee", "reset-password", "--email", "hana@example.com", "--password", PASSWORD]).await;
    assert!(reset.success && !reset.text.contains(PASSWORD), "{}", reset.text);
    hana.get("/api/auth/me").await.expect_error(401, "token_invalid");
    login(PASSWORD.into()).await.expect(200);
}

async fn backup_of_a_running_server_is_consistent(database: Database) {
    let server = Server::start(database.clone()).await;
    let admin = server.found_company("Lotus").await;
    admin.submit_enquiry("Alice").await;
    let file = database.folder.path().join("backup").display().to_string();
    let output = Program::run(&database, &["backup", &file]).await;
    assert!(output.success, "{}", output.text);
    assert!(
        !Program::run(&database, &["backup", &file]).await.success,
        "an existing backup is not overwritten"
    );
    admin.submit_enquiry("Bea").await;
    if !database.is_postgres() {
        let mut copy = database.clone();
        copy.url = format!("sqlite://{file}");
        assert!(Program::run(&copy, &["check"]).await.success);
        let restored = Server::start(copy).await;
        assert_eq!(admin.at(&restored.url).get("/api/enquiries").await.expect(200).body["total"], 1);
    } else {
        let dump = std::fs::read(&file).unwrap();
        assert!(dump.starts_with(b"PGDMP"), "readable by pg_restore");
    }
}

async fn demo_fills_a_working_company(database: Database) {
    let output = Program::run(&database, &["demo"]).await;
    assert!(output.success, "{}", output.text);
    let check = Program::run(&database, &["check"]).await;
    assert!(check.success, "{}", check.text);
    let (_, password) = output.text.split_once("password: ").expect("a password");
    let password = password.lines().next().unwrap().to_owned();
    let server = Server::start(database.clone()).await;
    let login = json!({ "email": "asha.rao@lotus.example", "password": password });
    let admin =
        server.client().signed_in(&server.client().post("/api/auth/login", login).await.expect(200).data());
    let oldest = admin.get("/api/enquiries?sort=createdAt&limit=1").await.expect(200);
    assert!(oldest.body["total"].as_i64().unwrap() >= 400);
    let year_ago = server.clock.now().plus(-chrono::Duration::days(360)).to_string();
    assert!(oldest.data()[0]["createdAt"].as_str().unwrap() < year_ago.as_str());
    assert!(admin.get("/api/enquiries?status=converted").await.body["total"].as_i64().unwrap() > 20);
    for stage in ["LEAD", "MQL", "SQL", "OPPORTUNITY", "CUSTOMER", "DORMANT"] {
        assert!(
            admin.get(&format!("/api/leads?stage={stage}")).await.body["total"].as_i64().unwrap() > 3,
            "{stage}"
        );
    }
    let waiting = admin.get("/api/enquiries/unclaimed?sort=createdAt").await.expect(200);
    assert!((5..=12).contains(&waiting.body["total"].as_i64().unwrap()), "the queue is worked on");
    let hours_ago = server.clock.now().plus(-chrono::Duration::hours(3)).to_string();
    assert!(waiting.data()[0]["createdAt"].as_str().unwrap() > hours_ago.as_str());
    for state in ["due", "open", "done"] {
        let tasks = admin.get(&format!("/api/tasks?state={state}")).await.expect(200);
        assert!(tasks.body["total"].as_i64().unwrap() > 0, "{state}");
    }
    let range = format!("from={}", server.clock.now().plus(-chrono::Duration::days(364)).utc().date_naive());
    let year = admin.get(&format!("/api/analytics/dashboard?{range}")).await.expect(200).data();
    assert!(year["period"]["dealsWon"]["count"].as_i64().unwrap() > 10);
    assert!(year["trend"].as_array().unwrap().len() > 200);
    let mut socket = admin.socket().await;
    let port = server.url.rsplit(':').next().unwrap();
    let _traffic = Program::start(&database, &[("PORT", port)], &["demo", "--live"]);
    while socket.expect("presence:list").await["online"].as_array().unwrap().len() < 9 {}
    socket.expect("enquiry:claimed").await;
    socket.expect("lead:activity").await;
    assert!(Program::run(&database, &["demo"]).await.success, "a second run changes nothing");
}

async fn openapi_and_asyncapi_commands_print_the_documents(database: Database) {
    let openapi = Program::run(&database, &["openapi"]).await;
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&openapi.text).unwrap(),
        tandem::http::document(tandem::features::ALL)
    );
    let asyncapi = Program::run(&database, &["asyncapi"]).await;
    assert_eq!(asyncapi.text, tandem::protocol::asyncapi_yaml(tandem::features::ALL));
}

/// Without any setting except the port: SQLite in the working directory, secrets generated once, e-mails in files.
async fn server_starts_without_configuration(database: Database) {
    if database.is_postgres() {
        return;
    }
    let folder = database.folder.path();
    for round in 0..2 {
        let mut child = tokio::process::Command::new(env!("CARGO_BIN_EXE_tandem"))
            .current_dir(folder)
            .env("PORT", "0")
            .env("RUST_LOG", "off")
            .stdout(std::process::Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines =
            tokio::io::AsyncBufReadExt::lines(tokio::io::BufReader::new(child.stdout.take().unwrap()));
        let line = lines.next_line().await.unwrap().unwrap();
        let client = crate::support::Client::new(line.strip_prefix("listening on ").unwrap());
        let body = json!({ "name": "Asha", "email": "asha@example.com", "password": PASSWORD });
        client.post("/api/auth/register", body).await.expect(if round == 0 { 201 } else { 409 });
        child.kill().await.unwrap();
    }
    assert!(folder.join("data/tandem.db").exists());
    let secret = std::fs::metadata(folder.join("data/jwt.secret")).unwrap();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&secret.permissions()) & 0o777, 0o600);
}

async fn logs_go_to_daily_files_without_secrets(database: Database) {
    let logs = database.folder.path().join("logs");
    let folder = logs.display().to_string();
    let program = Program::serve(
        &database,
        &[
            ("LOG_DIR", &folder),
            ("RUST_LOG", "trace"),
            ("MAIL_HOST", "127.0.0.1"),
            ("MAIL_PORT", "1"),
            ("MAIL_TLS", "none"),
        ],
    )
    .await;
    let body = json!({ "name": "Asha", "email": "asha@example.com", "password": PASSWORD });
    let founded = program.client().post("/api/auth/register", body).await.expect(201).data();
    let token = founded["token"].as_str().unwrap().to_owned();
    program
        .client()
        .post("/api/auth/login", json!({ "email": "asha@example.com", "password": "moss-lantern-wrong" }))
        .await
        .expect(401);
    let reply = program
        .client()
        .send(
            reqwest::Method::GET,
            "/api/auth/me",
            None,
            &[("authorization", &token), ("x-request-id", "look-for-me")],
        )
        .await;
    reply.expect(200);
    drop(program.client().signed_in(&founded).socket().await);
    assert!(program.terminate().await);
    let files: Vec<_> = std::fs::read_dir(&logs).unwrap().flatten().map(|entry| entry.path()).collect();
    let names: Vec<_> =
        files.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert!(
        names.iter().any(|name| name.starts_with("tandem.log."))
            && names.iter().any(|name| name.starts_with("errors.log.")),
        "{names:?}"
    );
    let text: String = files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    assert!(text.contains("look-for-me"), "log lines contain the request id");
    for secret in [PASSWORD, "moss-lantern-wrong", token.as_str(), "asha@example.com"] {
        assert!(!text.contains(secret), "{secret} is in the log");
    }
}

async fn written_files_are_private(database: Database) {
    let folder = database.folder.path();
    let mode = |path: &Path| std::fs::metadata(path).expect("the file exists").permissions().mode() & 0o777;
    // Files as an earlier version left them.
    for file in ["tandem.db", "tandem.db-wal", "tandem.db-shm"].map(|name| folder.join(name)) {
        if !database.is_postgres() {
            std::fs::write(&file, "").expect("a file");
            std::fs::set_permissions(&file, Permissions::from_mode(0o644)).expect("a mode");
        }
    }
    let (logs, backup) = (folder.join("logs"), folder.join("copy.backup"));
    let program = Program::serve(&database, &[("LOG_DIR", &logs.display().to_string())]).await;
    let body = json!({ "name": "Asha", "email": "asha@example.com", "password": PASSWORD });
    program.client().post("/api/auth/register", body).await.expect(201);
    let outbox = folder.join("outbox");
    let has_mail = async || std::fs::read_dir(&outbox).expect("the outbox").next().is_some();
    until("the first e-mail", has_mail).await;
    let copied = Program::run(&database, &["backup", &backup.display().to_string()]).await;
    assert!(copied.success, "{}", copied.text);
    let mut waiting = vec![folder.to_owned()];
    let mut files = 0;
    while let Some(inside) = waiting.pop() {
        // The folder itself belongs to the operator.
        assert!(inside == folder || mode(&inside) == 0o700, "{}", inside.display());
        for path in std::fs::read_dir(&inside).expect("a folder").map(|entry| entry.expect("an entry").path())
        {
            if path.is_dir() {
                waiting.push(path);
            } else if path.file_name().is_some_and(|name| name != "stderr.txt") {
                files += 1;
                assert_eq!(mode(&path), 0o600, "{}", path.display());
            }
        }
    }
    assert!(files >= 5, "two secrets, a log, a mail, a backup");
    program.kill().await;
}
