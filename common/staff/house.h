#ifndef JU_STAFF_HOUSE_H
#define JU_STAFF_HOUSE_H

#include "common/base/uuid7.h"
#include "common/retention/rule.h"

#include <stdint.h>

/*
 * What ju_run gives to the common parts that every service of the house has: who may approve, for how long a
 * request stands, and what is kept for how long. ctx->house; the programs of other bodies have none.
 */
typedef struct ju_house {
    const char *service;
    const char *supervisors; /* 操作者ID of who may approve as 上長, separated by blanks */
    int64_t approval_days;
    const char *
        kinds; /* of requests that DecideApproval decides here, separated by blanks; NULL: of erasures only */
    const ju_calendar *calendar;
    const ju_retention_class *class;
    size_t class_count;
    /* the engine's own (common/retention/engine.h) */
    struct {
        char running[JU_UUID_SIZE]; /* the erasure under way; "": none */
        size_t class;               /* its class */
        char last_day[JU_DATE_SIZE];
        size_t looked;                /* classes that go by themselves and were looked at today */
        char looked_on[JU_DATE_SIZE]; /* that day */
    } turn;
} ju_house;

#endif
