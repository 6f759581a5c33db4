#ifndef RESIDENT_REPLY_H
#define RESIDENT_REPLY_H

#include "services/resident/refusal.h"

#include "common/event/batch.h"
#include "juki/resident/v1/command.pb-c.h"

/* What a counter is answered about a change. */
typedef struct change_answer {
    const char *request_id; /* "" unless a question is answered */
    const char *change_id;
    Juki__Resident__V1__ChangeStatus status;
    refusal why;
    int approvals; /* of a 仮登録 that waits for another reviewer */
    char **addressee_number;
    size_t addressee_count;
    const char *household_number;
    char **alike; /* 宛名番号 of 除票 like who enters (j600) */
    size_t alike_count;
} change_answer;

/* Queues a ChangeReply. Its key is the request id, or else the change id. */
ju_rc reply_change(ju_ctx *ctx, const change_answer *answer, ju_err *err) JU_MUST_CHECK;

/* In ask of a command that is keyed by its request: JU_REJECT "key_mismatch" when it is not, or that is no
 * UUID. */
ju_rc check_request_key(const ju_ctx *ctx, const char *request_id, ju_err *err) JU_MUST_CHECK;

/* A refusal in the form of the bus, in the arena; NULL when there is none to tell or the arena is full. */
Juki__Common__V1__Refusal *refusal_message_of(ju_ctx *ctx, const refusal *why);

/* One act about a person (宛名番号; NULL or "": nobody), which the trail gets as keyed hash, by the message
 * that is being applied. */
ju_rc audit_about(ju_ctx *ctx, ju_act act, const char *addressee_number, ju_err *err) JU_MUST_CHECK;

/* One act for each person whom an entry names by 宛名番号; one about nobody when it names none. */
ju_rc audit_entry(ju_ctx *ctx, const ju_act *act, const Juki__Resident__V1__SubmitChange *entry,
                  ju_err *err) JU_MUST_CHECK;

/* The same of a message that is keyed by its request, done or refused: then detail gives way to the item. */
ju_rc audit_request(ju_ctx *ctx, const char *action, const void *operator_, const char *addressee_number,
                    const refusal *why, const char *detail, ju_err *err) JU_MUST_CHECK;
/* The same about each of these persons; about nobody when there is none. */
ju_rc audit_request_each(ju_ctx *ctx, const char *action, const void *operator_,
                         const char *const *addressee_number, size_t count, const refusal *why,
                         const char *detail, ju_err *err) JU_MUST_CHECK;

#endif
