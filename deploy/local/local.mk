# The demo and its programs: included by the Makefile.

DEMO_SIZE ?= 2000
DEMO_SEED ?= 1

demo_obj = $(patsubst %,$(B)/tests/demo/%.o,$(1)) $(TOWN_OBJ) $(LIB)
DEMO_BIN := $(B)/bin/juki-play $(B)/bin/juki-summary

$(B)/bin/juki-play: $(call demo_obj,play player job message tally client show) $(ISSUER_OBJ)
	$(call link)
$(B)/bin/juki-summary: $(call demo_obj,summary clear compare drain findings held house print scan client show opened)
	$(call link,-lsqlite3)
$(B)/tests/unit/demo_job_test: $(call demo_obj,job)
$(B)/tests/unit/demo_scan_test: $(call demo_obj,scan held client)

all: $(DEMO_BIN)

.PHONY: demo-programs demo up down
demo-programs: $(SERVICE_BIN) $(PEER_BIN) $(TOOL_BIN) $(DEMO_BIN) $(PYTHON_PB)
demo: ## play a town's month on everything, running for real; DEMO_SIZE and DEMO_SEED choose the town
	@deploy/local/demo.sh --size $(DEMO_SIZE) --seed $(DEMO_SEED)
up: ## start PostgreSQL, Kafka, the services and the peers under .run
	@deploy/local/up.sh
down: ## stop everything that make demo or make up started
	@deploy/local/down.sh

# juki-verify is static: the packages named are those whose archives stand in it.
.PHONY: sbom
sbom: $(SERVICE_BIN) $(TOOL_BIN) ## print what the programs consist of (CycloneDX)
	@deploy/local/sbom.sh $(SERVICE_BIN) $(filter-out %/juki-verify %/juki-devbroker %/juki-devissuer,$(TOOL_BIN)) \
	  $(B)/bin/juki-verify:libc6-dev,libprotobuf-c-dev,libjansson-dev,libutf8proc-dev,libssl-dev
