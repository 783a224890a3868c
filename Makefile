# Everything a developer or an operator of one machine does. `make help` explains.
MAKEFLAGS += --no-builtin-rules --no-print-directory
SHELL     := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
VENV_READY := $(VENV)/.ready
WEB_READY  := src/showground/web/static/.built
WEB_FILES  := $(shell find web -name node_modules -prune -o -type f -print) \
              $(shell find src/showground/web -name '*.html')
# A node that is old or missing is replaced by the one that came with the Python packages.
NODE_DIR = $$(node -e 'let [a, b] = process.versions.node.split("."); process.exit(a > 20 || a == 20 && b > 18 ? 0 : 1)' 2>/dev/null \
              && dirname "$$(command -v node)" || echo "$(CURDIR)/$(BIN)")
PROCESSES ?= 2
TESTS     ?= tests
SQL       := src/showground
PROGRAMS  := chromium pgbouncer
OLD_POSTGRES := postgresql-15

## Run
.PHONY: up demo db
up: $(VENV_READY) $(WEB_READY) ## start the whole platform on http://127.0.0.1:8000 (Ctrl-C stops it)
	@exec $(BIN)/showground up --with-parent $(ARGS)
demo: $(VENV_READY) ## load the demo: make demo SCALE=1
	@exec $(BIN)/showground demo --scale $(or $(SCALE),0.1)
db: $(VENV_READY) ## start only the database
	@exec $(BIN)/showground db start

## Check
.PHONY: test soak audit lint format bench
test: lint audit $(WEB_READY) programs ## every check with short budgets; TESTS=path for some of them
	$(BIN)/pytest -n $(PROCESSES) --dist worksteal $(TESTS)
soak: $(VENV_READY) $(WEB_READY) programs ## the same tests with the numbers that claims rest on
	SHOWGROUND_TEST_BUDGET=soak $(BIN)/pytest -n $(PROCESSES) --dist worksteal --timeout 3600 $(TESTS)
audit: $(VENV_READY) ## known vulnerabilities in what is pinned; tests/audit_exceptions.csv says which were looked at
	@export PATH="$(NODE_DIR):$$PATH"; $(BIN)/python -m tests.audit
lint: $(VENV_READY) ## style, types, layers, SQL, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports | tail -n +10
	$(BIN)/sqlfluff lint --processes $(PROCESSES) --disable-progress-bar -q $(SQL)
	@# the baseline makes the schema of an empty database: no table has rows or readers yet
	@files=$$(find src/showground/migrations -name '*.sql' ! -name 0001_baseline.sql); [ -z "$$files" ] || $(BIN)/squawk $$files
format: $(VENV_READY) ## put code into the house's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
bench: $(VENV_READY) $(WEB_READY) ## measure, with the limits of this machine beside the figures
	$(BIN)/python -m bench $(ARGS)

## Build
.PHONY: web words dist lock clean programs
web: $(WEB_READY) ## build the web assets, when their sources changed
words: $(VENV_READY) ## bring the catalogues of translations up to date with what the code says
	$(BIN)/python -m tests.words
dist: $(VENV_READY) $(WEB_READY) ## build the wheel, assets included
	$(BIN)/uv build --quiet --wheel --no-build-isolation --python $(BIN)/python
lock: $(VENV_READY) ## pin every dependency with its hashes
	@# the larger set first: what serves takes the versions that the tests' packages can live with
	$(BIN)/uv pip compile -q --generate-hashes --universal --no-header --no-emit-index-url pyproject.toml --extra dev -o requirements-dev.lock
	$(BIN)/uv pip compile -q --generate-hashes --universal --no-header --no-emit-index-url pyproject.toml \
	  -c requirements-dev.lock -o requirements.lock
clean: ## remove what was built; data stays
	rm -rf $(VENV) web/node_modules src/showground/web/static dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
programs: ## programs that only tests need: a browser, a pooler, an old PostgreSQL where the system offers it
	@missing=; for name in $(PROGRAMS); do \
	  PATH="$$PATH:/usr/sbin:/usr/local/sbin" command -v $$name >/dev/null || missing="$$missing $$name"; done; \
	old=$(OLD_POSTGRES); [ ! -x /usr/lib/postgresql/$${old##*-}/bin/postgres ] || old=; \
	[ -z "$$missing$$old" ] && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  export DEBIAN_FRONTEND=noninteractive; \
	  if [ -n "$$missing" ]; then apt-get update -qq && apt-get install -y -qq --no-install-recommends $$missing >/dev/null || exit 1; fi; \
	  [ -z "$$old" ] || apt-get install -y -qq --no-install-recommends $$old >/dev/null 2>&1 \
	    || echo "$$old cannot be had here: what is tested on it is skipped."; \
	elif [ -n "$$missing" ]; then \
	  echo "The tests need these system packages:$$missing. Install them and run make test again." >&2; exit 1; fi

.PHONY: help
help: ## show this
	@awk '/^## / { printf "\n%s\n", substr($$0, 4) } \
	  /^[a-z][a-z-]*:.*## / { split($$0, part, ":"); sub(/.*## /, ""); printf "  make %-9s %s\n", part[1], $$0 }' Makefile

$(VENV_READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Showground needs Python 3.11 or newer; set PYTHON=")'
	@[ -x $(BIN)/pip ] || $(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing (Debian: python3-venv)." >&2; exit 1; }
	@[ -x $(BIN)/uv ] || $(BIN)/pip install -q --disable-pip-version-check --no-input uv==0.13.9
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

# Not `npm ci`: it refuses a lock that leaves out the optional builds for other systems. Versions and hashes are the lock's.
web/node_modules/.package-lock.json: web/package-lock.json | $(VENV_READY)
	@export PATH="$(NODE_DIR):$$PATH"; cd web && npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

$(WEB_READY): $(WEB_FILES) web/node_modules/.package-lock.json
	@export PATH="$(NODE_DIR):$$PATH"; cd web && npm run --silent build
	@touch $@
