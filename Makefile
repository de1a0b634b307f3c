# The commands of the project; `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PORT
# A process for each core; what reads a clock is tried in quiet.
TOGETHER := --numprocesses=auto --maxprocesses=4 --dist=worksteal

help: ## List these commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

# What the demo calls itself; your own installation says its own.
run: export BUURTGELD_SITE_NAME ?= Kralingen-Crooswijk
run: export BUURTGELD_SITE_TAGLINE ?= beslist mee
run: export BUURTGELD_SITE_OWNER_NAME ?= de deelgemeente Kralingen-Crooswijk
run: export BUURTGELD_SITE_OWNER_NOTE ?= Dit is een voorbeeld. De plannen zijn verzonnen.
run: export BUURTGELD_SITE_CONTACT_EMAIL ?= buurtgeld@kralingen-crooswijk.example
run: export BUURTGELD_SITE_CONTACT_PHONE ?= 010 000 00 00
run: export BUURTGELD_SITE_CONTACT_HOURS ?= op werkdagen van 9.00 tot 17.00 uur
run: export BUURTGELD_SITE_SECURITY_CONTACT ?= mailto:veilig@kralingen-crooswijk.example
run: $(VENV)/.run catalogues ## Start Buurtgeld with a demo on http://127.0.0.1:8000 (PORT=… for another)
	@exec $(BIN)/buurtgeld run --demo

test: $(VENV)/.dev catalogues ## Run the whole suite: SQLite, PostgreSQL, Chromium
	@tools/install-system-packages chromium fonts-noto-core
	$(BIN)/python -m pytest $(TOGETHER) -m "not browser and not slow and not clock"
	$(BIN)/python -m pytest $(TOGETHER) -m "(browser or slow) and not clock"
	$(BIN)/python -m pytest -m clock

check: check-style catalogues ## Format, lint, types, fast tests
	$(BIN)/python -m pytest $(TOGETHER) -q -m "not browser and not slow and not clock"

check-style: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.dev ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev catalogues ## Measure ratios; writes bench/results.json
	$(BIN)/python -m bench

translations: $(VENV)/.dev ## Collect the texts into the catalogues
	$(BIN)/python tools/translations.py
	@$(MAKE) --no-print-directory catalogues

lock: $(VENV)/.dev ## Pin the newest allowed dependencies, with hashes
	$(BIN)/python tools/lock.py

audit: $(VENV)/.dev ## Ask whether a dependency has a known fault
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.txt

clean: ## Remove the environment; the data in instance/ stays
	rm -rf $(VENV)

# Each stamp says that the environment holds what the lock file asks for.
$(VENV)/bin/python:
	@tools/make-environment $(PYTHON) $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements.txt pyproject.toml $(wildcard allocation/till/*.[ch])
	@echo "Installing what Buurtgeld needs into $(VENV); this takes a minute or so."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	@echo "Installing what the tests need into $(VENV)."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

catalogues: pb/translations/en/LC_MESSAGES/messages.mo

%.mo: %.po $(VENV)/.run
	@$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@ --locale=$(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

.PHONY: help run test check check-style format bench translations lock audit clean catalogues
