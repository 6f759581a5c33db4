/* 送付先情報ファイル: kept until the card system has confirmed it and no longer (seed 002 ),
 * down to the bytes on the disk. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/gate.h"
#include "tests/integration/harness/needle.h"
#include "tests/integration/harness/process.h"

#include "common/base/file.h"
#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "juki/delivery/v1/delivery.pb-c.h"
#include "juki/delivery/v1/file.pb-c.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define FRIDAY   "2026-05-01"
#define SATURDAY "2026-05-02"
#define SUNDAY   "2026-05-03"
#define MONDAY   "2026-05-04" /* a holiday, as the two days behind it */
#define TUESDAY  "2026-05-05"
#define THURSDAY "2026-05-07"
#define NEEDLE   "消去試験　太郎"
#define DEAD     "消去試験　不備"
#define IN_CLEAR "JUKI_SEAL_NAMES=false"
#define TEXT(s)  ((char *)(uintptr_t)(s))

enum { SOME_TURNS_MS = 1200 }; /* of the clock that delivery looks at */

static const char *const TOPICS[] = {
    JU_TOPIC_RESIDENT_TO_DELIVERY, JU_TOPIC_LINK_CARD_OUT,    JU_TOPIC_LINK_CARD_IN, JU_TOPIC_AUDIT_RECORD,
    JU_TOPIC_DELIVERY_TO_RESIDENT, JU_TOPIC_DELIVERY_COMMAND, "deadletter.delivery", NULL};

/* ---- records ------------------------------------------------------------------------------------------ */

typedef struct wish {
    const char *register_ref;
    int serial; /* person_of */
    const char *name;
    int32_t person_count;
} wish;

/* The numbers of a person of synthetic ones, sealed to the card system. */
static void seal_numbers(Juki__Delivery__V1__DeliveryPerson *block, const char *number, int serial,
                         ju_arena *arena)
{
    test_person person = person_of(serial);
    ju_keyring *ring = NULL;
    ju_err err;
    const char *subject = ju_arena_printf(arena, "%s/%s", number, block->register_ref);
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "card", &ring, &err), JU_OK);
    assert_int_equal(ju_seal_text(ring, arena, "resident_code", subject, person.resident_code,
                                  &block->resident_code, &err),
                     JU_OK);
    assert_int_equal(ju_seal_text(ring, arena, "individual_number", subject, person.individual_number,
                                  &block->individual_number, &err),
                     JU_OK);
    ju_keyring_free(ring);
}

static void send_record(world *w, const wish *wanted)
{
    Juki__Delivery__V1__DeliveryRecord record = JUKI__DELIVERY__V1__DELIVERY_RECORD__INIT;
    Juki__Delivery__V1__DeliveryPerson block = JUKI__DELIVERY__V1__DELIVERY_PERSON__INIT;
    Juki__Delivery__V1__DeliveryPerson *blocks[] = {&block};
    Juki__Common__V1__Address address = JUKI__COMMON__V1__ADDRESS__INIT;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    command_id change = command_new_id();
    ju_arena arena;
    char number[32];
    ju_arena_init(&arena, 1 << 20);
    (void)snprintf(number, sizeof number, "%s%017d", TEST_MUNICIPALITY, wanted->serial);
    command_address(&address, TEST_MUNICIPALITY, "１－１");
    birth.date = TEXT("1984-02-29");
    record.delivery_number = number;
    record.change_id = change.text;
    record.destination = &address;
    record.destination_name = TEXT(wanted->name);
    record.municipality_code = TEXT(TEST_MUNICIPALITY);
    record.person_count = wanted->person_count;
    record.processed_date = TEXT(FRIDAY);
    record.person = blocks;
    record.n_person = 1;
    block.register_ref = TEXT(wanted->register_ref);
    block.name = TEXT(wanted->name);
    block.address = &address;
    block.birth_date = &birth;
    seal_numbers(&block, number, wanted->serial, &arena);
    bus_send(w, JU_TOPIC_RESIDENT_TO_DELIVERY,
             &(bus_event){.key = wanted->register_ref, .sequence = 1, .message = &record.base});
    ju_arena_done(&arena);
}

