# Tests: included by the Makefile. tests/run.sh runs them all; it asks for the programs by test-programs.

LEDGER_BIN := $(B)/bin/test-ledger
CRASH_SO := $(B)/tests/integration/crash.so

$(LEDGER_BIN): $(B)/tests/integration/ledger/main.o $(LIB)
	$(call link)
$(B)/tests/integration/property_test: $(patsubst %.c,$(B)/%.o,$(wildcard tests/integration/property/*.c))
$(B)/tests/integration/offices_test: $(patsubst %.c,$(B)/%.o,$(wildcard tests/integration/offices/*.c tests/integration/property/*.c))
# What a consumer makes of its feed is checked with the gateway's own digest, which a unit test compares with the contract.
$(INTEGRATION_BIN): $(B)/services/gateway/person_digest.o
# Preloaded into programs of any flavour, so it is of none.
$(CRASH_SO): tests/integration/harness/crash/crash.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -std=gnu17 -O2 -fPIC $(WARNINGS) -shared -o $@ $<

.PHONY: test property test-programs
test: ## build and run every test
	@tests/run.sh
property: ## the register against its model: 100,000 random changes of 5,000 persons
	@JUKI_PROPERTY_CHANGES=100000 JUKI_PROPERTY_PERSONS=5000 JUKI_TEST_SECONDS=3600 tests/run.sh release/integration/property
	@grep changes $${JUKI_RUN:-.run/test}/results/release-integration-property_test.tap
test-programs: all $(B)/bin/town-register $(UNIT_BIN) $(INTEGRATION_BIN) $(LEDGER_BIN) $(CRASH_SO)
