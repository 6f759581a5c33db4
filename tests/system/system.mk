# The composed system: included by the Makefile.

.PHONY: compose-test
compose-test: ## run docker-compose.yml for real: the demo's check, with crashes; needs root, makes base images
	@tests/system/compose.sh
