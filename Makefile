# The README's two commands are `make demo` and `make test`; each sets up all it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check unit lock bench chaos faults clean

demo: $(VENV)/.demo
	$(BIN)/intake demo

test: $(VENV)/.test check
	sh tests/install-servers.sh
	$(BIN)/pytest

check: $(VENV)/.test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks

# Kills the program between every two of its steps, against real servers; as root, like the integration tests.
chaos: $(VENV)/.test
	sh tests/install-servers.sh
	$(BIN)/python -m tests.chaos

# Every fault in the middle of a run of 50 mails, against real servers: a quarter of an hour.
faults: $(VENV)/.test
	sh tests/install-servers.sh
	$(BIN)/python -m tests.faults

$(VENV)/.demo: requirements/demo.txt pyproject.toml
	sh requirements/install.sh $(PYTHON) $(VENV) requirements/demo.txt
	touch $@

$(VENV)/.test: requirements/test.txt pyproject.toml
	sh requirements/install.sh $(PYTHON) $(VENV) requirements/test.txt
	touch $@ $(VENV)/.demo

# Needs uv on the PATH; the locks hold versions and hashes, no addresses.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    pyproject.toml requirements/build.in -o requirements/main.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --extra demo pyproject.toml requirements/build.in -o requirements/demo.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --extra demo --extra postgresql --group test pyproject.toml requirements/build.in -o requirements/test.txt

clean:
	rm -rf $(VENV) build *.egg-info
