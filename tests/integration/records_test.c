/* 本人確認情報ファイル: its items, its flags, and that no 宛名番号 is anywhere near it (seed 002,
 * */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/ctl.h"
#include "tests/integration/harness/identity_file.h"
#include "tests/integration/harness/process.h"

#include "common/event/topic_names.h"

#include <stdio.h>
#include <string.h>

static PGconn *database(world *w, const char *owner)
{
    return world_database_of(w, owner)->conn;
}

static process *start_house(world *w, const char *const *identity_env)
{
    static const char *const programs[] = {"juki-resident", "juki-delivery", "peer-prefecture",
                                           "peer-national", "peer-card"};
    command_all_topics(w, 1);
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
        (void)process_start(w, programs[i], NULL);
    }
    return process_start(w, "juki-identity", identity_env);
}

static int64_t records_of(world *w, const char *ref)
{
    return sql_int(database(w, "identity"), "SELECT count(*) FROM record WHERE register_ref = '%s'", ref);
}

static void ref_of(world *w, const registered *who, char ret[64])
{
    (void)snprintf(ret, 64, "%s",
                   sql_text(database(w, "resident"),
                            "SELECT register_ref FROM person WHERE addressee_number = '%s'",
                            who->addressee_number));
    AWAIT(records_of(w, ret) == 1);
}

/* 転居 within the house of this person. */
static void move(world *w, const registered *who, const char *number)
{
    command_id id = command_move_within(w, who->addressee_number, number);
    AWAIT(command_status(w, id.text) == 1);
    command_review(w, id.text, "chief", true);
    AWAIT(command_status(w, id.text) == 2);
}

/* ---- flags ------------------------------------------------------------------------------------------- */

/* 異常時更新順番号 (30). */
static int64_t acts_before_latest(world *w, const char *ref)
{
    ju_arena arena;
    ju_arena_init(&arena, 64 * 1024);
    int64_t acts = identity_file_latest(w, ref, &arena)->recovery_update_number;
    ju_arena_done(&arena);
    return acts;
}

/* While a flag stands the updates of this person are held, the others go on; afterwards they enter in order.
 */
static void holds(world *w, const char *set, const char *clear, const char *code, const registered *held,
                  const registered *other)
{
    PGconn *file = database(w, "identity");
    char ref[64];
    char other_ref[64];
    ref_of(w, held, ref);
    ref_of(w, other, other_ref);
    ctl_expect(ctl(w, "op-1", "identity %s %s --purpose check", set, ref), 0);
    move(w, held, "5-1");
    move(w, held, "5-2");
    move(w, other, "6-1");
    AWAIT(records_of(w, other_ref) == 2);
    AWAIT(sql_int(file, "SELECT count(*) FROM dead_letter WHERE resolved_at IS NULL AND code = '%s'", code) ==
          1);
    AWAIT(sql_int(file, "SELECT count(*) FROM parked") == 1);
    assert_int_equal(records_of(w, ref), 1);
    ctl_expect(ctl(w, "op-1", "identity %s %s --purpose done", clear, ref), 0);
    ctl_expect(ctl(w, "op-1", "deadletter replay --service identity"), 0);
    AWAIT(records_of(w, ref) == 3);
    AWAIT(sql_int(file, "SELECT count(*) FROM parked") == 0);
    /* 30: two acts of an operator came before this update */
    assert_int_equal(acts_before_latest(w, ref), 2);
    assert_int_equal(sql_int(file, "SELECT count(*) FROM dead_letter WHERE resolved_at IS NULL"), 0);
}

static void check_flags(world *w, const char *ref)
{
    registered who[4];
    for (int i = 0; i < 4; i++) {
        who[i] = command_register(w, i + 2);
    }
    holds(w, "forbid", "allow", "update_forbidden", &who[0], &who[1]);
    holds(w, "take", "release", "exclusive", &who[2], &who[3]);
    AWAIT(bus_acts(w, "record.forbidden") == 1);
    AWAIT(bus_acts(w, "record.released") == 1);
    assert_int_equal(sql_int(database(w, "identity"), "SELECT count(*) FROM record_flag"), 4);
    ctl_expect(ctl(w, "op-1", "identity allow %s --purpose again", ref), 1);
    ctl_expect_text("flag_unchanged");
    ctl_expect(ctl(w, "op-1", "identity take %s --purpose mine", ref), 0);
    ctl_expect(ctl(w, "op-2", "identity release %s --purpose yours", ref), 1);
    ctl_expect_text("exclusive");
    ctl_expect(ctl(w, "op-2", "identity forbid no-such-ref --purpose x"), 1);
    ctl_expect_text("record_unknown");
}

