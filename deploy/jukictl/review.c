#include "deploy/jukictl/change.h"

/* 仮登録 without a refusal is the answer to the entry, not to the review. */
static bool settled(const Juki__Resident__V1__ChangeReply *reply)
{
    return reply->refusal != NULL || reply->approvals > 0 ||
           reply->status != JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_PROVISIONAL;
}

static ju_rc add_review(ctl_changes *changes, char *id, Juki__Common__V1__Operator *who,
                        Juki__Resident__V1__Decision decision, ju_err *err)
{
    Juki__Resident__V1__ReviewChange *review = ju_arena_alloc(&changes->arena, sizeof *review);
    if (review == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    juki__resident__v1__review_change__init(review);
    review->change_id = id;
    review->decision = decision;
    review->operator_ = who;
    return ctl_changes_add(changes, id, &review->base, err);
}

int ctl_review(ctl *c)
{
    Juki__Resident__V1__Decision decision;
    if (!ctl_decision(c, &decision)) {
        return CTL_USAGE;
    }
    Juki__Common__V1__Operator who = ctl_operator(c);
    ju_err err = {0};
    ju_rc rc = JU_OK;
    ctl_changes changes;
    ctl_changes_init(&changes);
    for (int i = 0; rc == JU_OK && i < c->operand_count; i++) {
        rc = add_review(&changes, c->operand[i], &who, decision, &err);
    }
    rc = rc == JU_OK ? ctl_changes_send(c, &changes, settled, &err) : rc;
    int code = ctl_changes_print(c, &changes);
    ctl_changes_done(&changes);
    return rc == JU_OK ? code : ctl_report(&err);
}
