#include "services/audit/steps/tiles.h"

#include "common/base/parse.h"
#include "common/http/http.h"
#include "common/log/log.h"
#include "services/audit/store_stamp.h"
#include "services/audit/store_tree.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 4 * 1024 * 1024, STAMPS_MAX = 1000, DIGITS_SIZE = 20 };

static const char FOR_EVER[] = "public, max-age=31536000, immutable";
static const char NOWHERE[] = "private, no-store";
static const char NOT_LONG[] = "no-cache";

/* Used by the server's thread alone, with a connection of its own. */
struct tiles_door {
    const char *conninfo;
    bool entries;
    ju_db *db;
    ju_http *http;
};

static ju_rc answer_checkpoint(tiles_door *door, ju_arena *arena, ju_http_exchange *exchange, ju_err *err)
{
    const char *note = NULL;
    JU_TRY(checkpoint_read(door->db, arena, &note, err));
    if (*note != '\0') {
        (void)fputs(note, exchange->answer);
        exchange->status = 200;
        exchange->content_type = "text/plain; charset=utf-8";
    }
    return JU_OK;
}

/* What stays as it is. */
static void answer_bytes(ju_http_exchange *exchange, const char *type, const void *bytes, size_t size)
{
    (void)fwrite(bytes, 1, size, exchange->answer);
    exchange->status = 200;
    exchange->content_type = type;
    exchange->cache_control = FOR_EVER;
}

/* Content that is over its time is gone from here: 410, and where it stands. */
static ju_rc answer_entries(tiles_door *door, ju_arena *arena, int64_t index, int width,
                            ju_http_exchange *exchange, ju_err *err)
{
    audit_entries entries;
    JU_TRY(entries_read(door->db, arena, index, width, &entries, err));
    if (entries.expired > 0) {
        (void)fprintf(exchange->answer, "expired: see segment %lld of the archive\n",
                      (long long)entries.expired);
        exchange->status = 410;
        exchange->content_type = "text/plain; charset=utf-8";
    } else if (entries.size > 0) {
        answer_bytes(exchange, "application/octet-stream", entries.bytes, entries.size);
        exchange->cache_control = NOWHERE;
    }
    return JU_OK;
}

static ju_rc answer_tile(tiles_door *door, ju_arena *arena, ju_http_exchange *exchange, ju_err *err)
{
    int level = 0;
    int64_t index = 0;
    int width = 0;
    const unsigned char *bytes = NULL;
    size_t size = 0;
    if (!ju_tile_path_read(exchange->path + 1, &level, &index, &width)) {
        return JU_OK;
    }
    if (level == JU_TILE_ENTRIES) {
        return door->entries ? answer_entries(door, arena, index, width, exchange, err) : JU_OK;
    }
    JU_TRY(tile_read(door->db, arena, level, index, &bytes, &size, err));
    size_t wanted = (size_t)width * JU_HASH_BYTES;
    if (size >= wanted) { /* it may have grown since */
        answer_bytes(exchange, "application/octet-stream", bytes, wanted);
    }
    return JU_OK;
}

static ju_rc answer_stamps(tiles_door *door, ju_arena *arena, ju_http_exchange *exchange, ju_err *err)
{
    audit_stamp *stamp = NULL;
    int count = 0;
    JU_TRY(stamp_list(door->db, arena, STAMPS_MAX, &stamp, &count, err));
    for (int i = 0; i < count; i++) {
        (void)fprintf(exchange->answer, "%lld %lld\n", (long long)stamp[i].size, (long long)stamp[i].seconds);
    }
    exchange->status = 200;
    return JU_OK;
}

/* rest: behind "/timestamp/". */
static ju_rc answer_stamp(tiles_door *door, ju_arena *arena, const char *rest, ju_http_exchange *exchange,
                          ju_err *err)
{
    char digits[DIGITS_SIZE];
    int64_t size = 0;
    audit_stamp stamp;
    size_t length = strcspn(rest, "/");
    bool note = strcmp(rest + length, "/checkpoint") == 0;
    (void)snprintf(digits, sizeof digits, "%.*s", (int)length, rest);
    if (!ju_parse_int64(digits, 1, INT64_MAX, &size) || (rest[length] != '\0' && !note)) {
        return JU_OK;
    }
    JU_TRY(stamp_get(door->db, arena, size, &stamp, err));
    if (stamp.answer_size > 0 && note) {
        answer_bytes(exchange, "text/plain; charset=utf-8", stamp.note, strlen(stamp.note));
    } else if (stamp.answer_size > 0) {
        answer_bytes(exchange, "application/timestamp-reply", stamp.answer, stamp.answer_size);
    }
    return JU_OK;
}

static ju_rc route(tiles_door *door, ju_arena *arena, ju_http_exchange *exchange, ju_err *err)
{
    static const char stamps[] = "/timestamp";
    size_t length = sizeof stamps - 1;
    if (strcmp(exchange->path, "/checkpoint") == 0) {
        return answer_checkpoint(door, arena, exchange, err);
    }
    if (strcmp(exchange->path, stamps) == 0) {
        return answer_stamps(door, arena, exchange, err);
    }
    if (strncmp(exchange->path, stamps, length) == 0 && exchange->path[length] == '/') {
        return answer_stamp(door, arena, exchange->path + length + 1, exchange, err);
    }
    return answer_tile(door, arena, exchange, err);
}

static ju_rc try_answer(tiles_door *door, ju_arena *arena, ju_http_exchange *exchange, ju_err *err)
{
    if (!ju_db_alive(door->db)) {
        ju_db_close(door->db);
        door->db = NULL;
        JU_TRY(audit_store_open(door->conninfo, &door->db, err));
    }
    return route(door, arena, exchange, err);
}

static void answer(void *opaque, ju_http_exchange *exchange)
{
    ju_arena arena;
    ju_err err = {0};
    ju_arena_init(&arena, ARENA_BYTES);
    exchange->status = 404;
    exchange->cache_control = NOT_LONG;
    if (try_answer(opaque, &arena, exchange, &err) != JU_OK) {
        ju_log_warn("a tile could not be served", ju_f_err(&err));
        exchange->status = 503;
    }
    ju_arena_done(&arena);
}

static ju_rc start(tiles_door *door, const ju_settings *common, const tiles_settings *own, ju_err *err)
{
    char address[JU_HTTP_ADDRESS_SIZE];
    /* hashes may go in clear where health does; records leave the machine by TLS alone */
    ju_http_config config = {.address = address,
                             .beyond_loopback = common->http_beyond_loopback && !own->entries,
                             .certificate = own->certificate,
                             .key = own->key,
                             .responder = answer,
                             .responder_opaque = door};
    door->conninfo = common->db_conninfo;
    door->entries = own->entries;
    JU_TRY(ju_http_read_address(own->address, address, &config.port, err));
    return ju_http_start(&config, &door->http, err);
}

ju_rc tiles_open(const ju_settings *common, const tiles_settings *own, tiles_door **ret, ju_err *err)
{
    *ret = NULL;
    if (own->address == NULL) {
        return JU_OK;
    }
    tiles_door *door = calloc(1, sizeof *door);
    if (door == NULL) {
        return ju_no_memory(err);
    }
    *ret = door;
    return start(door, common, own, err);
}

void tiles_close(tiles_door *door)
{
    if (door != NULL) {
        ju_http_stop(door->http);
        ju_db_close(door->db);
        free(door);
    }
}
