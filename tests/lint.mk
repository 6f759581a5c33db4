# Contracts, linters and formatting: included by the Makefile.

ROOMS := $(wildcard common deploy proto services tests)
C_FILES := $(shell find $(ROOMS) -name '*.[ch]' | sort)
C_SOURCES := $(filter %.c,$(C_FILES))
SHELL_FILES := $(shell find $(ROOMS) -name '*.sh' | sort) $(wildcard .ci/run)
PROSE := $(shell find $(ROOMS) -name '*.md' -o -name '*.proto' -o -name '*.csv' -o -name '*.sql' | sort) $(wildcard *.md)

# ---- contracts ------------------------------------------------------------------------------------------
.PHONY: proto-check proto-release asyncapi golden
proto-check:  ## lint the contracts; compare them with the released ones
	tests/buf.sh lint proto
	tests/buf.sh breaking proto --against proto/released.binpb
proto-release:  ## make the contracts of now the released ones
	tests/buf.sh build proto --as-file-descriptor-set --exclude-source-info -o proto/released.binpb
asyncapi: $(B)/bin/juki-topics  ## write proto/asyncapi.json from proto/topics.csv
	$< asyncapi --prefix juki.132071 >$(B)/asyncapi.json
	mv $(B)/asyncapi.json proto/asyncapi.json
golden: $(B)/tests/contract/golden_test  ## write the golden bytes of every message
	$< --update

$(B)/tests/contract/topics_test: $(patsubst %,$(B)/deploy/kafka/%.o,acl asyncapi settings)

# ---- linters --------------------------------------------------------------------------------------------
LINTERS := proto-check format-check tidy cppcheck shellcheck spelling rules
.PHONY: lint format $(LINTERS)
lint:  ## run every linter
	@deploy/local/install.sh deploy/local/packages-lint.txt
	@$(MAKE) --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc)) -k -O $(LINTERS)

format:  ## lay out the C files by .clang-format
	@clang-format -i $(C_FILES)
format-check:
	@clang-format --dry-run -Werror $(C_FILES)

TIDIED := $(C_SOURCES:%=build/tidy/%.ok)
tidy: $(TIDIED)
# err.c itself defines what the model replaces.
build/tidy/%.ok: % .clang-tidy tests/lint_model.h $(filter %.h,$(C_FILES)) | $(GENERATED_H)
	@mkdir -p $(@D)
	@clang-tidy --quiet $< -- $(CPPFLAGS) -std=gnu17 $(if $(filter tests/%,$<),-DJU_LINT_CMOCKA) \
	  $(if $(filter common/base/err.c,$<),,-include tests/lint_model.h) 2>$@.log || { cat $@.log; exit 1; }
	@touch $@

cppcheck: $(GENERATED_H)
	@mkdir -p build/cppcheck
	@cppcheck --quiet -j2 --std=c11 --library=posix --enable=warning,performance,portability --inline-suppr \
	  --error-exitcode=1 --cppcheck-build-dir=build/cppcheck -DJU_LINT_CPPCHECK --include=tests/lint_model.h \
	  -I. -I$(GEN) --suppress='*:$(GEN)/*' --suppress=readdirCalled $(C_SOURCES)

shellcheck:
	@shellcheck -x $(SHELL_FILES)

spelling:
	@codespell $(PROSE) $(C_FILES) $(SHELL_FILES)

rules: $(LIB)
	tests/lint.sh $(LIB)
