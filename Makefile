# Each target does all of its own set-up; Python 3.11 or newer and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
REPLAY := .venv-replay

.PHONY: demo test lint bench docs lock clean

demo: $(READY)
	$(BIN)/archiver demo

test: $(READY) $(REPLAY)/.ready
	$(BIN)/pytest -q -n 4 --dist worksteal

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	@for bench in tests/bench/*.py; do echo "== $$bench"; $(BIN)/python $$bench || exit 1; done

docs: $(READY)
	$(BIN)/python docs/generate.py

lock: $(READY)
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --all-extras --group dev \
	  --no-emit-index-url --generate-hashes --no-annotate --no-header --upgrade -q -o requirements.lock
	$(BIN)/uv pip compile --group pyproject.toml:replay --universal --python-version 3.11 \
	  --no-emit-index-url --generate-hashes --no-annotate --no-header --upgrade -q -o requirements-replay.lock

$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; name it: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

# pywb, which the tests replay exports in.
$(REPLAY)/.ready: requirements-replay.lock
	test -x $(REPLAY)/bin/python || $(PYTHON) -m venv $(REPLAY)
	$(REPLAY)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-replay.lock
	@touch $(REPLAY)/.ready

clean:
	rm -rf $(VENV) $(REPLAY) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis demo
