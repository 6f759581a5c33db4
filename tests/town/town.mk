# The synthetic town: included by the Makefile.

TOWN_SRC := $(filter-out tests/town/main.c,$(wildcard tests/town/*.c))
TOWN_OBJ := $(TOWN_SRC:%.c=$(B)/%.o)

$(B)/tests/unit/town_test $(B)/tests/unit/town_month_test: $(TOWN_OBJ)
$(B)/bin/town: $(B)/tests/town/main.o $(TOWN_OBJ) $(LIB)
	$(call link)
$(B)/bin/town-register: $(B)/tests/town/register/main.o $(TOWN_OBJ) $(LIB)
	$(call link)
