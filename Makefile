# The two commands that matter, `make site` and `make test`, each work alone on a machine with Python, git and make.

PYTHON ?=
export PYTHON
PY := .venv/bin/python
UV := uv==0.13.9
ATHERIS := atheris==3.1.0

.DEFAULT_GOAL := help
# What `make test` needs before its tests is got side by side: types are checked while npm and Chromium come and
# the tests are compiled, which in a fresh clone each worker would do for itself.
MAKEFLAGS += --jobs=2
.PHONY: help site test lint format docs bench fuzz typed loader drifts mutants thorough golden lock oldest clean runtime everything chromium npm compiled uv

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16
	@echo
	@echo '  PYTHON=python3.12 chooses the Python of a new .venv; ARGS="..." is handed on to the command.'

site: runtime ## publish registry/ into site/
	@$(PY) -m site_builder build $(ARGS)

test: lint docs chromium npm compiled ## prove it: style, types, handbook, tests
	@$(PY) -m pytest --numprocesses 2 --dist worksteal $(ARGS)

lint: everything ## check style and types
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy

format: everything ## lay the code out
	@$(PY) -m ruff check --fix
	@$(PY) -m ruff format

# Named here because the default folder of mkdocs is site/, where the notices are published.
docs: everything ## build the handbook into build/docs
	@$(PY) -m mkdocs build --quiet --strict --site-dir build/docs

bench: everything ## measure speed against the yardsticks
	@$(PY) -m benchmarks $(ARGS)

fuzz: everything ## look for feeds that the reader takes and the schema refuses: 10,000 by chance
	@$(PY) -m tests.feed_mutants $(or $(ARGS),10000)

typed: everything ## change registries as text: each is refused, or published as typed: 10,000
	@$(PY) -m tests.loader_fuzz $(ARGS)

# Atheris stands beside, and in no lock: it is not made for every system, and only this needs it.
loader: everything ## look for bytes that the loader cannot bear: 1,000,000 files, led by what code they reach
	@$(PY) -m pip --quiet --disable-pip-version-check install --upgrade --target build/atheris '$(ATHERIS)'
	@PYTHONPATH=build/atheris $(PY) -m tests.loader_fuzz.fuzz $(ARGS)

drifts: everything ## plant lies in pages, PDFs and feeds, and write what verify finds: 500 of each kind
	@$(PY) -m tests.drifts $(ARGS)

mutants: everything ## break gate, client and verify in small ways, a sample of them, and name what no test notices
	@$(PY) -m tests.mutants $(ARGS)

thorough: everything chromium npm ## the tests with all of each long series, not a part: an hour or two
	@THOROUGH=1 $(PY) -m pytest --numprocesses 2 --dist worksteal --timeout 3000 $(ARGS)

golden: everything ## renew tests/golden/, printing the difference as facts first
	@$(PY) -m tests.renew_golden $(ARGS)

lock: uv ## renew both locks to the newest versions that pyproject.toml allows
	@$(LOCK) --extra verify --output-file requirements.lock
	@$(LOCK) --all-extras --constraint requirements.lock --output-file requirements-test.lock

LOCK = $(COMPILE) --upgrade --universal --python-version 3.11 --generate-hashes --custom-compile-command 'make lock'
COMPILE = build/uv/bin/uv pip compile --quiet --no-emit-index-url --no-emit-find-links --group build pyproject.toml

oldest: uv ## run the tests on the oldest versions that pyproject.toml allows
	@$(COMPILE) --all-extras --resolution lowest-direct --output-file build/oldest.txt
	@$(PY) -m venv --clear build/oldest
	@build/uv/bin/uv pip install --quiet --python build/oldest --requirement build/oldest.txt
	@build/uv/bin/uv pip install --quiet --python build/oldest --no-deps --no-build-isolation --editable .
	@build/oldest/bin/python -m pytest $(ARGS)

clean: ## remove what make made, but not site/
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

runtime:
	@python3 tools/environment.py requirements.lock

everything:
	@python3 tools/environment.py requirements-test.lock

uv: runtime
	@$(PY) -m venv --clear build/uv
	@build/uv/bin/python -m pip --quiet --disable-pip-version-check install '$(UV)'

chromium: everything
	@$(PY) -m tests.checkers.chromium

npm: everything
	@$(PY) -m tests.checkers.npm

# What is wrong with a test is told when the tests run.
compiled: everything
	@$(PY) -m pytest --collect-only --quiet >/dev/null 2>&1 || true
