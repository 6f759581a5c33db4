#include "tests/demo/compare.h"

#include "common/event/check.h"
#include "common/seal/seal.h"
#include "juki/delivery/v1/delivery.pb-c.h"
#include "tests/demo/opened.h"

#include <stdio.h>
#include <string.h>

/* Rows are columns key, content, subject, individual_number, resident_code; the last three may be left out.
 * A null key stands for the opened 住民票コード; an opened 個人番号 is added to the content. */

#define ADDRESS(prefix)                                                                                      \
    prefix "postal_code, " prefix "municipality_code, " prefix "town_code, " prefix "prefecture, " prefix    \
           "municipality, " prefix "town, " prefix "number, " prefix "building"
#define ROW(items) "(ROW(" items "))::text"
#define STATE                                                                                                \
    "CASE state WHEN 1 THEN 'resident' WHEN 2 THEN 'moved_out' WHEN 3 THEN 'dead' ELSE 'deleted' END"
#define BIRTH "birth_date, coalesce(birth_date_uncertain, false), birth_date_written"
#define LATEST                                                                                               \
    "(SELECT DISTINCT ON (addressee_number) * FROM opened_record ORDER BY addressee_number, history_number " \
    "DESC) AS latest"

/* ---- reading ----------------------------------------------------------------------------------------------
 */

typedef struct demo_opener {
    ju_keyring *ring;
    ju_arena arena;
} demo_opener;

static ju_rc opener_open(demo_opener *opener, const demo_house *house, const char *audience, ju_err *err)
{
    *opener = (demo_opener){0};
    ju_arena_init(&opener->arena, (size_t)1024 * 1024);
    return ju_keyring_open(house->settings->key_dir, audience, &opener->ring, err);
}

static void opener_close(demo_opener *opener)
{
    ju_arena_done(&opener->arena);
    ju_keyring_free(opener->ring);
}

/* A column with a packed Sealed; a null is an empty text. */
static ju_rc open_column(demo_opener *opener, const PGresult *rows, int row, int column, const char *field,
                         char **ret, ju_err *err)
{
    size_t size = 0;
    *ret = ju_arena_strdup(&opener->arena, "");
    if (column >= PQnfields(rows) || PQgetisnull(rows, row, column)) {
        return JU_OK;
    }
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)PQgetvalue(rows, row, column), &size);
    Juki__Common__V1__Sealed *sealed =
        bytes == NULL ? NULL : juki__common__v1__sealed__unpack(&opener->arena.allocator, size, bytes);
    PQfreemem(bytes);
    return ju_unseal_text(opener->ring, &opener->arena, field, PQgetvalue(rows, row, 2), sealed, ret, err);
}

static ju_rc take_row(demo_opener *opener, const PGresult *rows, int row, demo_held *ret, ju_err *err)
{
    char *number = NULL;
    char *code = NULL;
    JU_TRY(open_column(opener, rows, row, 3, "individual_number", &number, err));
    JU_TRY(open_column(opener, rows, row, 4, "resident_code", &code, err));
    const char *key = PQgetisnull(rows, row, 0) ? code : PQgetvalue(rows, row, 0);
    char *content = ju_arena_printf(&opener->arena, "%s|%s", PQgetvalue(rows, row, 1), number);
    ju_rc rc = content == NULL ? ju_fail(err, JU_FATAL, "memory", "out of memory")
                               : held_add(ret, key, content, err);
    ju_arena_reset(&opener->arena);
    return rc;
}

static ju_rc read_rows(const demo_house *house, house_member member, const char *sql, demo_held *ret,
                       ju_err *err)
{
    demo_opener opener;
    PGresult *rows = NULL;
    ju_rc rc = opener_open(&opener, house, house_name(member), err);
    if (rc == JU_OK && member == HOUSE_RESIDENT) {
        ju_keeper keeper;
        rc = ju_keeper_open(house->settings->key_dir, "resident", true, &keeper, err);
        rc = rc == JU_OK ? opened_make(house->database[member], &keeper, err) : rc;
        ju_keeper_close(&keeper);
    }
    rc = rc == JU_OK ? house_ask(house, member, sql, &rows, err) : rc;
    for (int i = 0; rc == JU_OK && i < PQntuples(rows); i++) {
        rc = take_row(&opener, rows, i, ret, err);
    }
    PQclear(rows);
    opener_close(&opener);
    return rc;
}

