# Karez: `make help` lists what there is. Nothing here needs more than Python ≥ 3.11 and make.

PORT ?= 8000
# What `make test` is given besides its defaults, as T="karez/funds -k allot".
T ?=
# Another Python beside the usual one: make test-quick VENV=.venv-3.13 PYTHON=python3.13
VENV := .venv
export KAREZ_VENV := $(VENV)
PY := $(VENV)/bin/python
PYTEST := KAREZ_NO_SKIPS=1 $(PY) -m pytest -n 2 --dist worksteal
SCRATCH = KAREZ_HOME=$$(mktemp -d) DJANGO_SETTINGS_MODULE=karez.conf.settings
PIP_COMPILE := PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS= $(PY) -m piptools compile -q --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-emit-options --no-annotate --no-header --strip-extras --allow-unsafe

.DEFAULT_GOAL := help
.PHONY: help setup setup-use demo run test test-quick check format bench lock clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: ## 准备开发环境: .venv from the lock file, front-end parts, region data (again only where a lock changed)
	@sh tools/setup.sh dev

setup-use: ## the same without what only developers need
	@sh tools/setup.sh use

demo: setup-use ## 演示: the demo county 精河县 2023 on http://127.0.0.1:8000 (PORT= to change)
	@$(VENV)/bin/karez demo --port $(PORT)

run: setup-use ## 运行: serve the books in KAREZ_HOME (default ./var)
	@$(VENV)/bin/karez serve --port $(PORT)

test: setup ## 测试: every test on SQLite, those that use the database on PostgreSQL, then with the room that tests add
	@$(PY) tools/browser.py
	KAREZ_TEST_DB=sqlite $(PYTEST) $(T)
	KAREZ_TEST_DB=postgres $(PYTEST) $(T)
ifeq ($(T),)
	KAREZ_TEST_ROOMS=1 KAREZ_TEST_DB=sqlite $(PYTEST) karez/testing
	KAREZ_TEST_ROOMS=1 KAREZ_TEST_DB=postgres $(PYTEST) karez/testing
endif

test-quick: setup ## 快速测试: on SQLite, without browsers and what else takes seconds; two minutes at most
	KAREZ_TEST_DB=sqlite $(PYTEST) -m "not browser and not slow" $(T)

check: setup ## 检查: lint, format, types, layers, missing migrations, messages, files
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(PY) tools/check_files.py
	$(VENV)/bin/lint-imports
	$(SCRATCH) $(VENV)/bin/mypy
	$(SCRATCH) $(PY) -m django makemigrations --check --dry-run
	$(PY) tools/check_messages.py

format: setup ## put the code into the common form
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: setup ## 测速: measure, compare with the limits, write docs/performance.md
	$(PY) -m bench

lock: setup ## renew the pins (UP=--upgrade for newer versions)
	$(PIP_COMPILE) $(UP) --build-deps-for editable -o requirements/use.txt pyproject.toml
	$(PIP_COMPILE) $(UP) --build-deps-for editable --extra dev -c requirements/use.txt -o requirements/dev.txt pyproject.toml
	$(PIP_COMPILE) $(UP) -o requirements/node.txt requirements/node.in
	$(PY) tools/front_end.py --lock

clean: ## remove what setup and the tests made; the books in ./var stay
	rm -rf .venv .venv-* build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf karez/pages/static/vendor karez/places/data
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
