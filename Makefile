# Tongxing 童行. `make help` lists what there is to make. Needs Python 3.11+, make and a package index.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/pytest
WORKERS ?= 2
# Not those that others import, nor what only looks.
BENCHES := $(filter-out $(patsubst %,bench/%.py,data lernfair_replay plans province serving_place size timing),$(wildcard bench/*.py))
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# The lock names every package, so nothing is resolved: pip would else look for the newest of `name[extra]`, and refuse
# it for want of a hash on the day a newer one appears.
LOCKED := --quiet --require-hashes --no-deps

.DEFAULT_GOAL := help
.PHONY: help install install-dev run test test-browser scale-test faults lint format bench bundle notices lock messages screenshots clean

help:  ## List the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/.installed: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	test -d .venv || $(PYTHON) -m venv .venv
	$(BIN)/pip install $(LOCKED) -r requirements.txt
	@touch $@

.venv/.installed-dev: requirements-dev.txt .venv/.installed
	$(BIN)/pip install $(LOCKED) -r requirements-dev.txt
	$(BIN)/pip check
	@touch $@

install: .venv/.installed  ## Make .venv with the locked, hashed dependencies

install-dev: .venv/.installed-dev  ## The same with the tools for tests and lint

run: install  ## Start the site with one job worker (PORT, DATABASE_URL, TASKS_URL change it); Ctrl-C stops all
	@$(BIN)/python -m app.serve

# The longest first (the access matrix), so that no worker is left alone with it.
test: install-dev  ## Unit, matching and integration tests, guards, and one browser journey per role
	$(PYTEST) -n $(WORKERS) --dist loadgroup tests/guards tests/integration tests/matching tests/unit
	$(PYTEST) -n $(WORKERS) --maxschedchunk 1 tests/browser -m journey

test-browser: install-dev  ## Every browser test in Chromium
	$(PYTEST) tests/browser

scale-test: install-dev  ## The loop through two web processes and two workers on PostgreSQL, one of each killed in its middle
	$(PYTEST) tests/scale

faults: install-dev  ## 200 kills under load and every other fault, on both databases (KILLS=n: only kills; FAULT, SEED)
	$(BIN)/python -m tests.faults --kills $(or $(KILLS),0) --fault $(or $(FAULT),all) --seed $(or $(SEED),1)

lint: install-dev  ## ruff, mypy --strict, import-linter, djlint, bandit, and the project's own checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/bandit -q -c pyproject.toml -r app config.py wsgi.py
	$(BIN)/flask messages check

format: install-dev  ## Write the code the way ruff wants it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install-dev  ## Side-by-side benchmarks; every line is JSON (LERNFAIR=folder adds the replay of real data)
	@for file in $(BENCHES); do PYTHONPATH=. $(BIN)/python $$file || exit 1; done
	@if [ -n "$(LERNFAIR)" ]; then PYTHONPATH=. $(BIN)/python bench/lernfair_replay.py --data "$(LERNFAIR)"; fi

bundle: install  ## Archives for machines without a network, x86-64 and ARM64, into dist/ (MACHINE=x86_64 or aarch64 for one)
	$(BIN)/python -m deploy.bundle $(if $(MACHINE),--machine $(MACHINE))

notices: install  ## The licences of the dependencies, as their wheels say, into docs/licences.md
	$(BIN)/python -m deploy.bundle --notices

lock:  ## Renew the hashed requirements from pyproject.toml (needs uv)
	uv lock --quiet
	uv export --quiet --no-dev --no-emit-project --format requirements-txt -o requirements.txt
	uv export --quiet --no-emit-project --format requirements-txt -o requirements-dev.txt

messages: install-dev  ## Bring every part's Chinese catalogue up to its strings
	$(BIN)/flask messages update

screenshots: install-dev  ## Pictures of every page at 360 and 1280 px, in both languages, light and dark, into shots/
	$(BIN)/python -m tests.browser.screenshots --every

clean:  ## Remove what was made, but never instance/
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis .import_linter_cache shots htmcov
