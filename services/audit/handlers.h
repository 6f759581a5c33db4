#ifndef AUDIT_HANDLERS_H
#define AUDIT_HANDLERS_H

#include "common/merkle/hash.h"
#include "common/seal/seal.h"
#include "common/staff/door.h"
#include "services/audit/query.h"
#include "services/audit/report.h"
#include "services/audit/steps/stamp.h"
#include "services/audit/steps/tiles.h"

extern const ju_handler audit_handlers[];
extern const size_t audit_handler_count;
extern const ju_batch_hooks audit_hooks;

typedef struct audit_settings {
    char *refusal_log;  /* where Kafka writes whom it refused; NULL: nowhere */
    char *session_logs; /* folders in which PostgreSQL writes who connected; likewise */
    int64_t checkpoint_ms;
    ju_staff_settings staff; /* whose word about operators is taken */
    char *affairs;           /* for which the trail may be asked, separated by spaces */
    char *checkpoint_file;   /* in which the last checkpoint is remembered */
    char *witnesses;         /* policy that names who cosigns; NULL: nobody */
    tiles_settings tiles;
    stamp_settings stamp;
    report_settings report;
} audit_settings;

/* What the batches share through ctx->app. */
ju_rc audit_state_open(const ju_settings *common, const audit_settings *settings, void **ret,
                       ju_err *err) JU_MUST_CHECK;
/* ju_app.aside and ju_app.trouble. */
ju_rc audit_state_aside(void *state, ju_db *db, ju_err *err) JU_MUST_CHECK;
const char *audit_state_trouble(void *state);
/* The keyring that hashes subjects. */
ju_keyring *audit_subjects(const ju_ctx *ctx);
void audit_state_metrics(void *state, ju_registry *registry);
void audit_state_close(void *state);
const audit_settings *audit_state_settings(const void *state);
ju_staff_door *audit_state_door(const void *state); /* of audit.command */

/* audit.command, for commands.c. */
ju_rc audit_journey_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc audit_journey_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc audit_chain_ask(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc audit_chain_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc audit_proof_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;
ju_rc audit_growth_apply(ju_ctx *ctx, const void *body, ju_err *err) JU_MUST_CHECK;

/* ---- for the steps --------------------------------------------------------------------------------------
 */

/* Answers with the entries that were asked for and notes who asked; ctx->work is the refusal found while
 * asking, or NULL. */
typedef struct audit_wanted {
    const char *request_id;
    const char *checkpoint; /* the last one, or "" */
    int64_t expired;        /* the last segment of which content has left the log */
} audit_wanted;
ju_rc audit_answer(ju_ctx *ctx, const audit_wanted *wanted, ju_act *act, ju_err *err) JU_MUST_CHECK;
/* The same act about each person but the first, who stands in it: nobody is looked at unseen. */
ju_rc audit_note_others(ju_ctx *ctx, ju_act act, char *const *subject, size_t count, ju_err *err);

/* In arena memory; NULL when there is none left. */
Juki__Common__V1__Refusal *audit_refusal_message(ju_ctx *ctx, const audit_refusal *refused);

int64_t audit_last_index(const ju_ctx *ctx); /* of the log before this batch */
ju_hasher *audit_hasher(const ju_ctx *ctx);

#endif
