# Needs a Python 3.12 or newer with pip and venv, and make. `make help` lists what can be asked for.

PORT ?= 8000
# Tests start some hundreds of processes of the site: they read what the first has compiled.
unexport PYTHONDONTWRITEBYTECODE
# Half of a test's time is waiting: for a browser, a server, a second to pass.
TEST_PROCESSES ?= 4
# In the order of tests/shared_servers.py.
SPREAD = --numprocesses=$(TEST_PROCESSES)

VENV = .venv
PY = $(VENV)/bin/python
INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
PYTEST = $(PY) -m pytest -rs
DJADE = $(VENV)/bin/djade --target-version 6.1
DJHTML = $(VENV)/bin/djhtml --tabwidth 2
# A list that changes while it is walked is copied first, which the rule takes for useless.
OXLINT = $(VENV)/bin/oxlint --deny-warnings --allow unicorn/no-useless-spread
# On PostgreSQL run the tests of what a database may do differently: find, count, sort, compare, lock,
# refuse, migrate, back up, be away. On SQLite alone run those of a browser, which cannot tell the
# databases apart, and those of what is made of rows that either database finds (one_database): pages
# and their markup, mails, headers, files, which page asks for which permission, how many queries
# Python makes of it, other programs.
ON_POSTGRESQL = database and not browser and not one_database
SOURCES = blogsite moderation comments posts accounts templates
# For checks that must neither open a site's database nor leave a secret key behind.
NOBODYS = DATABASE_URL=sqlite://:memory: SECRET_KEY=nobodys-but-as-long-and-as-varied-as-a-key-must-be-0123456789

.DEFAULT_GOAL = help
.NOTPARALLEL:
.PHONY: help demo serve test check tidy style templates settings migrations catalogues house messages \
	test-quick test-sqlite test-postgresql pins audit .venv

help:
	@echo 'make demo     a blog with sample data on port $(PORT) (others: make demo PORT=8080 LANGUAGE=de)'
	@echo 'make test     every check and every test; on PostgreSQL, too, what touches a database'
	@echo 'make test-quick  the checks, and the tests that need no browser, server, model or second database'
	@echo 'make check    the checks alone: seconds'
	@echo 'make tidy     put style and templates right where a tool can'
	@echo 'make audit    known vulnerabilities in the pinned requirements; asks the network'
	@echo 'make serve    the production server on port $(PORT), settings from the environment'
	@echo 'make .venv    only the environment, for calling manage.py yourself'
	@echo 'make messages the catalogues of all sentences, in locale/; needs gettext'
	@echo 'make pins     newer versions into the pinned requirements, within the bounds of pyproject.toml'

demo: $(VENV)/installed
	@exec $(PY) manage.py demo --port $(PORT) $(if $(filter command,$(origin LANGUAGE)),--language $(LANGUAGE))

serve: $(VENV)/installed
	@env PORT=$(PORT) $(PY) -m blogsite.serving --look
	$(PY) manage.py migrate --noinput
	STATIC_HASHED=true $(PY) manage.py collectstatic --noinput
	@echo "Serving on http://$${HOST:-127.0.0.1}:$(PORT)/"
	@exec env PORT=$(PORT) $(PY) -m blogsite.serving

# Checks and tests. When one fails, make's last line names it.

test: style templates settings migrations catalogues test-sqlite test-postgresql
check: style templates settings migrations catalogues house

# Its tests wait for nothing, so one process for each core is enough.
test-quick: style templates settings migrations catalogues $(VENV)/installed-dev
	@echo '== Tests on SQLite, without those that need a browser, a server, a trained model or much time'
	@$(PYTEST) --quiet --database=sqlite -m 'not browser and not process and not slow' --numprocesses=auto

style: $(VENV)/installed-dev
	@echo '== Style: ruff, oxlint, oxfmt'
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(OXLINT) static/js
	@$(VENV)/bin/oxfmt --check static/js

tidy: $(VENV)/installed-dev
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/oxfmt static/js
	@find $(SOURCES) -name '*.html' -exec $(DJADE) {} +
	@find $(SOURCES) -name '*.html' -exec $(DJHTML) {} +

