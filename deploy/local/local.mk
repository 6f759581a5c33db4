# The demo and its programs: included by the Makefile.

DEMO_SIZE ?= 2000
DEMO_SEED ?= 1

DEMO_OBJ := $(patsubst %.c,$(B)/%.o,$(filter-out tests/demo/play.c tests/demo/summary.c,$(wildcard tests/demo/*.c)))
DEMO_BIN := $(B)/bin/juki-play $(B)/bin/juki-summary

$(B)/bin/juki-play: $(B)/tests/demo/play.o $(DEMO_OBJ) $(TOWN_OBJ) $(LIB)
	$(call link)
$(B)/bin/juki-summary: $(B)/tests/demo/summary.o $(DEMO_OBJ) $(TOWN_OBJ) $(LIB)
	$(call link)
$(B)/tests/unit/demo_job_test $(B)/tests/unit/demo_scan_test: $(DEMO_OBJ) $(TOWN_OBJ)

all: $(DEMO_BIN)

.PHONY: demo-programs demo up down
demo-programs: $(SERVICE_BIN) $(PEER_BIN) $(TOOL_BIN) $(DEMO_BIN) $(PYTHON_PB)
demo: ## play a town's month on everything, running for real; DEMO_SIZE and DEMO_SEED choose the town
	@deploy/local/demo.sh --size $(DEMO_SIZE) --seed $(DEMO_SEED)
up: ## start PostgreSQL, Kafka, the services and the peers under .run
	@deploy/local/up.sh
down: ## stop everything that make demo or make up started
	@deploy/local/down.sh
