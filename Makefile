# `make` lists the targets. Everything is installed into .venv, nothing elsewhere.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip --disable-pip-version-check install --quiet
USE    := $(VENV)/.installed-to-use
DEVELOP := $(VENV)/.installed-to-develop

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test check check-format check-lint check-types check-tests format docs clean

include benchmarks/*.mk

help:
	@echo 'make demo    install, index the documents in seeds/ and run a first query'
	@echo 'make test    check everything: format, lint, types, tests'
	@echo 'make check-format, check-lint, check-types, check-tests    one of these alone'
	@echo 'make format  lay out the code'
	@echo 'make docs    write the generated pages and tables of docs/'
	@echo 'make bench   speed and memory beside other engines, in one run (bench-large: a million documents)'
	@echo 'make relevance    ranking beside plain BM25 on judged collections, where present'
	@echo 'make names    names and words of several syllables: precision of the first five'
	@echo 'make clean   remove .venv and the caches; your index stays'
	@echo 'Another Python: make PYTHON=python3.12 test'

demo: $(USE)
	@printf '\n$$ asearch index\n'
	@$(BIN)/asearch index --index index seeds
	@printf '\n$$ asearch query "vaccine access"\n'
	@$(BIN)/asearch query --index index "vaccine access"
	@printf '%s\n' '' 'Try next:' \
	  '  . $(BIN)/activate                         so that `asearch` alone works in this shell' \
	  '  asearch query "date:2020-06"                 documents of June 2020' \
	  '  asearch query "hanoi -vaccine" --json        exclude a word; JSON for scripts' \
	  '  asearch index ~/my-archive                   your own documents' \
	  '  asearch --help                               everything else'

test: check-format check-lint check-types check-tests

check: test

check-format: $(DEVELOP)
	@echo '== format'
	@$(BIN)/ruff format --check .

check-lint: $(DEVELOP)
	@echo '== lint'
	@$(BIN)/ruff check .

check-types: $(DEVELOP)
	@echo '== types'
	@$(BIN)/mypy asean_search tests

check-tests: $(DEVELOP)
	@echo '== tests'
	@$(BIN)/python -m pytest -q

format: $(DEVELOP)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: $(DEVELOP)
	@$(BIN)/python -m asean_search.cli.reference > docs/cli.md
	@$(BIN)/python -m asean_search.output.json_schema
	@$(BIN)/python tests/architecture.py
	@echo 'docs/cli.md, docs/schema and the generated tables written'

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find asean_search tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Installing again is only needed when what is to be installed has changed.
$(DEVELOP): pyproject.toml constraints.txt | $(BIN)/python
	@echo 'Installing asearch and the tools to develop it into $(VENV) ...'
	@$(PIP) -e '.[all,dev]'
	@touch $(USE) $@

$(USE): pyproject.toml constraints.txt | $(BIN)/python
	@echo 'Installing asearch into $(VENV) ...'
	@$(PIP) -e '.[all]'
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	  { echo 'asearch needs Python 3.10 or newer. Name one: make PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
