# juki: build, test, run. `make help` lists the targets a person uses.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := all

FLAVOUR ?= release
B := build/$(FLAVOUR)
GEN := build/gen
CC := gcc
WERROR ?=

# What only some compilers know.
known = $(foreach option,$(1),$(shell $(CC) -Werror $(option) -E -x c /dev/null >/dev/null 2>&1 && echo $(option)))

WARNINGS := -Wall -Wextra -Wformat=2 -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes \
  -Wmissing-prototypes -Wundef -Wvla -Wwrite-strings -Wnull-dereference -Wimplicit-fallthrough \
  -Werror=format-security -Werror=implicit -Werror=incompatible-pointer-types -Werror=int-conversion $(WERROR)
# OpenSSF's guide for C, whole; tests/system/hardening_test.py reads it in the programs.
HARDENING := -fstack-protector-strong -fstack-clash-protection -fno-strict-aliasing -fexceptions \
  -fno-delete-null-pointer-checks -fno-strict-overflow -fPIE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 \
  -ftrivial-auto-var-init=zero
CPPFLAGS := -I. -I$(GEN) -D_GNU_SOURCE
LDFLAGS := -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed,--no-copy-dt-needed-entries

ifneq ($(filter release bare,$(FLAVOUR)),)
  HARDENING += $(call known,-fcf-protection=full -mbranch-protection=standard -fstrict-flex-arrays=3 \
    -fzero-init-padding-bits=all)
  WARNINGS += $(call known,-Wtrampolines -Wbidi-chars=any)
  # bare is without the protection whose cost the bench measures: common/event/SIGNATURES.md.
  CFLAGS := -std=gnu17 -O2 -g $(HARDENING) $(if $(filter bare,$(FLAVOUR)),-DJU_BARE)
else ifeq ($(FLAVOUR),asan)
  # Lines are what a report names, so more is not written down; gold, where there is one, links in half the time.
  CFLAGS := -std=gnu17 -O1 -g1 -fno-omit-frame-pointer -fPIE -fsanitize=address,undefined -fno-sanitize-recover=all \
    -DJU_ASAN
  LDFLAGS += -fsanitize=address,undefined $(if $(shell command -v ld.gold),-fuse-ld=gold)
else ifeq ($(FLAVOUR),fuzz)
  CC := $(or $(shell command -v clang-14),clang)
  CFLAGS := -std=gnu17 -O1 -g -fno-omit-frame-pointer -fPIE -fsanitize=address,undefined,fuzzer-no-link \
    -fno-sanitize-recover=all -DJU_ASAN
  LDFLAGS += -fsanitize=address,undefined
else
  $(error FLAVOUR is release, bare, asan or fuzz)
endif

# Installing the packages is a step of its own (make deps); until then pkg-config may be missing.
PKGS := rdkafka libpq libprotobuf-c libcrypto libmicrohttpd jansson libutf8proc libseccomp
CPPFLAGS += $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lpthread
CPPFLAGS += $(shell pkg-config --cflags p11-kit-1 2>/dev/null) # the header of PKCS#11 alone: modules are loaded

