#include "tests/bench/audit/prove.h"

#include "audit_sql.h"
#include "common/base/hex.h"
#include "common/db/db.h"
#include "common/merkle/note.h"
#include "common/merkle/tile.h"
#include "common/merkle/tree.h"
#include "services/audit/store_prove.h"
#include "tests/bench/load/instance.h"
#include "tests/bench/load/run.h"
#include "tests/bench/load/sample.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    SAMPLES = 2000,
    RECORD_BYTES = 300,
    ARENA_BYTES = 8 * 1024 * 1024,
    PATH_BYTES = 4096,
    TILE_HEX = 2 * JU_TILE_WIDTH * JU_HASH_BYTES,
};

#define ORIGIN "juki.132071/audit"

/* ---- filling ------------------------------------------------------------------------------------------ */

typedef struct filler {
    PGconn *conn;
    ju_hasher *hasher;
    int64_t leaves;
    int64_t stride; /* of the entries whose records are kept */
    ju_tree tree;
    int width[JU_TILE_LEVELS];
    ju_hash hash[JU_TILE_LEVELS][JU_TILE_WIDTH];
    int64_t tiles[JU_TILE_LEVELS];
    char line[TILE_HEX + 64];
} filler;

static ju_rc failed(PGconn *conn, ju_err *err)
{
    return ju_fail(err, JU_FATAL, "database", "%s", PQerrorMessage(conn));
}

static ju_rc execute(PGconn *conn, ExecStatusType expected, const char *sql, ju_err *err)
{
    PGresult *result = PQexec(conn, sql);
    bool good = PQresultStatus(result) == expected;
    PQclear(result);
    return good ? JU_OK : failed(conn, err);
}

/* The record of an entry: a kept one is looked up, so its id tells its index. */
static void record_of(int64_t index, unsigned char ret[RECORD_BYTES])
{
    memset(ret, (int)(index % 251), RECORD_BYTES);
    memcpy(ret, &index, sizeof index);
}

static ju_rc put_tile(filler *f, int level, ju_err *err)
{
    int used = snprintf(f->line, sizeof f->line, "%d\t%" PRId64 "\t\\\\x", level, f->tiles[level]++);
    ju_hex(f->hash[level][0].byte, (size_t)f->width[level] * JU_HASH_BYTES, f->line + used);
    size_t length = strlen(f->line);
    f->line[length++] = '\n';
    return PQputCopyData(f->conn, f->line, (int)length) == 1 ? JU_OK : failed(f->conn, err);
}

static ju_rc add_leaf(filler *f, ju_hash hash, ju_err *err)
{
    ju_tree_append(f->hasher, &f->tree, &hash);
    for (int level = 0; level < JU_TILE_LEVELS; level++) {
        f->hash[level][f->width[level]++] = hash;
        if (f->width[level] < JU_TILE_WIDTH) {
            break;
        }
        JU_TRY(put_tile(f, level, err));
        hash = ju_tile_root(f->hasher, f->hash[level], JU_TILE_WIDTH);
        f->width[level] = 0;
    }
    return JU_OK;
}

static ju_rc fill_tiles(filler *f, ju_err *err)
{
    unsigned char record[RECORD_BYTES];
    JU_TRY(execute(f->conn, PGRES_COPY_IN, "COPY tile (level, index, hashes) FROM STDIN", err));
    for (int64_t index = 1; index <= f->leaves; index++) {
        record_of(index, record);
        JU_TRY(add_leaf(f, ju_hash_leaf(f->hasher, record, sizeof record), err));
    }
    for (int level = 0; level < JU_TILE_LEVELS; level++) {
        if (f->width[level] > 0) {
            JU_TRY(put_tile(f, level, err));
        }
    }
    if (PQputCopyEnd(f->conn, NULL) != 1) {
        return failed(f->conn, err);
    }
    PGresult *result = PQgetResult(f->conn);
    bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
    for (; result != NULL; result = PQgetResult(f->conn)) {
        PQclear(result);
    }
    return good ? JU_OK : failed(f->conn, err);
}

