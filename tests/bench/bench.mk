# The benchmark: included by the Makefile. What a program shares with others is in tests/bench/load.

BENCH_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/bench/load/*.c))

$(BENCH_BIN): $(BENCH_OBJ) $(TOWN_OBJ)

.PHONY: bench
bench: $(SERVICE_BIN) $(BENCH_BIN) $(B)/bin/juki-topics $(B)/bin/jukictl $(B)/bin/town-register ## measure against raw limits; ONLY=name measures one figure
	@tests/bench/bench.sh $(ONLY)