static ju_rc read_welfare(const demo_house *house, const char *sql, demo_held *ret, ju_err *err)
{
    sqlite3_stmt *statement = NULL;
    ju_rc rc = sqlite3_prepare_v2(house->welfare, sql, -1, &statement, NULL) == SQLITE_OK
                   ? JU_OK
                   : ju_fail(err, JU_FATAL, "database", "welfare: %s", sqlite3_errmsg(house->welfare));
    while (rc == JU_OK && sqlite3_step(statement) == SQLITE_ROW) {
        const char *content = (const char *)sqlite3_column_text(statement, 1);
        rc = held_add(ret, (const char *)sqlite3_column_text(statement, 0), content == NULL ? "" : content,
                      err);
    }
    (void)sqlite3_finalize(statement);
    return rc;
}

ju_rc compare_register_numbers(const demo_house *house, demo_held *ret, ju_err *err)
{
    return read_rows(
        house, HOUSE_RESIDENT,
        "SELECT DISTINCT ON (register_ref) NULL, '', register_ref, individual_number, resident_code "
        "FROM opened_record WHERE resident_code IS NOT NULL",
        ret, err);
}

/* ---- tax: the whole history, event by event
 * ----------------------------------------------------------------- */

static ju_rc register_for_tax(const demo_house *house, demo_held *ret, ju_err *err)
{
    return read_rows(
        house, HOUSE_RESIDENT,
        "SELECT addressee_number || '/' || history_number, " ROW(
            "change_id, " STATE ", household_number, name, name_kana, " BIRTH
            ", sex, relationship, " ADDRESS("address_") ", resident_since, address_since, " ADDRESS(
                "previous_address_") ", " ADDRESS("destination_") ", reason, change_date") ", register_ref, "
                                                                                           "individual_"
                                                                                           "number "
                                                                                           "FROM "
                                                                                           "opened_record",
        ret, err);
}

static ju_rc tax_holds(const demo_house *house, demo_held *ret, ju_err *err)
{
    return read_rows(
        house, HOUSE_TAX,
        "SELECT addressee_number || '/' || sequence, " ROW(
            "change_id, state, household_number, name, name_kana, " BIRTH
            ", sex, relationship, " ADDRESS("address_") ", resident_since, address_since, " ADDRESS(
                "previous_address_") ", " ADDRESS("destination_") ", reason, change_date") ", "
                                                                                           "addressee_number,"
                                                                                           " individual_"
                                                                                           "number "
                                                                                           "FROM "
                                                                                           "person_record",
        ret, err);
}

/* ---- prefecture: by 住民票コード
 * ----------------------------------------------------------------------------- */

/* Whoever was numbered after the entry became known to the prefecture by the birth. */
static ju_rc register_for_prefecture(const demo_house *house, demo_held *ret, ju_err *err)
{
    return read_rows(house, HOUSE_RESIDENT,
                     "SELECT NULL, " ROW(STATE ", name, " BIRTH ", sex, " ADDRESS(
                         "address_") ", "
                                     "CASE reason WHEN 'number_recorded' THEN 'birth' ELSE reason END, "
                                     "change_date") ", register_ref, individual_number, resident_code "
                                                    "FROM " LATEST " WHERE resident_code IS NOT NULL",
                     ret, err);
}

static ju_rc prefecture_holds(const demo_house *house, demo_held *ret, ju_err *err)
{
    return read_rows(
        house, HOUSE_PREFECTURE,
        "SELECT NULL, " ROW("state, name, " BIRTH ", sex, " ADDRESS(
            "address_") ", reason, change_date") ", event_id, individual_number, resident_code FROM person",
        ret, err);
}

/* ---- child care
 * -------------------------------------------------------------------------------------------- */

/* Its scope: who now lives with somebody who was younger than 6 on the base date. */
static ju_rc register_for_welfare(const demo_house *house, demo_held *ret, ju_err *err)
{
    char sql[2048];
    int64_t base = 0; /* its first school year that they are not of, as a day in digits */
    JU_TRY(house_number(house, HOUSE_WELFARE,
                        "SELECT replace(value, '-', '') - 60000 FROM setting WHERE name = 'base'", &base,
                        err));
    (void)snprintf(
        sql, sizeof sql,
        "WITH latest AS (SELECT * FROM " LATEST " WHERE state = 1) "
        "SELECT addressee_number, concat_ws('/', change_id, " STATE ", household_number, "
        "coalesce(name, ''), coalesce(name_kana, ''), "
        "CASE WHEN birth_date_uncertain THEN birth_date_written ELSE birth_date END, sex, relationship, "
        "coalesce(address_postal_code, ''), concat(address_prefecture, address_municipality, "
        "address_town, address_number, address_building), address_since, reason, change_date) "
        "FROM latest WHERE household_number IN (SELECT household_number FROM latest "
        "WHERE replace(birth_date, '-', '') > '%lld')",
        (long long)base);
    return read_rows(house, HOUSE_RESIDENT, sql, ret, err);
}