SERVICES := resident identity delivery gateway audit
C_PEERS := $(notdir $(patsubst %/,%,$(dir $(wildcard tests/peers/*/main.c))))
PROTOS := $(shell cd proto && find juki -name '*.proto' | sort)
PROTO_C := $(PROTOS:%.proto=$(GEN)/%.pb-c.c)
SQL_OWNERS := event compare $(SERVICES) $(C_PEERS)
SQL_C := $(SQL_OWNERS:%=$(GEN)/%_sql.c)

LIB_SRC := $(shell find common -name '*.c' | sort)
LIB_OBJ := $(LIB_SRC:%.c=$(B)/%.o) $(PROTO_C:%.c=$(B)/%.o) $(B)/$(GEN)/event_sql.o $(B)/$(GEN)/compare_sql.o $(B)/$(GEN)/ju_staff_policy.o
LIB := $(B)/libjuki.a

SERVICE_BIN := $(SERVICES:%=$(B)/bin/juki-%)
PEER_BIN := $(C_PEERS:%=$(B)/bin/peer-%)
TOOL_BIN := $(B)/bin/jukictl $(B)/bin/juki-verify $(B)/bin/juki-witness $(B)/bin/juki-certificate $(B)/bin/juki-topics $(B)/bin/juki-devbroker $(B)/bin/juki-devissuer
UNIT_SRC := $(wildcard tests/unit/*_test.c tests/contract/*_test.c)
UNIT_BIN := $(UNIT_SRC:tests/%.c=$(B)/tests/%)
INTEGRATION_SRC := $(wildcard tests/integration/*_test.c)
INTEGRATION_BIN := $(INTEGRATION_SRC:tests/%.c=$(B)/tests/%)
BENCH_BIN := $(patsubst tests/bench/%.c,$(B)/bin/bench-%,$(wildcard tests/bench/*.c))

.PHONY: all programs help deps
all: programs $(BENCH_BIN)  ## build everything
programs: $(SERVICE_BIN) $(PEER_BIN) $(TOOL_BIN)
help:  ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
deps:  ## install the Debian packages that are missing
	@deploy/local/install.sh

# ---- generated code -------------------------------------------------------------------------------------
$(GEN)/%.pb-c.c $(GEN)/%.pb-c.h &: proto/%.proto
	@mkdir -p $(@D)
	protoc -Iproto --c_out=$(GEN) $<

sql_dir = $(firstword $(wildcard services/$(1) tests/peers/$(1) common/$(1)))
define SQL_RULE
$(GEN)/$(1)_sql.c $(GEN)/$(1)_sql.h &: $(wildcard $(call sql_dir,$(1))/sql/*.sql) $(wildcard $(call sql_dir,$(1))/migrations/*.sql) common/db/sql2c.awk
	@mkdir -p $(GEN)
	awk -f common/db/sql2c.awk -v owner=$(1) -v out=$(GEN)/$(1)_sql $(wildcard $(call sql_dir,$(1))/sql/*.sql) $(wildcard $(call sql_dir,$(1))/migrations/*.sql)
endef
$(foreach owner,$(SQL_OWNERS),$(eval $(call SQL_RULE,$(owner))))

# What the role of each service may do in its database is data.
COMPARE_GRANTS := common/compare/grants.csv
define GRANTS_RULE
$(GEN)/$(1)_grants.c: common/db/grants.awk common/event/grants.csv $(if $(filter $(1),resident identity),$(COMPARE_GRANTS)) services/$(1)/grants.csv
	@mkdir -p $$(@D)
	awk -f common/db/grants.awk -v name=$(1) $$(filter %.csv,$$^) >$$@.new && mv $$@.new $$@
$(B)/bin/juki-$(1): $(B)/$(GEN)/$(1)_grants.o
endef
$(foreach service,$(SERVICES),$(eval $(call GRANTS_RULE,$(service))))

# The reasons of change (異動事由) are data.
$(GEN)/services/resident/reasons_table.h: services/resident/reasons.awk services/resident/reasons.csv
	@mkdir -p $(@D)
	awk -f $^ > $@.new && mv $@.new $@

.PHONY: docs
docs:  ## who may do what; the register's tables: refusals, items of the record, requirements of the standard, columns of one as CSV
	awk -f services/resident/refusals.awk services/resident/{alert.h,refusal.c,alert.c} >services/resident/refusals.md
	for table in record_items requirements; do \
	  awk -f services/resident/$$table.awk services/resident/$$table.csv >services/resident/$$table.md; done
	awk -f common/staff/policy.awk common/staff/policy.csv >common/staff/policy.md
	awk -f services/resident/columns.awk proto/juki/common/v1/common.proto \
	  proto/juki/resident/v1/{command,record}.proto >services/resident/columns.md

# The table of variants that the program carries; an office may give its own.
$(GEN)/resident_variants.c: services/resident/variants.csv
	@mkdir -p $(@D)
	(echo 'extern const char resident_variants[];'; echo 'const char resident_variants[] ='; \
	  sed 's/.*/    "&\\n"/' $<; echo '    ;') >$@

# Who may do what, as programs carry it; an office may give its own.
$(GEN)/ju_staff_policy.c: common/staff/policy.csv
	@mkdir -p $(@D)
	(echo 'extern const char ju_staff_policy_csv[];'; echo 'const char ju_staff_policy_csv[] ='; \
	  sed 's/.*/    "&\\n"/' $<; echo '    ;') >$@

# The affairs to which the gateway may transfer are data.
$(GEN)/services/gateway/affairs_table.h: services/gateway/affairs.awk services/gateway/affairs.csv
	@mkdir -p $(@D)
	awk -f $^ > $@.new && mv $@.new $@

# What each service keeps for how long is data.
$(GEN)/common/retention/table.h: common/retention/retention.awk common/retention/retention.csv
	@mkdir -p $(@D)
	awk -f $^ > $@.new && mv $@.new $@

# Who sends to whom stands in the table of topics.
$(GEN)/links.h: common/event/links.awk proto/topics.csv
	@mkdir -p $(@D)
	awk -f $^ > $@.new && mv $@.new $@

$(GEN)/writers.h: common/event/writers.awk proto/topics.csv
	@mkdir -p $(@D)
	awk -f $^ > $@.new && mv $@.new $@

$(GEN)/audiences.h: common/event/audiences.awk proto/topics.csv
	@mkdir -p $(@D)
	awk -f $^ > $@.new && mv $@.new $@

GENERATED_H := $(GEN)/links.h $(GEN)/writers.h $(GEN)/audiences.h $(PROTO_C:.c=.h) $(SQL_C:.c=.h) $(GEN)/services/resident/reasons_table.h \
  $(GEN)/services/gateway/affairs_table.h $(GEN)/common/retention/table.h

# ---- objects --------------------------------------------------------------------------------------------
# What is tested is compiled as it is run; the tests themselves only have to be compiled soon.
$(foreach kind,unit contract integration,$(B)/tests/$(kind)/%.o): CFLAGS := $(if $(filter asan,$(FLAVOUR)),$(CFLAGS:-O1=-O0),$(CFLAGS:-O2=-O1))
$(B)/$(GEN)/%.o: $(GEN)/%.c | $(GENERATED_H)
	@mkdir -p $(@D)
	@echo cc $<; $(CC) $(CPPFLAGS) $(CFLAGS) -w -MMD -MP -c -o $@ $<
$(B)/%.o: %.c | $(GENERATED_H)
	@mkdir -p $(@D)
	@echo cc $<; $(CC) $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -MMD -MP -c -o $@ $<
$(LIB): $(LIB_OBJ)
	@rm -f $@
	@ar rcs $@ $^

# ---- programs -------------------------------------------------------------------------------------------
link = @mkdir -p $(@D); echo link $@; $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LIBS) $(1)

define SERVICE_RULE
$(B)/bin/juki-$(1): $(patsubst %.c,$(B)/%.o,$(wildcard services/$(1)/*.c services/$(1)/*/*.c)) $(B)/$(GEN)/$(1)_sql.o $(LIB)
	$$(call link)
endef
$(foreach service,$(SERVICES),$(eval $(call SERVICE_RULE,$(service))))

$(B)/bin/juki-resident: $(B)/$(GEN)/resident_variants.o

define PEER_RULE
$(B)/bin/peer-$(1): $(patsubst %.c,$(B)/%.o,$(wildcard tests/peers/$(1)/*.c) $(wildcard tests/peers/common/*.c)) $(B)/$(GEN)/$(1)_sql.o $(LIB)
	$$(call link)
endef
$(foreach peer,$(C_PEERS),$(eval $(call PEER_RULE,$(peer))))

# What is exported and how that is checked; juki-verify needs nothing of its machine.
VERIFY_OBJ := $(patsubst %.c,$(B)/%.o,$(filter-out %/main.c,$(wildcard deploy/verify/*.c)))
$(B)/bin/jukictl: $(patsubst %.c,$(B)/%.o,$(wildcard deploy/jukictl/*.c)) $(VERIFY_OBJ) $(LIB)
	$(call link)
# libcrypto has calls in it, never taken here, of which the linker warns that they would need libraries.
STATIC := -static-pie -Wl,--no-warnings
$(B)/bin/juki-verify: private LDFLAGS := $(if $(filter release,$(FLAVOUR)),$(filter-out -pie,$(LDFLAGS)) $(STATIC),$(LDFLAGS))
$(B)/bin/juki-verify: private LIBS := -lprotobuf-c -ljansson -lutf8proc -lcrypto -lpthread
$(B)/bin/juki-verify: $(B)/deploy/verify/main.o $(VERIFY_OBJ) $(LIB)
	$(call link)
# Alone in linking pango: a font does not belong into a service.
CERTIFICATE_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard deploy/certificate/*.c))
$(CERTIFICATE_OBJ) build/tidy/deploy/certificate/main.c.ok: CPPFLAGS += $(shell pkg-config --cflags pangocairo 2>/dev/null)
$(B)/bin/juki-certificate: $(CERTIFICATE_OBJ) $(LIB)
	$(call link,$(shell pkg-config --libs pangocairo 2>/dev/null))
$(B)/bin/juki-topics: $(patsubst %.c,$(B)/%.o,$(wildcard deploy/kafka/*.c)) $(LIB)
	$(call link)
$(B)/bin/juki-witness: $(patsubst %.c,$(B)/%.o,$(wildcard deploy/witness/*.c)) $(LIB)
	$(call link)
$(B)/bin/juki-devbroker: $(B)/deploy/local/devbroker.o $(LIB)
	$(call link)
# The played identity provider, which tests use by function.
ISSUER_OBJ := $(B)/tests/issuer/issuer.o $(B)/tests/issuer/desk.o
$(B)/bin/juki-devissuer: $(B)/tests/issuer/main.o $(ISSUER_OBJ) $(LIB)
	$(call link)
$(B)/tests/unit/staff_token_test $(B)/tests/unit/staff_known_test: $(ISSUER_OBJ) $(B)/tests/unit/staff_world.o
$(B)/bin/bench-%: $(B)/tests/bench/%.o $(LIB)
	$(call link)

# Unit tests see the services through an archive without what speaks to the world: the linker takes from it the
# files that a test names, and a file that needs the store does not link.
DOMAIN_SRC := $(filter-out %/main.c %/handlers.c %/store.c $(wildcard services/*/store_*.c),$(wildcard $(SERVICES:%=services/%/*.c)))
DOMAIN_LIB := $(B)/libdomain.a
$(DOMAIN_LIB): $(DOMAIN_SRC:%.c=$(B)/%.o)
	@rm -f $@
	@ar rcs $@ $^
RESIDENT_SAMPLE := $(B)/tests/unit/resident_sample.o
RESIDENT_TESTS := $(patsubst %,$(B)/tests/unit/resident_%_test,entry entry_days enter change rules cancel restrained move_out arrival identity_check items acting_head place last_member)
$(RESIDENT_TESTS) $(B)/tests/unit/db_record_test $(B)/tests/unit/resident_record_words_test: $(RESIDENT_SAMPLE)
$(RESIDENT_TESTS): $(B)/tests/unit/resident_decision.o
$(B)/tests/unit/resident_record_words_test: $(B)/services/resident/steps/record_words.o
$(B)/tests/unit/resident_signed_test: $(patsubst %,$(B)/%.o,services/resident/steps/signed tests/integration/harness/signer)
$(B)/tests/unit/audit_witnesses_test: $(patsubst %,$(B)/services/audit/steps/%.o,witnesses asker turn)
$(B)/tests/unit/audit_refusal_test: $(patsubst %,$(B)/services/audit/steps/%.o,refusal server_log told)
$(B)/tests/unit/audit_session_test: $(patsubst %,$(B)/services/audit/steps/%.o,session server_log told)
$(B)/tests/unit/gateway_bridge_file_test: $(B)/services/gateway/steps/bridge_csv.o
$(B)/tests/unit/gateway_bridge_folder_test: $(B)/services/gateway/steps/bridge_folder.o
$(B)/tests/unit/gateway_rest_auth_test: $(patsubst %,$(B)/services/gateway/steps/%.o,rest_auth bridge_sha256)
$(patsubst %,$(B)/tests/unit/%_test,db_kept delivery_gate delivery_handlers event_body identity_numbers resident_record_words): $(B)/tests/unit/key_folder.o
$(B)/tests/unit/gateway_nonresident_test $(B)/tests/unit/gateway_nonresident_search_test: $(B)/tests/unit/nonresident_sample.o
$(B)/tests/unit/event_signature_test $(B)/tests/unit/event_keys_test: $(B)/tests/unit/event_signing.o
$(B)/tests/unit/stamp_test: $(B)/tests/integration/harness/authority.o
$(B)/tests/unit/witness_test: $(B)/deploy/witness/witness.o
$(B)/tests/unit/verify_tamper_test: $(VERIFY_OBJ) $(B)/tests/unit/verify_log.o
$(B)/tests/unit/verify_policy_test: $(VERIFY_OBJ) $(B)/tests/unit/verify_log.o
$(B)/tests/unit/verify_kept_test: $(VERIFY_OBJ) $(B)/tests/unit/verify_log.o
$(B)/tests/unit/verify_segment_test: $(VERIFY_OBJ) $(B)/tests/unit/verify_log.o
$(B)/tests/unit/gateway_rest_server_test: $(patsubst %,$(B)/%.o,services/gateway/steps/rest_server tests/integration/harness/receiver)
$(B)/tests/unit/seal_hsm_test: $(B)/tests/integration/harness/token.o
$(B)/tests/unit/envelope_test: $(B)/tests/integration/harness/receiver.o
$(B)/tests/unit/%_test: $(B)/tests/unit/%_test.o $(DOMAIN_LIB) $(LIB)
	$(call link,-lcmocka)
$(B)/tests/contract/%_test: $(B)/tests/contract/%_test.o $(LIB)
	$(call link,-lcmocka)
$(B)/tests/integration/%_test: $(B)/tests/integration/%_test.o $(patsubst %.c,$(B)/%.o,$(wildcard tests/integration/harness/*.c)) $(B)/tests/demo/opened.o $(ISSUER_OBJ) $(LIB)
	$(call link,-lcmocka)

$(B)/tests/integration/upgrade_test: $(B)/$(GEN)/gateway_sql.o

# Generated headers and objects are no intermediate files to be deleted.
.SECONDARY:
-include $(shell [ -d $(B) ] && find $(B) -name '*.d')

-include tests/lint.mk
include tests/fuzz/fuzz.mk
include tests/town/town.mk
-include tests/peers/welfare/welfare.mk
include deploy/local/local.mk
include tests/test.mk
include tests/bench/bench.mk
include tests/system/system.mk
