#include "common/run/linger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void quick_batches_wait_as_configured(void **state)
{
    (void)state;
    assert_int_equal(ju_linger_ms(5, 0), 5);
    assert_int_equal(ju_linger_ms(5, 10), 5);
    assert_int_equal(ju_linger_ms(1000, 90), 1000); /* never less than configured */
}

static void slow_batches_are_waited_behind_half_as_long(void **state)
{
    (void)state;
    assert_int_equal(ju_linger_ms(5, 12), 6);
    assert_int_equal(ju_linger_ms(5, 60), 30);
    assert_int_equal(ju_linger_ms(5, 100), 50);
    assert_int_equal(ju_linger_ms(5, 30000), 50); /* one that waited for its database */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quick_batches_wait_as_configured),
        cmocka_unit_test(slow_batches_are_waited_behind_half_as_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
