#include "tests/integration/tamper/tamper.h"

#include "common/merkle/tile.h"

#include <stdio.h>

enum { HASH_BITS = 8 * JU_HASH_BYTES };

static uint64_t drawn;

void change_seed(uint64_t seed)
{
    drawn = seed;
}

static int64_t draw(int64_t below)
{
    drawn = drawn * 6364136223846793005U + 1442695040888963407U;
    return (int64_t)(drawn >> 33) % below;
}

/* Of the record of an entry. */
static void change_record(const scene *s, change *c)
{
    static const struct {
        const char *way;
        const char *value; /* with the number b that is drawn */
    } ways[] = {
        {"a bit of a record",
         "set_bit(record, b % (8 * length(record)), 1 - get_bit(record, b % (8 * length(record))))"},
        {"a record cut off", "substr(record, 1, (b % length(record))::int)"},
        {"bytes added to a record", "record || substr(sha256(int8send(b)), 1, 1 + (b % 32)::int)"},
    };
    size_t which = (size_t)draw(3);
    c->way = ways[which].way;
    c->entry = 1 + draw(s->size);
    (void)snprintf(
        c->statement, TAMPER_SQL_BYTES,
        "UPDATE audit_log SET record = %s FROM (SELECT %lld::bigint AS b) AS drawn WHERE index = %lld",
        ways[which].value, (long long)draw(1 << 20), (long long)c->entry);
}

/* Of rows: one taken out, two exchanged, one put in. */
static void change_rows(const scene *s, change *c)
{
    long long one = 1 + draw(s->size - 1);
    long long other = one + 1 + draw(s->size - one);
    c->entry = one;
    switch (draw(3)) {
    case 0:
        c->way = "a row taken out";
        (void)snprintf(c->statement, TAMPER_SQL_BYTES, "DELETE FROM audit_log WHERE index = %lld", one);
        break;
    case 1:
        c->way = "two rows exchanged";
        (void)snprintf(
            c->statement, TAMPER_SQL_BYTES,
            "UPDATE audit_log l SET record = o.record FROM audit_log o WHERE (l.index, o.index) IN "
            "((%lld, %lld), (%lld, %lld))",
            one, other, other, one);
        break;
    default:
        c->way = "a row put in";
        (void)snprintf(c->statement, TAMPER_SQL_BYTES,
                       "UPDATE audit_log SET index = index + 1000000 WHERE index >= %lld; "
                       "UPDATE audit_log SET index = index - 999999 WHERE index > 1000000; "
                       "INSERT INTO audit_log (index, record, record_id, recorded_at, service, action) "
                       "SELECT %lld, record || '\\x00', gen_random_uuid(), recorded_at, service, action "
                       "FROM audit_log WHERE index = %lld",
                       one, one, other);
        break;
    }
}

static void flip_hash(change *c, int level, int64_t index, int64_t bit)
{
    (void)snprintf(c->statement, TAMPER_SQL_BYTES,
                   "UPDATE tile SET hashes = set_bit(hashes, b, 1 - get_bit(hashes, b)) "
                   "FROM (SELECT %lld::bigint AS b) AS drawn WHERE level = %d AND index = %lld",
                   (long long)bit, level, (long long)index);
}

/* Of the tree: a bit of any level, a tile that ends before an entry or is gone. */
static void change_tiles(const scene *s, change *c)
{
    int64_t at = draw(s->size);
    int64_t tile = at / JU_TILE_WIDTH;
    int64_t within = at % JU_TILE_WIDTH;
    c->entry = at + 1;
    switch (draw(3)) {
    case 0:
        c->way = "a bit of a leaf's hash";
        flip_hash(c, 0, tile, within * HASH_BITS + draw(HASH_BITS));
        break;
    case 1:
        c->way = "a bit above the leaves";
        c->entry = 0;
        c->in_bundle = true;
        flip_hash(c, 1, 0, draw(s->size / JU_TILE_WIDTH * HASH_BITS));
        break;
    default:
        c->way = "a tile cut off";
        (void)snprintf(c->statement, TAMPER_SQL_BYTES,
                       "DELETE FROM tile WHERE level = 0 AND index = %lld AND %lld = 0; "
                       "UPDATE tile SET hashes = substr(hashes, 1, 32 * %lld) "
                       "WHERE level = 0 AND index = %lld AND %lld > 0",
                       (long long)tile, (long long)within, (long long)within, (long long)tile,
                       (long long)within);
        break;
    }
}

/* One letter of a checkpoint is another one. */
static void change_letter(change *c, int64_t size)
{
    (void)snprintf(
        c->statement, TAMPER_SQL_BYTES,
        "UPDATE checkpoint SET note = overlay(note PLACING CASE WHEN substr(note, p, 1) = 'x' THEN 'y' "
        "ELSE 'x' END FROM p) FROM (SELECT (1 + %lld %% length(note))::int AS p FROM checkpoint "
        "WHERE size = %lld) AS drawn WHERE size = %lld",
        (long long)draw(1 << 20), (long long)size, (long long)size);
}

/* Of what was signed, and all of it back to what it was once. */
static void change_checkpoints(const scene *s, change *c)
{
    long long earlier = s->earlier;
    switch (draw(4)) {
    case 0:
        c->way = "a letter of the checkpoint";
        change_letter(c, s->size);
        break;
    case 1:
        c->way = "a letter of an earlier checkpoint";
        c->in_bundle = true;
        change_letter(c, s->earlier);
        break;
    case 2:
        c->way = "the checkpoint taken out";
        (void)snprintf(c->statement, TAMPER_SQL_BYTES, "DELETE FROM checkpoint WHERE size = %lld",
                       (long long)s->size);
        break;
    default:
        c->way = "the log cut back";
        (void)snprintf(c->statement, TAMPER_SQL_BYTES,
                       "DELETE FROM audit_log WHERE index > %lld; DELETE FROM checkpoint WHERE size > %lld; "
                       "DELETE FROM tile WHERE level = 0 AND index * 256 >= %lld; "
                       "UPDATE tile SET hashes = substr(hashes, 1, (32 * (%lld - index * 256))::int) "
                       "WHERE level = 0 AND index = %lld / 256",
                       earlier, earlier, earlier, earlier, earlier);
        break;
    }
}

void change_draw(const scene *s, change *ret)
{
    static void (*const kinds[])(const scene *, change *) = {change_record, change_rows, change_tiles,
                                                             change_checkpoints};
    *ret = (change){0};
    kinds[draw(4)](s, ret);
}
