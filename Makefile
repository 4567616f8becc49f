# The same few commands for people, the pre-commit hooks and .ci/run. `make` alone lists them.

# An environment that is there stays, unless a Python of another version is asked for: make test PYTHON=python3.12
PYTHON ?= python3
EXACTLY := $(if $(filter file,$(origin PYTHON)),,--exactly)
HOST ?= 127.0.0.1
PORT ?= 8000

# What make real pulls: overpass, or an OSM file; from which server, if not the public one; where it is kept.
SOURCE ?= overpass
OVERPASS ?=
DATA ?= data/mitrovica-live

BIN := .venv/bin
# Each of two workers does sums alone: threads that wait for more of them keep the other from work.
PYTEST := OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest
SAMPLE := data/mitrovica
VENDOR := static/vendor/leaflet/leaflet.js
NAME_INDEX := geodata/name_index/extract.zip
# A snapshot is made anew when the city's files or the code that makes it changed.
SAMPLE_INPUTS := $(shell find geodata pipelines -name '*.py' 2>/dev/null) $(wildcard geodata/cities/mitrovica/*)

.DEFAULT_GOAL := help
FORCE:
.PHONY: FORCE help run real register test test-all coverage test-qgis ogctests check docs bench screenshots vendor lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/run.stamp vendor $(SAMPLE)/CURRENT ## Serve the bundled sample on http://127.0.0.1:8000 (PORT=, HOST=)
	$(BIN)/uramost serve --data $(SAMPLE) --host $(HOST) --port $(PORT)

real: .venv/run.stamp vendor ## Pull the real Mitrovica from the internet and serve it (SOURCE=file.osm.pbf, DATA=, OVERPASS=)
	$(BIN)/uramost build --city mitrovica --source '$(SOURCE)' --data '$(DATA)' $(if $(OVERPASS),--overpass-url '$(OVERPASS)')
	$(BIN)/uramost serve --data '$(DATA)' --host $(HOST) --port $(PORT)

register: .venv/run.stamp vendor ## Serve a register of examples on http://localhost:8001; prints logins and passwords
	URAMOST_REGISTER_MAP_DATA=$(SAMPLE) $(BIN)/uramost register demo --data data/register-demo

test: .venv/test.stamp vendor ## Test the whole behaviour
	$(PYTEST) -n 2 --dist worksteal -rs

test-all: .venv/test.stamp vendor ## Test that and what takes long, with many more random examples
	$(PYTEST) -n 2 --dist worksteal -m 'not qgis' --hypothesis-profile=long --timeout=3600 -rs

coverage: .venv/test.stamp vendor ## Test the whole behaviour and measure what the tests run: at least 90 %
	$(PYTEST) -n 2 --dist worksteal --cov --cov-report=term -rs

test-qgis: .venv/test.stamp vendor ## Open files and projects in an installed QGIS (apt install python3-qgis)
	$(PYTEST) -n 0 -m qgis -rs

check: .venv/test.stamp ## Check style, format, types and who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd bench && ../$(BIN)/mypy
	$(BIN)/lint-imports

screenshots: .venv/test.stamp vendor $(SAMPLE)/CURRENT ## Take pictures of every page on four screens into build/screenshots (LANGUAGE=sq)
	$(BIN)/python scripts/screenshots.py $(SAMPLE) --lang $(or $(filter en sq sr-Latn sr-Cyrl,$(LANGUAGE)),en)

docs: .venv-docs/docs.stamp ## Build the handbook into build/docs, without the network
	.venv-docs/bin/python -m sphinx -q -W -n --keep-going -b html -d build/doctrees docs build/docs

ogctests: .venv/run.stamp .venv-ogctests/ogctests.stamp $(SAMPLE)/CURRENT ## Run the suite of OGC API – Features against the bundled sample and a register
	$(BIN)/python scripts/run_ogctests.py $(CURDIR)/.venv-ogctests/bin/python $(CURDIR)/$(SAMPLE)

bench: .venv/bench.stamp .venv-peers/peers.stamp ## Measure every claim of speed against a peer
	@set -e; for file in bench/*.py; do echo "== $$file"; $(BIN)/python $$file; done

vendor: ## Copy the browser libraries to static/vendor, and make the index of names
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(VENDOR) $(NAME_INDEX); \
	elif [ ! -e $(VENDOR) ]; then \
		echo "npm is not installed: pages will load their libraries from public CDNs, and no hints name providers."; fi

lock: ## Lock what pyproject.toml and package.json ask for
	PYTHON=$(PYTHON) scripts/lock.sh

clean: ## Remove what these commands made; snapshots of your own in data/ stay
	rm -rf $(SAMPLE) .venv .venv-docs .venv-ogctests .venv-peers node_modules static/vendor $(NAME_INDEX) build *.egg-info htmlcov .coverage .coverage.* \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENDOR): package.json package-lock.json scripts/copy_vendor.py | .venv/pyvenv.cfg
	npm ci --ignore-scripts --no-fund --no-audit
	$(BIN)/python scripts/copy_vendor.py

$(NAME_INDEX): scripts/extract_name_index.py $(VENDOR)
	$(BIN)/python scripts/extract_name_index.py

$(SAMPLE)/CURRENT: $(SAMPLE_INPUTS) | .venv/run.stamp
	$(BIN)/uramost build --city mitrovica --source sample --data $(SAMPLE)

# Looked at each time; everything below is installed anew only when the environment was made anew.
.venv/pyvenv.cfg: FORCE
	@scripts/environment.sh .venv $(PYTHON) $(EXACTLY)

# What is locked is installed, and nothing is resolved; the project itself is installed in place.
# Every list holds all that run.txt does, in the same versions.
.venv/%.stamp: requirements/%.txt pyproject.toml scripts/install.sh .venv/pyvenv.cfg
	scripts/install.sh $(BIN)/python $< --project
	@touch $@ .venv/run.stamp

# The servers that benchmarks measure against want other versions than ours.
.venv-peers/peers.stamp: requirements/peers.txt scripts/install.sh .venv/pyvenv.cfg
	$(BIN)/python -m venv --clear .venv-peers
	scripts/install.sh .venv-peers/bin/python $<
	@touch $@

# The handbook is built from texts alone: the project is not installed there.
.venv-docs/docs.stamp: requirements/docs.txt scripts/install.sh .venv/pyvenv.cfg
	$(BIN)/python -m venv --clear .venv-docs
	scripts/install.sh .venv-docs/bin/python $<
	@touch $@

# The suite asks for older versions than the project: it has an environment of its own.
.venv-ogctests/ogctests.stamp: requirements/ogctests.txt scripts/install.sh .venv/pyvenv.cfg
	$(BIN)/python -m venv --clear .venv-ogctests
	scripts/install.sh .venv-ogctests/bin/python $<
	@touch $@