static ju_rc welfare_holds(const demo_house *house, demo_held *ret, ju_err *err)
{
    return read_welfare(
        house,
        "SELECT addressee_number, change_id || '/' || state || '/' || household_number || "
        "'/' || "
        "name || '/' || name_kana || '/' || birth_date || '/' || sex || '/' || relationship || '/' || "
        "postal_code || "
        "'/' || address || '/' || address_since || '/' || reason || '/' || change_date || '|' FROM resident "
        "WHERE addressee_number IN (SELECT p.key FROM place p JOIN place c ON c.household = p.household AND "
        "c.child "
        "WHERE p.day = 'now')",
        ret, err);
}

/* ---- card system: each newly numbered person, as the record stood then
 * ---------------------------------------- */

static ju_rc register_for_card(const demo_house *house, demo_held *ret, ju_err *err)
{
    return read_rows(house, HOUSE_RESIDENT,
                     "SELECT NULL, concat_ws('/', name, coalesce(name_kana, ''), birth_date, sex, "
                     "concat(address_postal_code, address_prefecture, address_municipality, address_town, "
                     "address_number, address_building)), register_ref, individual_number, resident_code "
                     "FROM opened_record WHERE reason = 'number_recorded'",
                     ret, err);
}

static ju_rc take_delivered(demo_opener *opener, const char *delivery_number,
                            const Juki__Delivery__V1__DeliveryPerson *person, demo_held *ret, ju_err *err)
{
    char *number = NULL;
    char *code = NULL;
    const Juki__Common__V1__Address *place = person->address;
    const char *subject = ju_arena_printf(&opener->arena, "%s/%s", delivery_number, person->register_ref);
    if (place == NULL || person->birth_date == NULL || subject == NULL) {
        return held_add(ret, delivery_number, "", err);
    }
    JU_TRY(ju_unseal_text(opener->ring, &opener->arena, "individual_number", subject,
                          person->individual_number, &number, err));
    JU_TRY(ju_unseal_text(opener->ring, &opener->arena, "resident_code", subject, person->resident_code,
                          &code, err));
    char *content =
        ju_arena_printf(&opener->arena, "%s/%s/%s/%d/%s%s%s%s%s%s|%s", person->name, person->name_kana,
                        person->birth_date->date, (int)person->sex, place->postal_code, place->prefecture,
                        place->municipality, place->town, place->number, place->building, number);
    return content == NULL ? ju_fail(err, JU_FATAL, "memory", "out of memory")
                           : held_add(ret, code, content, err);
}

static ju_rc take_delivery(demo_opener *opener, const Juki__Delivery__V1__DeliveryRecord *record,
                           demo_held *ret, ju_err *err)
{
    for (size_t i = 0; i < record->n_person; i++) {
        JU_TRY(take_delivered(opener, record->delivery_number, record->person[i], ret, err));
    }
    return JU_OK;
}

static ju_rc take_payload(demo_opener *opener, const PGresult *rows, int row, demo_held *ret, ju_err *err)
{
    size_t size = 0;
    ProtobufCMessage *record = NULL;
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)PQgetvalue(rows, row, 0), &size);
    ju_rc rc = ju_unpack(&juki__delivery__v1__delivery_record__descriptor, bytes, size, true, &opener->arena,
                         &record, err);
    PQfreemem(bytes);
    rc = rc == JU_OK ? take_delivery(opener, (const Juki__Delivery__V1__DeliveryRecord *)record, ret, err)
                     : rc;
    ju_arena_reset(&opener->arena);
    return rc;
}

static ju_rc card_holds(const demo_house *house, demo_held *ret, ju_err *err)
{
    demo_opener opener;
    PGresult *rows = NULL;
    ju_rc rc = opener_open(&opener, house, "card", err);
    rc = rc == JU_OK ? house_ask(house, HOUSE_CARD, "SELECT payload FROM record", &rows, err) : rc;
    for (int i = 0; rc == JU_OK && i < PQntuples(rows); i++) {
        rc = take_payload(&opener, rows, i, ret, err);
    }
    PQclear(rows);
    opener_close(&opener);
    return rc;
}

/* ---- audit: how often each act on each change must be there
 * ---------------------------------------------------- */

