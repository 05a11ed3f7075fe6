# Two commands do everything on a fresh machine with make and Python 3.11 to 3.14:
#   make demo    the open-vs-closed decision, solved
#   make test    the tests
# The virtual environment lives in .venv; the system's Python is not touched.

VENV := .venv
PY := $(VENV)/bin/python
# Compiled kernels are cached by their own text, for numba does not see edits in other files.
export NUMBA_CACHE_DIR := $(CURDIR)/.cache/numba-$(shell cat src/equilibria/kernels/*.py src/equilibria/_jit.py 2>/dev/null | cksum | cut -d' ' -f1)
# Without bytecode, which some environments forbid, every run compiles some 250 files anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo test test-browser lint bench clean

help: ## show this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/'

demo: $(VENV)/run.stamp ## solve the open-vs-closed decision: the answer, memo.html and memo.json
	@$(PY) examples/meta_openai/decide.py $(ARGS)

test: $(VENV)/test.stamp ## run the tests
	@$(PY) -m pytest -n 2 --ignore=tests/browser $(ARGS)

test-browser: $(VENV)/test.stamp ## open the memo in headless Chromium, if there is one, and look at it
	@$(PY) -m pytest tests/browser -rs $(ARGS)

lint: $(VENV)/test.stamp ## formatting, lint, types, import contracts
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

bench: $(VENV)/test.stamp ## print the benchmark tables
	@$(PY) benchmarks/run.py $(ARGS)

clean: ## remove the environment and every cache
	@rm -rf $(VENV) .cache .hypothesis .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	@find src -name __pycache__ -prune -exec rm -rf {} +

# Each stamp is written last, so that an installation cut short is done again.
$(VENV)/run.stamp: pyproject.toml constraints.txt tools/make_venv.sh
	@sh tools/make_venv.sh $(VENV) "$(PYTHON)" .
	@touch $@

$(VENV)/test.stamp: pyproject.toml constraints.txt tools/make_venv.sh
	@sh tools/make_venv.sh $(VENV) "$(PYTHON)" ".[test]"
	@touch $(VENV)/run.stamp $@
