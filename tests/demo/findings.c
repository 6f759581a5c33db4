#include "tests/demo/findings.h"

#include "common/base/parse.h"
#include "common/merkle/note.h"
#include "common/merkle/tree.h"
#include "tests/demo/compare.h"

#include <inttypes.h>
#include <stdio.h>

typedef struct figure {
    const char *name; /* NULL: only added to what the table is about */
    house_member member;
    const char *sql;
} figure;

static const figure HOLDINGS[] = {
    {"submitted", HOUSE_RESIDENT, "SELECT count(*) FROM change"},
    {"registered", HOUSE_RESIDENT, "SELECT count(*) FROM change WHERE status = 2"},
    {"persons", HOUSE_RESIDENT, "SELECT count(*) FROM person"},
    {"residents", HOUSE_RESIDENT, "SELECT count(*) FROM person WHERE state = 1"},
    {"notified_prefecture", HOUSE_IDENTITY, "SELECT count(*) FROM notice"},
    {"held_prefecture", HOUSE_PREFECTURE, "SELECT count(*) FROM person"},
    {"delivered_card", HOUSE_DELIVERY, "SELECT count(*) FROM trace"},
    {"held_card", HOUSE_CARD, "SELECT count(*) FROM record"},
    {"held_tax", HOUSE_TAX, "SELECT count(*) FROM person"},
    {"held_welfare", HOUSE_WELFARE, "SELECT count(*) FROM resident"},
    {"audit_records", HOUSE_AUDIT, "SELECT count(*) FROM audit_log"},
};

#define JOURNAL_DOUBLES                                                                                      \
    "SELECT count(*) - count(DISTINCT ce_id) + count(*) FILTER (WHERE sequence > 0) - "                      \
    "count(DISTINCT topic || ' ' || key || ' ' || sequence) FILTER (WHERE sequence > 0) FROM journal"
#define JOURNAL_LEAPS                                                                                        \
    "SELECT count(*) FROM (SELECT sequence, lag(sequence) OVER (PARTITION BY topic, key ORDER BY id) AS "    \
    "previous "                                                                                              \
    "FROM journal WHERE sequence > 0) AS entry WHERE sequence <> coalesce(previous, 0) + 1"

static const figure DUPLICATED[] = {
    {NULL, HOUSE_RESIDENT,
     "SELECT count(*) - count(DISTINCT addressee_number || ' ' || change_id || ' ' || reason) FROM "
     "person_record"},
    {NULL, HOUSE_IDENTITY, "SELECT (SELECT count(*) FROM notice) - (SELECT count(*) FROM record)"},
    {NULL, HOUSE_PREFECTURE, JOURNAL_DOUBLES},
    {NULL, HOUSE_NATIONAL, JOURNAL_DOUBLES},
    {NULL, HOUSE_CARD, JOURNAL_DOUBLES},
    {NULL, HOUSE_CARD, "SELECT count(*) - count(DISTINCT delivery_number) FROM record"},
    {NULL, HOUSE_KOSEKI, JOURNAL_DOUBLES},
    {NULL, HOUSE_JUSTICE, JOURNAL_DOUBLES},
    {NULL, HOUSE_PORTAL, JOURNAL_DOUBLES},
    {NULL, HOUSE_KIOSK, JOURNAL_DOUBLES},
    {NULL, HOUSE_TAX, JOURNAL_DOUBLES},
    {NULL, HOUSE_WELFARE, JOURNAL_DOUBLES},
};

static const figure OUT_OF_ORDER[] = {
    {NULL, HOUSE_RESIDENT,
     "SELECT count(*) FROM (SELECT FROM person_record GROUP BY addressee_number "
     "HAVING max(history_number) <> count(*)) AS gap"},
    {NULL, HOUSE_PREFECTURE, JOURNAL_LEAPS},
    {NULL, HOUSE_CARD, JOURNAL_LEAPS},
    {NULL, HOUSE_KOSEKI, JOURNAL_LEAPS},
    {NULL, HOUSE_JUSTICE, JOURNAL_LEAPS},
    {NULL, HOUSE_PORTAL, JOURNAL_LEAPS},
    {NULL, HOUSE_TAX, JOURNAL_LEAPS},
    {NULL, HOUSE_WELFARE, JOURNAL_LEAPS},
};

static const figure UNCONFIRMED[] = {
    {NULL, HOUSE_RESIDENT, "SELECT count(*) FROM link_notice WHERE acknowledged_at IS NULL"},
    {NULL, HOUSE_IDENTITY, "SELECT count(*) FROM notice WHERE acknowledged_at IS NULL"},
    {NULL, HOUSE_IDENTITY, "SELECT count(*) FROM number_request WHERE state <> 'answered'"},
    {NULL, HOUSE_DELIVERY, "SELECT count(*) FROM trace WHERE confirmed_at IS NULL"},
    {NULL, HOUSE_GATEWAY, "SELECT count(*) FROM feed_event WHERE acknowledged_at IS NULL"},
};

#define DEAD "SELECT count(*) FROM dead_letter WHERE resolved_at IS NULL"

