#ifndef RESIDENT_STORE_NUMBER_H
#define RESIDENT_STORE_NUMBER_H

#include "services/resident/store.h"

#include "juki/resident/v1/number.pb-c.h"

/* The SQL of requests for numbers, as store.h. */

ju_rc ask_number_request(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;
/* A request for numbers, as it stands; record NULL when there is none. */
typedef struct number_request {
    const char *change_id;
    Juki__Resident__V1__NumberKind kind;
    bool answered;
    bool withdrawn;
    const char *first_reason; /* 異動事由 of the row that the change made; "" when it waits for the number */
    ProtobufCBinaryData entry; /* SubmitChange of a change that waits for the number, else without data */
    person_record *record;     /* the person's latest */
} number_request;
ju_rc read_number_request(ju_ctx *ctx, int answer, number_request *ret, ju_err *err) JU_MUST_CHECK;

ju_rc ask_number_holders(ju_ctx *ctx, person_indexes indexes, ju_err *err) JU_MUST_CHECK;
/* Whether somebody else than this person has one of the numbers. */
bool held_by_another(const ju_ctx *ctx, int answer, const char *addressee_number);

ju_rc put_number_request(ju_ctx *ctx, const char *request_id, const person_record *record,
                         Juki__Resident__V1__NumberKind kind, ju_err *err) JU_MUST_CHECK;
ju_rc withdraw_number_request(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;
/* The change waits for its number, and holds its person meanwhile. */
ju_rc put_awaiting(ju_ctx *ctx, const char *change_id, const char *reviewer, ju_err *err) JU_MUST_CHECK;
/* It has come: the change is registered, who reviewed it stands. */
ju_rc put_registered(ju_ctx *ctx, const char *change_id, int status, ju_err *err) JU_MUST_CHECK;
ju_rc close_number_request(ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;

#endif
