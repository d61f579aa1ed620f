# Two commands do everything on a fresh machine: `make demo` and `make test`.
#
# What is there is not made again: the environment is keyed on pyproject.toml, the sidebar's packages on its
# lock file, the built sidebar on its sources.  `make clean` forgets all of it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/.venv/bin:$(PATH)

VENV := .venv/pyvenv.cfg
PYTHON := .venv/bin/python
PACKAGES := labextension/node_modules/.yarn-state.yml
SIDEBAR := jupyter_privacy/labextension/package.json
SIDEBAR_SOURCES := $(shell find labextension/src labextension/style labextension/schema -type f 2>/dev/null) \
	$(wildcard labextension/tsconfig*.json)
ARGS :=

# ------------------------------------------------------------------------------------------- commands
.PHONY: help demo test lint lint-python lint-sidebar unit jest browser attacks faults bench bench-suppression
.PHONY: bench-differencing setup clean

help: ## list the commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

demo: setup ## open JupyterLab on the first demo notebook (ARGS=--no-browser prints the URL)
	scripts/demo.sh $(ARGS)

test: setup lint unit jest browser ## everything: lint, unit tests with coverage, jest, browser tests

setup: .make/install ## create .venv, install, build the sidebar

lint: lint-python lint-sidebar ## ruff, mypy, lint-imports; eslint, tsc

lint-python: setup
	ruff check .
	ruff format --check .
	mypy --strict
	lint-imports

lint-sidebar: setup
	cd labextension && jlpm lint:check && jlpm typecheck

unit: setup ## pytest without a browser on all cores, coverage printed (ARGS are passed on)
	pytest --numprocesses=auto --dist=loadfile --cov --cov-report=term $(ARGS)

jest: setup ## the sidebar's own tests
	cd labextension && jlpm test

browser: setup ## JupyterLab and Notebook 7 in Chromium (ARGS are passed on)
	scripts/ensure_chromium.sh
	pytest tests/browser -m browser $(ARGS)

attacks: setup ## run the attack catalogue of ../shared/attacks, about 25 minutes (ARGS are passed on)
	$(PYTHON) benchmarks/attacks.py $(ARGS)

faults: setup ## make every function of the guard fail in every cell that calls it, about an hour
	JUPYTER_PRIVACY_ALL_FAULTS=1 pytest tests/kernel/test_faults.py $(ARGS)

bench: setup ## measure what the guard costs against plain pandas, some minutes (ARGS are passed on)
	$(PYTHON) benchmarks/costs.py $(ARGS)

bench-suppression: setup ## measure complementary suppression on random tables, two minutes (ARGS are passed on)
	$(PYTHON) benchmarks/suppression.py $(ARGS)

bench-differencing: setup ## measure what comparing with 1,000 earlier results costs (ARGS are passed on)
	$(PYTHON) benchmarks/differencing.py $(ARGS)

clean: ## forget what was installed and built
	rm -rf .venv .make labextension/node_modules labextension/lib jupyter_privacy/labextension

# --------------------------------------------------------------------------------------------- set-up
# In this order: the build tools bring jlpm, jlpm builds the sidebar, and the installation copies it.

$(VENV):
	"$$(scripts/find_python.sh)" -m venv .venv
	touch $@

.make/build-tools: pyproject.toml $(VENV) scripts/build_requirements.py scripts/ensure_node.sh
	mkdir -p $(@D)
	$(PYTHON) scripts/build_requirements.py > .make/build-requirements.txt
	pip install --quiet --requirement .make/build-requirements.txt
	scripts/ensure_node.sh
	touch $@

$(PACKAGES): labextension/package.json labextension/yarn.lock | .make/build-tools
	cd labextension && jlpm install
	touch $@

$(SIDEBAR): $(PACKAGES) $(SIDEBAR_SOURCES)
	cd labextension && jlpm build:prod
	touch $@

.make/install: pyproject.toml install.json $(VENV) .make/build-tools $(SIDEBAR)
	pip install --quiet --no-build-isolation --editable ".[dev]"
	touch $@
