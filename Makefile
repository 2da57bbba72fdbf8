# Everything is set up in .venv, from locks with hashes. The stamps inside it are
# younger than what they were made from, so a second run goes straight to work.

PYTHON ?= python3
# What `make lock` runs, and what it is told besides: make lock LOCK_FLAGS=--upgrade
UV_VERSION := 0.13.9
LOCK_FLAGS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
COMPILE := .venv/lock/bin/uv pip compile --quiet pyproject.toml $(LOCK_FLAGS) \
	--extra site --extra watch --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.DELETE_ON_ERROR:
.PHONY: check test lint bench reference site preview approvals lock clean

check: .venv/project  ## lint templates/
	@$(BIN)/hegui check

test: .venv/dev .venv/validators/ready .venv/ssh-keygen .venv/chromium  ## run every test, with coverage
	@$(BIN)/pytest --cov

lint: .venv/dev  ## the code's own gates
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

# BENCH_FLAGS: --full, or the parts to measure. HEGUI_BENCH_DIR keeps what npm installs.
bench: .venv/dev  ## speed and memory, beside baselines
	@$(BIN)/python -m tests.benchmarks.bench $(BENCH_FLAGS)

reference: .venv/project  ## write docs/reference/ anew
	@$(BIN)/hegui reference docs/reference

site: .venv/project  ## build the catalog in site/
	@$(BIN)/mkdocs build --strict --quiet

preview: .venv/project  ## build a catalog of everything, approved or not, in preview/
	@HEGUI_PREVIEW=true $(BIN)/mkdocs build --strict --quiet --site-dir preview

approvals: .venv/dev  ## approve the starter anew, in a scripted repository
	@$(BIN)/python -m tests.starter

lock: .venv/lock/ready  ## write the locks anew from pyproject.toml
	@$(COMPILE) --group build --output-file requirements.txt
	@$(COMPILE) --group build --group test --group lint \
		--constraint requirements.txt --output-file requirements-dev.txt

clean:  ## remove what can be made again
	@rm -rf .venv .hegui-cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache \
		.ruff_cache .coverage .coverage.* htmlcov build dist site preview
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# 0: fit for use; 3: too old; 127: not there; anything else: no venv.
PROBE = $(shell $(PYTHON) -c 'import sys; sys.version_info < (3, 11) and sys.exit(3); import ensurepip, venv' \
	>/dev/null 2>&1; echo $$?)

define REQUIRE_PYTHON
$(if $(filter 127,$(1)),$(error 找不到 $(PYTHON)：请先安装 Python 3.11 或以上版本，或用 make PYTHON=解释器路径 指定))
$(if $(filter 3,$(1)),$(error $(PYTHON) 版本过低：需要 Python 3.11 或以上版本，可用 make PYTHON=解释器路径 指定))
$(if $(filter-out 0,$(1)),$(error $(PYTHON) 缺少 venv 模块：请先安装（Debian/Ubuntu：apt-get install python3-venv）))
endef

.venv/created:
	$(call REQUIRE_PYTHON,$(PROBE))
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/runtime: requirements.txt .venv/created
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

.venv/project: pyproject.toml .venv/runtime
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

.venv/dev: requirements-dev.txt .venv/project
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

# Programs that read reports as others do. Debian has npm; elsewhere it is the user's to install.
.venv/validators/ready: tests/validators/package-lock.json | .venv/created
	@command -v npm >/dev/null || { [ "$$(id -u)" -eq 0 ] && command -v apt-get >/dev/null && \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq npm >/dev/null; } || \
		{ echo '缺少 npm：测试要用它安装报告的校验程序；请先安装 Node.js 和 npm' >&2; exit 1; }
	@mkdir -p $(@D) && cp tests/validators/package.json $< tests/validators/.npmrc $(@D)
	@cd $(@D) && npm ci --silent --no-audit --no-fund --ignore-scripts
	@chmod u+x $(@D)/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
	@touch $@

# Signatures of approvals are made and verified by OpenSSH itself.
.venv/ssh-keygen: | .venv/created
	@command -v ssh-keygen >/dev/null || { [ "$$(id -u)" -eq 0 ] && command -v apt-get >/dev/null && \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq openssh-client >/dev/null; } || \
		{ echo '缺少 ssh-keygen：测试要用它签名和核对；请先安装 OpenSSH（Debian/Ubuntu：apt-get install openssh-client）' >&2; exit 1; }
	@touch $@

# The catalog is read as its readers do: in a browser, with Chinese fonts.
.venv/chromium: | .venv/created
	@command -v chromium >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q . || { \
		[ "$$(id -u)" -eq 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fontconfig fonts-noto-cjk >/dev/null; } || \
		{ echo '缺少 Chromium 或中文字体：测试要用它打开模板库；请先安装（Debian/Ubuntu：apt-get install chromium fontconfig fonts-noto-cjk）' >&2; exit 1; }
	@touch $@

.venv/lock/ready: Makefile | .venv/created
	@$(BIN)/python -m venv --clear .venv/lock
	@.venv/lock/bin/python -m pip --quiet --disable-pip-version-check install uv==$(UV_VERSION)
	@touch $@
