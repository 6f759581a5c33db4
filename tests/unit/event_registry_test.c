#include "common/event/registry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The lookup is a binary search, so the order is part of the contract. */
static void rows_are_sorted_by_name(void **state)
{
    (void)state;
    size_t count = 0;
    const ju_registry_row *rows = ju_registry_rows(&count);
    assert_true(count > 1);
    for (size_t i = 1; i < count; i++) {
        assert_true(strcmp(rows[i - 1].descriptor->name, rows[i].descriptor->name) < 0);
    }
}

static void every_type_is_found(void **state)
{
    (void)state;
    size_t count = 0;
    const ju_registry_row *rows = ju_registry_rows(&count);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(ju_registry_find(rows[i].descriptor->name), rows[i].descriptor);
        assert_ptr_equal(ju_registry_row_of(rows[i].descriptor->name), &rows[i]);
    }
}

static void unknown_types_are_not_found(void **state)
{
    (void)state;
    assert_null(ju_registry_find(""));
    assert_null(ju_registry_find("juki.resident.v1"));
    assert_null(ju_registry_find("juki.resident.v1.SubmitChang"));
    assert_null(ju_registry_find("juki.resident.v1.SubmitChanges"));
    assert_null(ju_registry_find("zzz"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_sorted_by_name),
        cmocka_unit_test(every_type_is_found),
        cmocka_unit_test(unknown_types_are_not_found),
    };
    return cmocka_run_group_tests_name("event_registry", tests, NULL, NULL);
}
