# Included by the Makefile: `make bench`, `make bench-large`, `make relevance`, `make check-bench`.
# Everything is installed into the same .venv, with the peers of the extra `bench`.

BENCHED := $(VENV)/.installed-to-bench

.PHONY: bench bench-large relevance names check-bench

$(BENCHED): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) -e '.[bench]'
	@touch $@

# About 10 minutes: Reuters from ../shared where present, else a generated corpus of its size.
bench: $(BENCHED)
	@$(BIN)/python -m benchmarks.compare --publish

# About an hour, and 5 GB of disk: also 1,000,000 generated documents.
bench-large: $(BENCHED)
	@$(BIN)/python -m benchmarks.compare --large --publish

relevance: $(BENCHED)
	@$(BIN)/python -m benchmarks.relevance

# Precision of names and words of several syllables, Vietnamese and English.
names: $(DEVELOP)
	@$(BIN)/python -m benchmarks.names

check-bench: $(DEVELOP) $(BENCHED)
	@$(BIN)/mypy --config-file benchmarks/mypy.ini
