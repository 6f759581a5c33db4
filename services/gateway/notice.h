#ifndef GATEWAY_NOTICE_H
#define GATEWAY_NOTICE_H

#include "juki/gateway/v1/notice.pb-c.h"

#include <stdbool.h>
#include <stddef.h>

/* お知らせ without I/O (seed 003 REQ-88): what may be entered, who may send it, and that each delivery ends
 * once. */

enum { NOTICE_PERSONS_MAX = 100, NOTICE_TITLE_MAX_BYTES = 300, NOTICE_BODY_MAX_BYTES = 6000 };

/* Why something is refused; code NULL: it is not. */
typedef struct notice_refusal {
    const char *code;
    const char *item;
} notice_refusal;

/* Form alone: "operator_missing", "key_mismatch", "item_missing", "text_too_long", "persons_invalid". */
notice_refusal notice_check_entry(const Juki__Gateway__V1__EnterNotice *wish);

/* A person as the tables know him. */
typedef struct notice_person {
    const char *integrated_number;
    bool acquired; /* 符号 */
} notice_person;

/* Whether all of so many are somebody, each another, who can be reached: "person_unknown", "person_twice",
 * "code_not_acquired". */
notice_refusal notice_check_persons(const notice_person *persons, size_t count, size_t wanted);

/* A notice as it is kept. */
typedef struct notice_row {
    bool found;
    char *notice_id;
    char *consumer;
    char *title;
    char *body;
    char *state; /* entered, sent, returned */
    char *entered_by;
    char *decided_by;
    int64_t waiting;
    int64_t delivered;
    int64_t failed;
} notice_row;

/* "operator_missing", "notice_unknown", "supervisor_required", "same_person", "notice_decided". */
notice_refusal notice_check_decision(const Juki__Gateway__V1__DecideNotice *wish, const notice_row *row,
                                     bool supervisor);
/* "operator_missing", "notice_unknown". */
notice_refusal notice_check_query(const Juki__Gateway__V1__QueryNotice *query, const notice_row *row);

/* What the network tells of a delivery that stands so; state NULL: it is not known. "delivery_unknown",
 * "item_invalid", "delivery_ended": it was told of another end before. */
notice_refusal notice_check_told(const Juki__Gateway__V1__NoticeTold *told, const char *state);

/* In Japanese. */
const char *notice_refusal_text(const char *code);

#endif
