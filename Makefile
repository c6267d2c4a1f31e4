# `make demo` and `make test` are all that a newcomer needs; each sets up what is missing first.
PY := .venv/bin/python
export QT_QUICK_BACKEND ?= software
# The programs are started hundreds of times: what Python compiled is kept, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=

CHECKS := check-types check-tests check-screens check-style check-layers check-words

.PHONY: demo test check $(CHECKS) setup bench bench-references bench-pretix fuzz soak lock clean

demo: setup
	$(PY) -m demo $(if $(HOLD),--hold) $(DEMO_ARGS)

# Most tests wait for devices and servers, so there are more workers than cores.
test: check
	$(PY) -m pytest -n 4 --dist loadfile --no-loadscope-reorder

check: setup
	@$(MAKE) --no-print-directory --output-sync --jobs 2 $(CHECKS)

check-types:
	.venv/bin/mypy

# Beside the types, on the other core: the workers then find every test module compiled.
check-tests:
	$(PY) -m pytest --collect-only -qqq

check-screens:
	$(PY) -m ui.lint

check-style:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

check-layers:
	.venv/bin/lint-imports

check-words:
	$(PY) -m ui.i18n check

# Coverage-guided, all codecs in turn; RUNS=1000000 gives each so many inputs instead.
fuzz: setup
	$(PY) -m tests.fuzz.flood
	$(PY) -m tests.fuzz.run $(if $(RUNS),--runs $(RUNS),--minutes $(or $(MINUTES),10))

# AREA=devices; CYCLES=20 for a quick run. Writes var/bench/AREA.json.
bench: setup
	$(PY) -m tests.bench $(or $(AREA),devices) $(if $(CYCLES),--cycles $(CYCLES) --taps $(CYCLES)) $(BENCH_ARGS)

# What `bench` compares with and nothing else needs: dlib's face recognition, 100 MB.
# bench-pretix: an event check-in, 700 MB; it also wants Debian's postgresql and redis-server. Then
# make bench AREA=gate BENCH_ARGS='--only pretix'.
bench-references:
	python3.11 -m venv var/bench/venv-dlib
	var/bench/venv-dlib/bin/pip install --quiet --requirement tests/bench/references/dlib.txt
	var/bench/venv-dlib/bin/pip install --quiet --no-deps face-recognition==1.3.0

bench-pretix:
	python3.11 -m venv var/bench/venv-pretix
	var/bench/venv-pretix/bin/pip install --quiet --requirement tests/bench/references/pretix.txt

# A compressed day, a thousand kills of a journal and of an agent, and 100,000 random steps of a lane's machine;
# PASSAGES=2000 KILLS=100 for a quick run.
soak: setup
	SOAK_STEPS=100000 $(PY) -m pytest -q tests/unit/gate_agent/test_lane_days.py
	$(PY) -m tests.soak $(if $(PASSAGES),--passages $(PASSAGES)) $(if $(KILLS),--kills $(KILLS))

setup:
	@deploy/setup.sh

lock:
	deploy/lock.sh

clean:
	rm -rf var .venv
