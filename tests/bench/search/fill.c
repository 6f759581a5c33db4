#include "tests/bench/search/fill.h"

#include "common/base/hex.h"
#include "common/code/code.h"
#include "common/db/kept.h"
#include "common/seal/seal.h"
#include "common/text/text.h"
#include "services/identity/search.h"
#include "tests/town/dictionary.h"
#include "tests/town/random.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

enum {
    CODES =
        999999, /* of the synthetic block, bodies 0000: whoever comes after them has an index, but no code */
    DICTIONARY_BYTES = 256 * 1024 * 1024,
    ROW_BYTES = 64 * 1024,
    HEX_SIZE = 512,
    FIRST_YEAR = 1935,
    LAST_YEAR = 2024,
};

#define MUNICIPALITY "132071"

typedef enum table { RECORD, PERSON, SEARCH, TABLES } table;

static const char *const COPY[TABLES] = {
    [RECORD] = "COPY record (register_ref, update_number, code_index, number_index, resident_code, "
               "individual_number, current, content) FROM STDIN",
    [PERSON] = "COPY person (code_index, register_ref, update_number) FROM STDIN",
    [SEARCH] = "COPY person_search (code_index, number_index, name_word, kana_word, sound_word, birth_date, "
               "sex, current, rule) FROM STDIN",
};

typedef struct filler {
    PGconn *conn[TABLES]; /* each in its COPY */
    ju_keyring *ring;
    ju_keeper keeper;
    ju_arena words; /* the dictionary's */
    ju_arena row;
    town_dictionary dictionary;
    town_random random;
    const town_place_list *home;
} filler;

/* ---- one person ---------------------------------------------------------------------------------------- */

static const town_name *draw_name(filler *f, town_name_kind kind)
{
    const town_name_list *list = &f->dictionary.name[kind];
    size_t one = town_random_below(&f->random, list->count);
    size_t other = town_random_below(&f->random, list->count);
    return &list->item[one < other ? one : other];
}

static void draw_person(filler *f, int64_t serial, fill_person *ret)
{
    const town_name *family = draw_name(f, TOWN_NAME_FAMILY);
    const town_name *given = draw_name(f, serial % 2 == 0 ? TOWN_NAME_FEMALE : TOWN_NAME_MALE);
    const town_place *place = &f->home->item[town_random_below(&f->random, f->home->count)];
    char body[32];
    (void)snprintf(ret->name, sizeof ret->name, "%s　%s", family->written, given->written);
    (void)snprintf(ret->kana, sizeof ret->kana, "%s　%s", family->kana, given->kana);
    (void)snprintf(ret->place, sizeof ret->place, "%s", place->town);
    (void)snprintf(ret->birth_date, sizeof ret->birth_date, "%04d-%02d-%02d",
                   town_random_between(&f->random, FIRST_YEAR, LAST_YEAR),
                   town_random_between(&f->random, 1, 12), town_random_between(&f->random, 1, 28));
    (void)snprintf(body, sizeof body, "0000%07" PRId64, serial);
    (void)snprintf(ret->individual_number, sizeof ret->individual_number, "%.11s%c", body,
                   ju_code_check_digit(JU_CODE_INDIVIDUAL_NUMBER, body));
    (void)snprintf(body, sizeof body, "0000%06" PRId64, serial);
    if (serial <= CODES) {
        (void)snprintf(ret->resident_code, sizeof ret->resident_code, "%.10s%c", body,
                       ju_code_check_digit(JU_CODE_RESIDENT_CODE, body));
    } else {
        (void)snprintf(ret->resident_code, sizeof ret->resident_code, "none%07" PRId64, serial);
    }
}

/* Bytes as COPY reads them. */
static const char *hex_of(ju_arena *arena, const void *bytes, size_t size)
{
    const char *hex = ju_arena_hex(arena, bytes, size);
    return hex == NULL ? NULL : ju_arena_printf(arena, "\\\\x%s", hex);
}

typedef struct number_texts {
    const char *index;
    const char *sealed;
} number_texts;

static ju_rc seal_number(filler *f, const char *field, const char *ref, const char *number, number_texts *ret,
                         ju_err *err)
{
    unsigned char index[JU_BLIND_INDEX_BYTES];
    unsigned char packed[HEX_SIZE];
    Juki__Common__V1__Sealed *sealed = NULL;
    JU_TRY(ju_blind_index(f->ring, field, number, index, err));
    JU_TRY(ju_seal_text(f->ring, &f->row, field, ref, number, &sealed, err));
    ret->index = hex_of(&f->row, index, sizeof index);
    ret->sealed = hex_of(&f->row, packed, juki__common__v1__sealed__pack(sealed, packed));
    return ret->index != NULL && ret->sealed != NULL ? JU_OK : ju_no_memory(err);
}

