# What a newcomer runs; `make help` lists it. Needs GNU make 3.81 or newer and Python 3.11 or newer, nothing else.
# Variables given to make (PORT, DATA_DIR, USER_ID, SCOPES, CO_DB_URL...) reach every command as its environment.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: help setup run test fuzz chaos mutants check audit bench-micro clients lint-contract contract-gate generate new-operation token env lock clean FORCE

PY := .venv/bin/python
PYTHON ?= python3 python3.13 python3.12 python3.11
LOG := .cache/setup.log
COMPILE := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

# $(call say,TEXT) and $(call fail,TEXT): on stderr, for stdout belongs to `make -s token` and `make -s env`.
say = echo "$(1)" >&2
fail = { $(call say,$(1)); exit 1; }
# $(call logged,COMMAND): its output goes to the log, and it ends when make is ended.
logged = { $(1) >>$(LOG) 2>&1 & child=$$!; trap 'kill $$child 2>/dev/null; exit 1' INT TERM; wait $$child; }
# $(call installed,COMMAND): the same for one that needs the network; what went wrong is one line.
installed = $(call logged,$(1)) || { \
	grep -qiE 'dns|resolve|connect|unreachable|timed out' $(LOG) \
	&& $(call fail,No network: the packages could not be fetched. The whole story is in $(LOG).) \
	|| $(call fail,The packages could not be installed. The whole story is in $(LOG).); }

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'

setup: .venv/.sandbox ## Make .venv and all that running and testing need

run: setup ## Start everything (PORT=8080, DATA_DIR=.data)
	@exec $(PY) -m app run

test: setup ## Run the tests, with servers of their own (ARGS="-k name": these, one after the other)
	@exec $(PY) -m pytest $(or $(ARGS),-n auto --maxprocesses 4 --dist loadfile)

fuzz: setup ## Fuzz it (FUZZ_SECONDS=30, FUZZ_SEED; BASE_URL, TOKEN, PEER_TOKEN: a running server)
	@exec $(PY) -m contract_tests.fuzz $(ARGS)

chaos: setup ## Kill everything under 50 learners and print the ledger (CHAOS_SECONDS=600, CHAOS_LEARNERS, CHAOS_SEED)
	@exec $(PY) -m contract_tests.chaos

mutants: setup ## Plant bugs, one at a time, and see what of the contract suite finds each (ONLY=name)
	@exec $(PY) -m contract_tests.mutants

check: setup ## Lint, format, types, imports, contracts
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@$(PY) -m mypy .
	@$(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	@$(PY) -m openapi_spec_validator $$(find openapi -path '*/node_modules' -prune -o -name '*.v[0-9]*.yaml' -print)
	@$(PY) -W ignore -m contract_tests.lint
	@$(PY) -W ignore -m app generate --check
	@$(MAKE) -s lint-contract contract-gate

audit: setup ## Ask the advisories about every locked package; says so where they cannot be reached
	@exec $(PY) -m app.audit

bench-micro: setup ## Measure the door beside bare Starlette; fails over 1.1 times its time
	@exec $(PY) -W "ignore:Using" -m bench.micro

clients: setup ## Generate the typed clients into .cache/clients (TypeScript needs Node)
	@exec $(PY) -m contract_tests.clients.generate .cache/clients

lint-contract: setup ## Lint the contract by Redocly's rules and ours (needs Node)
	@exec $(PY) -m contract_tests.clients.node openapi/lint redocly lint --config redocly.yaml ../co.v1.yaml

contract-gate: setup ## Fail on what breaks the clients of the landed contract (BASE=commit; needs Node)
	@exec $(PY) -m contract_tests.clients.node openapi/lint node gate/gate.mjs

generate: setup ## Write what follows from the contract and the SQL: types, Protocols, stubs
	@$(PY) -W ignore -m app generate

new-operation: setup ## After an edit of the contract: make stubs, and say which files wait
	@$(PY) -W ignore -m app new-operation

token: setup ## Print a token (USER_ID=uuid, SCOPES="a b") for the server of DATA_DIR
	@exec $(PY) -m app token

env: setup ## Print the settings in force as KEY=value
	@exec $(PY) -m app env

lock: .venv/.packages ## Bring the lock files up to pyproject.toml (FLAGS=--upgrade: to the newest versions)
	@$(COMPILE) $(FLAGS) --extra dev pyproject.toml -o requirements.lock
	@sed -n 's/^\(uv==[^ ]*\).*/\1/p' requirements.lock | $(COMPILE) - -o bootstrap.lock

clean: ## Remove what setup and the checks made; data stays
	@rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .schemathesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is touched last: what was interrupted before is made again.
.venv/.made: bootstrap.lock
	@mkdir -p .cache && : >$(LOG)
	@found=; for each in $(PYTHON); do \
		if $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' >>$(LOG) 2>&1; then found=$$each; break; fi; \
	done; \
	[ -n "$$found" ] || $(call fail,No Python 3.11 or newer among: $(PYTHON). Install one or name it: make PYTHON=...); \
	$$found -c 'import ensurepip, venv' >>$(LOG) 2>&1 \
		|| $(call fail,$$found cannot make environments: install its venv package (on Debian python3-venv).); \
	$(call say,Making .venv with $$($$found -V)...); \
	rm -rf .venv; \
	$(call logged,$$found -m venv .venv) || $(call fail,$$found could not make .venv. The whole story is in $(LOG).); \
	$(call installed,$(PY) -m pip install --disable-pip-version-check --retries 2 --require-hashes -r bootstrap.lock)
	@touch $@

.venv/.packages: requirements.lock .venv/.made
	@mkdir -p .cache && : >$(LOG)
	@$(call say,Installing $$(grep -c == requirements.lock) packages...); \
	$(call installed,.venv/bin/uv pip sync --compile-bytecode --python $(PY) --require-hashes requirements.lock)
	@touch $@

.venv/.sandbox: $(shell find evaluator -name '*.py' -o -name '*.wit') .venv/.packages
	@mkdir -p .cache && : >$(LOG)
	@$(call say,Compiling the sandbox...); \
	$(PY) -m compileall -q app domain evaluator handlers openapi sql upstreams; \
	$(call logged,$(PY) -m evaluator build) || $(call fail,The sandbox was not built. The whole story is in $(LOG).)
	@touch $@

# An environment whose Python is not there any more is no environment.
ifneq ($(shell $(PY) -c 'print("runs")' 2>/dev/null),runs)
.venv/.made: FORCE
endif