static ju_rc fill_records(filler *f, ju_err *err)
{
    unsigned char record[RECORD_BYTES];
    char hex[2 * RECORD_BYTES + 1];
    for (int64_t i = 0; i < SAMPLES; i++) {
        int64_t index = 1 + i * f->stride;
        char sql[2 * RECORD_BYTES + 256];
        record_of(index, record);
        ju_hex(record, sizeof record, hex);
        (void)snprintf(sql, sizeof sql,
                       "INSERT INTO audit_log (index, record, record_id, recorded_at, service, action) "
                       "VALUES (%" PRId64 ", '\\x%s', gen_random_uuid(), now(), 'bench', 'bench')",
                       index, hex);
        JU_TRY(execute(f->conn, PGRES_COMMAND_OK, sql, err));
    }
    return JU_OK;
}

static ju_rc sign(filler *f, const char *run_dir, ju_err *err)
{
    char path[PATH_BYTES];
    char size[32];
    ju_arena arena;
    ju_note_key *key = NULL;
    const char *line = NULL;
    const ju_checkpoint checkpoint = {ORIGIN, f->leaves, ju_tree_root(f->hasher, &f->tree)};
    (void)snprintf(path, sizeof path, "%s/keys/audit-log.pem", run_dir);
    (void)snprintf(size, sizeof size, "%" PRId64, f->leaves);
    JU_TRY(ju_note_key_open(ORIGIN, JU_NOTE_LOG, path, &key, err));
    ju_arena_init(&arena, ARENA_BYTES);
    const char *text = ju_checkpoint_text(&checkpoint, &arena);
    ju_rc rc = ju_note_sign(key, &arena, text, 0, &line, err);
    ju_note_key_free(key);
    if (rc == JU_OK) {
        const char *values[] = {size, ju_arena_printf(&arena, "%s\n%s", text, line)};
        PGresult *result =
            PQexecParams(f->conn, "INSERT INTO checkpoint (size, note) VALUES ($1::bigint, $2)", 2, NULL,
                         values, NULL, NULL, 0);
        rc = PQresultStatus(result) == PGRES_COMMAND_OK ? JU_OK : failed(f->conn, err);
        PQclear(result);
    }
    ju_arena_done(&arena);
    return rc;
}

/* What the service has recorded of its own start stands in the way. */
static const char EMPTY[] =
    "ALTER TABLE audit_log DISABLE TRIGGER USER; ALTER TABLE tile DISABLE TRIGGER USER; "
    "ALTER TABLE checkpoint DISABLE TRIGGER USER; TRUNCATE audit_log, tile, checkpoint; "
    "ALTER TABLE audit_log ENABLE TRIGGER USER; ALTER TABLE tile ENABLE TRIGGER USER; "
    "ALTER TABLE checkpoint ENABLE TRIGGER USER";

static ju_rc fill(filler *f, const char *run_dir, ju_err *err)
{
    char sql[256];
    JU_TRY(execute(f->conn, PGRES_COMMAND_OK, EMPTY, err));
    JU_TRY(fill_tiles(f, err));
    JU_TRY(fill_records(f, err));
    JU_TRY(sign(f, run_dir, err));
    (void)snprintf(sql, sizeof sql,
                   "UPDATE tree_head SET size = %" PRId64 "; UPDATE log_head SET index = %" PRId64, f->leaves,
                   f->leaves);
    JU_TRY(execute(f->conn, PGRES_COMMAND_OK, sql, err));
    JU_TRY(execute(f->conn, PGRES_COMMAND_OK, "VACUUM ANALYZE audit_log, tile, checkpoint", err));
    return ju_hasher_check(f->hasher, err);
}

