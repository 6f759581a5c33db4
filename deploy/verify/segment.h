#ifndef VERIFY_SEGMENT_H
#define VERIFY_SEGMENT_H

#include "common/merkle/segment.h"
#include "deploy/verify/check.h"

/*
 * Closed segments of an archived log: folders named by their number ("000001"), each with the file segment,
 * which says what it is (common/merkle/segment.h), and tile/0/<index> and tile/entries/<index> as an archive
 * has them. Each names the digest of the one before, and can be checked without it.
 * Records that were over their time may have been taken out: their length is 0 then, their hashes stay, and
 * the file taken says on whose word, a line for each time (the number of the expiry, which stands in the log
 * as an act, and the last day of each class of acts).
 */
#define SEGMENT_TAKEN "taken"

enum { SEGMENT_NAME_SIZE = 16 };
void segment_name(int64_t number, char ret[SEGMENT_NAME_SIZE]);

/* The text of <path>/segment in the arena, and what it says; as ju_segment_read. JU_FATAL "file". */
ju_rc segment_read(const char *path, ju_arena *arena, const char **ret_text, ju_segment *ret,
                   ju_err *err) JU_MUST_CHECK;

/* The number of the last segment in a folder of them; 0: there is none. */
int64_t segment_last_in(const char *path);

/* Whether it is a segment, or a folder of them. */
bool segments_are_in(const char *path);

/* Checks one, or those of a folder in their order. */
ju_rc segments_check(verifier *v, const char *path, ju_err *err) JU_MUST_CHECK;

/* ---- taking out --------------------------------------------------------------------------------------- */

/* Whether a record is over its time. */
typedef bool segment_over_fn(void *opaque, const unsigned char *record, size_t size);

/* Takes records out of a segment that was checked; word is the line that says why. What was cut off is done
 * by another call. Durable when it returns; *ret_taken: how many now. JU_REJECT "output_failed",
 * "entries_malformed". */
ju_rc segment_take_out(const char *path, const ju_segment *s, const char *word, segment_over_fn *over,
                       void *opaque, int64_t *ret_taken, ju_err *err) JU_MUST_CHECK;

#endif
