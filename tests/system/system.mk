# The composed system: included by the Makefile.

CRASH ?= resident postgres kafka

.PHONY: compose-test
compose-test: ## run docker-compose.yml for real, with the demo's check and CRASH of containers in its middle; as root
	@tests/system/compose.sh $(CRASH)