/* ---- rows ---------------------------------------------------------------------------------------------- */

static ju_rc put(filler *f, table which, const char *line, ju_err *err)
{
    return line == NULL ? ju_no_memory(err)
           : PQputCopyData(f->conn[which], line, (int)strlen(line)) == 1
               ? JU_OK
               : ju_fail(err, JU_FATAL, "database", "%s", PQerrorMessage(f->conn[which]));
}

/* What is kept of the person, as COPY reads it. */
static ju_rc kept_record(filler *f, const char *ref, const identity_record *record, const char **ret,
                         ju_err *err)
{
    const ju_kept at = {IDENTITY_RECORD_TABLE, ju_arena_printf(&f->row, "%s 1", ref)};
    ju_args args;
    ju_args_init(&args, &f->row);
    JU_TRY(at.key == NULL ? ju_no_memory(err) : ju_arg_kept(&args, &f->keeper, at, &record->base, err));
    *ret = hex_of(&f->row, args.arg[0].value, (size_t)args.arg[0].length);
    return *ret != NULL ? JU_OK : ju_no_memory(err);
}

static ju_rc put_search(filler *f, const identity_record *record, const char *code_index,
                        const char *number_index, ju_err *err)
{
    search_row folded;
    int64_t name = 0;
    int64_t kana = 0;
    int64_t sound = 0;
    if (!identity_search_row_of(record, &f->row, &folded)) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_blind_word(&f->keeper, SEARCH_NAME_FIELD, folded.name, &name, err));
    JU_TRY(ju_blind_word(&f->keeper, SEARCH_KANA_FIELD, folded.kana, &kana, err));
    JU_TRY(ju_blind_word(&f->keeper, SEARCH_KANA_FIELD, folded.kana_sound, &sound, err));
    const char *other = sound == kana ? "\\N" : ju_arena_printf(&f->row, "%" PRId64, sound);
    return other == NULL
               ? ju_no_memory(err)
               : put(f, SEARCH,
                     ju_arena_printf(&f->row, "%s\t%s\t%" PRId64 "\t%" PRId64 "\t%s\t%s\t%d\tt\t%d\n",
                                     code_index, number_index, name, kana, other, record->birth_date->date,
                                     (int)record->sex, SEARCH_RULE),
                     err);
}

