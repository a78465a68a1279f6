# The commands of this project. `make help` lists them.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
BENCH  := .venv-bench

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(VENV)/.installed  ## make .venv with bin/monitor
	@$(BIN)/python -m compileall -q connectors migrations monitor || true  # a start that compiles takes twice as long
$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing. On Debian: apt install python3-venv"; exit 2; }
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

run: install  ## the daemon on ./monitor.toml: mail to disk and terminal, inbox on 127.0.0.1:8080
	$(BIN)/monitor run

test: $(VENV)/.dev  ## all tests
	$(BIN)/python -m pytest

browser: $(VENV)/.browser  ## what the tests with a browser need (Debian's chromium is used)
$(VENV)/.browser: $(VENV)/.dev requirements-browser.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-browser.lock
	@touch $@

bench: install $(BENCH)/.installed  ## our speed beside a peer's, on this machine (see tests/bench/README.md)
	$(BIN)/python tests/bench/run.py --peer $(BENCH)/bin/python --whole $(BIN)/monitor $(BENCHED)
$(BENCH)/.installed: requirements-bench.lock
	@$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --require-hashes -r requirements-bench.lock
	@touch $@

check: $(VENV)/.dev  ## format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.dev  ## put the code in its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock:  ## renew the lock files (needs uv)
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate --universal --python-version 3.11 pyproject.toml requirements-build.in -o requirements.lock
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate --universal --python-version 3.11 --extra dev pyproject.toml requirements-build.in -o requirements-dev.lock
	uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate --universal --python-version 3.11 --extra dev --extra browser pyproject.toml requirements-build.in -o requirements-browser.lock
	printf 'reader>=3.26\nsgmllib3k\n' | uv pip compile -q --generate-hashes --no-emit-index-url --no-header --no-annotate --universal --python-version 3.11 - -o requirements-bench.lock

clean:  ## remove what was built here
	rm -rf $(VENV) $(BENCH) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

.PHONY: help install run test browser bench check format lock clean
