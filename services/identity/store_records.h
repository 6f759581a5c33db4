#ifndef IDENTITY_STORE_RECORDS_H
#define IDENTITY_STORE_RECORDS_H

#include "common/event/batch.h"
#include "services/identity/flag.h"
#include "services/identity/store_record.h"

#include "juki/identity/v1/identity.pb-c.h"

/* The SQL of what operators do with the records, as store.h. */

ju_rc records_ask_flags(ju_ctx *ctx, const char *register_ref, ju_err *err) JU_MUST_CHECK;
/* Answer 0; code_index is for records_put_flags. JU_FATAL when the arena is full. */
ju_rc records_got_flags(const ju_ctx *ctx, record_flags *ret, const unsigned char **ret_code_index,
                        ju_err *err) JU_MUST_CHECK;
/* The flags as the act left them, and the act itself. */
ju_rc records_put_flags(ju_ctx *ctx, const Juki__Identity__V1__SetRecordFlag *act, const record_flags *flags,
                        const unsigned char *code_index, ju_err *err) JU_MUST_CHECK;

/* ---- notices to the prefecture ---- */

typedef struct notice_row {
    const char *event_id;
    const char *change_id;
    const char *register_ref;
    const char *subject;   /* as in the audit trail */
    int64_t update_number; /* of the record that it tells of */
    const char *reason;
    const char *resent_of; /* NULL: none */
    ProtobufCBinaryData payload;
} notice_row;
/* In apply, after the event was emitted. */
ju_rc records_put_notice(ju_ctx *ctx, const notice_row *notice, ju_err *err) JU_MUST_CHECK;

/* Those of a change or, of "", those whose receipt is overdue. */
ju_rc records_ask_notices(ju_ctx *ctx, const char *change_id, ju_err *err) JU_MUST_CHECK;
/* Answer 0: fills reply->notice. JU_FATAL when the arena is full. */
ju_rc records_got_notices(const ju_ctx *ctx, Juki__Identity__V1__NoticesReply *reply,
                          ju_err *err) JU_MUST_CHECK;

/* Two answers: notices to be sent again, at most limit, and how many are overdue. */
ju_rc records_ask_due(ju_ctx *ctx, int64_t after_s, int64_t limit, ju_err *err) JU_MUST_CHECK;
typedef struct notice_due {
    const char *event_id;
    const char *change_id;
    const char *register_ref;
    const char *subject;
    int64_t sequence;
    ProtobufCBinaryData payload;
    const char *fault; /* why the payload cannot be opened, a code of ju_col_kept_bytes; NULL: it can */
} notice_due;
/* One that cannot be opened stands among the others. Errors as ju_col_kept_bytes but for what it rejects. */
ju_rc records_got_due(const ju_ctx *ctx, notice_due **ret, size_t *ret_count, ju_err *err) JU_MUST_CHECK;
/* In apply: it stays overdue and is tried again a day later. */
ju_rc records_put_off(ju_ctx *ctx, const char *event_id, ju_err *err) JU_MUST_CHECK;
int64_t records_got_overdue(const ju_ctx *ctx);

/* What the relay runs for events that leave after they have waited (ju_app.left). */
const ju_sql *records_left(void);

/* A notice and the record that it tells of. */
typedef struct notice_past {
    bool found;
    notice_row row;
    bool latest; /* no other of the person came after it */
    identity_row of;
    const char *exclusive_operator; /* who has the record in hand; "": nobody */
} notice_past;
ju_rc records_ask_past(ju_ctx *ctx, const char *event_id, ju_err *err) JU_MUST_CHECK;
/* Answer 0. Errors as ju_col_kept_bytes and identity_col_row. */
ju_rc records_got_past(const ju_ctx *ctx, const char *event_id, notice_past *ret, ju_err *err) JU_MUST_CHECK;

#endif
