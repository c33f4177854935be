# make run    zet alles klaar en opent het programma (zonder terminal: speelt een voorbeeld en toont de stukken)
# make test   zet alles klaar en doorloopt elke controle, ook die van een apart geïnstalleerde wheel

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
WHEEL := build/wheel
PIP_FLAGS := --quiet --disable-pip-version-check
VOORBEELD := flows/aangifte/voorbeeld.yaml
CATALOGS := $(wildcard locales/*/LC_MESSAGES/*.po)
SOURCES := $(shell find gesprek flows locales -type f -not -name '*.pyc' -not -name '*.mo') pyproject.toml hatch_build.py README.md CHANGELOG.md

.PHONY: help run test test-lang checks format catalogs bench picture clean
.NOTPARALLEL:
.DELETE_ON_ERROR:

help:
	@grep -E '^# make|^## ' Makefile | sed 's/^#* *//'

run: $(VENV)/.run $(CATALOGS:.po=.mo)
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN)/gesprek; else $(BIN)/gesprek speel $(VOORBEELD); fi

test: checks build/.wheel

checks: $(VENV)/.develop $(CATALOGS:.po=.mo)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m gesprek.catalogs check
	$(BIN)/pytest -q -n auto --maxprocesses 4 --dist loadgroup -m "not lang"

## make test-lang   ook de lange ronde van de kluis: duizenden afgebroken handelingen (haalt zo nodig strace op)
test-lang: checks
	@command -v strace >/dev/null || { apt-get update -qq && apt-get install -y -qq strace; }
	GESPREK_LANG=1 $(BIN)/pytest -q -n auto --maxprocesses 4 tests/kluis tests/eind

## make format     opmaak van de code herstellen
format: $(VENV)/.develop
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

## make catalogs   vertalingen bijwerken en vertalen naar .mo
catalogs: $(VENV)/.develop
	$(BIN)/python -m gesprek.catalogs update
	$(BIN)/python -m gesprek.catalogs compile

## make bench      snelheid meten; drukt een tabel af
bench: $(VENV)/.develop $(CATALOGS:.po=.mo)
	$(BIN)/python -m tests.meting.meet

## make picture    de beelden in de README en de handleiding opnieuw maken
picture: $(VENV)/.develop
	$(BIN)/python -m tests.meting.beeld

## make clean      alles weghalen wat make heeft gemaakt
clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis $(CATALOGS:.po=.mo)
	find gesprek tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "gesprek heeft Python 3.11 of nieuwer nodig."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml hatch_build.py | $(BIN)/python
	$(BIN)/python -m pip install $(PIP_FLAGS) -e .
	@touch $@

$(VENV)/.develop: pyproject.toml hatch_build.py | $(BIN)/python
	$(BIN)/python -m pip install $(PIP_FLAGS) -e '.[ontwikkeling]'
	@touch $@ $(VENV)/.run

%.mo: %.po
	$(BIN)/python -m gesprek.catalogs compile

# De wheel zoals een gebruiker hem krijgt: uit het bronpakket gebouwd, in een eigen omgeving, met de nieuwste toegestane bibliotheken.
build/.wheel: $(SOURCES) tests/wiel.py tests/meting/terminal.py | $(VENV)/.develop
	rm -rf $(WHEEL)
	mkdir -p $(@D)
	$(BIN)/python -m build --no-isolation --outdir $(WHEEL)/dist . >$(@D)/.log 2>&1 || { cat $(@D)/.log; exit 1; }
	$(BIN)/python -m venv $(WHEEL)/venv
	$(WHEEL)/venv/bin/python -m pip install $(PIP_FLAGS) --upgrade $(WHEEL)/dist/*.whl
	$(BIN)/python -m tests.wiel $(WHEEL)/venv
	@touch $@