static const figure DEAD_LETTERS[] = {
    {NULL, HOUSE_RESIDENT, DEAD}, {NULL, HOUSE_IDENTITY, DEAD},
    {NULL, HOUSE_DELIVERY, DEAD}, {NULL, HOUSE_GATEWAY, DEAD},
    {NULL, HOUSE_AUDIT, DEAD},    {NULL, HOUSE_PREFECTURE, DEAD},
    {NULL, HOUSE_NATIONAL, DEAD}, {NULL, HOUSE_CARD, DEAD},
    {NULL, HOUSE_KOSEKI, DEAD},   {NULL, HOUSE_JUSTICE, DEAD},
    {NULL, HOUSE_PORTAL, DEAD},   {NULL, HOUSE_KIOSK, DEAD},
    {NULL, HOUSE_TAX, DEAD},      {NULL, HOUSE_WELFARE, "SELECT count(*) FROM refused"},
};

#define LENGTH(table) (sizeof(table) / sizeof(table)[0])

static int64_t cell(const PGresult *rows, int row, int column)
{
    int64_t value = -1;
    (void)ju_parse_int64(PQgetvalue(rows, row, column), INT64_MIN, INT64_MAX, &value);
    return value;
}

static void put(json_t *json, const char *name, int64_t value)
{
    (void)json_object_set_new(json, name, json_integer(value));
}

/* ---- figures
 * ------------------------------------------------------------------------------------------------ */

static ju_rc count_holdings(const demo_house *house, json_t *json, ju_err *err)
{
    for (size_t i = 0; i < LENGTH(HOLDINGS); i++) {
        int64_t value = 0;
        JU_TRY(house_number(house, HOLDINGS[i].member, HOLDINGS[i].sql, &value, err));
        put(json, HOLDINGS[i].name, value);
    }
    return JU_OK;
}

static ju_rc count_refusals(const demo_house *house, json_t *json, ju_err *err)
{
    PGresult *rows = NULL;
    json_t *codes = json_object();
    (void)json_object_set_new(json, "refused", codes);
    JU_TRY(house_ask(house, HOUSE_RESIDENT,
                     "SELECT refusal_code, count(*) FROM change WHERE status = 4 GROUP BY 1 ORDER BY 1",
                     &rows, err));
    for (int i = 0; i < PQntuples(rows); i++) {
        put(codes, PQgetvalue(rows, i, 0), cell(rows, i, 1));
    }
    PQclear(rows);
    return JU_OK;
}

static ju_rc add_up(const demo_house *house, const figure *figures, size_t count, int64_t *ret, ju_err *err)
{
    *ret = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t value = 0;
        JU_TRY(house_number(house, figures[i].member, figures[i].sql, &value, err));
        *ret += value < 0 ? -value : value;
    }
    return JU_OK;
}

/* ---- comparisons
 * --------------------------------------------------------------------------------------------- */

static ju_rc compare_one(const demo_house *house, const comparison *wanted, json_t *list, int64_t *ret_lost,
                         ju_err *err)
{
    demo_held should = {0};
    demo_held is = {0};
    ju_rc rc = wanted->should(house, &should, err);
    rc = rc == JU_OK ? wanted->is(house, &is, err) : rc;
    if (rc == JU_OK) {
        held_differences found = held_compare(&should, &is);
        *ret_lost += (int64_t)(found.missing + found.differing + found.extra);
        json_t *json = json_pack("{s:s, s:I, s:I, s:I, s:I}", "with", wanted->name, "compared",
                                 (json_int_t)should.count, "missing", (json_int_t)found.missing, "differing",
                                 (json_int_t)found.differing, "extra", (json_int_t)found.extra);
        if (found.first != NULL && !wanted->secret_key) {
            (void)json_object_set_new(json, "first", json_string(found.first));
        }
        (void)json_array_append_new(list, json);
    }
    held_free(&should);
    held_free(&is);
    return rc;
}

static ju_rc compare_all(const demo_house *house, demo_findings *ret, ju_err *err)
{
    json_t *list = json_array();
    (void)json_object_set_new(ret->json, "comparisons", list);
    for (const comparison *wanted = comparisons; wanted->name != NULL; wanted++) {
        JU_TRY(compare_one(house, wanted, list, &ret->lost, err));
    }
    return JU_OK;
}

static int64_t played_sum(const json_t *played, const char *name)
{
    return json_integer_value(json_object_get(json_object_get(played, "load"), name)) +
           json_integer_value(json_object_get(json_object_get(played, "month"), name));
}

/* What the counter was told must be in the register; others may have sent changes, too. */
static void compare_played(const json_t *played, demo_findings *ret)
{
    static const char *const names[] = {"submitted", "registered"};
    if (played == NULL) {
        return;
    }
    ret->unexpected = played_sum(played, "unexpected");
    ret->lost += played_sum(played, "lost");
    for (size_t i = 0; i < LENGTH(names); i++) {
        int64_t lacking =
            played_sum(played, names[i]) - json_integer_value(json_object_get(ret->json, names[i]));
        ret->lost += lacking > 0 ? lacking : 0;
    }
}

