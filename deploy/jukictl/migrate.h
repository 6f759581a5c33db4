#ifndef JUKICTL_MIGRATE_H
#define JUKICTL_MIGRATE_H

#include "common/base/uuid7.h"
#include "common/seal/seal.h"
#include "deploy/jukictl/bus.h"
#include "deploy/jukictl/source.h"
#include "juki/resident/v1/migrate.pb-c.h"

/* ---- wire.c: messages of one load, a few of them on their way at once -------------------------------------
 */

typedef Juki__Resident__V1__LoadReply ctl_load_reply;

enum { CTL_WIRE_WINDOW = 4 };

typedef struct ctl_wire {
    const ctl *c;
    ctl_bus *bus;
    const char *load_id;
    /* each reply in the order of the messages; its memory is the bus's until the next one */
    ju_rc (*answered)(void *opaque, const ctl_load_reply *reply, ju_err *err);
    void *opaque;
    char waiting[CTL_WIRE_WINDOW][JU_UUID_SIZE];
    size_t first;
    size_t count;
} ctl_wire;

ju_rc ctl_wire_open(const ctl *c, const char *load_id, ctl_wire *ret, ju_err *err) JU_MUST_CHECK;
void ctl_wire_close(ctl_wire *wire);

/* Gives the message its request id, in *slot, and sends it; waits for the oldest reply when the window is
 * full. */
ju_rc ctl_wire_send(ctl_wire *wire, const ProtobufCMessage *message, char **slot, ju_err *err) JU_MUST_CHECK;
/* Waits for all replies. */
ju_rc ctl_wire_drain(ctl_wire *wire, ju_err *err) JU_MUST_CHECK;
/* One message and its reply, with an empty window. */
ju_rc ctl_wire_ask(ctl_wire *wire, const ProtobufCMessage *message, char **slot, const ctl_load_reply **ret,
                   ju_err *err) JU_MUST_CHECK;

/* ---- feed.c: the rows of a source, ready to be sent -------------------------------------------------------
 */

/* Told of each line that cannot be read. */
typedef void ctl_bad_line(void *opaque, int64_t line, const char *code, const char *item);

typedef struct ctl_feed {
    ctl_source *source;
    ju_keyring *ring; /* NULL: rows are read only */
    ctl_bad_line *bad_line;
    void *opaque;
    ctl_row next; /* not yet taken; line 0 at the end */
    /* of the row before: seals of equal numbers of a person are used again */
    char addressee[16];
    const char *number[2];
    Juki__Common__V1__Sealed *sealed[2];
    int64_t rows;
    int64_t persons;
    int64_t bad;
} ctl_feed;

/* Reads the next row into arena, passing over bad lines. */
ju_rc ctl_feed_advance(ctl_feed *feed, ju_arena *arena, ju_err *err) JU_MUST_CHECK;
/* Copies the row not yet taken into another arena, before its own is reset. */
ju_rc ctl_feed_move(ctl_feed *feed, ju_arena *to, ju_err *err) JU_MUST_CHECK;

/* ---- progress.c -------------------------------------------------------------------------------------------
 */

/* A bar on a terminal's standard error, one line per tenth elsewhere. */
typedef struct ctl_progress {
    const char *what;
    int64_t total;
    int64_t begun_ms;
    int shown; /* tenths of a percent */
} ctl_progress;

ctl_progress ctl_progress_start(const char *what, int64_t total);
void ctl_progress_show(ctl_progress *progress, int64_t done);
void ctl_progress_end(ctl_progress *progress);

#endif
