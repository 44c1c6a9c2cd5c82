# Every command of the house. `make demo` and `make test` set everything up by themselves.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PRINT := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
TESTING := chromium postgresql poppler-utils qpdf
# What the goals that were asked for need of the system, so that all of it is named at once.
GOALS := $(or $(MAKECMDGOALS),demo)
NEEDED := $(if $(filter-out bench-diagnosis bench-power bench-disclosure script lock clean,$(GOALS)),$(PRINT)) $(if $(filter test redteam,$(GOALS)),$(TESTING))

.PHONY: print-fixtures demo test check serve bench bench-diagnosis bench-power bench-disclosure redteam script lock clean

demo: $(VENV)/run.stamp $(VENV)/print.stamp  ## the main job on the embedded database; ends with two PDFs
	$(BIN)/accord demo

serve: $(VENV)/run.stamp $(VENV)/print.stamp  ## the office and the answering page on loopback
	$(BIN)/accord serve

test: $(VENV)/print.stamp $(VENV)/testing.stamp check  ## checks, then every test on SQLite and PostgreSQL, in a real browser
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/dev.stamp $(VENV)/print.stamp  ## style, types, walls
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/dev.stamp $(VENV)/print.stamp  ## speeds, as ratios against a reference run
	$(BIN)/python -m tests.benchmarks.speed
	$(BIN)/python -m tests.benchmarks.printing

bench-diagnosis: $(VENV)/dev.stamp  ## the planted-truth benchmark; results: docs/measurements/diagnosis.md
	$(BIN)/python -m tests.benchmarks.record

bench-power: $(VENV)/dev.stamp  ## what `accord plan` tells of chances; writes survey/outlook/power.toml
	$(BIN)/python -m tests.benchmarks.power

bench-disclosure: $(VENV)/dev.stamp  ## the gate's exhaustive proof; results: docs/measurements/disclosure.md
	$(BIN)/python -m tests.disclosure.proof

print-fixtures: $(VENV)/dev.stamp $(VENV)/print.stamp  ## the ten prints in both languages, every page checked; results: docs/measurements/print.md
	$(BIN)/python -m tests.reports.print_all

redteam: $(VENV)/dev.stamp $(VENV)/testing.stamp  ## attacks on a running server, and on a naive one; results: docs/measurements/redteam.md
	$(BIN)/python -m tests.redteam

script: $(VENV)/dev.stamp  ## join and shorten what a participant's page loads; the result is committed
	$(BIN)/python -m tests.browser.bundle

lock:  ## pin what requirements*.in name, with hashes and no addresses
	$(BIN)/uv pip compile -q --upgrade --generate-hashes --no-emit-index-url requirements.in -o requirements.lock
	$(BIN)/uv pip compile -q --upgrade --generate-hashes --no-emit-index-url -c requirements.lock requirements-dev.in -o requirements-dev.lock

clean:
	rm -rf $(VENV) demo-home .pytest_cache .mypy_cache .ruff_cache .hypothesis

# A stamp, not the interpreter: a venv that was interrupted is made anew.
$(VENV)/made.stamp:
	@command -v $(PYTHON) >/dev/null || { echo "Missing: $(PYTHON). Debian: apt-get install python3 python3-venv $(NEEDED)"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Accord needs Python 3.11 or newer; $(PYTHON) is older. Say: make PYTHON=/path/to/python3.11"; exit 1; }
	@needed="$(NEEDED)"; $(PYTHON) -c 'import ensurepip' 2>/dev/null || needed="python3-venv $$needed"; sh bin/install $$needed
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/made.stamp
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

$(VENV)/print.stamp: | $(VENV)/made.stamp
	@sh bin/install $(PRINT)
	@touch $@

$(VENV)/testing.stamp: | $(VENV)/made.stamp
	@sh bin/install $(TESTING)
	@touch $@
