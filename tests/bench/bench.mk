# The benchmark: included by the Makefile. What a program shares with others is in tests/bench/load.

BENCH_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/bench/load/*.c))

$(BENCH_BIN): $(BENCH_OBJ) $(TOWN_OBJ) $(ISSUER_OBJ)
# The file is filled with texts folded as the service folds them.
$(B)/bin/bench-search: $(B)/tests/bench/search/fill.o $(B)/services/identity/search_row.o
$(B)/bin/bench-snapshot: $(patsubst %,$(B)/%.o,tests/bench/snapshot/fill tests/bench/snapshot/check services/gateway/person_digest)
$(B)/bin/bench-inquiry: $(B)/tests/bench/inquiry/fill.o
# Proofs are made by the service's own functions, archives by those of jukictl.
$(B)/bin/bench-audit: $(patsubst %,$(B)/%.o,tests/bench/audit/append tests/bench/audit/prove tests/bench/audit/archive services/audit/prove services/audit/store_prove $(GEN)/audit_sql) $(VERIFY_OBJ)
$(B)/bin/bench-trail: $(B)/$(GEN)/audit_sql.o

.PHONY: bench
bench: $(SERVICE_BIN) $(BENCH_BIN) $(B)/bin/juki-topics $(B)/bin/jukictl $(B)/bin/juki-verify $(B)/bin/town-register $(B)/bin/juki-devissuer ## measure against raw limits; ONLY=name measures one figure
	@$(MAKE) --no-print-directory FLAVOUR=bare bare-programs
	@tests/bench/bench.sh $(ONLY)

# The services and their load without the protection whose cost is measured.
.PHONY: bare-programs
bare-programs: $(SERVICE_BIN) $(B)/bin/bench-e2e
