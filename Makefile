# Two commands: `make run` to see the portal, `make test` to check it. The rest is for those who look after it.
# PORT, DATABASE_URL, DATA_DIR and DEMO_PASSWORD are honoured: make run PORT=8001
.POSIX:
.PHONY: run test bench audit lock shots
PYTHON = python3

run:
	@$(PYTHON) ggsn/environment.py requirements.txt
	@exec .venv/bin/python -m ggsn.start

test:
	@$(PYTHON) ggsn/environment.py requirements-dev.txt
	@.venv/bin/python .ci/check.py

# `make bench SEARCH=100000` (or 1000000) measures the search over so many resources instead; with BESIDE=1, which takes
# minutes and a gigabyte more, and PostgreSQL, the best plain statements of the database in the same run.
# `python -m ggsn.bench.mail` measures what mail costs those who wait for a page.
bench:
	@$(PYTHON) ggsn/environment.py requirements.txt
	@.venv/bin/python -m ggsn.bench$${SEARCH:+.search --resources $$SEARCH$${BESIDE:+ --beside}}

# Known holes in the locked libraries (TRUST DEP-1). Ends with 3 when that could not be found out.
audit:
	@$(PYTHON) ggsn/environment.py requirements-dev.txt
	@.venv/bin/python .ci/audit.py

# Exact versions with hashes, and no address of any index.
lock:
	@$(PYTHON) ggsn/environment.py requirements-dev.txt
	.venv/bin/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  pyproject.toml -o requirements.txt
	.venv/bin/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  --constraints requirements.txt --all-extras pyproject.toml -o requirements-extras.txt
	.venv/bin/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  --constraints requirements-extras.txt --group dev pyproject.toml -o requirements-dev.txt

shots:
	@$(PYTHON) ggsn/environment.py requirements-dev.txt
	@.venv/bin/python .ci/shots.py
