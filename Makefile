# Thin: each target is one command you could type yourself.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: bench demo test check docs format fuzz learn lock reading soak

demo: $(READY)
	$(BIN)/python -m bench.demo

# Two processes a core: half of the time a test waits for a server, a disk or a clock.
test: $(READY)
	$(BIN)/python -m pytest -n $$((2 * $$(nproc))) --dist loadgroup

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The documents as a site, in build/docs.
docs: $(READY)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

# The tables that weigh words, made from bench/sentences and bench/letters; scikit-learn is installed for this alone.
learn: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check scikit-learn
	$(BIN)/python -m bench.learn

reading: $(READY)
	$(BIN)/python -m bench.reading

# How fast a backfill is, and against whom: each figure with its bar.
bench: $(READY)
	$(BIN)/python -m bench.backfill

# Broken mail bred for MINUTES; atheris is no part of the project, it is installed for this alone.
fuzz: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check atheris
	$(BIN)/python -m bench.fuzz --minutes $(or $(MINUTES),30)

# The daemon on a bad network, killed at random for MINUTES; needs Dovecot.
soak: $(READY)
	$(BIN)/python -m bench.soak --minutes $(or $(MINUTES),30)

format: $(READY)
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# The lock names versions and hashes, and no index address; that of deploy/ has what a server needs of it.
lock:
	$(PYTHON) -m venv build/lock && build/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	build/lock/bin/uv pip compile pyproject.toml --extra dev --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.lock
	printf 'setuptools\nwheel\n' | build/lock/bin/uv pip compile pyproject.toml - --constraint requirements.lock --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --output-file deploy/requirements.lock
