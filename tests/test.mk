# Tests: included by the Makefile. tests/run.sh runs them all; it asks for the programs by unit-programs and test-programs.

LEDGER_BIN := $(B)/bin/test-ledger
CRASH_SO := $(B)/tests/integration/crash.so

$(LEDGER_BIN): $(B)/tests/integration/ledger/main.o $(LIB)
	$(call link)
$(B)/tests/integration/database_rights_test: $(patsubst %.c,$(B)/%.o,$(wildcard tests/integration/database_rights/*.c)) $(SERVICES:%=$(B)/$(GEN)/%_sql.o)
$(B)/tests/integration/database_way_test: $(B)/tests/integration/database_rights/attempt.o
$(B)/tests/integration/property_test: $(patsubst %.c,$(B)/%.o,$(wildcard tests/integration/property/*.c))
$(B)/tests/integration/rights_test: $(patsubst %.c,$(B)/%.o,$(wildcard tests/integration/rights/*.c))
$(B)/tests/integration/rights_test: private LIBS += -lssl
$(B)/tests/integration/evidence_tamper_test: $(patsubst %.c,$(B)/%.o,$(wildcard tests/integration/tamper/*.c)) $(VERIFY_OBJ) $(B)/services/audit/prove.o
$(B)/tests/integration/offices_test: $(patsubst %.c,$(B)/%.o,$(wildcard tests/integration/offices/*.c tests/integration/property/*.c))
$(B)/tests/integration/hostile_test: $(patsubst %.c,$(B)/%.o,$(wildcard tests/integration/hostile/*.c)) $(B)/tests/fuzz/wire.o
# What a consumer makes of its feed is checked with the gateway's own digest, which a unit test compares with the contract.
$(INTEGRATION_BIN): $(B)/services/gateway/person_digest.o
# Preloaded into programs of any flavour, so it is of none.
$(CRASH_SO): tests/integration/harness/crash/crash.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -std=gnu17 -O2 -fPIC $(WARNINGS) -shared -o $@ $<

# Debian's Go with Debian's packages: no network, no module.
TLOG_CHECK := build/tlog-check
$(TLOG_CHECK): tests/tlog/main.go
	@mkdir -p $(@D)
	GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$(CURDIR)/build/go-cache GOTOOLCHAIN=local CGO_ENABLED=0 \
	  /usr/bin/go build -o $@ $<

.PHONY: test test-release property tamper hostile unit-programs test-programs
test: ## build and run every test
	@tests/run.sh
test-release: ## the integration tests once more, without sanitizers, with the programs as they are deployed
	@tests/run.sh release/integration
property: ## the register against its model: 100,000 random changes of 5,000 persons
	@JUKI_PROPERTY_CHANGES=100000 JUKI_PROPERTY_PERSONS=5000 JUKI_TEST_SECONDS=3600 tests/run.sh release/integration/property
	@grep changes $${JUKI_RUN:-.run/test}/results/release-integration-property_test.tap
tamper: $(B)/tests/unit/verify_tamper_test ## the audit trail, exports and tables, tampered with 10,000 times each, and 1,000 untouched ones
	@JUKI_TAMPER_TRIES=10000 JUKI_TAMPER_LOGS=1000 $<
	@JUKI_TAMPER_TRIES=10000 JUKI_TEST_SECONDS=3600 tests/run.sh release/integration/evidence_tamper
hostile: ## 10,000 hostile records, commands and HTTP requests to the running services, once plain and once with sanitizers
	@JUKI_HOSTILE_RECORDS=8000 JUKI_HOSTILE_COMMANDS=1000 JUKI_HOSTILE_REQUESTS=1000 JUKI_TEST_SECONDS=3600 \
	  tests/run.sh release/integration/hostile asan/integration/hostile
	@grep -h hostile: $${JUKI_RUN:-.run/test}/results/*-integration-hostile_test.log
unit-programs: programs $(B)/bin/town-register $(UNIT_BIN) $(TLOG_CHECK)
test-programs: unit-programs $(INTEGRATION_BIN) $(LEDGER_BIN) $(CRASH_SO)
