#include "tests/bench/snapshot/fill.h"

#include "common/base/hex.h"
#include "common/code/code.h"
#include "common/db/kept.h"
#include "juki/gateway/v1/feed.pb-c.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

enum { ROW_BYTES = 64 * 1024 };
enum { INTEGRATED, PERSON, TABLES };

static const char *const COPY[TABLES] = {
    "COPY integrated (integrated_number, number_index) FROM STDIN",
    "COPY person (addressee_number, history_number, restrained, numbered, state, integrated_number, "
    "household_number, birth_date, relationship, content) FROM STDIN",
};

void fill_addressee_number(int64_t serial, char ret[16])
{
    (void)snprintf(ret, 16, "%015" PRId64, serial);
}

void fill_individual_number(int64_t serial, char ret[16])
{
    char body[16];
    (void)snprintf(body, sizeof body, "0000%07u", (unsigned)(serial % 10000000));
    (void)snprintf(ret, 16, "%.11s%c", body, ju_code_check_digit(JU_CODE_INDIVIDUAL_NUMBER, body));
}

typedef struct filler {
    PGconn *conn[TABLES]; /* each in its COPY */
    ju_keyring *ring;
    ju_keeper keeper;
    ju_arena row;
} filler;

static ju_rc put(const filler *f, int table, const char *line, ju_err *err)
{
    return line == NULL ? ju_no_memory(err)
           : PQputCopyData(f->conn[table], line, (int)strlen(line)) == 1
               ? JU_OK
               : ju_fail(err, JU_FATAL, "database", "%s", PQerrorMessage(f->conn[table]));
}

typedef struct person {
    Juki__Gateway__V1__PersonFeed feed;
    Juki__Common__V1__WrittenDate birth;
    Juki__Common__V1__Address address;
} person;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

/* Everybody with his items; texts in the arena. */
static ju_rc make(filler *f, int64_t serial, char *key, person *ret, ju_err *err)
{
    Juki__Gateway__V1__PersonFeed *feed = &ret->feed;
    juki__common__v1__written_date__init(&ret->birth);
    ret->birth.date = ju_arena_printf(&f->row, "%04d-01-15", 1940 + (int)(serial % 80));
    juki__common__v1__address__init(&ret->address);
    ret->address.postal_code = text("1960014");
    ret->address.municipality_code = text("132071");
    ret->address.town_code = text("0001000");
    ret->address.prefecture = text("東京都");
    ret->address.municipality = text("昭島市");
    ret->address.town = text("田中町");
    ret->address.number =
        ju_arena_printf(&f->row, "%d番地%d", 1 + (int)(serial % 3000), 1 + (int)(serial % 60));
    juki__gateway__v1__person_feed__init(feed);
    feed->change_id = text("before");
    feed->addressee_number = key;
    feed->state = text("resident");
    feed->integrated_number = ju_arena_printf(&f->row, "9%014" PRId64, serial);
    feed->household_number = ju_arena_printf(&f->row, "%09" PRId64, serial / 2);
    feed->name = ju_arena_printf(&f->row, "試験　住民%" PRId64, serial);
    feed->name_kana = text("シケン　ジュウミン");
    feed->birth_date = &ret->birth;
    feed->sex = serial % 2 == 0 ? JUKI__COMMON__V1__SEX__SEX_MALE : JUKI__COMMON__V1__SEX__SEX_FEMALE;
    feed->relationship = text(serial % 2 == 0 ? "世帯主" : "妻");
    feed->address = &ret->address;
    feed->resident_since = text("2010-04-01");
    feed->address_since = feed->change_date = text("2018-10-01");
    feed->reason = text("domestic_move_in");
    return f->row.full ? ju_no_memory(err) : JU_OK;
}

