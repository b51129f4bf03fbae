# Everything a newcomer types. Set-up runs by itself and only when something changed.

# The first interpreter that runs, is new enough and can make an environment:
# a name on PATH may be an empty stub.
define find_python
for python in python3.11 python3.12 python3.13 python3; do \
    if $$python -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' \
        2>/dev/null; then echo $$python; break; fi; \
done
endef

PYTHON ?= $(shell $(find_python))
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SYSTEM := $(VENV)/.system
FONTS := assets/fonts/.fetched

# A window where there is a display, a virtual screen where there is none.
SCREEN := $(if $(DISPLAY)$(WAYLAND_DISPLAY),,--headless)

# Hundreds of programs are started in the tests: none shall compile all of it anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run demo test verdict fuzz fault-matrix soak image image-trial lint format bench lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: $(READY) $(FONTS) ## install system packages, Python packages and fonts

run: setup ## play the whole system on this machine: centre, devices, terminal
	@$(BIN)/python -m kiosk demo $(SCREEN) --out var/demo

demo: setup ## play visits on a virtual screen, whatever screen there is
	@$(BIN)/python -m kiosk demo --headless --out var/demo

# In the order of tests/conftest.py, the longest groups first.
TWO := -n 2 --dist loadgroup --no-loadscope-reorder
test: setup lint ## check style, types and layers, then run every test
	$(BIN)/python -m pytest -q $(TWO)

# The same order, the same examples. What failed is judged once more, alone: real
# daemons on a busy machine may be late, a fault in the code is there again.
SAME := --randomly-seed=1 --hypothesis-profile=reproducible
verdict: setup lint ## the same for the same commit: what decides whether it may land
	$(BIN)/python -m pytest -q $(TWO) $(SAME) || { test $$? -eq 1 && \
	    $(BIN)/python -m pytest -v $(SAME) --last-failed --last-failed-no-failures none; }

fuzz: setup ## feed every parser a million spoilt inputs
	$(BIN)/python -m tests.fuzz --inputs 1000000

fault-matrix: setup ## lose every device at every step of a visit; writes the page
	$(BIN)/python -m tests.faults.matrix_page

soak: setup ## cut the power a thousand times; compares three ledgers
	$(BIN)/python -m tests.faults.soak 1000 var/soak.jsonl

image: setup ## build the disk image of a terminal (as root, on Debian 12)
	packaging/debian/build.sh build
	packaging/image/build.sh build/kiosk_*.deb build/image

image-trial: setup ## start such an image on an emulated machine and see what systemd does
	QUICK=1 packaging/debian/build.sh build
	packaging/image/build.sh build/kiosk_*.deb build/trial tests/machine/site
	$(BIN)/python -m tests.machine.trial build/trial

# mypy gives its workers three seconds to start, which a busy machine may not have.
lint: setup ## check style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy -n 2 || { test $$? -eq 2 && $(BIN)/mypy; }
	$(BIN)/lint-imports

format: setup ## put the code into its one format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## measure; prints figures and ratios
	for bench in benchmarks/*.py; do \
	    $(BIN)/python -m benchmarks.$$(basename $$bench .py) || exit 1; done

lock: setup ## pin the newest packages that setup.cfg allows
	$(BIN)/uv pip compile setup.cfg --extra dev --universal --python-version 3.11 \
	    --override requirements.override --no-emit-package dlib \
	    --no-emit-package face-recognition-models \
	    --generate-hashes --upgrade --no-emit-index-url \
	    --custom-compile-command "make lock" -o requirements.lock

clean: ## remove what set-up and runs have made
	rm -rf $(VENV) var build *.egg-info .mypy_cache .ruff_cache .pytest_cache \
	    .hypothesis .import_linter_cache

# No stamp while something is missing, so that the next start tells of it again.
$(SYSTEM): bootstrap.sh
	@./bootstrap.sh
	@mkdir -p $(VENV)
	@if ./bootstrap.sh --check >/dev/null; then touch $@; fi

# Most of pip's time is unpacking and compiling, which uv leaves to who imports; but
# there may be ways to an index that pip alone was told of.
LOCKED := --no-deps --require-hashes -r requirements.lock

$(READY): requirements.lock setup.cfg | $(SYSTEM)
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed" >&2; exit 1; }
	@echo "setting up $(VENV) (a minute or two the first time)"
	@$(PYTHON) -m venv $(VENV)
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock >$(VENV)/uv.lock
	@$(BIN)/pip install -q --no-deps --require-hashes -r $(VENV)/uv.lock
	@index=$$($(BIN)/pip config list | sed -n "s/^[^ ]*[.]index-url='\(.*\)'$$/\1/p"); \
	    $(BIN)/uv pip install -q --python $(BIN)/python $(LOCKED) \
	    $${index:+--default-index "$$index"} || $(BIN)/pip install -q $(LOCKED)
	@$(BIN)/pip install -q --no-deps -e .
	@touch $@

$(FONTS): assets/fonts/fonts.lock assets/fonts/fetch.sh
	@bash assets/fonts/fetch.sh
	@touch $@
