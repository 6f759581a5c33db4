#ifndef VERIFY_ARCHIVE_H
#define VERIFY_ARCHIVE_H

#include "common/merkle/tile.h"
#include "deploy/verify/check.h"

/*
 * An archive: the whole log up to a checkpoint, as a folder in the layout of C2SP tlog-tiles (checkpoint,
 * tile/<level>/<index>, tile/entries/<index>), so that any tool for such logs reads it, too.
 */

/* "tile/entries/x001/067", as ju_tile_path. */
enum { ARCHIVE_PATH_SIZE = JU_TILE_PATH_SIZE + 8, ARCHIVE_ENTRY_MAX = 65535 };
void archive_entries_path(int64_t index, int width, char ret[ARCHIVE_PATH_SIZE]);

/* ---- writing ------------------------------------------------------------------------------------------ */

typedef struct archive_writer archive_writer;

/* Makes a new folder. JU_REJECT "output_failed", as the others; "output_exists". */
ju_rc archive_open(const char *path, ju_hasher *hasher, archive_writer **ret, ju_err *err) JU_MUST_CHECK;
/* Likewise for a segment (segment.h): entries from behind start on. What does not fill a tile is left out. */
ju_rc archive_open_segment(const char *path, ju_hasher *hasher, int64_t start, archive_writer **ret,
                           ju_err *err) JU_MUST_CHECK;
/* The next entry, at most ARCHIVE_ENTRY_MAX bytes, and its hash as the log's tile has it: when these do not
 * fit each other, whoever verifies the archive can name the entry. */
ju_rc archive_entry(archive_writer *w, const void *record, size_t size, const ju_hash *leaf,
                    ju_err *err) JU_MUST_CHECK;
/* The checkpoint of just these entries, or what describes the segment; without it an archive is none. Durable
 * when it returns. */
ju_rc archive_end(archive_writer *w, const char *text, ju_err *err) JU_MUST_CHECK;
void archive_close(archive_writer *w); /* may be NULL */

/* Takes away a folder that was begun, with all in it; best effort. */
void archive_remove(const char *path);
/* Makes durable what was written below a folder. */
ju_rc archive_sync(const char *path, ju_err *err) JU_MUST_CHECK;
/* Gives a folder its name, durably. */
ju_rc archive_place(const char *from, const char *to, ju_err *err) JU_MUST_CHECK;

/* ---- checking ----------------------------------------------------------------------------------------- */

ju_rc archive_check(verifier *v, const char *path, ju_err *err) JU_MUST_CHECK;

#endif
