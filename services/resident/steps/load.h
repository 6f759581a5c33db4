#ifndef RESIDENT_STEPS_LOAD_H
#define RESIDENT_STEPS_LOAD_H

#include "services/resident/load.h"
#include "services/resident/load/store.h"
#include "services/resident/steps/state.h"

/* What the steps of resident.migrate share. */

/* Who asks what about which load: the head of each of its messages. */
typedef struct load_head {
    const char *request_id;
    const char *load_id;
    const Juki__Common__V1__Operator *operator_;
} load_head;

#define LOAD_HEAD(message)                                                                                   \
    &(load_head)                                                                                             \
    {                                                                                                        \
        (message)->request_id, (message)->load_id, (message)->operator_                                      \
    }

/* What is answered; the load as it will stand when this message is done. */
typedef struct load_answer {
    const stored_load *load;
    refusal why;
    const char *action; /* of the audit trail */
    const char *detail;
    int64_t unexplained;
    int64_t unconfirmed;
    Juki__Resident__V1__RowRefusal **row_refusal;
    size_t row_refusal_count;
    Juki__Resident__V1__LoadDifference **difference;
    size_t difference_count;
} load_answer;

/* The key is the load id, and both ids are UUIDs: anything else could carry what must not be a key. */
ju_rc load_check_head(const ju_ctx *ctx, const load_head *head, ju_err *err) JU_MUST_CHECK;

bool load_operator_named(const load_head *head, refusal *ret);

/* Audits and answers. */
ju_rc load_answer_all(ju_ctx *ctx, const load_head *head, const load_answer *answer,
                      ju_err *err) JU_MUST_CHECK;

/* SHA-256 over what was compared, in hexadecimal; NULL before that, or when the arena is full. */
const char *load_report_digest(ju_ctx *ctx, const stored_load *load);

/* The numbers of rows that came over the bus, opened; *broken has an element per row. */
ju_rc load_open_rows(ju_ctx *ctx, Juki__Resident__V1__PersonRecord *const *row, size_t count,
                     entry_numbers **ret, refusal **ret_broken, ju_err *err) JU_MUST_CHECK;
void load_wipe(entry_numbers *numbers, size_t count);

/* Every message passes here before its step: while a load keeps the register closed, commands of counters are
 * answered with register_closed. */
extern const ju_batch_hooks load_hooks;

#endif
