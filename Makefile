# Everything is made inside .venv; nothing outside this folder is touched (`make test` may install
# the servers it tests against, where it runs as root on Debian or Ubuntu).

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
DIR ?= .
WORKERS ?= 2
MINUTES ?= 10
FUZZ ?= 2
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-header --no-emit-index-url --no-emit-find-links
BACKEND := hatchling editables

.DEFAULT_GOAL := help
.PHONY: help demo test check bench soak exam run format lock services

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: .venv/.runtime ## play one whole quarter: spreadsheets in, invitations, answers, workbook
	@if [ -f demo/.achyk-demo ]; then rm -rf demo; fi
	@$(BIN)/achyk demo --keep demo

# The tests wait for the disk most of their time; in memory they take half as long.
test: .venv/.development services ## all tests; real servers are installed where that is allowed
	@place=$$(mktemp -d -p /dev/shm achyk-tests.XXXXXX 2>/dev/null || mktemp -d) && chmod 755 $$place \
		&& trap 'rm -rf '$$place EXIT && TMPDIR=$$place $(BIN)/pytest -n $(WORKERS) --dist loadgroup

check: .venv/.development ## format, lint, types, layers, translations, documentation
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m config.catalogues
	@$(BIN)/python -m jobs.reference

bench: .venv/.development services ## ratios to yardsticks measured in the same run
	@for script in benchmarks/*.py; do PYTHONPATH=.:tests $(BIN)/python $$script || exit 1; done

soak: .venv/.development services ## under load, killed at random (MINUTES=10, SEED=n); broken mails first (FUZZ=2)
	@PYTHONPATH=.:tests $(BIN)/python -m soak.fuzz --minutes $(FUZZ) $(if $(SEED),--seed $(SEED))
	@PYTHONPATH=.:tests $(BIN)/python -m soak.soak --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

exam: .venv/.development ## reading examined: rates per group
	@PYTHONPATH=.:tests $(BIN)/python -m exam.exam $(if $(FAILURES),--failures)

run: .venv/.runtime ## serve the installation in DIR (make run DIR=/srv/achyk)
	@$(BIN)/achyk -C $(DIR) serve

format: .venv/.development ## put the code into its form
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

lock: ## pin the dependencies anew (needs uv; UPGRADE=--upgrade takes the newest)
	@printf '%s\n' $(BACKEND) | $(LOCK) $(UPGRADE) pyproject.toml - -o requirements.txt
	@printf '%s\n' $(BACKEND) | $(LOCK) $(UPGRADE) --extra dev -c requirements.txt \
		pyproject.toml - -o requirements-dev.txt

services:
	@tests/services/install.sh

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed (make PYTHON=...)." >&2; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/.runtime: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Setting up .venv (once; downloads about 40 MB)"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.development: requirements-dev.txt .venv/.runtime
	@echo "Setting up the tools for tests and checks (once; downloads about 40 MB)"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
