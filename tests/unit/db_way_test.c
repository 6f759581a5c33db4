/* A database is reached over verified TLS with a certificate of our own, or not at all (design section 6). */
#include "common/db/way.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define FILES " sslrootcert=/t/ca.pem sslcert=/t/certificate.pem sslkey=/t/key.pem"
#define GOOD  "host=db.example port=5432 dbname=juki_audit user=juki_audit sslmode=verify-full" FILES

static void test_good_ways(void **state)
{
    static const char *const ways[] = {
        GOOD,
        "host=a,b sslmode=verify-full" FILES,
        "postgresql://juki_audit@db.example/juki_audit?sslmode=verify-full&sslrootcert=/t/ca.pem&sslcert=/t/"
        "c&sslkey=/t/k",
        GOOD " password=''",
    };
    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        assert_null(ju_db_way_fault(ways[i]));
    }
}

static void test_bad_ways(void **state)
{
    static const struct {
        const char *way;
        const char *word; /* of what is said */
    } ways[] = {
        {"", "sslmode"},
        {"nonsense", "read"},
        {GOOD " sslmode=verify-ca", "sslmode"},
        {GOOD " sslmode=require", "sslmode"},
        {GOOD " sslmode=prefer", "sslmode"},
        {GOOD " sslmode=disable", "sslmode"},
        {"host=db.example" FILES, "sslmode"},
        {GOOD " password=secret-word", "password"},
        {"postgresql://u:secret-word@db.example/d?sslmode=verify-full", "password"},
        {GOOD " passfile=/secret-word", "password"},
        {GOOD " service=other", "service"},
        {GOOD " host=/var/run/postgresql", "host"},
        {GOOD " host=@abstract", "host"},
        {GOOD " host=a,/tmp", "host"},
        {GOOD " host=a,", "host"},
        {GOOD " host=,a", "host"},
        {"hostaddr=127.0.0.1 sslmode=verify-full" FILES, "host"},
        {"host=a sslmode=verify-full sslrootcert=/t/ca.pem sslcert=/t/c", "sslkey"},
        {"host=a sslmode=verify-full sslcert=/t/c sslkey=/t/k", "sslkey"},
        {GOOD " sslrootcert=system", "sslkey"},
        {GOOD " sslcert=certificate.pem", "sslkey"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        const char *fault = ju_db_way_fault(ways[i].way);
        if (fault == NULL || strstr(fault, ways[i].word) == NULL || strstr(fault, "secret-word") != NULL) {
            fail_msg("%s: %s", ways[i].way, fault == NULL ? "taken" : fault);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_ways),
        cmocka_unit_test(test_bad_ways),
    };
    return cmocka_run_group_tests_name("db_way", tests, NULL, NULL);
}
