/* K50, design invariant 7: 符号 stays in the gateway. All that the servers and programs have written is
 * searched for one: records of every topic, pages of every database, logs and metrics. */
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/needle.h"
#include "tests/integration/harness/network.h"
#include "tests/integration/harness/scan.h"

#include "common/event/topic_names.h"

#include <stdio.h>
#include <string.h>

static const char *const OWNERS[] = {"gateway", "audit", "tax", "network"};

/* Where a database's pages are. */
static const char *pages_of(world *w, const char *owner)
{
    static char path[64];
    (void)snprintf(path, sizeof path, "base/%s/",
                   sql_text(world_database_of(w, owner)->conn,
                            "SELECT oid FROM pg_database WHERE datname = current_database()"));
    return path;
}

/* Each person's 符号 is got, asked about and answered for; operators look at it all. */
static void live(world *w, char inquiry[64])
{
    network_put_law(w);
    network_tell(w, &(network_person){.serial = 1});
    network_await_code(w, 1);
    (void)snprintf(inquiry, 64, "%s", network_call(w, 1, NULL, NULL));
    assert_string_equal(network_answer(w, inquiry, 1), "");
    network_restrain(w, 1, 2, true);
    AWAIT(sql_int(world_database_of(w, "gateway")->conn, "SELECT count(*) FROM person WHERE restrained") ==
          1);
    (void)snprintf(inquiry, 64, "%s", network_call(w, 1, NULL, NULL));
    assert_string_equal(network_answer(w, inquiry, 1), "pending");
    ctl_expect(ctl(w, "clerk1", "--json subject-code list acquired"), 0);
    ctl_expect(ctl(w, "clerk1", "--json provision held"), 0);
    AWAIT(sql_int(world_database_of(w, "audit")->conn, "SELECT count(*) FROM inbox") >= 5);
}

static void test_secrecy(void **state)
{
    world *w = *state;
    char inquiry[64];
    char code[64];
    network_open(w);
    process *gateway = network_start_gateway(w);
    (void)process_start(w, "juki-audit", NULL);
    (void)process_start(w, "peer-tax", NULL);
    process *network = network_start_peer(w);
    live(w, inquiry);
    (void)snprintf(code, sizeof code, "%s", network_code(w, 1));
    assert_int_equal(strlen(code), 32);
    scan_save_metrics(w, gateway);
    scan_save_metrics(w, network);
    sql(world_database_of(w, "gateway")->conn, "CHECKPOINT");

    for (size_t i = 0; i < sizeof OWNERS / sizeof OWNERS[0]; i++) {
        bool may = strcmp(OWNERS[i], "network") == 0;
        assert_int_equal(needle_files(world_env("JUKI_RUN"), pages_of(w, OWNERS[i]), code) > 0, may);
    }
    assert_true(needle_files(world_env("JUKI_RUN"), JU_TOPIC_LINK_NETWORK_OUT, inquiry) > 0);
    assert_int_equal(needle_files(world_env("JUKI_RUN"), w->prefix, code), 0);
    assert_int_equal(needle_files(w->dir, NULL, code), 0);
    /* nor a 個人番号 */
    assert_int_equal(needle_files(world_env("JUKI_RUN"), w->prefix, person_of(1).individual_number), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_secrecy, world_setup, world_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
