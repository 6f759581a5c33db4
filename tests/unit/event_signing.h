#ifndef UNIT_EVENT_SIGNING_H
#define UNIT_EVENT_SIGNING_H

#include "common/event/signer.h"
#include "common/event/topic_names.h"
#include "common/event/verifier.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* What the tests of signatures share: a folder of keys, who signs and who verifies, without a broker. */
#define ALWAYS "20200101-21991231"

typedef struct bench {
    char dir[64];
    ju_signer *signer; /* of resident */
    ju_verifier *verifier;
    rd_kafka_message_t raw;
    ju_err err;
} bench;

/* The headers that ju_verifier_check sees. */
extern rd_kafka_headers_t *headers_now;

int setup(void **state);
int teardown(void **state);
#define WITH_KEYS(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

/* Both halves of a key, <name>.<first>-<last>; and one half away. */
void make_key(const bench *b, const char *name);
void drop_key(const bench *b, const char *folder, const char *name, const char *ending);
void path_of(const bench *b, const char *folder, const char *name, const char *ending, char ret[256]);

/* An event of resident; and as it would be read, with this signature or (NULL) none. */
ju_event event_of(const char *topic);
ju_message message_of(bench *b, const ju_event *event, const ju_signature *signature);
ju_signature sign_one(bench *b, const ju_event *event);

void take(bench *b, const ju_message *message);
void refuse(bench *b, const ju_message *message, const char *code);

#endif
