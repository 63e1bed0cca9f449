# Two commands on a fresh machine: `make demo` and `make test`. Both install first; a second run changes nothing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test check bench wheel install clean

demo: install ## the whole way on the sample course, in ./demo
	$(BIN)/grader demo demo

test: install check ## every promise, also the slow ones
	scripts/system-packages test
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

check: install ## formatting, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: install ## every benchmark's table
	for table in benchmarks/*.py; do $(BIN)/python $$table || exit 1; done

wheel: install ## dist/grader-*.whl
	$(BIN)/python -m build --wheel --outdir dist .

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt scripts/system-packages
	scripts/system-packages
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "grader needs Python 3.11 or newer: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,postgresql]'
	touch $(STAMP)

clean: ## everything that make made
	rm -rf $(VENV) demo dist build .cache .mypy_cache .ruff_cache .hypothesis
