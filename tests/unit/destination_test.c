/* A configuration may name no destination that is not on the list (seed 002 R-47). */
#include "common/run/destination.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define LINKS                                                                                                \
    "identity,link,prefecture\nidentity,link,national\nidentity,link,municipality\ndelivery,link,card\n"
#define HEAD "program,kind,destination\n"
#define GOOD HEAD "*,prefix,juki.132071\n" LINKS "identity,broker,a:9092\nidentity,broker,b:9092\n"

static char path[64];
static char said[4096];

static void keep(void *opaque, const char *text)
{
    (void)opaque;
    size_t used = strlen(said);
    (void)snprintf(said + used, sizeof said - used, "%s\n", text);
}

static void write_list(const char *text)
{
    (void)snprintf(path, sizeof path, "/tmp/destination-test-%d", (int)getpid());
    (void)unlink(path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(text, file);
    (void)fclose(file);
    assert_int_equal(chmod(path, 0644), 0);
}

static const ju_destination_claim CLAIM = {
    .list = path, .program = "identity", .bootstrap = "a:9092,b:9092", .prefix = "juki.132071"};

static const char *check(const ju_destination_claim *claim)
{
    const ju_config_report report = {.error = keep};
    said[0] = '\0';
    ju_destination_check(claim, &report);
    return said;
}

static void assert_says(const char *text)
{
    if (strstr(said, text) == NULL) {
        fail_msg("\"%s\" is not in: %s", text, said);
    }
}

static int remove_list(void **state)
{
    (void)state;
    return unlink(path);
}

static void what_is_on_the_list_is_good(void **state)
{
    (void)state;
    write_list(GOOD);
    ju_destination_claim claim = CLAIM;
    assert_string_equal(check(&claim), "");
    claim.properties = "session.timeout.ms=6000;group.instance.id=one";
    assert_string_equal(check(&claim), "");
}

static void another_broker_is_refused(void **state)
{
    static const char *const others[] = {"a:9092,c:9092", "c:9092", "a:9093", "a", "", "a:9092,", "A:9092"};
    (void)state;
    write_list(GOOD);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        ju_destination_claim claim = CLAIM;
        claim.bootstrap = others[i];
        (void)check(&claim);
        assert_says("JUKI_KAFKA_BOOTSTRAP: ");
    }
    /* the list of one is not that of another */
    ju_destination_claim claim = CLAIM;
    claim.program = "delivery";
    (void)check(&claim);
    assert_says("JUKI_KAFKA_BOOTSTRAP: a:9092 is no destination of delivery");
}

static void another_prefix_is_refused(void **state)
{
    (void)state;
    write_list(GOOD);
    ju_destination_claim claim = CLAIM;
    claim.prefix = "juki.131016";
    (void)check(&claim);
    assert_says("JUKI_TOPIC_PREFIX: juki.131016 is no destination of identity");
}

/* What the client does beyond tuning is not to be had through its properties. */
static void properties_lead_nowhere_else(void **state)
{
    static const char *const others[] = {"bootstrap.servers=c:9092",
                                         "metadata.broker.list=c:9092",
                                         "security.protocol=plaintext",
                                         "ssl.ca.location=/tmp/other.pem",
                                         "group.instance.id=x;sasl.username=y",
                                         "enable.ssl.certificate.verification=false",
                                         "plugin.library.paths=/tmp/x.so"};
    (void)state;
    write_list(GOOD);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        ju_destination_claim claim = CLAIM;
        claim.properties = others[i];
        (void)check(&claim);
        assert_says("cannot be set there");
    }
}

/* 提供先は都道府県及び機構に限られる: identity sends to these two, delivery to the card system, and that is
 * all. */
static void r47_links_are_those_that_are_built_in(void **state)
{
    (void)state;
    ju_destination_claim claim = CLAIM;
    write_list(GOOD "identity,link,tax\n");
    (void)check(&claim);
    assert_says("identity has no link to tax");
    write_list(GOOD "*,link,card\n");
    (void)check(&claim);
    assert_says("identity has no link to card");
    write_list(HEAD "*,prefix,juki.132071\n*,broker,a:9092\n*,broker,b:9092\nidentity,link,prefecture\n");
    (void)check(&claim);
    assert_says("identity sends to national, which is no destination of it");
    claim.program = "audit";
    assert_string_equal(check(&claim), "");
}

static void a_list_that_others_can_write_is_none(void **state)
{
    (void)state;
    write_list(GOOD);
    assert_int_equal(chmod(path, 0664), 0);
    (void)check(&CLAIM);
    assert_says("can be written by others");
    assert_int_equal(chmod(path, 0646), 0);
    (void)check(&CLAIM);
    assert_says("can be written by others");
}

static void a_list_that_is_malformed_or_absent_is_none(void **state)
{
    static const char *const lists[] = {"",
                                        HEAD "identity,broker\n",
                                        HEAD "identity,topic,x\n",
                                        HEAD ",broker,x\n",
                                        HEAD "identity,broker,\n",
                                        HEAD "\n",
                                        HEAD "identity,broker,a:9092,b:9092\n",
                                        "kind,program,destination\n"};
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        write_list(lists[i]);
        (void)check(&CLAIM);
        assert_says("is not program,kind,destination");
    }
    ju_destination_claim claim = CLAIM;
    claim.list = "/nowhere/destinations.csv";
    (void)check(&claim);
    assert_says("/nowhere/destinations.csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_on_the_list_is_good),
        cmocka_unit_test(another_broker_is_refused),
        cmocka_unit_test(another_prefix_is_refused),
        cmocka_unit_test(properties_lead_nowhere_else),
        cmocka_unit_test(r47_links_are_those_that_are_built_in),
        cmocka_unit_test(a_list_that_others_can_write_is_none),
        cmocka_unit_test(a_list_that_is_malformed_or_absent_is_none),
    };
    return cmocka_run_group_tests_name("destination", tests, NULL, remove_list);
}