static void send_death(world *w, const char *register_ref)
{
    Juki__Delivery__V1__DeliveryWithdrawn death = JUKI__DELIVERY__V1__DELIVERY_WITHDRAWN__INIT;
    command_id change = command_new_id();
    death.change_id = change.text;
    bus_send(w, JU_TOPIC_RESIDENT_TO_DELIVERY,
             &(bus_event){.key = register_ref, .sequence = 2, .message = &death.base});
}

static PGconn *delivery_db(world *w)
{
    return world_database_of(w, "delivery")->conn;
}

static int64_t held(PGconn *conn)
{
    return sql_int(conn, "SELECT count(*) FROM held");
}

/* Starts delivery on the world's clock with up to three more settings. */
static process *start_delivery(world *w, const char *one, const char *other, const char *third)
{
    char clock[352];
    char holidays[352];
    char path[320];
    (void)snprintf(clock, sizeof clock, "JUKI_CLOCK=file:%s/today", w->dir);
    (void)snprintf(path, sizeof path, "%s/holidays.csv", w->dir);
    (void)snprintf(holidays, sizeof holidays, "JUKI_HOLIDAY_TABLE=%s", path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(MONDAY ",みどりの日\n2026-05-05,こどもの日\n2026-05-06,振替休日\n", file);
    (void)fclose(file);
    return process_start(w, "juki-delivery", (const char *const[]){clock, holidays, one, other, third, NULL});
}

/* ---- deadlines ---------------------------------------------------------------------------------------- */

static bool sent_again_on(PGconn *conn, const char *day)
{
    return sql_int(conn, "SELECT count(*) FROM held WHERE again_on = '%s'", day) == 1;
}

/* What went out more than once is one event, under one number. */
static void check_same_event(const world *w)
{
    bus_records sent = bus_read(w, JU_TOPIC_LINK_CARD_OUT);
    for (size_t i = 0; i < sent.count; i++) {
        assert_string_equal(sent.item[i].key, "ref-lives");
        assert_string_equal(sent.item[i].id, sent.item[0].id);
        assert_int_equal(sent.item[i].sequence, 1);
    }
    bus_free(&sent);
}

/* Of two records that wait for a day, that of who died is taken out; the other goes out, and out again while
 * the card system is closed, since the topic keeps it for a day only; it is erased when there is a
 * confirmation, not before. */
static void test_r73_r77_from_receipt_to_erasure(void **state)
{
    static const char near_last_day[] = "juki_delivery_unconfirmed_near_last_day";
    world *w = *state;
    PGconn *conn = delivery_db(w);
    bus_topics(w, 2, TOPICS);
    world_set_day(w, FRIDAY);
    process *delivery = start_delivery(w, "JUKI_DELIVERY_WAIT_DAYS=1", "JUKI_DELIVERY_ALARM_DAYS=5", NULL);
    send_record(w, &(wish){"ref-dead", 1, NEEDLE, 1});
    send_record(w, &(wish){"ref-lives", 2, NEEDLE, 1});
    AWAIT(held(conn) == 2);
    send_death(w, "ref-dead");
    AWAIT(held(conn) == 1);
    HOLDS_FOR(SOME_TURNS_MS, sql_int(conn, "SELECT count(*) FROM held WHERE handed_on IS NULL") == 1);
    world_set_day(w, "2026-05-02");
    gate_answer(w, conn);
    AWAIT(sql_int(conn, "SELECT count(*) FROM held WHERE handed_on = '2026-05-02'") == 1);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM trace WHERE withdrawn"), 1);
    send_death(w, "ref-lives"); /* too late: delivery waits for the card system's word */

    world_set_day(w, "2026-05-26");
    AWAIT(sent_again_on(conn, "2026-05-26"));
    assert_int_equal(process_metric(delivery, near_last_day), 0);
    world_set_day(w, "2026-05-27"); /* five days before the 30th */
    AWAIT(process_metric(delivery, near_last_day) == 1);
    world_set_day(w, "2026-06-15");
    AWAIT(sent_again_on(conn, "2026-06-15"));
    HOLDS_FOR(SOME_TURNS_MS, held(conn) == 1);
    AWAIT(bus_count(w, JU_TOPIC_LINK_CARD_OUT) == 4);
    check_same_event(w);

    /* the 30th day is long past, so the confirmation is the last hour */
    (void)process_start(w, "peer-card", NULL);
    AWAIT(held(conn) == 0);
    AWAIT(process_metric(delivery, near_last_day) == 0);
    assert_int_equal(sql_int(world_database_of(w, "card")->conn, "SELECT count(*) FROM record"), 1);
    assert_int_equal(
        sql_int(conn, "SELECT count(*) FROM trace WHERE erased_at IS NOT NULL AND NOT withdrawn"), 1);
    AWAIT(bus_acts(w, "delivery.erased") == 1);
    AWAIT(bus_acts(w, "delivery.sent_again") == 3);
    AWAIT(bus_acts(w, "delivery.withdrawn") == 1);
}

/* ---- what is kept -------------------- */

/* Records in whose bytes the name stands. */
static int64_t named(PGconn *conn)
{
    return sql_int(conn, "SELECT count(*) FROM held WHERE position(convert_to('" NEEDLE
                         "', 'UTF8') IN payload) > 0");
}

/* On a Friday two records wait, of ref-1 and ref-2; the service. */
static process *two_wait(world *w)
{
    bus_topics(w, 2, TOPICS);
    world_set_day(w, FRIDAY);
    process *delivery = start_delivery(w, "JUKI_DELIVERY_WAIT_DAYS=1", NULL, NULL);
    send_record(w, &(wish){"ref-1", 1, NEEDLE, 1});
    send_record(w, &(wish){"ref-2", 2, NEEDLE, 1});
    AWAIT(held(delivery_db(w)) == 2);
    return delivery;
}

/* What waits is kept sealed or, with the setting off, as it came, and read in both forms. */
static void test_what_is_kept(void **state)
{
    world *w = *state;
    PGconn *conn = delivery_db(w);
    process *delivery = two_wait(w);
    assert_int_equal(named(conn), 0);
    process_stop(delivery);
    (void)start_delivery(w, "JUKI_DELIVERY_WAIT_DAYS=1", IN_CLEAR, NULL);
    send_record(w, &(wish){"ref-3", 3, NEEDLE, 1});
    AWAIT(held(conn) == 3);
    assert_int_equal(named(conn), 1);
    world_set_day(w, SATURDAY);
    AWAIT(sql_int(conn, "SELECT count(*) FROM held WHERE asked_on IS NOT NULL AND differs IS NULL") == 3);
}

/* ---- what cannot be opened -------------------- */

/* The bytes of two records that wait in each other's row; and back. */
static void exchange(PGconn *conn)
{
    sql(conn, "UPDATE held h SET payload = o.payload FROM held o WHERE h.register_ref IN ('ref-1', 'ref-2') "
              "AND o.register_ref IN ('ref-1', 'ref-2') AND o.event_id <> h.event_id");
}

static int64_t unreadable(PGconn *conn, const char *which)
{
    return sql_int(conn, "SELECT count(*) FROM held WHERE differs = 'unreadable' AND %s", which);
}

/* Records of others are asked about, handed over and told of while some cannot be opened; these stay. */
static void others_go_on(world *w, PGconn *conn, process *delivery)
{
    world_set_day(w, SATURDAY);
    AWAIT(unreadable(conn, "asked_on = '" SATURDAY "' AND check_id IS NULL") == 2);
    AWAIT(process_metric(delivery, "juki_delivery_unreadable_records") == 2);
    send_record(w, &(wish){"ref-3", 3, NEEDLE, 1});
    AWAIT(held(conn) == 3);
    world_set_day(w, SUNDAY);
    gate_answer(w, conn);
    AWAIT(sql_int(conn, "SELECT count(*) FROM held WHERE handed_on = '" SUNDAY "'") == 1);
    AWAIT(unreadable(conn, "asked_on = '" SUNDAY "' AND handed_on IS NULL") == 2); /* tried again */
    AWAIT(bus_acts(w, "delivery.sent") == 1);
}

/* One row that cannot be opened, waiting or handed over, stops neither another nor its own erasure, is told
 * of once, and goes on by itself when it can be opened again. */
static void test_what_cannot_be_opened(void **state)
{
    world *w = *state;
    PGconn *conn = delivery_db(w);
    process *delivery = two_wait(w);
    exchange(conn);
    others_go_on(w, conn, delivery);
    assert_int_equal(process_log_count(delivery, "seal_broken"), 2);
    AWAIT(bus_acts(w, "delivery.unreadable") == 2);

    sql(conn, "CREATE TEMPORARY TABLE apart AS SELECT payload FROM held WHERE register_ref = 'ref-3'");
    sql(conn, "UPDATE held SET payload = (SELECT payload FROM held WHERE register_ref = 'ref-1') "
              "WHERE register_ref = 'ref-3'");
    exchange(conn);
    world_set_day(w, MONDAY);
    AWAIT(unreadable(conn, "again_on = '" MONDAY "'") == 1);
    AWAIT(sql_int(conn, "SELECT count(*) FROM held WHERE check_id IS NOT NULL AND asked_on = '" MONDAY
                        "' AND differs IS NULL") == 2);
    AWAIT(process_metric(delivery, "juki_delivery_unreadable_records") == 1);
    AWAIT(bus_acts(w, "delivery.unreadable") == 3);
    assert_int_equal(bus_count(w, JU_TOPIC_LINK_CARD_OUT), 1);

    sql(conn, "UPDATE held SET payload = (SELECT payload FROM apart) WHERE register_ref = 'ref-3'");
    world_set_day(w, TUESDAY);
    AWAIT(sent_again_on(conn, TUESDAY));
    AWAIT(process_metric(delivery, "juki_delivery_unreadable_records") == 0);
    sql(conn, "UPDATE held SET payload = '\\x00' WHERE register_ref = 'ref-3'");
    (void)process_start(w, "peer-card", NULL);
    AWAIT(sql_int(conn, "SELECT count(*) FROM held WHERE erase_on = '" THURSDAY "'") == 1);
    world_set_day(w, THURSDAY);
    AWAIT(held(conn) == 2);
    AWAIT(bus_acts(w, "delivery.erased") == 1);
    assert_int_equal(bus_acts(w, "delivery.unreadable"), 3);
    assert_int_equal(process_metric(delivery, "juki_idle_refused_total"), 0);
    assert_int_equal(sql_int(conn, "SELECT count(*) FROM dead_letter"), 0);
}

/* The register tells of a death, and of it as the death of somebody, nothing else. */
static void test_r77_the_register_tells_of_a_death(void **state)
{
    world *w = *state;
    command_topics(w, 1);
    (void)process_start(w, "juki-resident", NULL);
    registered person = command_register(w, 1);
    command_id death = command_leave(w, "death", person.addressee_number, TEST_TODAY);
    AWAIT(command_status(w, death.text) == 1);
    command_approve(w, death.text);
    AWAIT(bus_count(w, JU_TOPIC_RESIDENT_TO_DELIVERY) == 1);
    bus_records told = bus_read(w, JU_TOPIC_RESIDENT_TO_DELIVERY);
    assert_string_equal(told.item[0].type, "juki.delivery.v1.DeliveryWithdrawn");
    assert_string_equal(told.item[0].key,
                        sql_text(world_database_of(w, "resident")->conn, "SELECT register_ref FROM person "
                                                                         "LIMIT 1"));
    bus_free(&told);
}

/* ---- bytes -------------------------------------------------------------------------------------------- */

/* Runs a program and returns its exit code; what it prints goes to path, or nowhere. */
static int run(const char *const *argv, const char *path)
{
    int status = 0;
    (void)fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        int out = open(path == NULL ? "/dev/null" : path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        if (out >= 0 && dup2(out, STDOUT_FILENO) >= 0) {
            (void)execvp(argv[0], (char *const *)(uintptr_t)argv);
        }
        _exit(127);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The cluster of delivery's own, as in production: no copy, a short write-ahead log. */
static int own_server(const world *w, const char *command)
{
    char folder[320];
    (void)snprintf(folder, sizeof folder, "JUKI_RUN=%s/own", w->dir);
    return run((const char *const[]){"env", folder, "JUKI_PG_SETTINGS=deploy/postgres/delivery.conf",
                                     "JUKI_PG_OWNERS=delivery", "deploy/local/postgres.sh", command, NULL},
               NULL);
}

/* The one line of a file of that cluster. */
static void own_line(const world *w, const char *name, char ret[WORLD_CONNINFO_SIZE])
{
    char path[352];
    char *text = NULL;
    size_t length = 0;
    ju_err err;
    (void)snprintf(path, sizeof path, "%s/own/%s", w->dir, name);
    assert_int_equal(ju_file_read(path, WORLD_CONNINFO_SIZE - 1, &text, &length, &err), JU_OK);
    (void)snprintf(ret, WORLD_CONNINFO_SIZE, "%.*s", (int)strcspn(text, "\n"), text);
    ju_file_release(text, length);
}

static int own_setup(void **state)
{
    return world_setup(state) == 0 && own_server(*state, "start") == 0 ? 0 : -1;
}

static int own_teardown(void **state)
{
    world *w = *state;
    for (size_t i = 0; i < w->process_count; i++) {
        process_free(w->process[i]);
    }
    w->process_count = 0;
    int code = own_server(w, "destroy");
    return world_teardown(state) == 0 && code == 0 ? 0 : -1;
}

/* The topics forget at once, instead of by the next day. */
static void shorten_retention(world *w)
{
    rd_kafka_ConfigResource_t *resource[16];
    size_t count = w->topic_count;
    for (size_t i = 0; i < count; i++) {
        resource[i] = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, w->topic[i]);
        (void)rd_kafka_ConfigResource_set_config(resource[i], "retention.ms", "1000");
        (void)rd_kafka_ConfigResource_set_config(resource[i], "file.delete.delay.ms", "0");
    }
    rd_kafka_queue_t *queue = rd_kafka_queue_new(w->producer);
    rd_kafka_AlterConfigs(w->producer, resource, count, NULL, queue);
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, 30000);
    assert_non_null(event);
    assert_int_equal(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR_NO_ERROR);
    rd_kafka_event_destroy(event);
    rd_kafka_queue_destroy(queue);
    rd_kafka_ConfigResource_destroy_array(resource, count);
}

typedef struct places {
    char home[WORLD_CONNINFO_SIZE]; /* of the cluster: tables, catalogue, write-ahead log */
    char segments[512];             /* of all topics */
} places;

static int in_database(const places *look)
{
    return needle_files(look->home, NULL, NEEDLE) + needle_files(look->home, NULL, DEAD);
}

static int in_topics(const world *w, const places *look, const char *text)
{
    return needle_files(look->segments, w->prefix, text);
}

/* What a backup would have: none can be made of the cluster, and a dump has nothing of what is erased.
 */
static void check_backups(const world *w, PGconn *conn, const char *admin)
{
    char path[320];
    char folder[320];
    char dsn[WORLD_CONNINFO_SIZE + 32];
    assert_int_equal(sql_int(conn,
                             "SELECT count(*) FROM pg_settings WHERE (name, setting) IN "
                             "(('max_wal_senders', '0'), ('archive_mode', 'off'), ('wal_level', 'minimal'))"),
                     3);
    (void)snprintf(path, sizeof path, "%s/backup.sql", w->dir);
    (void)snprintf(folder, sizeof folder, "%s/backup", w->dir);
    (void)snprintf(dsn, sizeof dsn, "%s dbname=juki_delivery", admin);
    assert_int_equal(run((const char *const[]){"pg_dump", "-d", dsn, NULL}, path), 0);
    assert_int_equal(needle_files(w->dir, "backup.sql", "CREATE TABLE public.held"), 1);
    assert_int_equal(needle_files(w->dir, "backup.sql", NEEDLE), 0);
    assert_int_not_equal(run((const char *const[]){"pg_basebackup", "-d", admin, "-D", folder, NULL}, NULL),
                         0);
}

static void test_r73_erased_bytes(void **state)
{
    world *w = *state;
    places look;
    char dsn[WORLD_CONNINFO_SIZE + 32];
    char admin[WORLD_CONNINFO_SIZE];
    char text[WORLD_CONNINFO_SIZE];
    own_line(w, "postgres.home", look.home);
    own_line(w, "secrets/dsn-admin", admin);
    own_line(w, "secrets/dsn-delivery", text);
    (void)snprintf(look.segments, sizeof look.segments, "%s/kafka", world_env("JUKI_RUN"));
    (void)snprintf(dsn, sizeof dsn, "JUKI_DB_CONNINFO=%s", text);
    bus_topics(w, 2, TOPICS);
    world_set_day(w, FRIDAY);
    world_shell(
        "env -i JUKI_DB_CONNINFO_FILE=%s/own/secrets/dsn-delivery-migrator %s/juki-delivery --migrate",
        w->dir, world_env("JUKI_TEST_BIN"));
    process *delivery = start_delivery(w, dsn, IN_CLEAR, "JUKI_DELIVERY_ERASURE=false");
    (void)process_start(w, "peer-card", NULL);
    (void)snprintf(text, sizeof text, "%.900s dbname=juki_delivery", admin);
    PGconn *conn = PQconnectdb(text);
    send_record(w, &(wish){"ref-1", 1, NEEDLE, 1});
    send_record(w, &(wish){"ref-2", 2, DEAD, 0});
    gate_answer(w, conn);
    AWAIT(sql_int(conn, "SELECT count(*) FROM held WHERE confirmed_on = '" FRIDAY
                        "' AND erase_on = '" THURSDAY "'") == 1);
    AWAIT(bus_count(w, "deadletter.delivery") == 1);

    /* the scan finds what is there, and goes on finding it while nothing erases */
    sql(conn, "CHECKPOINT");
    assert_true(needle_files(look.home, "/base/", NEEDLE) > 0 &&
                needle_files(look.home, "/pg_wal/", NEEDLE) > 0);
    assert_true(in_topics(w, &look, NEEDLE) >= 2);
    assert_int_equal(in_topics(w, &look, DEAD), 2); /* as it was sent, and the dead letter */
    world_set_day(w, "2026-06-15");
    HOLDS_FOR(SOME_TURNS_MS, held(conn) == 1 && in_database(&look) > 0);
    process_stop(delivery);

    /* a holiday is no business day; the day after it is */
    world_set_day(w, "2026-05-06");
    (void)start_delivery(w, dsn, IN_CLEAR, NULL);
    HOLDS_FOR(SOME_TURNS_MS, held(conn) == 1 && in_database(&look) > 0);
    world_set_day(w, THURSDAY);
    AWAIT(held(conn) == 0);
    AWAIT(in_database(&look) == 0);
    assert_true(in_topics(w, &look, NEEDLE) >= 2);
    AWAIT(bus_acts(w, "delivery.erased") == 1);
    shorten_retention(w);
    AWAIT(in_topics(w, &look, NEEDLE) == 0 && in_topics(w, &look, DEAD) == 0);
    check_backups(w, conn, admin);
    PQfinish(conn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_r73_r77_from_receipt_to_erasure, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_what_is_kept, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_what_cannot_be_opened, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_r77_the_register_tells_of_a_death, world_setup, world_teardown),
        cmocka_unit_test_setup_teardown(test_r73_erased_bytes, own_setup, own_teardown),
    };
    return cmocka_run_group_tests_name("delivery_file", tests, NULL, NULL);
}
