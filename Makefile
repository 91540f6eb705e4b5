# Every target is one line: xtask/ does the work, and fetches what it needs.
XTASK = cargo run -q -p xtask --

.DEFAULT_GOAL := help
.PHONY: all check-style test conformance e2e gallery fuzz bench soak demo dist deploy watch server webapp bundle clean help

all: check-style test dist ## Check, test and write the bundles.

check-style: ## Formats, lints, types, generated code, documentation, licences.
	@$(XTASK) ci check-style

test: ## Everything that CI checks: check-style, unit tests, conformance, the browser, fuzzing.
	@$(XTASK) ci

conformance: ## The plugin under a host made with the real go-plugin.
	@$(XTASK) ci conformance

e2e: ## A browser goes through the story of the README.
	@$(XTASK) ci e2e

gallery: ## All that the web app shows, in every theme, on one page: dist/gallery.html.
	@$(XTASK) gallery

fuzz: ## A short run of each fuzz target.
	@$(XTASK) fuzz

bench: ## Compare with a plugin in Go, and with our own ceilings.
	@$(XTASK) bench

soak: ## Three minutes of load: memory at the end as at the beginning.
	@$(XTASK) soak

demo: ## A Mattermost and a Zoom to try the plugin with, on this machine alone.
	@$(XTASK) demo

dist: ## One bundle per platform, and one with all of them, in dist/.
	@$(XTASK) dist

deploy: ## Upload to the Mattermost of MM_SERVICESETTINGS_SITEURL or MM_LOCALSOCKETPATH.
	@$(XTASK) deploy

watch: ## Deploy at every change.
	@$(XTASK) watch

server: ## The server for this machine.
	@$(XTASK) server

webapp: ## The web app.
	@$(XTASK) webapp

bundle: ## The bundle for this machine, in dist/.
	@$(XTASK) bundle

clean: ## Remove what was built and fetched; the demo keeps its data.
	@$(XTASK) clean

help: ## This list.
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "%-12s %s\n", $$1, $$2 }'