ju_rc prove_fill(const char *run_dir, int64_t leaves, ju_err *err)
{
    char conninfo[INSTANCE_TEXT_SIZE];
    JU_TRY(instance_read(run_dir, "secrets/dsn-audit-migrator", conninfo, err));
    filler *f = calloc(1, sizeof *f);
    if (f == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    *f = (filler){.conn = PQconnectdb(conninfo), .leaves = leaves, .stride = leaves / SAMPLES};
    ju_rc rc = PQstatus(f->conn) == CONNECTION_OK ? ju_hasher_new(&f->hasher, err) : failed(f->conn, err);
    rc = rc == JU_OK ? fill(f, run_dir, err) : rc;
    ju_hasher_free(f->hasher);
    PQfinish(f->conn);
    free(f);
    return rc;
}

/* ---- measuring ---------------------------------------------------------------------------------------- */

typedef struct prover {
    ju_db *db;
    ju_hasher *hasher;
    ju_arena arena;
    int64_t stride;
} prover;

/* What the service does for one QueryProof: two questions in one round trip, and the hashing. */
static ju_rc prove(prover *p, int64_t index, int64_t *ret_us, ju_err *err)
{
    ju_results results = {0};
    prove_note note;
    prove_tiles tiles = {.hasher = p->hasher};
    ProtobufCBinaryData path = {0};
    ju_args entry;
    ju_args from;
    ju_arena_reset(&p->arena);
    ju_args_init(&entry, &p->arena);
    ju_arg_i64_array(&entry, &index, 1);
    ju_arg_text(&entry, NULL);
    from = entry;
    ju_arg_i64(&from, 0);
    int64_t begun_us = load_now_us();
    JU_TRY(ju_db_send(p->db, &audit_sql_proof_from, &from, err));
    JU_TRY(ju_db_send(p->db, &audit_sql_log_wanted, &entry, err));
    JU_TRY(ju_db_sync(p->db, &results, err));
    ju_rc rc = prove_tiles_got(results.item[0], &p->arena, &note, &tiles, err);
    rc = rc == JU_OK ? audit_prove_entry(&tiles, index, note.size, &p->arena, &path, err) : rc;
    *ret_us = load_now_us() - begun_us;
    if (rc == JU_OK) {
        size_t size = 0;
        ju_proof proof = {.count = path.len / JU_HASH_BYTES};
        ju_checkpoint checkpoint = {0};
        const char *text =
            ju_arena_printf(&p->arena, "%.*s", (int)note.note.len, (const char *)note.note.data);
        const unsigned char *record = ju_col_bytes(results.item[1], 0, 1, &p->arena, &size);
        ju_hash leaf = ju_hash_leaf(p->hasher, record, size);
        memcpy(proof.hash, path.data, path.len);
        rc = ju_checkpoint_read(text, &p->arena, &checkpoint, err);
        if (rc == JU_OK &&
            !ju_check_inclusion(p->hasher, index - 1, checkpoint.size, &leaf, &checkpoint.root, &proof)) {
            rc = ju_fail(err, JU_FATAL, "proof", "the proof of entry %" PRId64 " is wrong", index);
        }
    }
    ju_results_clear(&results);
    return rc;
}

static ju_rc measure(prover *p, FILE *out, ju_err *err)
{
    static int64_t us[SAMPLES];
    for (int64_t i = 0; i < SAMPLES; i++) {
        /* far apart, as questions are */
        JU_TRY(prove(p, 1 + i * 769 % SAMPLES * p->stride, &us[i], err));
    }
    sample_write(out, "audit.proof_p50_ms", "ms", (double)sample_quantile(us, SAMPLES, 500) / 1000);
    sample_write(out, "audit.proof_p99_ms", "ms", (double)sample_quantile(us, SAMPLES, 990) / 1000);
    return JU_OK;
}

static ju_rc read_stride(prover *p, const char *conninfo, ju_err *err)
{
    PGconn *conn = PQconnectdb(conninfo);
    PGresult *rows = PQexec(conn, "SELECT size FROM tree_head");
    p->stride = PQntuples(rows) == 1 ? ju_col_i64(rows, 0, 0) / SAMPLES : 0;
    PQclear(rows);
    PQfinish(conn);
    return p->stride > 0 ? JU_OK : ju_fail(err, JU_FATAL, "tree", "fill the tree first");
}

ju_rc prove_measure(const char *run_dir, FILE *out, int64_t runs, ju_err *err)
{
    char conninfo[INSTANCE_TEXT_SIZE];
    const ju_sql *const *const tables[] = {audit_sql, NULL};
    prover p = {0};
    JU_TRY(instance_read(run_dir, "secrets/dsn-audit-migrator", conninfo, err));
    ju_arena_init(&p.arena, ARENA_BYTES);
    ju_rc rc = read_stride(&p, conninfo, err);
    rc = rc == JU_OK ? ju_hasher_new(&p.hasher, err) : rc;
    rc = rc == JU_OK ? ju_db_open(conninfo, "bench-audit", tables, &p.db, err) : rc;
    for (int64_t run = 0; rc == JU_OK && run < runs; run++) {
        rc = measure(&p, out, err);
    }
    ju_db_close(p.db);
    ju_hasher_free(p.hasher);
    ju_arena_done(&p.arena);
    return rc;
}
