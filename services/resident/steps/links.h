#ifndef RESIDENT_STEPS_LINKS_H
#define RESIDENT_STEPS_LINKS_H

#include "services/resident/steps/state.h"
#include "services/resident/store.h"

#include "juki/resident/v1/command.pb-c.h"

/*
 * Tells 戸籍 and 出入国在留管理庁 of a record that was just registered, if they are concerned; nobody else
 * costs anything. struck: the 消除 row before it (帰化), or NULL.
 */
ju_rc publish_to_links(ju_ctx *ctx, const Juki__Resident__V1__SubmitChange *entry,
                       const person_record *struck, const person_record *record, ju_err *err) JU_MUST_CHECK;

/* The register's name of a person toward one body, in arena memory. */
ju_rc link_person_ref(ju_ctx *ctx, const char *peer, const char *addressee_number, const char **ret,
                      ju_err *err) JU_MUST_CHECK;

/* Enters a change on behalf of a peer, as counters do: through resident.command, so that it is checked, held
 * and reviewed like any other. */
ju_rc enter_for_peer(ju_ctx *ctx, const char *peer, Juki__Resident__V1__SubmitChange *entry,
                     ju_err *err) JU_MUST_CHECK;

#endif
