# `make` lists the targets. Needs GNU make, a POSIX shell and Go; everything else is fetched or named.

GO ?= go
PKG ?= ./...
# Packages tested at once; more than the cores only makes browser tests wait for each other.
TEST_P ?= 2
TEST_TIMEOUT ?= 25m

.DEFAULT_GOAL := help
.PHONY: help run dev check test bench vuln generate fmt build need-go need-chromium need-postgres need-poppler want-poppler \
	check-generated check-fmt check-vet

help: ## list the targets
	@echo 'Verkstad. Targets:'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo 'DATABASE_URL=postgres://user@host/db make run   uses that database instead of a private one.'
	@echo 'VERKSTAD_PG_BIN=/path/bin                       names the directory of initdb and postgres.'
	@echo 'make test PKG=./internal/store                  tests one package.'

run: need-go want-poppler ## start the site with demo data on http://localhost:8080
	@$(GO) build -buildvcs=false -o bin/verkstad ./cmd/verkstad
	@exec bin/verkstad serve --demo

dev: need-go ## like run, restarting at every change; browse http://localhost:7331
	@$(GO) tool templ generate --watch --proxy=http://127.0.0.1:8080 --open-browser=false \
		--watch-pattern='(.+\.(go|templ|css|js|sql)$$)|(.+_templ\.txt$$)' --ignore-pattern='(^|/)(bin|\.git)/' \
		--cmd='$(GO) build -buildvcs=false -o bin/verkstad ./cmd/verkstad && exec bin/verkstad serve --demo'

check: need-go check-generated check-fmt check-vet ## the quick half: generation, formatting, analysis, tests without Postgres or browser
	@CI= $(GO) test -short -vet=off -p $(TEST_P) $(PKG)
	@$(GO) test -count=1 -vet=off ./internal/archtest

test: export CI := true
test: need-go need-postgres need-chromium need-poppler check-generated check-fmt check-vet ## everything that CI checks; installs PostgreSQL, Chromium and poppler if it may
	@$(GO) build -buildvcs=false -o bin/ ./internal/dev/...
	@bin/withdb -- bin/noskip -count=1 -vet=off -p $(TEST_P) -timeout $(TEST_TIMEOUT) $(PKG)
	@echo 'All tests passed.'

bench: need-go ## run the benchmarks
	@$(GO) run ./internal/dev/withdb -- $(GO) test -run '^$$' -bench . -benchmem -p 1 $(PKG)

vuln: need-go ## ask the Go vulnerability database about what is used (needs a network)
	@$(GO) run golang.org/x/vuln/cmd/govulncheck@v1.9.0 $(PKG)

generate: need-go ## generate Go from the templates
	@$(GO) tool templ generate

fmt: need-go ## format Go and templates
	@"$$($(GO) env GOROOT)/bin/gofmt" -w cmd internal migrations static templates
	@$(GO) tool templ fmt templates

build: need-go ## build bin/verkstad
	@$(GO) build -trimpath -o bin/verkstad ./cmd/verkstad

check-generated: need-go
	@echo 'Generated files ...'
	@$(GO) tool templ generate -check -log-level error || { \
		echo 'Generated files are not up to date: run make generate and commit them.' >&2; exit 1; }
	@find templates -name '*_templ.go' | while read -r f; do \
		[ -e "$${f%_templ.go}.templ" ] || { echo "$$f has no template: remove it." >&2; exit 1; }; done

check-fmt: need-go
	@echo 'Formatting ...'
	@bad=$$("$$($(GO) env GOROOT)/bin/gofmt" -l cmd internal migrations static templates) || exit 1; \
	if [ -n "$$bad" ]; then echo "Not formatted (run make fmt):" >&2; echo "$$bad" >&2; exit 1; fi
	@$(GO) tool templ fmt -fail -log-level error templates || { \
		echo 'Templates were not formatted; now they are.' >&2; exit 1; }

check-vet: need-go
	@echo 'Analysis ...'
	@$(GO) vet $(PKG)
	@$(GO) tool staticcheck $(PKG)

# The go command fetches the right Go itself, unless it is too old to know how or is told not to.
need-go:
	@command -v $(GO) >/dev/null 2>&1 || { \
		echo 'Go is missing. Install Go 1.26 or newer: https://go.dev/doc/install' >&2; exit 1; }
	@$(GO) list -m >/dev/null || { \
		echo "Go 1.26 or newer is needed; this is $$($(GO) version)." >&2; \
		echo 'Install it (https://go.dev/doc/install), or try GOTOOLCHAIN=auto make ...' >&2; exit 1; }

# Starting a cluster is the proof that there is one to start, and installs PostgreSQL where it may.
need-postgres: need-go
	@if [ -z "$$TEST_DATABASE_URL" ]; then $(GO) run ./internal/dev/withdb -- true; fi

need-chromium:
	@for b in chromium chromium-browser google-chrome google-chrome-stable headless-shell headless_shell chrome; do \
		command -v $$b >/dev/null 2>&1 && exit 0; done; \
	say() { \
		echo 'Chromium is missing, and the browser tests need it. Install it with one of' >&2; \
		echo '    sudo apt-get install chromium            (Debian)' >&2; \
		echo '    sudo snap install chromium               (Ubuntu)' >&2; \
		echo '    sudo dnf install chromium                (Fedora)' >&2; \
		echo '    brew install --cask chromium             (macOS)' >&2; exit 1; }; \
	command -v apt-get >/dev/null 2>&1 || say; \
	if [ "$$(id -u)" = 0 ]; then sudo=; \
	elif sudo -n true 2>/dev/null; then sudo='sudo -n'; else say; fi; \
	echo 'Chromium is missing: installing the package chromium with apt-get.' >&2; \
	apt="$$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120"; \
	$$apt update && $$apt install -y --no-install-recommends chromium || say; \
	command -v chromium >/dev/null 2>&1 || say

# PDF files are read by poppler's pdftotext. The site works without it and then says that it reads Word and text only;
# the tests do not.
define install-poppler
	command -v pdftotext >/dev/null 2>&1 && exit 0; \
	say() { \
		echo 'pdftotext is missing: PDF files cannot be read. Install it with one of' >&2; \
		echo '    sudo apt-get install poppler-utils       (Debian, Ubuntu)' >&2; \
		echo '    sudo dnf install poppler-utils           (Fedora)' >&2; \
		echo '    brew install poppler                     (macOS)' >&2; exit $(1); }; \
	command -v apt-get >/dev/null 2>&1 || say; \
	if [ "$$(id -u)" = 0 ]; then sudo=; \
	elif sudo -n true 2>/dev/null; then sudo='sudo -n'; else say; fi; \
	echo 'pdftotext is missing: installing the package poppler-utils with apt-get.' >&2; \
	apt="$$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120"; \
	$$apt update && $$apt install -y --no-install-recommends poppler-utils || say; \
	command -v pdftotext >/dev/null 2>&1 || say
endef

need-poppler:
	@$(call install-poppler,1)

want-poppler:
	@$(call install-poppler,0)
