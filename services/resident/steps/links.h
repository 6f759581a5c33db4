#ifndef RESIDENT_STEPS_LINKS_H
#define RESIDENT_STEPS_LINKS_H

#include "services/resident/steps/state.h"
#include "services/resident/store.h"

#include "juki/resident/v1/command.pb-c.h"

/* A record that has just come to stand, and that the others are to hear of. */
typedef struct link_news {
    const person_record *record;
    const person_record *struck; /* the 消除 row before it (帰化), or NULL */
    bool new_address;            /* the change gives one, whatever its reason */
    bool restrained;             /* the person's place may not be told to others */
} link_news;

/*
 * Tells 戸籍 and 出入国在留管理庁 of it, if they are concerned; nobody else costs anything. A restraint keeps
 * neither from being told: both notices are duties of the law. 戸籍 learns of it, because 附票 are given out
 * there.
 */
ju_rc publish_to_links(ju_ctx *ctx, const link_news *news, ju_err *err) JU_MUST_CHECK;

/* Tells 戸籍 whether the person's 附票 may be given out, if it is kept here. Goes before the data it governs.
 * request_id: what restrains, a request or a change. */
ju_rc publish_restraint_to_links(ju_ctx *ctx, const char *request_id, const person_record *record,
                                 bool restrained, ju_err *err) JU_MUST_CHECK;

/* The register's name of a person toward one body, in arena memory. */
ju_rc link_person_ref(ju_ctx *ctx, const char *peer, const char *addressee_number, const char **ret,
                      ju_err *err) JU_MUST_CHECK;

/* Enters a change on behalf of a peer, as counters do: through resident.command, so that it is checked, held
 * and reviewed like any other. */
ju_rc enter_for_peer(ju_ctx *ctx, const char *peer, Juki__Resident__V1__SubmitChange *entry,
                     ju_err *err) JU_MUST_CHECK;

#endif