/* ---- items ------------------------------------------------------------------------------------------- */

static char wanted_request[40];

static bool is_birth(const identity_file_record *record)
{
    return strcmp(record->reason, "birth") == 0;
}

static bool is_requested_birth(const identity_file_record *record)
{
    return is_birth(record) && strcmp(record->request_id, wanted_request) == 0 &&
           strcmp(record->name_kana_plain, "しけん　はなこ") == 0;
}

static bool is_without_request(const identity_file_record *record)
{
    return *record->request_id == '\0';
}

static bool has_former_name(const identity_file_record *record)
{
    return *record->former_name != '\0' || record->former_name_external_characters != 0;
}

/* 26 of a newborn, whose numbers came by request; 5 with the steps that were set. */
static void check_items(world *w, const registered *mother)
{
    PGconn *file = database(w, "identity");
    command_id birth = command_birth(w, mother->household_number);
    AWAIT(command_status(w, birth.text) == 1);
    command_review(w, birth.text, "chief", true);
    AWAIT(identity_file_count(w, is_birth) == 1);
    (void)snprintf(wanted_request, sizeof wanted_request, "%s",
                   sql_text(file, "SELECT request_id FROM number_request JOIN record USING (register_ref)"));
    assert_int_equal(identity_file_count(w, is_requested_birth), 1);
    assert_int_equal(identity_file_count(w, is_without_request), 1);
    assert_int_equal(identity_file_count(w, has_former_name), 0);
}

/* ---- no 宛名番号 ------------------------------------------------------------------------------------- */

static void scan_topics(world *w, const char *number)
{
    static const char *const topics[] = {JU_TOPIC_RESIDENT_TO_IDENTITY, JU_TOPIC_RESIDENT_TO_DELIVERY,
                                         JU_TOPIC_LINK_PREFECTURE_OUT,  JU_TOPIC_LINK_NATIONAL_OUT,
                                         JU_TOPIC_LINK_CARD_OUT,        JU_TOPIC_IDENTITY_TO_RESIDENT,
                                         JU_TOPIC_LINK_PREFECTURE_IN};
    for (size_t i = 0; i < sizeof topics / sizeof topics[0]; i++) {
        bus_records records = bus_read(w, topics[i]);
        assert_true(records.count > 0);
        for (size_t n = 0; n < records.count; n++) {
            const bus_record *record = &records.item[n];
            if (memmem(record->value, record->size, number, strlen(number)) != NULL ||
                strstr(record->key, number) != NULL) {
                fail_msg("%s has a number of the house", topics[i]);
            }
        }
        bus_free(&records);
    }
}

/* Every table, every row, as text. */
static int64_t rows_with(PGconn *conn, const char *number)
{
    return sql_int(
        conn,
        "SELECT sum((xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %%I t "
        "WHERE t::text LIKE %%L', table_name, '%%%s%%'), false, true, '')))[1]::text::int) "
        "FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
        number);
}

static void test_file(void **state)
{
    world *w = *state;
    static const char *const steps[] = {"JUKI_SEION_STEPS=voiced", NULL};
    char ref[64];
    (void)start_house(w, steps);
    registered mother = command_register(w, 1);
    ref_of(w, &mother, ref);
    check_items(w, &mother);
    AWAIT(bus_count(w, JU_TOPIC_LINK_CARD_OUT) > 0 && bus_count(w, JU_TOPIC_LINK_PREFECTURE_IN) > 0);
    scan_topics(w, mother.addressee_number);
    static const char *const owners[] = {"identity", "delivery"};
    for (size_t i = 0; i < 2; i++) {
        PGconn *conn = database(w, owners[i]);
        assert_int_equal(rows_with(conn, mother.addressee_number), 0);
        assert_int_equal(sql_int(conn, "SELECT count(*) FROM information_schema.columns WHERE table_schema = "
                                       "'public' AND column_name ~ 'addressee_number|household_number'"),
                         0);
    }
    assert_true(rows_with(database(w, "identity"), ref) > 0); /* the scan finds what there is */
    check_flags(w, ref);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_file, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("records", tests, NULL, NULL);
}