static ju_rc put_person(filler *f, int64_t serial, fill_person *p, ju_err *err)
{
    const town_municipality *home = f->home->municipality;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    identity_record record = JUKI__IDENTITY__V1__IDENTITY_RECORD__INIT;
    const char *content = NULL;
    number_texts code;
    number_texts number;
    char ref[48];
    (void)snprintf(ref, sizeof ref, "%032" PRIx64, (uint64_t)serial * 0x9e3779b97f4a7c15U);
    birth.date = p->birth_date;
    record.name = p->name;
    record.name_kana = ju_text_hiragana(p->kana, &f->row);
    record.birth_date = &birth;
    record.sex = serial % 2 == 0 ? JUKI__COMMON__V1__SEX__SEX_FEMALE : JUKI__COMMON__V1__SEX__SEX_MALE;
    record.municipality_code = (char *)(uintptr_t)home->code;
    record.address =
        ju_arena_printf(&f->row, "%s%s%s%zu番%zu号", home->prefecture, home->name, p->place,
                        1 + town_random_below(&f->random, 40), 1 + town_random_below(&f->random, 60));
    record.reason = (char *)(uintptr_t) "birth";
    record.change_date = p->birth_date;
    record.current = true;
    if (record.name_kana == NULL || record.address == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(seal_number(f, "resident_code", ref, p->resident_code, &code, err));
    JU_TRY(seal_number(f, "individual_number", ref, p->individual_number, &number, err));
    JU_TRY(kept_record(f, ref, &record, &content, err));
    JU_TRY(put(f, RECORD,
               ju_arena_printf(&f->row, "%s\t1\t%s\t%s\t%s\t%s\tt\t%s\n", ref, code.index, number.index,
                               code.sealed, number.sealed, content),
               err));
    JU_TRY(put(f, PERSON, ju_arena_printf(&f->row, "%s\t%s\t1\n", code.index, ref), err));
    return put_search(f, &record, code.index, number.index, err);
}

static ju_rc put_all(filler *f, int64_t persons, fill_person *ret, size_t samples, ju_err *err)
{
    int64_t asked = persons < CODES ? persons : CODES;
    int64_t step = asked / (int64_t)samples;
    size_t sampled = 0;
    for (int64_t serial = 1; serial <= persons; serial++) {
        fill_person p;
        ju_arena_reset(&f->row);
        draw_person(f, serial, &p);
        JU_TRY(put_person(f, serial, &p, err));
        if (sampled < samples && serial % step == 0) {
            ret[sampled++] = p;
        }
    }
    return JU_OK;
}

/* ---- the database -------------------------------------------------------------------------------------- */

static ju_rc run_sql(PGconn *conn, const char *sql, ju_err *err)
{
    PGresult *result = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);
    PQclear(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN
               ? JU_OK
               : ju_fail(err, JU_FATAL, "database", "%s", PQerrorMessage(conn));
}

static ju_rc open_tables(filler *f, const char *conninfo, ju_err *err)
{
    for (table which = RECORD; which < TABLES; which++) {
        f->conn[which] = PQconnectdb(conninfo);
        JU_TRY(run_sql(f->conn[which], "SET synchronous_commit = off", err));
        JU_TRY(run_sql(f->conn[which], COPY[which], err));
    }
    return JU_OK;
}

static ju_rc end_tables(filler *f, ju_err *err)
{
    for (table which = RECORD; which < TABLES; which++) {
        PGresult *result = PQputCopyEnd(f->conn[which], NULL) == 1 ? PQgetResult(f->conn[which]) : NULL;
        bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
        if (!good) {
            return ju_fail(err, JU_FATAL, "database", "%s", PQerrorMessage(f->conn[which]));
        }
    }
    return JU_OK;
}

/* As the migrations have made them. */
static const char SECONDARY[] = "SELECT indexname, indexdef FROM pg_indexes "
                                "WHERE tablename = 'person_search' AND indexname <> 'person_search_pkey'";

static ju_rc drop_indexes(PGconn *conn, const PGresult *indexes, ju_err *err)
{
    for (int i = 0; i < PQntuples(indexes); i++) {
        char sql[256];
        (void)snprintf(sql, sizeof sql, "DROP INDEX %s", PQgetvalue(indexes, i, 0));
        JU_TRY(run_sql(conn, sql, err));
    }
    return JU_OK;
}

static ju_rc make_indexes(PGconn *conn, const PGresult *indexes, ju_err *err)
{
    JU_TRY(run_sql(conn, "SET maintenance_work_mem = '256MB'", err));
    for (int i = 0; i < PQntuples(indexes); i++) {
        JU_TRY(run_sql(conn, PQgetvalue(indexes, i, 1), err));
    }
    JU_TRY(run_sql(conn, "VACUUM ANALYZE record", err));
    JU_TRY(run_sql(conn, "VACUUM ANALYZE person", err));
    return run_sql(conn, "VACUUM ANALYZE person_search", err);
}

/* ---- the whole ----------------------------------------------------------------------------------------- */

static ju_rc open_filler(filler *f, const char *conninfo, const char *key_dir, ju_err *err)
{
    ju_arena_init(&f->words, DICTIONARY_BYTES);
    ju_arena_init(&f->row, ROW_BYTES);
    JU_TRY(ju_keyring_open(key_dir, "identity", &f->ring, err));
    JU_TRY(ju_keeper_open(key_dir, "identity", true, &f->keeper, err));
    JU_TRY(town_dictionary_read(&f->dictionary, &f->words, TOWN_SKK_DIR, TOWN_IPADIC_DIR, err));
    f->home = f->dictionary.place;
    while (strcmp(f->home->municipality->code, MUNICIPALITY) != 0) {
        f->home++;
    }
    return open_tables(f, conninfo, err);
}

static void close_filler(filler *f)
{
    for (table which = RECORD; which < TABLES; which++) {
        PQfinish(f->conn[which]);
    }
    town_dictionary_done(&f->dictionary);
    ju_keyring_free(f->ring);
    ju_keeper_close(&f->keeper);
    ju_arena_done(&f->words);
    ju_arena_done(&f->row);
}

ju_rc fill_file(const char *conninfo, const char *key_dir, int64_t persons, fill_person *ret, size_t samples,
                ju_err *err)
{
    filler f = {.random = {1}};
    PGconn *conn = PQconnectdb(conninfo);
    PGresult *indexes = PQexec(conn, SECONDARY);
    ju_rc rc = PQntuples(indexes) > 0 ? drop_indexes(conn, indexes, err)
                                      : ju_fail(err, JU_FATAL, "database", "%s", PQerrorMessage(conn));
    rc = rc == JU_OK ? open_filler(&f, conninfo, key_dir, err) : rc;
    rc = rc == JU_OK ? put_all(&f, persons, ret, samples, err) : rc;
    rc = rc == JU_OK ? end_tables(&f, err) : rc;
    rc = rc == JU_OK ? make_indexes(conn, indexes, err) : rc;
    close_filler(&f);
    PQclear(indexes);
    PQfinish(conn);
    return rc;
}
