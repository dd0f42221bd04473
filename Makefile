# trueup: `make demo` shows it on real data, `make test` runs everything we check. Needs only python3 (3.11 or newer) and make.
# Each step leaves a stamp in the virtual environment, so a second run starts at once.

VENV ?= .venv
BIN := $(VENV)/bin
# One more than two cores: while one waits for a browser or a program it started, another goes on.
JOBS ?= 3
PYTHONS ?= python3.12 python3.13
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

FLIGHTS := examples/flights --phase feasibility --as-of 2014-01-15
NEWER := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	if "$$python" -c '$(NEWER)' 2>/dev/null; then echo "$$python"; break; fi; done)

.DEFAULT_GOAL := help
.PHONY: help demo test lint types contracts pytest browser test-versions bench docs lock clean

help: ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | awk -F'|' '{printf "  make %-14s %s\n", $$1, $$2}'

demo: $(VENV)/.package ## assess the flights example and write report.html
	@$(BIN)/trueup assess $(FLIGHTS)
	@$(BIN)/trueup report $(FLIGHTS) -o report.html
	@printf '\nThe same as a page: open %s/report.html\nThe text it was made from: examples/flights/initiative.yaml\n' "$(CURDIR)"

test: ## lint, types, contracts and all tests
	@$(MAKE) --no-print-directory -j2 browser $(VENV)/.tools
	@$(MAKE) --no-print-directory lint contracts
	@$(MAKE) --no-print-directory -j2 types pytest

lint: $(VENV)/.tools ## ruff: faults and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.tools ## mypy, strict
	nice $(BIN)/mypy --strict src

contracts: $(VENV)/.tools ## who may import whom
	$(BIN)/lint-imports --no-logo

# Each process takes its tests in the order of the files, so that what a file sets up is set up once. The tests start the
# command a thousand times: it is compiled before, for where PYTHONDONTWRITEBYTECODE is set each start would do so again,
# and so would each of these processes with the tests themselves.
pytest: $(VENV)/.tools ## the tests alone
	@$(BIN)/python -m compileall -q src
	@$(BIN)/python tests/compiled.py
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal; status=$$?; $(SAY_NO_BROWSER); exit $$status

# A browser is looked for under the names Linux gives it; TRUEUP_CHROMIUM names any other. Debian's Chromium without its
# windows takes a quarter less time for the same tests.
FIND_BROWSER = { [ -n "$$TRUEUP_CHROMIUM" ] || command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null 2>&1
SAY_NO_BROWSER = $(FIND_BROWSER) || printf '\n%s\n' 'THE BROWSER TESTS DID NOT RUN: no Chromium was found. Install one, or set TRUEUP_CHROMIUM to its path.'

browser: # Debian's Chromium, where this machine lets us install it
	@if ! $(FIND_BROWSER) && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo 'Installing chromium for the browser tests.'; \
		{ apt-get update -qq && { $(INSTALL) chromium-headless-shell || $(INSTALL) chromium; }; } >/dev/null \
			|| echo 'apt-get could not install chromium.'; \
	fi

INSTALL = DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends

test-versions: browser ## all tests on each newer Python installed here (PYTHONS="...")
	@for python in $(PYTHONS); do \
		if "$$python" -c '$(NEWER)' 2>/dev/null; then \
			echo "== $$python"; \
			$(MAKE) --no-print-directory pytest PYTHON="$$python" VENV="$(VENV)-$$(basename "$$python")" || exit 1; \
		else echo "== $$python is not installed here: not tested"; fi; \
	done

bench: $(VENV)/.tools ## the benchmarks, one after the other
	@set -e; for bench in benchmarks/bench_*.py; do echo "== $$bench"; $(BIN)/python "$$bench"; done

docs: $(VENV)/.tools ## the documentation as a site, in site/
	@$(BIN)/mkdocs build --strict --quiet
	@echo 'Open $(CURDIR)/site/index.html'

clean: ## remove everything made here
	rm -rf $(VENV) $(addprefix $(VENV)-,$(notdir $(PYTHONS))) site report.html dist .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.made:
	@if [ -z "$(PYTHON)" ]; then echo 'trueup needs Python 3.11 or newer; none was found. Set PYTHON to its path.' >&2; exit 2; fi
	@$(PYTHON) -m venv $(VENV) || { \
		echo 'Could not make a virtual environment. On Debian: apt-get install python3-venv' >&2; rm -rf $(VENV); exit 2; }
	@touch $@

$(VENV)/.locked: requirements/base.lock.txt | $(VENV)/.made
	@echo 'Installing the pinned dependencies (each checked against its hash).'
	@$(PIP) install --require-hashes -r $<
	@touch $@

$(VENV)/.package: pyproject.toml src/trueup/__init__.py $(VENV)/.locked
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tools: requirements/dev.lock.txt $(VENV)/.package
	@echo 'Installing the pinned development tools.'
	@$(PIP) install --require-hashes -r $<
	@touch $@

# Resolved against the public index alone, whatever this machine's pip is set to: its addresses and files must not get in.
COMPILE = env -u PIP_FIND_LINKS -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND='make lock' \
	$(VENV)-lock/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

lock: ## pin the dependencies anew (UPGRADE=--upgrade for newer versions)
	@$(PYTHON) -m venv $(VENV)-lock && $(VENV)-lock/bin/python -m pip install --quiet pip-tools==7.6.2
	$(COMPILE) $(UPGRADE) -o requirements/base.lock.txt pyproject.toml requirements/base.in
	$(COMPILE) $(UPGRADE) -c requirements/base.lock.txt -o requirements/dev.lock.txt pyproject.toml requirements/base.in requirements/dev.in
	@rm -rf $(VENV)-lock
