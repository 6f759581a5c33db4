#ifndef GATEWAY_SUBJECT_CODE_H
#define GATEWAY_SUBJECT_CODE_H

#include <stdbool.h>

/*
 * 符号取得状況 (systems E5; seed 002) without I/O: how 符号取得 of one 団体内統合宛名番号 stands
 * and what may happen to it. Only who is acquired can be asked about, or asked for.
 */
typedef enum subject_code_state {
    SUBJECT_CODE_NOT_ACQUIRED,
    SUBJECT_CODE_REQUESTED,
    SUBJECT_CODE_ACQUIRED,
    SUBJECT_CODE_FAILED,
    SUBJECT_CODE_STATES_
} subject_code_state;

typedef enum subject_code_event {
    SUBJECT_CODE_ASK,     /* an operator asks */
    SUBJECT_CODE_RENEW,   /* the person has his first 個人番号, or another one */
    SUBJECT_CODE_ISSUED,  /* the network gives a 符号 */
    SUBJECT_CODE_REFUSED, /* or none */
    SUBJECT_CODE_EVENTS_
} subject_code_event;

typedef struct subject_code_step {
    subject_code_state next;
    const char *code; /* why nothing is done; NULL: it is */
} subject_code_step;

/* A result (ISSUED, REFUSED) is taken only for the request that counts; see subject_code_result. */
subject_code_step subject_code_next(subject_code_state state, subject_code_event event);

/* The same for a result: whether its request was ever made, and is the person's latest. Codes besides:
 * "request_unknown", "request_superseded". */
subject_code_step subject_code_result(bool known, bool counts, subject_code_state state,
                                      subject_code_event event);

/* The state of a word of the table; of "" not acquired. And the word. */
subject_code_state subject_code_of(const char *word);
const char *subject_code_word(subject_code_state state);

/* What an operator is told, in Japanese. */
const char *subject_code_text(const char *code);

#endif
