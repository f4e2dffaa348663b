# Everything a newcomer or the build server runs. `make help` lists it.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
CLIENTS := tests/clients/node
DEMO := .data/demo
ROUNDS ?= 400
BENCH := .bench/venv
SESSIONS ?= 1000000
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

.PHONY: help setup demo pictures test soak quick lint docs lock bench

help: ## List what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

setup: $(READY) ## Make .venv with the locked dependencies and the program at .venv/bin/switchbook
	@:

$(READY): requirements/dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Switchbook needs Python 3.11 or newer. Name one: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Installing $(notdir $(PYTHON))-venv from Debian's packages$(if $(SUDO), with sudo)."; \
	  $(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q $(notdir $(PYTHON))-venv; }
	@echo "Setting up .venv (a minute or two the first time) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# The tests have a spreadsheet open what is exported as CSV.
/usr/bin/ssconvert:
	@echo "Installing gnumeric for the tests from Debian's packages$(if $(SUDO), with sudo)."
	@$(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q --no-install-recommends gnumeric

# The tests look at the pages in it.
/usr/bin/chromium:
	@echo "Installing chromium for the tests from Debian's packages$(if $(SUDO), with sudo)."
	@$(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q --no-install-recommends chromium fonts-dejavu-core

# What tests need beyond Python: Node with ServiceStack's client for it and what
# the pages are held against, and curl for the snippets of docs/clients.md.
$(CLIENTS)/node_modules/.ready: $(CLIENTS)/package.json $(CLIENTS)/package-lock.json $(CLIENTS)/.npmrc
	@missing=$$(for tool in node npm curl; do command -v $$tool >/dev/null || echo $$tool; done | sed 's/^node$$/nodejs/'); \
	test -z "$$missing" || { echo "Installing" $$missing "from Debian's packages$(if $(SUDO), with sudo)."; \
	  $(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q --no-install-recommends $$missing; }
	@echo "Setting up $(CLIENTS) ..."
	@cd $(CLIENTS) && npm ci --silent
	@touch $@

# Calls come and go in it for as long as it is served.
demo: setup ## Fill .data/demo once and serve it on http://127.0.0.1:8080, with calls that come and go
	@test -s $(DEMO)-access.txt || $(BIN)/switchbook demo --data $(DEMO) --sessions 20000 --seed 1 --access $(DEMO)-access.txt
	@cat $(DEMO)-access.txt
	@$(BIN)/switchbook demo --data $(DEMO) --sessions 20000 --seed 1 --live >/dev/null & calls=$$!; \
	  trap 'kill $$calls 2>/dev/null' EXIT INT TERM; \
	  $(BIN)/switchbook serve --data $(DEMO) --host 127.0.0.1 --port 8080

pictures: setup /usr/bin/chromium ## Take pictures of every screen into .data/pictures, the best into docs/pictures
	@PYTHONPATH=tests $(BIN)/python -m support.pictures .data/pictures

test: lint $(CLIENTS)/node_modules/.ready /usr/bin/ssconvert /usr/bin/chromium ## Everything: lint, types and all tests
	$(BIN)/python -m pytest -n 2 --dist loadfile

soak: setup ## Durability and concurrency for hours: ROUNDS power cuts (400), a hundred times as many questions
	$(BIN)/python -m pytest tests/durability tests/*/test_*_while_written.py --rounds $(ROUNDS) --timeout 7200

quick: setup ## The fast tests, under two minutes
	$(BIN)/python -m pytest -n 2 -m "not slow"

lint: setup ## Style, format and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

docs: setup ## Write the generated pages of docs/ anew
	$(BIN)/python -m switchbook.cli.reference docs

# The benchmark's peers have dependencies of their own, and PostgreSQL.
$(BENCH)/.ready: requirements/bench.lock pyproject.toml | setup
	@echo "Setting up $(BENCH) ..."
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip install --quiet --require-hashes -r requirements/bench.lock
	@touch $@

/usr/lib/postgresql:
	@echo "Installing PostgreSQL for the benchmark from Debian's packages$(if $(SUDO), with sudo)."
	@$(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q --no-install-recommends postgresql

bench: $(BENCH)/.ready /usr/lib/postgresql ## Measure: SESSIONS=1000000, one stage of it with STAGE=
	PYTHONPATH=src:. $(BENCH)/bin/python -m bench --sessions $(SESSIONS) $(if $(STAGE),--stage $(STAGE))

lock: setup ## Resolve requirements/dev.lock anew (needs uv; versions move, hashes are kept)
	@command -v uv >/dev/null || { echo "make lock needs uv: python3 -m pip install uv, or its own installer" >&2; exit 1; }
	for group in dev bench; do \
	  uv pip compile --universal --python-version 3.11 --generate-hashes --upgrade \
	    --quiet --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	    --group $$group --output-file requirements/$$group.lock pyproject.toml; done
