#ifndef RESIDENT_STORE_RESTRAINT_H
#define RESIDENT_STORE_RESTRAINT_H

#include "services/resident/restraint.h"

#include "common/db/kept.h"
#include "common/event/batch.h"

/* The SQL of restraints, as store.h. */

/* ---- requests ---- */

typedef struct stored_request {
    bool found;
    int status; /* Juki__Resident__V1__ChangeStatus */
    ProtobufCBinaryData entry;
    const char *entered_by;
    const char *restraint_id;
} stored_request;

ju_rc ask_restraint_request(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;
ju_rc read_restraint_request(ju_ctx *ctx, int answer, const char *request_id, stored_request *ret,
                             ju_err *err) JU_MUST_CHECK;
ju_rc put_restraint_request(ju_ctx *ctx, const Juki__Resident__V1__SubmitRestraint *entry,
                            const char *restraint_id, int status, ju_err *err) JU_MUST_CHECK;
ju_rc put_restraint_review(ju_ctx *ctx, const char *request_id, int status, const char *reviewer,
                           ju_err *err) JU_MUST_CHECK;

/* ---- restraints ---- */

/* How the restraint of this id, or, when that is NULL, of this request stands. */
ju_rc ask_restraint(ju_ctx *ctx, const char *restraint_id, const char *request_id, ju_err *err) JU_MUST_CHECK;
bool read_restraint(const ju_ctx *ctx, int answer, restraint *ret);
/* From the first columns of a row; false when the arena is full. */
bool read_restraint_row(const ju_ctx *ctx, const PGresult *rows, int row, restraint *ret);

/* Rows: 宛名番号, 世帯番号 ("" of who is no resident) of the persons named and of who lives with the first.
 */
ju_rc ask_restraint_named(ju_ctx *ctx, const Juki__Resident__V1__SubmitRestraint *entry,
                          ju_err *err) JU_MUST_CHECK;
/* Likewise of all whom a request is about, with what stands against them,
 * read_restraints, and from the fourth column on their latest records. */
ju_rc ask_restraint_covered(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;
/* One row: 宛名番号, state, and what stands against this person. */
ju_rc ask_restraints_of(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
/* A page of whom something stands against: 宛名番号, 世帯番号, name, state, restraints; one row more than a
 * page. */
ju_rc ask_restraint_list(ju_ctx *ctx, const char *after, ju_err *err) JU_MUST_CHECK;
/* Rows of read_restraint and more: see restraint_history.sql. */
ju_rc ask_restraint_history(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
/* Why a row was made: where it is kept, and from this column. */
ju_kept restraint_reason_at(ju_ctx *ctx, const char *restraint_id, int64_t history_number);
ju_rc read_restraint_reason(ju_ctx *ctx, const PGresult *rows, int row, int column, const restraint *at,
                            char **ret, ju_err *err) JU_MUST_CHECK;

/* What stands against the persons of an answer, from its columns addressee_number and restraints. */
ju_rc read_restraints(ju_ctx *ctx, int answer, restraint_list *ret, ju_err *err) JU_MUST_CHECK;

/* Who made a row, and why. */
typedef struct restraint_origin {
    const char *request_id;
    const char *entered_by;
    const char *approved_by;
    const char *reason;
} restraint_origin;
ju_rc put_restraint(ju_ctx *ctx, const restraint *row, const restraint_origin *origin,
                    ju_err *err) JU_MUST_CHECK;

/* Covers these persons from now on; position 0 begins with the applicant. added_by: request or change. */
ju_rc put_restraint_persons(ju_ctx *ctx, const char *restraint_id, const char *const *addressee_number,
                            size_t count, int position, const char *added_by, ju_err *err) JU_MUST_CHECK;

/* Against whom something stands that the trail has not been told of, 宛名番号 and register_ref, a page of
 * them; and that they are told. */
typedef struct untold_restraints {
    const char **addressee_number;
    const char **register_ref;
    size_t count;
} untold_restraints;
ju_rc ask_restraints_untold(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc read_restraints_untold(ju_ctx *ctx, int answer, untold_restraints *ret, ju_err *err) JU_MUST_CHECK;
ju_rc put_restraints_told(ju_ctx *ctx, const untold_restraints *told, ju_err *err) JU_MUST_CHECK;

/* To be queued last, whenever what stands against these persons has changed: renews what comes with their
 * records. */
ju_rc put_restraints_anew(ju_ctx *ctx, const char *const *addressee_number, size_t count,
                          ju_err *err) JU_MUST_CHECK;

#endif
