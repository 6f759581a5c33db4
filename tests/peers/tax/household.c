#include "tests/peers/tax/household.h"

#include "common/text/date.h"
#include "juki/common/v1/span.pb-c.h"
#include "tax_sql.h"

#include <jansson.h>
#include <string.h>

enum { HOUSEHOLD, NUMBER, RELATIONSHIP, NAME, BIRTH_DATE, RESTRAINED, ADDRESSES, TOLD };
enum { ADDRESS_ARENA_BYTES = 1024 * 1024 };

/* Where the person lived at the end of the day, in one line; "" when that is not known, or not told. */
static json_t *address_on(const Juki__Common__V1__AddressHistory *history, const char *day)
{
    const Juki__Common__V1__Address *found = NULL;
    for (size_t i = 0; history != NULL && i < history->n_span && strcmp(history->span[i]->from, day) <= 0;
         i++) {
        found = history->span[i]->address;
    }
    return found == NULL ? json_string("")
                         : json_sprintf("%s%s%s%s%s", found->prefecture, found->municipality, found->town,
                                        found->number, found->building);
}

static json_t *read_address(const PGresult *rows, int row, const char *day)
{
    size_t size = 0;
    ju_arena arena;
    ju_arena_init(&arena, ADDRESS_ARENA_BYTES);
    const unsigned char *bytes = ju_col_bytes(rows, row, ADDRESSES, &arena, &size);
    Juki__Common__V1__AddressHistory *history =
        size == 0 ? NULL : juki__common__v1__address_history__unpack(&arena.allocator, size, bytes);
    json_t *address = address_on(history, day);
    ju_arena_done(&arena);
    return address;
}

static json_t *member_of(const PGresult *rows, int row, const char *day)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:b, s:o, s:s}", "addressee_number", ju_col(rows, row, NUMBER),
                     "relationship", ju_col(rows, row, RELATIONSHIP), "name", ju_col(rows, row, NAME),
                     "birth_date", ju_col(rows, row, BIRTH_DATE), "restrained",
                     (int)ju_col_bool(rows, row, RESTRAINED), "address", read_address(rows, row, day),
                     "told_at", ju_col(rows, row, TOLD));
}

static json_t *subjects_of(const PGresult *rows, const tax_question *q)
{
    json_t *list = json_array();
    for (int row = 0; row < PQntuples(rows); row++) {
        json_t *subject = member_of(rows, row, q->day);
        (void)json_object_set_new(subject, "household_number", json_string(ju_col(rows, row, HOUSEHOLD)));
        (void)json_array_append_new(list, subject);
    }
    return json_pack("{s:s, s:i, s:o}", "as_of", q->day, "subjects", PQntuples(rows), "subject", list);
}

/* The rows come household by household. */
static json_t *households_of(const PGresult *rows, const tax_question *q)
{
    json_t *list = json_array();
    json_t *members = NULL;
    for (int row = 0; row < PQntuples(rows); row++) {
        if (row == 0 || strcmp(ju_col(rows, row, HOUSEHOLD), ju_col(rows, row - 1, HOUSEHOLD)) != 0) {
            members = json_array();
            (void)json_array_append_new(list, json_pack("{s:s, s:o}", "household_number",
                                                        ju_col(rows, row, HOUSEHOLD), "member", members));
        }
        (void)json_array_append_new(members, member_of(rows, row, q->day));
    }
    return json_pack("{s:s, s:i, s:o}", "as_of", q->day, "households", (int)json_array_size(list),
                     "household", list);
}

ju_rc tax_answer(ju_db *db, void *opaque, ju_err *err)
{
    const tax_question *q = opaque;
    PGresult *rows = NULL;
    ju_arena arena;
    ju_args args;
    ju_date day;
    if (!ju_date_parse(q->day, &day)) {
        return ju_reject(err, "date_invalid", "day", "the day is not a date: YYYY-MM-DD");
    }
    ju_arena_init(&arena, ADDRESS_ARENA_BYTES);
    ju_args_init(&args, &arena);
    ju_arg_text(&args, q->day);
    ju_arg_text(&args, q->known_at);
    ju_arg_text(&args, q->household_number);
    ju_rc rc = ju_db_run(db, &tax_sql_household_as_of, &args, &rows, err);
    ju_arena_done(&arena);
    JU_TRY(rc);
    json_t *answer = q->subjects ? subjects_of(rows, q) : households_of(rows, q);
    PQclear(rows);
    (void)json_dumpf(answer, stdout, JSON_COMPACT);
    (void)fputc('\n', stdout);
    json_decref(answer);
    return JU_OK;
}
