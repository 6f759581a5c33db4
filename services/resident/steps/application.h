#ifndef RESIDENT_STEPS_APPLICATION_H
#define RESIDENT_STEPS_APPLICATION_H

#include "services/resident/steps/state.h"
#include "services/resident/store.h"

/* What became of an online application, for the portal, which passes it on. */
typedef struct application_news {
    const char *application_id;
    const char *event_id; /* ce_id of the application that is answered, or "" */
    const char *change_id;
    const char *step;
    refusal why;
} application_news;

/* Queues an ApplicationStatus; nothing when the change comes from no application (its id is ""). */
ju_rc tell_applicant(ju_ctx *ctx, const application_news *news, ju_err *err) JU_MUST_CHECK;

#endif
