#ifndef HARNESS_PRINCIPAL_H
#define HARNESS_PRINCIPAL_H

#include "tests/integration/harness/world.h"

/* Kafka as somebody has it who shows his own certificate (JUKI_TEST_TLS): what the broker says to each thing he tries. */

/* A client of his; transaction NULL: he writes without. Delivery reports go to the opaque of the record, an
 * rd_kafka_resp_err_t. Readers belong to no group and are closed with principal_close. */
rd_kafka_t *principal_open(rd_kafka_type_t type, const char *name, const char *transaction);
void principal_close(rd_kafka_t *reader);

/* Whether a record that he writes as services do arrives. */
bool principal_writes(const char *name, const char *topic);

typedef enum principal_administration { PRINCIPAL_CREATE, PRINCIPAL_ALTER, PRINCIPAL_DELETE } principal_administration;

/* One request for all of the topics (full names); ret_word has room for count. */
void principal_administer(rd_kafka_t *client, principal_administration what, const char *const *topics, size_t count,
                          rd_kafka_resp_err_t *ret_word);

typedef enum principal_grouping { PRINCIPAL_LOOK, PRINCIPAL_COMMIT, PRINCIPAL_FORGET } principal_grouping;

/* Asks for the offsets of a group, sets one on the topic, or removes the group. */
rd_kafka_resp_err_t principal_group(rd_kafka_t *client, principal_grouping what, const char *group, const char *topic);

/* Asks for the list of who may do what. */
rd_kafka_resp_err_t principal_rights(const char *name);
/* Begins to write in transactions. */
rd_kafka_resp_err_t principal_transaction(const char *name);

/* The broker makes its topic of offsets when it first hears of a group; waits until it has. */
void principal_warm_up(const char *prefix);

#endif
