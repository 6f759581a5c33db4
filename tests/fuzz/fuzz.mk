# Fuzz targets, one per decoder of what comes from outside: included by the Makefile. With clang and libFuzzer
# they search (make fuzz); with gcc and tests/fuzz/replay.c they run over the corpus once (make fuzz-replay).

FUZZ_SECONDS ?= 60
FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_WORK := build/fuzz/found

# Seeds beside a target's own: the golden bytes of every message, once more behind its name.
NAMED := build/fuzz/named
FUZZ_SEEDS_unpack := tests/contract/golden $(NAMED)

fuzz_seeds = $(wildcard tests/fuzz/corpus/$(1)) $(FUZZ_SEEDS_$(1))

$(B)/bin/fuzz-%: $(B)/tests/fuzz/fuzz_%.o $(B)/tests/fuzz/harness.o $(DOMAIN_LIB) $(LIB)
	$(call link,-fsanitize=fuzzer)
$(B)/bin/replay-%: $(B)/tests/fuzz/fuzz_%.o $(B)/tests/fuzz/harness.o $(B)/tests/fuzz/replay.o $(DOMAIN_LIB) $(LIB)
	$(call link)
$(B)/bin/fuzz-unpack $(B)/bin/replay-unpack: $(B)/tests/fuzz/wire.o
$(B)/bin/fuzz-entry $(B)/bin/replay-entry: $(RESIDENT_SAMPLE)
$(B)/bin/fuzz-witness $(B)/bin/replay-witness: $(B)/deploy/witness/witness.o
$(B)/bin/fuzz-told $(B)/bin/replay-told: $(patsubst %,$(B)/services/audit/steps/%.o,refusal session told)
$(B)/bin/fuzz-cms $(B)/bin/replay-cms: $(B)/services/resident/steps/signed.o
$(B)/bin/fuzz-evidence $(B)/bin/replay-evidence: $(VERIFY_OBJ)
$(B)/bin/fuzz-bridge $(B)/bin/replay-bridge: $(patsubst %,$(B)/services/gateway/steps/%.o,rest_auth bridge_sha256)

.PHONY: fuzz fuzz-replay $(FUZZ_TARGETS:%=fuzz-run-%) $(FUZZ_TARGETS:%=fuzz-replay-%)
fuzz: ## search with every fuzz target for FUZZ_SECONDS (60) each
	@deploy/local/install.sh deploy/local/packages-fuzz.txt
	@$(MAKE) --no-print-directory FLAVOUR=fuzz $(FUZZ_TARGETS:%=fuzz-run-%)
fuzz-replay: ## run every fuzz target over its corpus once
	@$(MAKE) --no-print-directory FLAVOUR=asan $(FUZZ_TARGETS:%=fuzz-replay-%)

fuzz-run-unpack fuzz-replay-unpack: $(NAMED)
$(NAMED): $(wildcard tests/contract/golden/*.bin)
	@mkdir -p $@
	@for each in $^; do { basename $$each .bin; cat $$each; } >$@/$$(basename $$each .bin); done
	@touch $@

# What a search finds stays under build/fuzz: new inputs in found/, the input of a crash beside it.
$(FUZZ_TARGETS:%=fuzz-run-%): fuzz-run-%: $(B)/bin/fuzz-%
	@mkdir -p $(FUZZ_WORK)/$*
	$< -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=1024 -max_len=8192 -print_final_stats=1 -verbosity=0 \
	  -artifact_prefix=$(FUZZ_WORK)-$*- $(FUZZ_WORK)/$* $(call fuzz_seeds,$*)
$(FUZZ_TARGETS:%=fuzz-replay-%): fuzz-replay-%: $(B)/bin/replay-%
	@$< $(call fuzz_seeds,$*)
