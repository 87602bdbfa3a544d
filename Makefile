# One place to start from: `make` lists the targets. Each target calls a script in bin/ or `ocms`.
MAKEFLAGS += --no-print-directory
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help demo serve test proof test-browser lint fmt venv lock db bench bench-import bench-matching translations

PORT ?= 6543
T ?=
SIZE ?= default
ROWS ?= 50000
A ?=

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: translations ## Run the whole system with made-up data; Ctrl-C stops it (PORT=6543)
	@exec .venv/bin/ocms demo --port $(PORT)

serve: translations ## Run the web alone on the database as it is (PORT=6543)
	@exec .venv/bin/ocms serve --port $(PORT)

test: translations ## Run every test but the browser's (T=path for some of them)
	@exec bin/tests $(T)

proof: translations ## Import a public list, serve 500 people and recount everything (minutes)
	@exec bin/proof $(T)

test-browser: translations ## Run the tests that need chromium (T=path for some of them)
	@exec bin/browser-tests $(T)

lint: translations ## Check style, types and translations
	@exec bin/lint

fmt: venv ## Format the code
	@exec bin/format

venv: ## Make .venv with everything pinned (does nothing when it is up to date)
	@exec bin/venv

lock: ## Pin the newest versions that requirements/*.in allow (needs uv)
	@exec bin/lock --upgrade

db: venv ## Bring the database to the newest version
	@exec .venv/bin/ocms db upgrade

bench: translations ## Measure against the budgets (SIZE=full for the large data set)
	@exec bin/bench --size $(SIZE)

bench-import: translations ## Measure an import of 50,000 people (ROWS=50000)
	@exec .venv/bin/python -W ignore::UserWarning -m bench.importing --rows $(ROWS)

bench-matching: translations ## Measure how well and fast people are found (A='--every 5' for a part)
	@exec bin/bench-matching $(A)

translations: venv ## Compile the French catalogues that have changed
	@exec bin/translations