templates: $(VENV)/installed-dev
	@echo '== Templates: djade, djhtml'
	@find $(SOURCES) -name '*.html' -exec $(DJADE) --check {} +
	@find $(SOURCES) -name '*.html' -exec $(DJHTML) --check {} +

settings: $(VENV)/installed-dev
	@echo '== Settings: system checks'
	@$(NOBODYS) $(PY) manage.py check --fail-level WARNING
	@$(NOBODYS) BEHIND_TLS=true EMAIL_URL=smtp://localhost $(PY) manage.py check --deploy --fail-level WARNING

migrations: $(VENV)/installed-dev
	@echo '== Migrations: none is missing'
	@$(NOBODYS) $(PY) manage.py makemigrations --check --dry-run

catalogues: $(VENV)/installed
	@echo '== Catalogues: nothing is missing, fuzzy, unused or broken'
	@$(NOBODYS) $(PY) manage.py check_catalogues

house: $(VENV)/installed-dev
	@echo '== House: layers, names, pins'
	@$(PYTEST) --quiet tests/test_house.py

test-sqlite: $(VENV)/installed-dev
	@echo '== Tests on SQLite'
	@$(PYTEST) --database=sqlite $(SPREAD)

test-postgresql: $(VENV)/installed-dev
	@echo '== Tests on PostgreSQL: what touches a database, by requests; the others run on SQLite'
	@$(PYTEST) --database=postgresql -m '$(ON_POSTGRESQL)' $(SPREAD)

# What can be translated, for those who translate and for the test of it. Reads the sources with
# xgettext, of the system's gettext, and brings all other languages up to it; nothing else needs it.
messages: $(VENV)/installed-dev
	@$(NOBODYS) $(PY) manage.py makemessages --locale en --no-wrap --add-location file \
		--ignore '.venv' --ignore 'tests/*' --ignore 'benchmarks/*' --ignore 'static/*'
	@sed -i '/^"POT-Creation-Date/d' locale/en/LC_MESSAGES/django.po
	@$(NOBODYS) $(PY) manage.py update_catalogues

# The environment. $(VENV)/installed and $(VENV)/installed-dev are stamps, as old as the last installation.

.venv: $(VENV)/installed
	@echo 'The environment is ready: $(PY)'

# Without its Python (never made, or taken by an upgrade) nothing counts as installed.
ifneq ($(shell test -x $(PY) && echo made),made)
.PHONY: $(VENV)/installed $(VENV)/installed-dev
endif

# A venv that an interrupt left without its pip gets it now.
$(VENV)/installed: requirements.txt | $(PY)
	@echo 'Installing the pinned requirements'
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip
	@$(INSTALL) --requirement requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@echo 'Installing what the tests need'
	@$(INSTALL) --requirement requirements-dev.txt
	@touch $@

$(PY):
	@python=$$(sh .ci/find-python) || exit 1; \
	echo "Making $(VENV) with $$python"; \
	"$$python" -m venv --clear $(VENV)

# Hashes for every platform and for Python 3.12 and newer; uv computes them, nothing else needs it.
PIN = $(VENV)/pins/bin/uv pip compile --quiet --upgrade --universal --python-version 3.12 \
	--generate-hashes --no-build --no-config --no-emit-index-url --no-emit-find-links \
	--custom-compile-command 'make pins'

pins: | $(PY)
	$(PY) -m venv $(VENV)/pins
	$(VENV)/pins/bin/python -m pip install --quiet --disable-pip-version-check --upgrade uv
	$(PIN) --output-file requirements.txt pyproject.toml
	$(PIN) --extra s3 --constraint requirements.txt --output-file requirements-s3.txt pyproject.toml
	$(PIN) --group dev --constraint requirements-s3.txt --output-file requirements-dev.txt pyproject.toml

# Apart from make test, which needs no network. The tool has an environment of its own, as uv above.
audit: | $(PY)
	@test -x $(VENV)/audit/bin/pip-audit || { $(PY) -m venv $(VENV)/audit && \
		$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit; }
	@echo '== Audit: known vulnerabilities in the pinned requirements'
	@$(VENV)/audit/bin/pip-audit --require-hashes --disable-pip --strict --progress-spinner off \
		--requirement requirements.txt --requirement requirements-s3.txt \
		--requirement requirements-dev.txt
