#include "tests/integration/harness/person_row.h"

#include "common/base/hex.h"
#include "common/db/kept.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW_BYTES = 256 * 1024 };

/* The gateway's keyring as all tests start it with. */
static person_row *open_row(const PGresult *rows, int row)
{
    ju_arena arena;
    ju_err err;
    ProtobufCBinaryData value;
    char key[64];
    ju_keeper keeper;
    ju_arena_init(&arena, ROW_BYTES);
    assert_int_equal(ju_keeper_open(world_env("JUKI_TEST_KEYS"), "gateway", true, &keeper, &err), JU_OK);
    (void)snprintf(key, sizeof key, "%s %s", PQgetvalue(rows, row, 0), PQgetvalue(rows, row, 1));
    if (ju_col_kept_bytes(rows, row, 3, &keeper, (ju_kept){"person", key}, &arena, &value, &err) != JU_OK) {
        fail_msg("%s: %s", err.code, err.message);
    }
    person_row *person = juki__gateway__v1__person_feed__unpack(NULL, value.len, value.data);
    assert_non_null(person);
    person->restrained = *PQgetvalue(rows, row, 2) == 't';
    ju_keeper_close(&keeper);
    ju_arena_done(&arena);
    return person;
}

#define ROWS "SELECT addressee_number, history_number, restrained, content FROM person "

person_row *person_row_get(PGconn *gateway, const char *addressee_number)
{
    PGresult *rows =
        PQexecParams(gateway, ROWS "WHERE addressee_number = $1", 1, NULL, &addressee_number, NULL, NULL, 0);
    assert_int_equal(PQresultStatus(rows), PGRES_TUPLES_OK);
    person_row *person = PQntuples(rows) == 0 ? NULL : open_row(rows, 0);
    PQclear(rows);
    return person;
}

void person_row_free(person_row *row)
{
    juki__gateway__v1__person_feed__free_unpacked(row, NULL);
}

int64_t person_rows_named(PGconn *gateway, const char *name)
{
    PGresult *rows = PQexec(gateway, ROWS);
    int64_t count = 0;
    assert_int_equal(PQresultStatus(rows), PGRES_TUPLES_OK);
    for (int i = 0; i < PQntuples(rows); i++) {
        person_row *person = open_row(rows, i);
        count += strcmp(person->name, name) == 0;
        person_row_free(person);
    }
    PQclear(rows);
    return count;
}

char *person_row_bytea(const ProtobufCMessage *message)
{
    size_t size = protobuf_c_message_get_packed_size(message);
    unsigned char *packed = malloc(size + 1);
    char *hex = malloc(2 * size + 3);
    assert_non_null(packed);
    assert_non_null(hex);
    protobuf_c_message_pack(message, packed);
    memcpy(hex, "\\x", 2);
    ju_hex(packed, size, hex + 2);
    free(packed);
    return hex;
}

int64_t person_rows_in_clear(PGconn *conn, const char *table, const char *words)
{
    return sql_int(conn,
                   "SELECT count(*) FROM %s t WHERE strpos(t::text, '%s') > 0 OR "
                   "strpos(t::text, encode(convert_to('%s', 'UTF8'), 'hex')) > 0",
                   table, words, words);
}

void person_row_put(PGconn *gateway, const person_row *row)
{
    char *content = person_row_bytea(&row->base);
    const char *const value[] = {row->addressee_number,
                                 row->restrained ? "t" : "f",
                                 row->individual_number != NULL ? "t" : "f",
                                 row->state,
                                 row->integrated_number,
                                 row->household_number,
                                 row->birth_date == NULL ? NULL : row->birth_date->date,
                                 row->relationship,
                                 content};
    PGresult *done = PQexecParams(
        gateway,
        "INSERT INTO person (addressee_number, history_number, restrained, numbered, state, "
        "integrated_number, household_number, birth_date, relationship, content) VALUES ($1, 1, $2, "
        "$3, $4, $5, "
        "nullif($6, ''), $7, nullif($8, ''), $9) ON CONFLICT (addressee_number) DO UPDATE SET "
        "restrained = excluded.restrained, numbered = excluded.numbered, state = excluded.state, "
        "household_number = excluded.household_number, birth_date = excluded.birth_date, "
        "relationship = excluded.relationship, content = excluded.content",
        sizeof value / sizeof value[0], NULL, value, NULL, NULL, 0);
    if (PQresultStatus(done) != PGRES_COMMAND_OK) {
        fail_msg("%s", PQerrorMessage(gateway));
    }
    PQclear(done);
    free(content);
}

void person_row_rename(PGconn *gateway, const char *addressee_number, const char *name)
{
    person_row *row = person_row_get(gateway, addressee_number);
    assert_non_null(row);
    char *before = row->name;
    row->name = (char *)(uintptr_t)name;
    person_row_put(gateway, row);
    row->name = before;
    person_row_free(row);
}

void person_row_break_number(PGconn *gateway, const char *addressee_number)
{
    person_row *row = person_row_get(gateway, addressee_number);
    assert_non_null(row);
    assert_non_null(row->individual_number);
    ProtobufCBinaryData *sealed = &row->individual_number->ciphertext;
    assert_true(sealed->len > 0);
    sealed->data[sealed->len - 1] ^= 1;
    person_row_put(gateway, row);
    person_row_free(row);
}
