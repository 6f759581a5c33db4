#include "tests/peers/tax/outside.h"

#include "common/base/parse.h"
#include "common/code/code.h"
#include "common/text/date.h"
#include "tax_sql.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NUMBER, YEAR, MUNICIPALITY, NAME, KANA, BIRTH_DATE, REGISTERED, HERE };
enum { COL_MUNICIPALITY, COL_YEAR, COL_NUMBER, COL_NAME, COL_REST };
enum { YEAR_MIN = 2016, YEAR_MAX = 9998, ARENA_BYTES = 16 * 1024 * 1024 };

/* ---- entry --------------------------------------------------------------------------------------------- */

static ju_rc check(char *const *item, ju_err *err)
{
    int64_t year = 0;
    ju_date birth;
    for (int i = NAME; i < TAX_OUTSIDE_ITEMS; i++) {
        if (*item[i] == '\0' || strpbrk(item[i], "\r\n") != NULL) {
            return ju_reject(err, "item_missing", "text", "an item is empty or of two lines");
        }
    }
    if (!ju_code_valid(JU_CODE_ADDRESSEE, item[NUMBER])) {
        return ju_reject(err, "check_digit", "addressee_number", "this is no 宛名番号");
    }
    if (!ju_parse_int64(item[YEAR], YEAR_MIN, YEAR_MAX, &year)) {
        return ju_reject(err, "year_invalid", "tax_year", "this is no tax year");
    }
    if (!ju_code_valid(JU_CODE_MUNICIPALITY, item[MUNICIPALITY])) {
        return ju_reject(err, "check_digit", "municipality_code", "this is no 全国地方公共団体コード");
    }
    return ju_date_parse(item[BIRTH_DATE], &birth)
               ? JU_OK
               : ju_reject(err, "date_invalid", "birth_date", "the birth date is not a date: YYYY-MM-DD");
}

ju_rc tax_outside_add(ju_db *db, void *opaque, ju_err *err)
{
    char *const *item = opaque;
    PGresult *rows = NULL;
    ju_arena arena;
    ju_args args;
    JU_TRY(check(item, err));
    ju_arena_init(&arena, ARENA_BYTES);
    ju_args_init(&args, &arena);
    for (int i = 0; i < TAX_OUTSIDE_ITEMS; i++) {
        ju_arg_text(&args, item[i]);
    }
    ju_rc rc = ju_db_run(db, &tax_sql_outside_put, &args, &rows, err);
    ju_arena_done(&arena);
    JU_TRY(rc);
    bool put = PQntuples(rows) == 1;
    PQclear(rows);
    return put ? JU_OK : ju_reject(err, "notified", "tax_year", "the notice of this year is out already");
}

/* ---- notices ------------------------------------------------------------------------------------------- */

static const char HEADER[] =
    "登録市区町村コード,課税年度,宛名番号,氏名,フリガナ,生年月日,住民登録地,課税地\r\n";

static void write_text(FILE *out, const char *text)
{
    (void)fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            (void)fputc('"', out);
        }
        (void)fputc(*text, out);
    }
    (void)fputc('"', out);
}

static bool write_rows(FILE *out, const PGresult *rows, int from, int to)
{
    (void)fputs(HEADER, out);
    for (int row = from; row < to; row++) {
        for (int column = 0; column < PQnfields(rows); column++) {
            write_text(out, ju_col(rows, row, column));
            (void)fputs(column + 1 == PQnfields(rows) ? "\r\n" : ",", out);
        }
    }
    return ferror(out) == 0 && fflush(out) == 0 && fsync(fileno(out)) == 0;
}

/* Whole or not at all. */
static ju_rc write_file(const char *path, const PGresult *rows, int from, int to, ju_err *err)
{
    char part[1024];
    (void)snprintf(part, sizeof part, "%s.part", path);
    FILE *out = fopen(part, "we");
    bool written = out != NULL && write_rows(out, rows, from, to);
    written = (out == NULL || fclose(out) == 0) && written;
    return written && rename(part, path) == 0
               ? JU_OK
               : ju_fail(err, JU_RETRY, "file", "the notice cannot be written: %s", strerror(errno));
}

static ju_rc put_notified(ju_db *db, const PGresult *rows, int from, int to, ju_err *err)
{
    PGresult *done = NULL;
    ju_arena arena;
    ju_args args;
    ju_arena_init(&arena, ARENA_BYTES);
    size_t count = (size_t)(to - from);
    const char **number = ju_arena_alloc(&arena, count * sizeof *number);
    const char **year = ju_arena_alloc(&arena, count * sizeof *year);
    for (size_t i = 0; number != NULL && year != NULL && i < count; i++) {
        number[i] = ju_col(rows, from + (int)i, COL_NUMBER);
        year[i] = ju_col(rows, from + (int)i, COL_YEAR);
    }
    ju_args_init(&args, &arena);
    ju_rc rc = number == NULL || year == NULL ? ju_no_memory(err) : JU_OK;
    if (rc == JU_OK) {
        ju_arg_text_array(&args, number, count);
        ju_arg_text_array(&args, year, count);
        rc = ju_db_run(db, &tax_sql_outside_notified, &args, &done, err);
        PQclear(done);
    }
    ju_arena_done(&arena);
    return rc;
}

/* One municipality; the first of its persons makes the name its own. */
static ju_rc notify(ju_db *db, const char *folder, const PGresult *rows, int from, int to, json_t *said,
                    ju_err *err)
{
    char path[960];
    (void)snprintf(path, sizeof path, "%s/jutogai-%s-%s-%s.csv", folder, ju_col(rows, from, COL_MUNICIPALITY),
                   ju_col(rows, from, COL_YEAR), ju_col(rows, from, COL_NUMBER));
    JU_TRY(write_file(path, rows, from, to, err));
    JU_TRY(put_notified(db, rows, from, to, err));
    (void)json_array_append_new(said, json_pack("{s:s, s:i, s:s}", "municipality",
                                                ju_col(rows, from, COL_MUNICIPALITY), "persons", to - from,
                                                "file", path));
    return JU_OK;
}

ju_rc tax_outside_notify(ju_db *db, void *opaque, ju_err *err)
{
    const char *folder = opaque;
    PGresult *rows = NULL;
    json_t *said = json_array();
    JU_TRY(ju_db_run(db, &tax_sql_outside_open, NULL, &rows, err));
    ju_rc rc = JU_OK;
    for (int from = 0, to = 0; rc == JU_OK && from < PQntuples(rows); from = to) {
        while (to < PQntuples(rows) &&
               strcmp(ju_col(rows, to, COL_MUNICIPALITY), ju_col(rows, from, COL_MUNICIPALITY)) == 0) {
            to++;
        }
        rc = notify(db, folder, rows, from, to, said, err);
    }
    PQclear(rows);
    (void)json_dumpf(said, stdout, JSON_COMPACT);
    (void)fputc('\n', stdout);
    json_decref(said);
    return rc;
}
