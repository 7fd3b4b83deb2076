# Everything a person types. Paths are relative, so that a folder with a space in its name works.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:
.DELETE_ON_ERROR:

PYTHON ?= python3
PY := .venv/bin/python
# jlpm and the other programs of the environment; PATH may hold spaces, so it is only used quoted
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
MLFLOW_VERSION := 3.17.2

.PHONY: help install demo dev test test-python test-front test-browser lint format types docs bench clean browser postgresql mlflow

help: ## Show what there is to type
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

install: .venv/installed ## Make the environment and build the front end

.venv/installed: pyproject.toml package.json yarn.lock
	test -x $(PY) || $(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --upgrade pip
	$(PY) -m pip install --quiet --editable '.[dev,docs]'
	jlpm install --immutable
	jlpm build:prod
	jupyter-builder develop --overwrite .
	touch .venv/installed

FRONT := $(shell find src style schema -type f 2>/dev/null)
mlops_lab/labextension/package.json: .venv/installed $(FRONT)
	jlpm build:prod
	touch mlops_lab/labextension/package.json

demo: install mlops_lab/labextension/package.json ## Train and track on real data, then open JupyterLab (CHECK=1 stops before that)
	$(PY) examples/demo.py $(if $(CHECK),--check)

dev: install ## Rebuild the front end at each change, with JupyterLab beside it
	trap 'kill 0' EXIT
	jlpm watch &
	$(PY) -m jupyterlab --ServerApp.root_dir=examples

test: test-python test-front test-browser ## Run all tests: Python on both databases, front end, browser

# Two processes, each with files of its own: they share no server, database or port
test-python: install postgresql mlflow
	$(PY) -m pytest -n 2 --dist loadfile $(PYTEST)

test-front: install
	jlpm test

test-browser: install browser mlops_lab/labextension/package.json
	cd ui-tests
	jlpm install --immutable
	CHROMIUM_PATH="$$(command -v chromium || command -v chromium-browser || command -v google-chrome)" jlpm test

lint: install ## Check style, types, layers and that the generated types are current
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	jlpm lint:check
	jlpm types:check

format: install ## Put the code in our style
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .
	jlpm lint

types: install ## Write the TypeScript types of the HTTP API anew
	jlpm types

docs: install ## Build the documentation into site/
	$(PY) -m mkdocs build --strict --quiet

bench: install mlflow ## Measure every speed promise against its reference
	$(PY) -m benchmarks

clean: ## Take away what the other commands made
	rm -rf .venv .venvs .demo site lib node_modules ui-tests/node_modules mlops_lab/labextension *.egg-info

# What comes from Debian, where it is missing
APT := $(if $(filter 0,$(shell id -u)),,sudo) apt-get

browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
		{ $(APT) update -qq && DEBIAN_FRONTEND=noninteractive $(APT) install -y -qq chromium; }

postgresql:
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
		{ $(APT) update -qq && DEBIAN_FRONTEND=noninteractive $(APT) install -y -qq postgresql; }

mlflow: .venvs/mlflow/installed

# The stock client lives apart: it is what we are tested with, never what we depend on
.venvs/mlflow/installed: Makefile
	test -x .venvs/mlflow/bin/python || $(PYTHON) -m venv .venvs/mlflow
	.venvs/mlflow/bin/python -m pip install --quiet 'mlflow==$(MLFLOW_VERSION)' xgboost-cpu scikit-learn pandas matplotlib
	touch .venvs/mlflow/installed
