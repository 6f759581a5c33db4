#ifndef DELIVERY_STATE_H
#define DELIVERY_STATE_H

#include "common/db/kept.h"
#include "common/event/link.h"
#include "common/metrics/metrics.h"
#include "common/seal/seal.h"
#include "common/staff/door.h"
#include "common/text/calendar.h"

#include <stdbool.h>

/* What delivery's own variables say. */
typedef struct delivery_settings {
    bool erases;
    int64_t wait_days;  /* from the receipt of a record to its hand-over */
    int64_t keep_days;  /* business days from its confirmation to its erasure */
    int64_t alarm_days; /* before the 30th day, for one that is not confirmed */
    ju_link card;
    ju_staff_settings staff;    /* whose word about operators is taken */
    int64_t card_notify_days;   /* 転入 to 転入届, for 継続利用 */
    int64_t card_continue_days; /* 転入届 to 継続利用 */
    int64_t card_leave_days;    /* the planned day of a 転出 to 転入届 elsewhere */
} delivery_settings;

/* The files of the database are swept so often after an erasure. */
enum { DELIVERY_SWEEPS = 2 };

/* The service's own state, ctx->app. */
typedef struct delivery_state {
    const delivery_settings *settings;
    ju_staff_door *door; /* of delivery.command */
    ju_keyring *audit;
    ju_keyring *delivery;        /* digests of items, which the register makes, too */
    ju_keeper keeper;            /* of the service's own tables */
    const ju_calendar *calendar; /* the office's, of its settings */
    int sweeps;            /* still to be made: bytes of erased records may lie in the database's files */
    int64_t sweep_from_ms; /* the next, by the monotonic clock */
    bool alarmed;          /* the log has been told that records are near their last day */
    ju_gauge *near_gauge;
    bool warned; /* the log has been told that the gate holds records */
    ju_gauge *held_gauge;
    ju_gauge *unreadable_gauge;
    ju_gauge *overdue_gauge;
    int64_t overdue;   /* acts that the card system has not answered, when last looked */
    int card_question; /* of an idle batch: the first about cards */
} delivery_state;

#endif
