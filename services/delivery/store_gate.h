#ifndef DELIVERY_STORE_GATE_H
#define DELIVERY_STORE_GATE_H

#include "services/delivery/store_file.h"

/* The SQL of records that wait for their hand-over. */

/* In idle: of what was received until this day, what the register has not been asked about today. */
ju_rc gate_ask_unasked(ju_ctx *ctx, const char *received_until, ju_err *err) JU_MUST_CHECK;
/* The record that waits for the answer to this question; the waiting record of this id; those that hold the
 * batch of this day. file_got reads them, with their persons. */
ju_rc gate_ask_of_check(ju_ctx *ctx, const char *check_id, ju_err *err) JU_MUST_CHECK;
ju_rc gate_ask_record(ju_ctx *ctx, const char *event_id, ju_err *err) JU_MUST_CHECK;
ju_rc gate_ask_batch(ju_ctx *ctx, const char *received_on, ju_err *err) JU_MUST_CHECK;

/* Whether the record of gate_ask_of_check may go at once. */
bool gate_got_free(const ju_ctx *ctx, int answer);

/* Rows for operators; see held_list.sql. */
ju_rc gate_ask_list(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
typedef struct gate_listed {
    const char *event_id;
    const char *change_id;
    const char *received_on;
    bool checked;
    const char *differs; /* "": nothing */
    bool apart;
    int64_t persons;
} gate_listed;
/* False when the arena is full. */
bool gate_got_listed(const ju_ctx *ctx, int row, gate_listed *ret);

/* Each does nothing for no records. check_id: of the question about each. */
ju_rc gate_put_asked(ju_ctx *ctx, const file_records *records, const char *const *check_id,
                     ju_err *err) JU_MUST_CHECK;
/* differs: "" when the register has it all as the record says. */
ju_rc gate_put_checked(ju_ctx *ctx, const char *event_id, const char *differs, ju_err *err) JU_MUST_CHECK;
/* Before these records leave their batches: the others are asked about anew. */
ju_rc gate_put_recheck(ju_ctx *ctx, const file_records *records, ju_err *err) JU_MUST_CHECK;
ju_rc gate_put_apart(ju_ctx *ctx, const file_records *records, ju_err *err) JU_MUST_CHECK;

#endif
