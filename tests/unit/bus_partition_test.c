#include "common/bus/partition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The values of Kafka's own client for these keys (org.apache.kafka.common.utils.UtilsTest, murmur2), made
 * positive as its partitioner does. */
static void a_key_lands_where_other_clients_put_it(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        int32_t hash;
    } known[] = {{"21", -973932308},
                 {"foobar", -790332482},
                 {"a-little-bit-long-string", -985981536},
                 {"a-little-bit-longer-string", -1486304829}};
    static const int partitions[] = {1, 2, 4, 7};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        for (size_t p = 0; p < sizeof partitions / sizeof partitions[0]; p++) {
            assert_int_equal(ju_partition_of(known[i].key, partitions[p]),
                             (known[i].hash & INT32_MAX) % partitions[p]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_lands_where_other_clients_put_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
