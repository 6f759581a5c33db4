/* How a client is told who it is and whom it trusts; what may go without. */
#include "common/bus/conf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void what_goes_in_clear_stays_here(void **state)
{
    static const char *const here[] = {"127.0.0.1:9092", "localhost:1", "[::1]:9092",
                                       "127.0.0.1:1,localhost:2"};
    static const char *const away[] = {"kafka:9092", "127.0.0.1:1,kafka:2", "127.0.0.10:1",
                                       "localhost.example:1", "192.0.2.1:9092,127.0.0.1:1"};
    (void)state;
    for (size_t i = 0; i < sizeof here / sizeof here[0]; i++) {
        assert_true(ju_kafka_on_loopback(here[i]));
    }
    for (size_t i = 0; i < sizeof away / sizeof away[0]; i++) {
        assert_false(ju_kafka_on_loopback(away[i]));
    }
}

static void assert_set(const rd_kafka_conf_t *conf, const char *name, const char *wanted)
{
    char value[256];
    size_t size = sizeof value;
    assert_int_equal(rd_kafka_conf_get(conf, name, value, &size), RD_KAFKA_CONF_OK);
    assert_string_equal(value, wanted);
}

static void a_folder_makes_it_mutual(void **state)
{
    static const char *const none[] = {NULL};
    const ju_kafka_setup setup = {.bootstrap = "kafka:9092", .client_id = "test", .tls_dir = "/run/juki/tls"};
    rd_kafka_conf_t *conf = NULL;
    ju_err err = {0};
    (void)state;
    assert_int_equal(ju_kafka_conf(&setup, none, &conf, &err), JU_OK);
    assert_set(conf, "security.protocol", "ssl");
    assert_set(conf, "enable.ssl.certificate.verification", "true");
    assert_set(conf, "ssl.endpoint.identification.algorithm", "https");
    assert_set(conf, "ssl.ca.location", "/run/juki/tls/ca.pem");
    assert_set(conf, "ssl.certificate.location", "/run/juki/tls/certificate.pem");
    assert_set(conf, "ssl.key.location", "/run/juki/tls/key.pem");
    rd_kafka_conf_destroy(conf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_in_clear_stays_here),
        cmocka_unit_test(a_folder_makes_it_mutual),
    };
    return cmocka_run_group_tests_name("bus_conf", tests, NULL, NULL);
}
