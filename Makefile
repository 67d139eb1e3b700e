# One target for each task of a developer.

# `cargo nextest` where it is installed, `cargo test` elsewhere.
TEST := $(shell cargo nextest --version >/dev/null 2>&1 && echo "nextest run" || echo test)

# Sources of the web app. Without Node the server is built without it, and says so.
NPM := $(shell command -v npm)
APP := $(shell git ls-files web/src web/public web/tools protocol 2>/dev/null) web/index.html web/vite.config.ts web/package-lock.json

.PHONY: run dev web test check protocol clients schemathesis conformance e2e bench peer soak dist clean

run: ## build and serve on embedded SQLite, with nothing to configure
	@if [ -n "$(NPM)" ]; then $(MAKE) --no-print-directory web; \
	else echo "Node is not installed: the API is served without the web app"; fi
	cargo run

dev: web/node_modules ## the server, and the web app from Vite with hot reloading
	cargo build
	@trap 'kill 0' EXIT; cargo run & cd web && npm run dev

web: web/dist/index.html ## build the web app, which the binary embeds

web/dist/index.html: $(APP) | web/node_modules
	cd web && npm run build

web/node_modules: web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

test: ## all tests: SQLite always, PostgreSQL where TEST_DATABASE_URL is set or one answers on this machine
	@if [ -n "$$TEST_DATABASE_URL" ]; then echo "databases: SQLite, and the PostgreSQL of TEST_DATABASE_URL"; \
	elif (exec 3<>/dev/tcp/127.0.0.1/5432) 2>/dev/null; then echo "databases: SQLite, and the PostgreSQL of this machine"; \
	else echo "databases: SQLite only; no PostgreSQL answers, and TEST_DATABASE_URL is not set"; fi
	@command -v nginx >/dev/null || echo "nginx is not installed: failover behind it is not tested here"
	cargo $(TEST)
	@if [ -n "$(NPM)" ]; then $(MAKE) --no-print-directory test-web; \
	else echo "Node is not installed: the web app is not tested here"; fi

.PHONY: test-web check-web
test-web: web/node_modules
	cargo build
	cd web && npm run generate && npm test

check-web: web/node_modules
	cd web && npm run check

check: ## what CI checks besides the tests
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps
	@if command -v cargo-deny >/dev/null; then cargo deny check bans licenses sources; \
	else echo "cargo-deny is not installed: licences and duplicates are not checked here"; fi
	@if [ -n "$(NPM)" ]; then $(MAKE) --no-print-directory check-web; \
	else echo "Node is not installed: the web app is not checked here"; fi

protocol: ## generate protocol/ from the code
	WRITE_PROTOCOL=1 cargo $(TEST) generated_files_are_as_committed

clients: ## the official JavaScript and Python clients against the real server, on both databases
	cargo build
	tests/clients/run

schemathesis: ## test the API against its own document with schemathesis, as admin and as rep
	cargo build
	tests/conformance/run

conformance: clients schemathesis ## third-party tools: Socket.IO clients, schemathesis, cargo-deny, axe
	command -v cargo-deny >/dev/null || cargo install cargo-deny --locked
	cargo deny check bans licenses sources
	$(MAKE) --no-print-directory web && cd web && npx playwright test pages

e2e: web ## whole flows in the system's Chromium, on SQLite, and on PostgreSQL where TEST_DATABASE_URL is set
	cargo build
	cd web && npm run e2e

bench: ## the whole server under load, each figure compared with a yardstick of the same run
	cargo build --release --workspace
	for tool in read create claim fanout replay idle guessing lists import; do echo; echo "$$tool:"; target/release/$$tool || exit 1; done

peer: ## the same work on Express, Prisma, PostgreSQL and socket.io
	cargo build --release --workspace
	cd bench/peer && npm ci --no-audit --no-fund --ignore-scripts && npm run generate
	target/release/peer

soak: ## tests that take minutes: random reconnects under load, random verbs, and a minute of each fuzz target
	SOAK=1 cargo $(TEST) -- replay fuzz property

dist: web ## the release binary
	cargo build --profile dist

clean:
	cargo clean

SHELL := /bin/bash
