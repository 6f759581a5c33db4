#include "tests/bench/inquiry/fill.h"

#include "common/db/kept.h"
#include "common/seal/seal.h"
#include "juki/gateway/v1/feed.pb-c.h"

#include <libpq-fe.h>
#include <stdio.h>

#define HOUSEHOLDER "000000000000019"

enum { ARENA_BYTES = 1 << 20, PACKED_MAX = 512 };

typedef struct filler {
    int64_t persons;
    ju_keyring *gateway;
    ju_keeper keeper;
    ju_arena arena;
    unsigned char name_index[JU_BLIND_INDEX_BYTES];
} filler;

void fill_code(int64_t person, char ret[FILL_CODE_SIZE])
{
    (void)snprintf(ret, FILL_CODE_SIZE, "bench%027lld", (long long)person);
}

static ju_rc execute(PGconn *conn, const char *sql, const ju_args *args, ju_err *err)
{
    const char *value[JU_ARGS_MAX];
    int length[JU_ARGS_MAX];
    int format[JU_ARGS_MAX];
    int count = args == NULL ? 0 : args->count;
    for (int i = 0; i < count; i++) {
        value[i] = args->arg[i].value;
        length[i] = args->arg[i].length;
        format[i] = args->arg[i].format;
    }
    PGresult *result =
        count == 0 ? PQexec(conn, sql) : PQexecParams(conn, sql, count, NULL, value, length, format, 0);
    bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return done ? JU_OK : ju_fail(err, JU_FATAL, "database", "%s", PQerrorMessage(conn));
}

static ju_rc fill_person(filler *n, PGconn *conn, int64_t person, ju_err *err)
{
    char code[FILL_CODE_SIZE];
    char integrated[24];
    unsigned char index[JU_BLIND_INDEX_BYTES];
    unsigned char packed[PACKED_MAX];
    Juki__Common__V1__Sealed *sealed = NULL;
    ju_args args;
    ju_arena_reset(&n->arena);
    fill_code(person, code);
    (void)snprintf(integrated, sizeof integrated, "%015lld", (long long)person);
    JU_TRY(ju_seal_text(n->gateway, &n->arena, "subject_code", integrated, code, &sealed, err));
    JU_TRY(ju_blind_index(n->gateway, "subject_code", code, index, err));
    size_t size = juki__common__v1__sealed__pack(sealed, packed);
    ju_args_init(&args, &n->arena);
    ju_arg_text(&args, integrated);
    ju_arg_bytes(&args, packed, size);
    ju_arg_bytes(&args, index, sizeof index);
    JU_TRY(execute(conn,
                   "INSERT INTO subject_code (integrated_number, state, request_id, code, code_index) "
                   "VALUES ($1, 'acquired', '', $2::bytea, $3::bytea)",
                   &args, err));
    ju_args_init(&args, &n->arena);
    ju_arg_text(&args, integrated);
    ju_arg_bytes(&args, n->name_index, sizeof n->name_index);
    return execute(conn,
                   "INSERT INTO copy (integrated_number, information, relationship, householder, name_index, "
                   "as_of, source) VALUES ($1, '" FILL_INFORMATION "', '子', '" HOUSEHOLDER
                   "', $2::bytea, '2026-05-01', 'register')",
                   &args, err);
}

/* The 世帯主 of them all. */
static ju_rc fill_householder(filler *n, PGconn *conn, ju_err *err)
{
    Juki__Gateway__V1__PersonFeed person = JUKI__GATEWAY__V1__PERSON_FEED__INIT;
    ju_args args;
    person.name = (char *)(uintptr_t) "見本　太郎";
    JU_TRY(ju_blind_index(n->keeper.ring, "person_name", person.name, n->name_index, err));
    ju_args_init(&args, &n->arena);
    ju_arg_bytes(&args, n->name_index, sizeof n->name_index);
    JU_TRY(ju_arg_kept(&args, &n->keeper, (ju_kept){"person", HOUSEHOLDER " 1"}, &person.base, err));
    return execute(conn,
                   "INSERT INTO person (addressee_number, history_number, restrained, numbered, state, "
                   "integrated_number, name_index, content) VALUES ('" HOUSEHOLDER
                   "', 1, false, false, 'resident', '', $1::bytea, $2::bytea)",
                   &args, err);
}

static ju_rc fill_law(PGconn *conn, ju_err *err)
{
    JU_TRY(execute(
        conn,
        "INSERT INTO law_version (version, law_table, digest, row_count, state, effective_from, loaded_by, "
        "decided_by, decided_at) VALUES ('bench-1', '" FILL_TABLE
        "', '', 60, 'active', '2025-01-01', 'one', 'two', now())",
        NULL, err));
    return execute(
        conn,
        "INSERT INTO law_row (version, line, item, inquirer, inquirer_kind, affair_code, affair, provider, "
        "provider_kind, information, source) SELECT 'bench-1', n, (95 + n)::text, '', '{市町村長}', "
        "(95 + n) || '.1', '', '', '{市町村長}', '{" FILL_INFORMATION "}', '' FROM generate_series(1, 60) n",
        NULL, err);
}

static ju_rc fill_all(filler *n, PGconn *conn, ju_err *err)
{
    JU_TRY(execute(conn, "BEGIN", NULL, err));
    JU_TRY(fill_law(conn, err));
    JU_TRY(fill_householder(n, conn, err));
    for (int64_t person = 0; person < n->persons; person++) {
        JU_TRY(fill_person(n, conn, person, err));
    }
    return execute(conn, "COMMIT", NULL, err);
}

ju_rc fill_persons(const char *conninfo, const char *key_dir, int64_t persons, ju_err *err)
{
    filler n = {.persons = persons};
    PGconn *conn = PQconnectdb(conninfo);
    ju_arena_init(&n.arena, ARENA_BYTES);
    ju_rc rc = PQstatus(conn) == CONNECTION_OK
                   ? ju_keyring_open(key_dir, "gateway", &n.gateway, err)
                   : ju_fail(err, JU_FATAL, "database", "%s", PQerrorMessage(conn));
    rc = rc == JU_OK ? ju_keeper_open(key_dir, "gateway", true, &n.keeper, err) : rc;
    rc = rc == JU_OK ? fill_all(&n, conn, err) : rc;
    PQfinish(conn);
    ju_keyring_free(n.gateway);
    ju_keeper_close(&n.keeper);
    ju_arena_done(&n.arena);
    return rc;
}
