#ifndef DELIVERY_STORE_FILE_H
#define DELIVERY_STORE_FILE_H

#include "common/db/kept.h"
#include "common/event/batch.h"

/* The SQL of 送付先情報ファイル as time and deaths change it. */

/* A record of the file. */
typedef struct file_record {
    const char *event_id;
    const char *change_id;
    const char *subject;
    /* of one that is sent */
    const char *register_ref;
    const char *type;
    ProtobufCBinaryData payload;
    const char *fault;   /* why the payload cannot be opened, a code of ju_col_kept_bytes; NULL: it can */
    int64_t sequence;    /* once more; 0: for the first time */
    const char *persons; /* their references, separated by blanks, where they were asked for */
    bool unreadable; /* the trail knows already that it cannot be opened, as of when that was last tried */
} file_record;

typedef struct file_records {
    const file_record *item;
    size_t count;
} file_records;

/* Questions of an idle batch. Due: to be erased today. Waiting: received until this day, passed by the gate
 * and not handed over, the first of each person. Unconfirmed: handed over before that day (today), not
 * confirmed, not sent again on it and not on its way. Near: how many were handed over until this day and are
 * not confirmed; and how many the gate holds. */
ju_rc file_ask_due(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc file_ask_waiting(ju_ctx *ctx, const char *received_until, ju_err *err) JU_MUST_CHECK;
ju_rc file_ask_unconfirmed(ju_ctx *ctx, const char *before, ju_err *err) JU_MUST_CHECK;
ju_rc file_ask_near(ju_ctx *ctx, const char *handed_until, ju_err *err) JU_MUST_CHECK;

/* What of a person waits, with all its persons. */
ju_rc file_ask_person(ju_ctx *ctx, const char *register_ref, ju_err *err) JU_MUST_CHECK;

/* Where the bytes of a record are kept, sealed for delivery itself (common/db/kept.h). */
const ju_keeper *file_keeper(const ju_ctx *ctx);
ju_kept file_held_at(const char *event_id);

/* The records of an answer; one whose bytes cannot be opened (fault) stands among the others. Errors as
 * ju_col_kept_bytes but for what it rejects. And the counts of file_ask_near. */
ju_rc file_got(ju_ctx *ctx, int answer, file_records *ret, ju_err *err) JU_MUST_CHECK;
typedef struct file_counts {
    int64_t near;
    int64_t held;
    int64_t unreadable;
} file_counts;
file_counts file_got_counts(const ju_ctx *ctx, int answer);

/* The first argument of what is done to records: their event ids. */
ju_rc file_arg_ids(ju_ctx *ctx, const file_records *records, ju_args *args, ju_err *err) JU_MUST_CHECK;

/* Each does nothing for no records. Erases; taken_out: before the hand-over. */
ju_rc file_put_erased(ju_ctx *ctx, const file_records *records, bool taken_out, ju_err *err) JU_MUST_CHECK;
/* Behind the events of records of different persons: they are handed over today. */
ju_rc file_put_handed_over(ju_ctx *ctx, const file_records *records, ju_err *err) JU_MUST_CHECK;
/* It stays as it is, holds its batch, and is tried again on another day. */
ju_rc file_put_unreadable(ju_ctx *ctx, const char *event_id, ju_err *err) JU_MUST_CHECK;
ju_rc file_put_again(ju_ctx *ctx, const file_records *records, ju_err *err) JU_MUST_CHECK;

/* Outside of any transaction: what was erased leaves the files of the tables and, where the role has the
 * right, the write-ahead log; else that is left to the server's own checkpoints. */
ju_rc file_sweep(ju_db *db, bool *ret_log_too, ju_err *err) JU_MUST_CHECK;

#endif