/* ---- the tree of the audit log ----------------------------------------------------------------------------
 */

enum { LOG_PAGE = 5000, LOG_ARENA_BYTES = 64 * 1024 };

/* False when an entry is missing. */
static bool follow_page(const PGresult *rows, ju_hasher *hasher, ju_tree *tree)
{
    bool good = true;
    for (int i = 0; good && i < PQntuples(rows); i++) {
        size_t size = 0;
        unsigned char *record = PQunescapeBytea((const unsigned char *)PQgetvalue(rows, i, 1), &size);
        good = record != NULL && cell(rows, i, 0) == tree->size + 1;
        if (good) {
            ju_hash leaf = ju_hash_leaf(hasher, record, size);
            ju_tree_append(hasher, tree, &leaf);
        }
        PQfreemem(record);
    }
    return good;
}

static ju_rc read_entries(const demo_house *house, int64_t until, ju_hasher *hasher, ju_tree *tree,
                          bool *ret_good, ju_err *err)
{
    int rows_read = 1;
    *ret_good = true;
    while (*ret_good && rows_read > 0 && tree->size < until) {
        char sql[160];
        PGresult *rows = NULL;
        (void)snprintf(sql, sizeof sql,
                       "SELECT index, record FROM audit_log WHERE index BETWEEN %" PRId64 " AND %" PRId64
                       " ORDER BY index LIMIT %d",
                       tree->size + 1, until, LOG_PAGE);
        JU_TRY(house_ask(house, HOUSE_AUDIT, sql, &rows, err));
        rows_read = PQntuples(rows);
        *ret_good = follow_page(rows, hasher, tree);
        PQclear(rows);
    }
    return JU_OK;
}

static ju_rc read_checkpoint(const demo_house *house, ju_arena *arena, ju_checkpoint *ret, ju_err *err)
{
    PGresult *rows = NULL;
    JU_TRY(
        house_ask(house, HOUSE_AUDIT, "SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1", &rows, err));
    ju_rc rc = PQntuples(rows) == 1
                   ? ju_checkpoint_read(PQgetvalue(rows, 0, 0), arena, ret, err)
                   : ju_reject(err, "checkpoint_missing", "checkpoint", "the log is not signed");
    PQclear(rows);
    return rc;
}

/* Whether the entries are those that the log has signed. */
static ju_rc verify_log(const demo_house *house, bool *ret_verified, ju_err *err)
{
    ju_arena arena;
    ju_hasher *hasher = NULL;
    ju_tree tree = {0};
    ju_checkpoint signed_ = {0};
    ju_arena_init(&arena, LOG_ARENA_BYTES);
    ju_rc rc = ju_hasher_new(&hasher, err);
    rc = rc == JU_OK ? read_checkpoint(house, &arena, &signed_, err) : rc;
    rc = rc == JU_OK ? read_entries(house, signed_.size, hasher, &tree, ret_verified, err) : rc;
    if (rc == JU_OK) {
        ju_hash root = ju_tree_root(hasher, &tree);
        *ret_verified = *ret_verified && ju_hash_equal(&root, &signed_.root);
        rc = ju_hasher_check(hasher, err);
    }
    ju_hasher_free(hasher);
    ju_arena_done(&arena);
    return rc;
}

/* ---- all of it
 * -------------------------------------------------------------------------------------------------- */

ju_rc findings_gather(const demo_house *house, const json_t *played, demo_findings *ret, ju_err *err)
{
    *ret = (demo_findings){.json = json_object()};
    JU_TRY(count_holdings(house, ret->json, err));
    JU_TRY(count_refusals(house, ret->json, err));
    JU_TRY(compare_all(house, ret, err));
    compare_played(played, ret);
    JU_TRY(add_up(house, DUPLICATED, LENGTH(DUPLICATED), &ret->duplicated, err));
    JU_TRY(add_up(house, OUT_OF_ORDER, LENGTH(OUT_OF_ORDER), &ret->out_of_order, err));
    JU_TRY(add_up(house, UNCONFIRMED, LENGTH(UNCONFIRMED), &ret->unconfirmed, err));
    JU_TRY(add_up(house, DEAD_LETTERS, LENGTH(DEAD_LETTERS), &ret->dead_letters, err));
    JU_TRY(verify_log(house, &ret->audit_verified, err));
    put(ret->json, "lost", ret->lost);
    put(ret->json, "duplicated", ret->duplicated);
    put(ret->json, "out_of_order", ret->out_of_order);
    put(ret->json, "unconfirmed", ret->unconfirmed);
    put(ret->json, "dead_letters", ret->dead_letters);
    put(ret->json, "unexpected", ret->unexpected);
    (void)json_object_set_new(ret->json, "audit_verified", json_boolean(ret->audit_verified));
    return JU_OK;
}

bool findings_good(const demo_findings *findings)
{
    return findings->lost == 0 && findings->duplicated == 0 && findings->out_of_order == 0 &&
           findings->unconfirmed == 0 && findings->unexpected == 0 && findings->clear_numbers_found == 0 &&
           findings->audit_verified;
}
