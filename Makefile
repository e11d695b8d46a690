# `make run` and `make test` do all the set-up on a fresh machine: they make .venv and install into it.

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint .ci/constraints.txt

.PHONY: run test check explore demo bench screenshots docs clean

run: .venv/run            ## open the board on your local database
	$(BIN)/deskboard

test: .venv/test check    ## formatter, linter, types, import contracts and every test
	$(BIN)/pytest -n auto --dist worksteal

check: .venv/test         ## all but the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

explore: .venv/test       ## the property tests with examples that no run has drawn before
	HYPOTHESIS_PROFILE=explore $(BIN)/pytest -n auto $$(grep -rl hypothesis tests --include='test_*.py')

demo: .venv/run           ## a throw-away board with believable work
	$(BIN)/deskboard demo

bench: .venv/test         ## the budgets in time, as ratios
	$(BIN)/python -m tests.bench

screenshots: .venv/test   ## draw screenshots/ anew from the demo board
	$(BIN)/python -m tests.screenshots

docs: .venv/test          ## make the key reference anew from the table of intents
	$(BIN)/deskboard keys --markdown > docs/keys.md

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/run: pyproject.toml .ci/constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) --editable .
	touch $@

.venv/test: .venv/run
	$(INSTALL) --upgrade pip
	$(INSTALL) --group dev
	touch $@