static ju_rc acts_done(const demo_house *house, demo_held *ret, ju_err *err)
{
    static const struct {
        house_member member;
        const char *sql;
    } acts[] = {
        {HOUSE_RESIDENT, "SELECT change_id || ' change.registered', count(*) FROM person_record "
                         "WHERE reason <> 'number_recorded' GROUP BY change_id"},
        {HOUSE_RESIDENT, "SELECT change_id || ' number.recorded', count(*) FROM person_record "
                         "WHERE reason = 'number_recorded' GROUP BY change_id"},
        {HOUSE_RESIDENT, "SELECT change_id || ' change.approved', count(*) FROM change_review "
                         "GROUP BY change_id"},
        {HOUSE_RESIDENT, "SELECT change_id || ' change.refused', 1 FROM change WHERE status = 4"},
        {HOUSE_IDENTITY, "SELECT change_id || ' notice.sent', count(*) FROM notice GROUP BY change_id"},
        {HOUSE_IDENTITY, "SELECT change_id || ' notice.acknowledged', count(acknowledged_at) FROM notice "
                         "GROUP BY change_id HAVING count(acknowledged_at) > 0"},
        {HOUSE_DELIVERY, "SELECT change_id || ' delivery.sent', count(*) FROM trace GROUP BY change_id"},
        {HOUSE_DELIVERY, "SELECT change_id || ' delivery.confirmed', count(confirmed_at) FROM trace "
                         "GROUP BY change_id HAVING count(confirmed_at) > 0"},
        /* the markers of a snapshot are about nobody */
        {HOUSE_GATEWAY, "SELECT change_id || ' feed.published', count(*) FROM feed_event "
                        "WHERE addressee_number ~ '^[0-9]' GROUP BY change_id"},
        {HOUSE_GATEWAY, "SELECT change_id || ' feed.acknowledged', count(acknowledged_at) FROM feed_event "
                        "GROUP BY change_id HAVING count(acknowledged_at) > 0"},
    };
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        JU_TRY(read_rows(house, acts[i].member, acts[i].sql, ret, err));
    }
    return JU_OK;
}

/* An approval or a refusal is told once for each person whom the entry names: of one message. */
static ju_rc acts_audited(const demo_house *house, demo_held *ret, ju_err *err)
{
    return read_rows(
        house, HOUSE_AUDIT,
        "SELECT change_id || ' ' || action, count(DISTINCT CASE WHEN action IN ('change.approved', "
        "'change.refused') THEN record_text(record, 8) ELSE record_id::text END) "
        "FROM audit_log WHERE action IN ('change.registered', "
        "'number.recorded', 'change.approved', 'change.refused', 'notice.sent', 'notice.acknowledged', "
        "'delivery.sent', "
        "'delivery.confirmed', 'feed.published', 'feed.acknowledged') GROUP BY change_id, action",
        ret, err);
}

/* ---- events: the last number of every key, as its writer gave it and as its reader has it
 * -------------------- */

/* Numbers of events are sealed for nobody, and some of these peers have no keys. */
static ju_rc read_streams(const demo_house *house, house_member member, const char *sql, demo_held *ret,
                          ju_err *err)
{
    PGresult *rows = NULL;
    ju_rc rc = house_ask(house, member, sql, &rows, err);
    for (int i = 0; rc == JU_OK && i < PQntuples(rows); i++) {
        rc = held_add(ret, PQgetvalue(rows, i, 0), PQgetvalue(rows, i, 1), err);
    }
    PQclear(rows);
    return rc;
}

static ju_rc numbers_given(const demo_house *house, demo_held *ret, ju_err *err)
{
    static const house_member writers[] = {HOUSE_RESIDENT, HOUSE_IDENTITY, HOUSE_DELIVERY, HOUSE_GATEWAY};
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++) {
        JU_TRY(
            read_streams(house, writers[i], "SELECT topic || ' ' || key, last FROM outbox_stream", ret, err));
    }
    return JU_OK;
}

static ju_rc numbers_reached(const demo_house *house, demo_held *ret, ju_err *err)
{
    static const house_member readers[] = {HOUSE_IDENTITY,   HOUSE_DELIVERY, HOUSE_GATEWAY,
                                           HOUSE_PREFECTURE, HOUSE_CARD,     HOUSE_KOSEKI,
                                           HOUSE_JUSTICE,    HOUSE_PORTAL,   HOUSE_TAX};
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
        JU_TRY(
            read_streams(house, readers[i], "SELECT topic || ' ' || key, last FROM inbox_stream", ret, err));
    }
    return read_welfare(
        house,
        "SELECT topic || ' ' || key, max(sequence) FROM journal WHERE sequence > 0 GROUP BY topic, key", ret,
        err);
}

const comparison comparisons[] = {
    {"events", false, numbers_given, numbers_reached},
    {"tax", false, register_for_tax, tax_holds},
    {"prefecture", true, register_for_prefecture, prefecture_holds},
    {"welfare", false, register_for_welfare, welfare_holds},
    {"card", true, register_for_card, card_holds},
    {"audit", false, acts_done, acts_audited},
    {NULL, false, NULL, NULL},
};
