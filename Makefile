# One place to start from: `make` lists the targets. Each target calls a script in bin/ or `ocms`.
MAKEFLAGS += --no-print-directory
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help venv

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: ## Make .venv with everything pinned (does nothing when it is up to date)
	@bin/venv
