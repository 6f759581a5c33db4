# Tests: included by the Makefile. tests/run.sh runs them all; it asks for the programs by test-programs.

LEDGER_BIN := $(B)/bin/test-ledger
CRASH_SO := $(B)/tests/integration/crash.so

$(LEDGER_BIN): $(B)/tests/integration/ledger/main.o $(LIB)
	$(call link)
# Preloaded into programs of any flavour, so it is of none.
$(CRASH_SO): tests/integration/harness/crash/crash.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -std=gnu17 -O2 -fPIC $(WARNINGS) -shared -o $@ $<

.PHONY: test test-programs
test: ## build and run every test
	@tests/run.sh
test-programs: all $(B)/bin/town-register $(UNIT_BIN) $(INTEGRATION_BIN) $(LEDGER_BIN) $(CRASH_SO)
