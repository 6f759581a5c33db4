#include "tests/bench/snapshot/fill.h"

#include "common/base/hex.h"
#include "common/code/code.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

enum { ROW_BYTES = 64 * 1024, SEALED_SIZE = 512 };
enum { INTEGRATED, PERSON, TABLES };

static const char *const COPY[TABLES] = {
    "COPY integrated (integrated_number, number_index) FROM STDIN",
    "COPY person (history_number, change_id, addressee_number, restrained, state, integrated_number, "
    "household_number, name, name_kana, birth_date, birth_date_uncertain, sex, relationship, "
    "address_postal_code, "
    "address_municipality_code, address_town_code, address_prefecture, address_municipality, address_town, "
    "address_number, individual_number, resident_since, address_since, reason, change_date) FROM STDIN",
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
    ju_arena row;
} filler;

static ju_rc put(const filler *f, int table, const char *line, ju_err *err)
{
    return line == NULL ? ju_no_memory(err)
           : PQputCopyData(f->conn[table], line, (int)strlen(line)) == 1
               ? JU_OK
               : ju_fail(err, JU_FATAL, "database", "%s", PQerrorMessage(f->conn[table]));
}

static ju_rc put_person(filler *f, int64_t serial, ju_err *err)
{
    char key[16];
    char number[16];
    unsigned char index[JU_BLIND_INDEX_BYTES];
    unsigned char packed[SEALED_SIZE];
    char index_hex[2 * JU_BLIND_INDEX_BYTES + 1];
    char sealed_hex[2 * SEALED_SIZE + 1];
    Juki__Common__V1__Sealed *sealed = NULL;
    ju_arena_reset(&f->row);
    fill_addressee_number(serial, key);
    fill_individual_number(serial, number);
    JU_TRY(ju_blind_index(f->ring, "individual_number", number, index, err));
    JU_TRY(ju_seal_text(f->ring, &f->row, "individual_number", key, number, &sealed, err));
    ju_hex(index, sizeof index, index_hex);
    ju_hex(packed, juki__common__v1__sealed__pack(sealed, packed), sealed_hex);
    JU_TRY(
        put(f, INTEGRATED, ju_arena_printf(&f->row, "9%014" PRId64 "\t\\\\x%s\n", serial, index_hex), err));
    const char *line = ju_arena_printf(&f->row,
                                       "1\tbefore\t%s\tf\tresident\t9%014" PRId64 "\t%09" PRId64
                                       "\t試験　住民%" PRId64 "\tシケン　ジュウミン\t%04d-01-15"
                                       "\tf\t%d\t%s\t1960014\t132071\t0001000\t東京都\t昭島市\t田中町\t%"
                                       "d番地%d\t\\\\x%s\t2010-04-01\t2018-10-01\tdomestic_move_in"
                                       "\t2018-10-01\n",
                                       key, serial, serial / 2, serial, 1940 + (int)(serial % 80),
                                       1 + (int)(serial % 2), serial % 2 == 0 ? "世帯主" : "妻",
                                       1 + (int)(serial % 3000), 1 + (int)(serial % 60), sealed_hex);
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
    rc = rc == JU_OK ? fill(&f, conninfo, persons, err) : rc;
    for (int table = 0; table < TABLES; table++) {
        PQfinish(f.conn[table]);
    }
    ju_keyring_free(f.ring);
    ju_arena_done(&f.row);
    return rc;
}
