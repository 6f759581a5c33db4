#ifndef RIGHTS_PRINCIPAL_H
#define RIGHTS_PRINCIPAL_H

#include "tests/integration/harness/world.h"

/* Kafka as somebody has it who shows his own certificate (JUKI_TEST_TLS): what the broker says to each thing
 * he tries. */

/* A client of his; transaction NULL: he writes without. Delivery reports go to the opaque of the record, an
 * rd_kafka_resp_err_t. */
rd_kafka_t *principal_open(const char *name, const char *transaction);

/* Asks for the first record of partition 0 of each topic (full names) in the bytes of the protocol: a client
 * of a library would not even ask for a topic that it cannot see. ret_word has room for count; a topic
 * without a record is RD_KAFKA_RESP_ERR__NO_OFFSET. */
void principal_fetch(const char *name, const char *const *topics, size_t count,
                     rd_kafka_resp_err_t *ret_word);

/* Whether a record that he writes as services do arrives. */
bool principal_writes(const char *name, const char *topic);

typedef enum principal_administration {
    PRINCIPAL_CREATE,
    PRINCIPAL_ALTER,
    PRINCIPAL_DELETE
} principal_administration;

/* One request for all of the topics (full names); ret_word has room for count. */
void principal_administer(rd_kafka_t *client, principal_administration what, const char *const *topics,
                          size_t count, rd_kafka_resp_err_t *ret_word);

typedef enum principal_grouping { PRINCIPAL_LOOK, PRINCIPAL_COMMIT, PRINCIPAL_FORGET } principal_grouping;

/* One who could be a member of a group, and is of none. Groups are asked about by such a client alone: of a
 * producer librdkafka (2.0.2, issue 5040) has no group in which to look for the coordinator again, and ends
 * with SIGSEGV when a busy broker says that it is not the one. */
rd_kafka_t *principal_member(const char *name, const char *group);

/* Asks for the offsets of a group, sets one on the topic, or removes the group; again while the broker is not
 * ready to say. */
rd_kafka_resp_err_t principal_group(rd_kafka_t *member, principal_grouping what, const char *group,
                                    const char *topic);

/* Gives himself every right on a topic. */
rd_kafka_resp_err_t principal_take(const char *name, const char *topic);
/* Begins to write in transactions. */
rd_kafka_resp_err_t principal_transaction(const char *name);

#endif
