#ifndef RESIDENT_STORE_DESTINATION_H
#define RESIDENT_STORE_DESTINATION_H

#include "common/db/kept.h"
#include "common/event/batch.h"
#include "juki/resident/v1/destination.pb-c.h"

/* The SQL of 居所, as store.h. */

/* Where the entry of a request is kept. */
ju_kept destination_entry_at(const char *request_id);

ju_rc ask_destination_request(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;
typedef struct destination_request {
    bool found;
    int status; /* Juki__Resident__V1__ChangeStatus */
    ProtobufCBinaryData entry;
    const char *entered_by;
    const char *designation_id;
} destination_request;
ju_rc read_destination_request(ju_ctx *ctx, int answer, const char *request_id, destination_request *ret,
                               ju_err *err) JU_MUST_CHECK;

/* Whom an entry concerns: those it names and those for whom the designation stands that it ends. */
ju_rc ask_destination_named(ju_ctx *ctx, const Juki__Resident__V1__SubmitDestination *entry,
                            ju_err *err) JU_MUST_CHECK;
/* The same of a request that is stored. */
ju_rc ask_destination_requested(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;
typedef struct destination_named {
    const char **addressee_number;
    int64_t *state;
    size_t count;
} destination_named;
ju_rc read_destination_named(ju_ctx *ctx, int answer, destination_named *ret, ju_err *err) JU_MUST_CHECK;

/* The 居所 that stands for a person. No row: nobody has this number. See read_restraints, too. */
ju_rc ask_destination_of(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
typedef struct destination_of {
    bool known;                 /* the person */
    const char *designation_id; /* "": none stands */
    ProtobufCBinaryData entry;
    const char *approved_by;
} destination_of;
ju_rc read_destination_of(ju_ctx *ctx, int answer, destination_of *ret, ju_err *err) JU_MUST_CHECK;

ju_rc put_destination_request(ju_ctx *ctx, const Juki__Resident__V1__SubmitDestination *entry,
                              const char *designation_id, int status, ju_err *err) JU_MUST_CHECK;
ju_rc put_destination_review(ju_ctx *ctx, const char *request_id, int status, const char *reviewer,
                             ju_err *err) JU_MUST_CHECK;
/* From now on it stands for these persons, in the place of any other. */
ju_rc put_destination(ju_ctx *ctx, char *const *addressee_number, size_t count, const char *designation_id,
                      ju_err *err) JU_MUST_CHECK;
ju_rc delete_destination(ju_ctx *ctx, const char *designation_id, ju_err *err) JU_MUST_CHECK;

#endif
