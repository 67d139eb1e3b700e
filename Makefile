# Everything a developer does, one word each.

# `cargo nextest` where it is installed, `cargo test` elsewhere.
TEST := $(shell cargo nextest --version >/dev/null 2>&1 && echo "nextest run" || echo test)

.PHONY: run test check protocol clients bench soak dist clean

run: ## build and serve on embedded SQLite, with nothing to configure
	cargo run

test: ## all tests: SQLite always, PostgreSQL where TEST_DATABASE_URL is set or one answers on this machine
	@if [ -n "$$TEST_DATABASE_URL" ]; then echo "databases: SQLite, and the PostgreSQL of TEST_DATABASE_URL"; \
	elif (exec 3<>/dev/tcp/127.0.0.1/5432) 2>/dev/null; then echo "databases: SQLite, and the PostgreSQL of this machine"; \
	else echo "databases: SQLite only; no PostgreSQL answers, and TEST_DATABASE_URL is not set"; fi
	cargo $(TEST)

check: ## what CI checks besides the tests
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps
	@if command -v cargo-deny >/dev/null; then cargo deny check bans licenses sources; \
	else echo "cargo-deny is not installed: licences and duplicates are not checked here"; fi

protocol: ## write protocol/ anew from the code
	WRITE_PROTOCOL=1 cargo $(TEST) generated_files_are_as_committed

clients: ## the official JavaScript and Python clients against the real server, on both databases
	cargo build
	tests/clients/run

bench: ## writes, fan-out, lists of a million contacts, imports: each beside a yardstick of the same run
	cargo build --release --workspace
	target/release/create
	target/release/fanout
	target/release/lists
	target/release/import

soak: ## what takes more than a minute
	SOAK=1 cargo $(TEST) replay

dist: ## the binary as it is shipped
	cargo build --profile dist

clean:
	cargo clean

SHELL := /bin/bash
