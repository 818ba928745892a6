# `make demo` shows the main job on this machine alone; `make test` runs every test.
# Both say which system packages they need and install those that are missing.

KEY ?= software
SECONDS ?= 300

.PHONY: demo test lint docs generated compatibility fuzz

demo:
	@tests/demo.sh $(KEY)

test:
	@tests/run.sh

# What CI checks besides the tests.
lint:
	tests/with-tools.sh cargo fmt --all --check
	tests/with-tools.sh cargo clippy --workspace --all-targets --all-features -- -D warnings
	tests/with-tools.sh cargo check --quiet --no-default-features --features card
	tests/with-tools.sh cargo check --quiet --no-default-features --features server
	tests/with-tools.sh cargo-deny --all-features check --hide-inclusion-graph bans licenses sources

docs:
	RUSTDOCFLAGS="-D warnings" tests/with-tools.sh cargo doc --no-deps --workspace

# Writes anew what is generated from the command line's description and from tests.
generated:
	VOUCH_WRITE_GENERATED=1 tests/with-tools.sh cargo test --test it generated
	VOUCH_WRITE_GENERATED=1 tests/with-tools.sh cargo test --lib attacks::document

# Writes docs/compatibility.md anew, with the real AWS tools (after `make test` has installed them).
compatibility:
	tests/with-tools.sh cargo build --workspace
	VOUCH_WRITE_GENERATED=1 tests/with-tools.sh cargo test --test it clients

# Looks for input that is taken wrongly, for SECONDS; TARGET is aws-config, trust-policy or web-identity.
fuzz:
	@fuzz/run $(SECONDS) $(TARGET)
