# make demo   install into .venv and run the main job on examples/; everything lands in demo-output/
# make test   install into .venv and run the tests
# make wheel  compile what every record passes through, into a wheel in dist/: half as fast again, the same results (needs a C compiler)
# make bench  measure that wheel against rdflib, pySHACL and morph-kgc: ten minutes; the figures land in bench-output/
# All work from a fresh clone with python3 (with venv) and make. PYTHON=... chooses the interpreter.

PYTHON ?= python3
BIN := .venv/bin
OUT := demo-output
BASE := https://data.example.org/

.PHONY: help demo test test-compiled wheel bench lint docs clean setup

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile
	@echo "make lint   ruff and mypy;  make docs   generated references;  make clean   remove .venv and outputs"

# An environment that was left half made, or moved with its folder, is thrown away: its scripts name an interpreter that is not there.
ifneq ($(shell test -e .venv && { test -x $(BIN)/pip && $(BIN)/pip --version && $(BIN)/python -c 'import sys, os; sys.exit(sys.prefix != os.path.abspath(".venv"))' && grep -q -F "$(CURDIR)/.venv" $(BIN)/activate; } >/dev/null 2>&1 || echo broken),)
$(shell rm -rf .venv)
endif

setup: .venv/stamp

.venv/stamp: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("kg needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11") if sys.version_info < (3, 11) else 0'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "python3 has no venv module; install it with: apt install python3-venv"; exit 1; }
	@test -x $(BIN)/pip || { echo "making .venv"; $(PYTHON) -m venv .venv; }
	@echo "installing kg and its dependencies into .venv"
	@$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

demo: .venv/stamp
	@$(BIN)/python examples/demo.py $(OUT) $(BASE)

test: .venv/stamp
	@$(BIN)/python -m pytest $(ARGS)

wheel: build/compiled/stamp
	@mkdir -p dist && cp build/wheel/*.whl dist/ && echo "dist/$$(basename build/wheel/*.whl)"

# The wheel, unpacked: bench and tests take kg from there (PYTHONSAFEPATH: not from the current folder).
RULES := $(shell find kg vocab shapes queries .ci/wheel_hook.py -type f -not -name '*.pyc')
AS_COMPILED := PYTHONSAFEPATH=1 PYTHONPATH=build/compiled:.

build/compiled/stamp: .venv/stamp $(RULES)
	@rm -rf build/compiled build/wheel
	@echo "compiling kg: this takes some minutes"
	@HATCH_BUILD_HOOKS_ENABLE=1 $(BIN)/pip wheel --quiet --disable-pip-version-check --no-build-isolation --no-deps --wheel-dir build/wheel .
	@$(BIN)/python -m zipfile -e build/wheel/*.whl build/compiled
	@touch $@

test-compiled: build/compiled/stamp
	@$(AS_COMPILED) $(BIN)/python -m pytest -o pythonpath= $(ARGS)

bench: build/compiled/stamp .venv/morph/stamp
	@$(AS_COMPILED) $(BIN)/python -m tests.bench --morph "$$(test -x .venv/morph/bin/python && echo .venv/morph/bin/python)" $(ARGS)

# morph-kgc needs another pyoxigraph than kg, so it has an environment of its own; without it one bench has no rival
.venv/morph/stamp: .venv/stamp
	@$(PYTHON) -m venv .venv/morph && .venv/morph/bin/pip install --quiet --disable-pip-version-check 'morph-kgc==2.10.0' || { echo "morph-kgc cannot be installed: its bench is left out"; rm -rf .venv/morph; mkdir -p .venv/morph; }
	@touch $@

lint: .venv/stamp
	@failed=0; $(BIN)/ruff check . || failed=1; $(BIN)/mypy --strict kg || failed=1; exit $$failed

docs: .venv/stamp
	@for file in docs/generate_*.py; do $(BIN)/python $$file; done

clean:
	rm -rf .venv $(OUT) bench-output build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