/* As the gateway keeps it: sealed for its row. */
static ju_rc content_of(filler *f, const person *p, char **ret_hex, ju_err *err)
{
    const char *row = ju_arena_printf(&f->row, "%s 1", p->feed.addressee_number);
    ju_args args;
    ju_args_init(&args, &f->row);
    if (row == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_arg_kept(&args, &f->keeper, (ju_kept){"person", row}, &p->feed.base, err));
    *ret_hex = ju_arena_hex(&f->row, (const unsigned char *)args.arg[0].value, (size_t)args.arg[0].length);
    return *ret_hex == NULL ? ju_no_memory(err) : JU_OK;
}

static ju_rc put_person(filler *f, int64_t serial, ju_err *err)
{
    char key[16];
    char number[16];
    char *content = NULL;
    person p;
    unsigned char index[JU_BLIND_INDEX_BYTES];
    char index_hex[2 * JU_BLIND_INDEX_BYTES + 1];
    ju_arena_reset(&f->row);
    fill_addressee_number(serial, key);
    fill_individual_number(serial, number);
    JU_TRY(make(f, serial, key, &p, err));
    JU_TRY(ju_blind_index(f->ring, "individual_number", number, index, err));
    JU_TRY(ju_seal_text(f->ring, &f->row, "individual_number", key, number, &p.feed.individual_number, err));
    JU_TRY(content_of(f, &p, &content, err));
    ju_hex(index, sizeof index, index_hex);
    JU_TRY(put(f, INTEGRATED, ju_arena_printf(&f->row, "%s\t\\\\x%s\n", p.feed.integrated_number, index_hex),
               err));
    const char *line = ju_arena_printf(&f->row, "%s\t1\tf\tt\tresident\t%s\t%s\t%s\t%s\t\\\\x%s\n", key,
                                       p.feed.integrated_number, p.feed.household_number, p.birth.date,
                                       p.feed.relationship, content);
    return put(f, PERSON, line, err);
}

static ju_rc end_copy(PGconn *conn, ju_err *err)
{
    bool done = PQputCopyEnd(conn, NULL) == 1;
    for (PGresult *result = PQgetResult(conn); result != NULL; result = PQgetResult(conn)) {
        done = done && PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
    }
    return done ? JU_OK : ju_fail(err, JU_FATAL, "database", "%s", PQerrorMessage(conn));
}

static ju_rc fill(filler *f, const char *conninfo, int64_t persons, ju_err *err)
{
    for (int table = 0; table < TABLES; table++) {
        f->conn[table] = PQconnectdb(conninfo);
        PGresult *begun = PQexec(f->conn[table], COPY[table]);
        bool copying = PQresultStatus(begun) == PGRES_COPY_IN;
        PQclear(begun);
        if (!copying) {
            return ju_fail(err, JU_FATAL, "database", "%s", PQerrorMessage(f->conn[table]));
        }
    }
    for (int64_t serial = 1; serial <= persons; serial++) {
        JU_TRY(put_person(f, serial, err));
    }
    JU_TRY(end_copy(f->conn[INTEGRATED], err));
    JU_TRY(end_copy(f->conn[PERSON], err));
    PGresult *known = PQexec(f->conn[PERSON], "VACUUM ANALYZE person");
    bool vacuumed = PQresultStatus(known) == PGRES_COMMAND_OK;
    PQclear(known);
    return vacuumed ? JU_OK : ju_fail(err, JU_FATAL, "database", "%s", PQerrorMessage(f->conn[PERSON]));
}

ju_rc fill_gateway(const char *conninfo, const char *key_dir, int64_t persons, ju_err *err)
{
    filler f = {0};
    ju_arena_init(&f.row, ROW_BYTES);
    ju_rc rc = ju_keyring_open(key_dir, "gateway", &f.ring, err);
    rc = rc == JU_OK ? ju_keeper_open(key_dir, "gateway", true, &f.keeper, err) : rc;
    rc = rc == JU_OK ? fill(&f, conninfo, persons, err) : rc;
    for (int table = 0; table < TABLES; table++) {
        PQfinish(f.conn[table]);
    }
    ju_keyring_free(f.ring);
    ju_keeper_close(&f.keeper);
    ju_arena_done(&f.row);
    return rc;
}
