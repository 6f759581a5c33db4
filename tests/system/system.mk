# The campaign against the audit trail, and the composed system: included by the Makefile.

KILLS ?= 100

.PHONY: kill-audit
kill-audit: ## SIGKILL of audit, Kafka and PostgreSQL at KILLS random moments under load: one record per act, no checkpoint withdrawn
	@KILLS=$(KILLS) tests/system/kill_audit.py

CRASH ?= resident postgres kafka

.PHONY: compose-test
compose-test: ## run docker-compose.yml for real, with the demo's check and CRASH of containers in its middle; as root
	@tests/system/compose.sh $(CRASH)
