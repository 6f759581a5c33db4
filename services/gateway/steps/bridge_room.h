#ifndef GATEWAY_STEPS_BRIDGE_ROOM_H
#define GATEWAY_STEPS_BRIDGE_ROOM_H

#include "services/gateway/steps/bridge_settings.h"
#include "services/gateway/store_bridge.h"

/* What the steps between batches share. */
typedef struct work_room {
    const bridge_settings *settings;
    ju_db *db;
    const ju_keeper *keeper; /* of the log */
    ju_arena *arena;
    const char *today; /* processing date */
} work_room;

/* Whether one consumer's folder, certificate or answer is at fault, and not the database. */
bool bridge_own_fault(const work_room *room, ju_rc rc);

/* Reads what consumers answered. *ret_failing: something of one of them cannot be read; err says what. */
ju_rc bridge_read_answers(const work_room *room, bool *ret_failing, ju_err *err) JU_MUST_CHECK;

/* Answers that were refused, and what told so, go after their time. */
ju_rc bridge_erase_refusals(const work_room *room, bool *ret_failing, ju_err *err) JU_MUST_CHECK;

#endif
