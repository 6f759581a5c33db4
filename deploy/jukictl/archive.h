#ifndef JUKICTL_ARCHIVE_H
#define JUKICTL_ARCHIVE_H

#include "common/merkle/segment.h"
#include "deploy/jukictl/evidence.h"
#include "juki/audit/v1/retention.pb-c.h"

/* ---- segments.c: what the commands about closed segments share ---------------------------------------- */

/* A segment as the trail knows it; number 0: none. */
typedef struct known_segment {
    int64_t number;
    int64_t last;
    ju_hash digest;
    const char *days; /* that its last expiry lets go out of the archive; NULL: none that was approved */
} known_segment;

/* The last one, or the one that an expiry is about (expiry_id not NULL); number 0: there is none. */
ju_rc segments_find(evidence *ev, const char *expiry_id, known_segment *ret, ju_err *err) JU_MUST_CHECK;

/* Checks the segment in the folder, as anybody would, and tells its text. JU_REJECT "segment_wrong": it was
 * reported. */
ju_rc segments_verify(evidence *ev, const char *path, const char **ret_text, ju_segment *ret,
                      ju_err *err) JU_MUST_CHECK;

/* "<folder>/<number>" in the arena. */
const char *segments_path(ju_arena *arena, const char *folder, int64_t number);

/* A page of the log. */
ju_rc archive_ask_page(evidence *ev, int64_t from_index, const Juki__Audit__V1__AuditReply **ret,
                       ju_err *err) JU_MUST_CHECK;

/* Writes the log up to the end of the day into new segments of the folder, closes them, and tells them in
 * list. */
ju_rc segments_write(evidence *ev, const char *folder, const char *until, json_t *list,
                     ju_err *err) JU_MUST_CHECK;

#endif
