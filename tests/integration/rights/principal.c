#include "tests/integration/rights/principal.h"

#include "common/bus/conf.h"
#include "tests/integration/harness/bus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIR_BYTES = 512, NAME_BYTES = 64, TOPICS_MAX = 128 };

static ju_kafka_setup setup_of(const char *name, char dir[DIR_BYTES])
{
    (void)snprintf(dir, DIR_BYTES, "%s/%s", world_env("JUKI_TEST_TLS"), name);
    return (ju_kafka_setup){.bootstrap = world_env("JUKI_TEST_BOOTSTRAP"),
                            .client_id = "test",
                            .properties = "log_level=0",
                            .tls_dir = dir};
}

static void delivered(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque)
{
    (void)rk;
    (void)opaque;
    *(rd_kafka_resp_err_t *)message->_private = message->err;
}

rd_kafka_t *principal_open(const char *name, const char *transaction)
{
    static const char *const plain[] = {"linger.ms", "1", NULL};
    const char *const transacts[] = {"transactional.id", transaction, NULL};
    char dir[DIR_BYTES];
    char text[160];
    rd_kafka_conf_t *conf = NULL;
    ju_err err;
    const ju_kafka_setup setup = setup_of(name, dir);
    assert_int_equal(ju_kafka_conf(&setup, transaction == NULL ? plain : transacts, &conf, &err), JU_OK);
    rd_kafka_conf_set_dr_msg_cb(conf, delivered);
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text);
    if (client == NULL) {
        fail_msg("%s: %s", name, text);
    }
    return client;
}

bool principal_writes(const char *name, const char *topic)
{
    char dir[DIR_BYTES];
    bool arrived = false;
    rd_kafka_t *producer = NULL;
    ju_err err;
    const ju_kafka_setup setup = setup_of(name, dir);
    assert_int_equal(ju_producer_open(&setup, &producer, &err), JU_OK);
    assert_int_equal(ju_produce(producer, topic, "key", 3, "x", 1, NULL, 0, &arrived, &err), JU_OK);
    (void)rd_kafka_flush(producer, (int)patience_ms());
    ju_producer_close(producer);
    return arrived;
}

/* ---- administration -------------------------------------------------------------------------------------
 */

static rd_kafka_event_t *answer(rd_kafka_queue_t *queue)
{
    rd_kafka_event_t *event = rd_kafka_queue_poll(queue, (int)patience_ms());
    assert_non_null(event);
    return event;
}

/* The word on each topic, in the order of the answer, which is that of the question. */
static void take_topics(const rd_kafka_topic_result_t *const *results, size_t count,
                        rd_kafka_resp_err_t *ret_word)
{
    for (size_t i = 0; i < count; i++) {
        ret_word[i] = rd_kafka_topic_result_error(results[i]);
    }
}

static void create(rd_kafka_t *client, rd_kafka_queue_t *queue, const char *const *topics, size_t count,
                   rd_kafka_resp_err_t *ret_word)
{
    rd_kafka_NewTopic_t *wanted[TOPICS_MAX];
    size_t answered = 0;
    for (size_t i = 0; i < count; i++) {
        wanted[i] = rd_kafka_NewTopic_new(topics[i], 1, 1, NULL, 0);
    }
    rd_kafka_CreateTopics(client, wanted, count, NULL, queue);
    rd_kafka_event_t *event = answer(queue);
    assert_int_equal(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR_NO_ERROR);
    take_topics(rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &answered),
                answered, ret_word);
    rd_kafka_event_destroy(event);
    rd_kafka_NewTopic_destroy_array(wanted, count);
    assert_int_equal(answered, count);
}

static void delete (rd_kafka_t *client, rd_kafka_queue_t *queue, const char *const *topics, size_t count,
                    rd_kafka_resp_err_t *ret_word)
{
    rd_kafka_DeleteTopic_t *wanted[TOPICS_MAX];
    size_t answered = 0;
    for (size_t i = 0; i < count; i++) {
        wanted[i] = rd_kafka_DeleteTopic_new(topics[i]);
    }
    rd_kafka_DeleteTopics(client, wanted, count, NULL, queue);
    rd_kafka_event_t *event = answer(queue);
    assert_int_equal(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR_NO_ERROR);
    take_topics(rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &answered),
                answered, ret_word);
    rd_kafka_event_destroy(event);
    rd_kafka_DeleteTopic_destroy_array(wanted, count);
    assert_int_equal(answered, count);
}

static void alter(rd_kafka_t *client, rd_kafka_queue_t *queue, const char *const *topics, size_t count,
                  rd_kafka_resp_err_t *ret_word)
{
    rd_kafka_ConfigResource_t *wanted[TOPICS_MAX];
    size_t answered = 0;
    for (size_t i = 0; i < count; i++) {
        wanted[i] = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topics[i]);
        assert_int_equal(rd_kafka_ConfigResource_set_config(wanted[i], "retention.ms", "3600000"),
                         RD_KAFKA_RESP_ERR_NO_ERROR);
    }
    rd_kafka_AlterConfigs(client, wanted, count, NULL, queue);
    rd_kafka_event_t *event = answer(queue);
    assert_int_equal(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR_NO_ERROR);
    const rd_kafka_ConfigResource_t **results =
        rd_kafka_AlterConfigs_result_resources(rd_kafka_event_AlterConfigs_result(event), &answered);
    for (size_t i = 0; i < answered; i++) {
        ret_word[i] = rd_kafka_ConfigResource_error(results[i]);
    }
    rd_kafka_event_destroy(event);
    rd_kafka_ConfigResource_destroy_array(wanted, count);
    assert_int_equal(answered, count);
}

void principal_administer(rd_kafka_t *client, principal_administration what, const char *const *topics,
                          size_t count, rd_kafka_resp_err_t *ret_word)
{
    rd_kafka_queue_t *queue = rd_kafka_queue_new(client);
    assert_true(count <= TOPICS_MAX);
    switch (what) {
    case PRINCIPAL_CREATE:
        create(client, queue, topics, count, ret_word);
        break;
    case PRINCIPAL_ALTER:
        alter(client, queue, topics, count, ret_word);
        break;
    case PRINCIPAL_DELETE:
        delete (client, queue, topics, count, ret_word);
        break;
    }
    rd_kafka_queue_destroy(queue);
}

/* ---- groups ---------------------------------------------------------------------------------------------
 */

static rd_kafka_resp_err_t word_on_group(const rd_kafka_group_result_t *const *results, size_t count)
{
    assert_int_equal(count, 1);
    const rd_kafka_error_t *error = rd_kafka_group_result_error(results[0]);
    const rd_kafka_topic_partition_list_t *parts = rd_kafka_group_result_partitions(results[0]);
    rd_kafka_resp_err_t word = error == NULL ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_error_code(error);
    for (int i = 0; word == RD_KAFKA_RESP_ERR_NO_ERROR && parts != NULL && i < parts->cnt; i++) {
        word = parts->elems[i].err;
    }
    return word;
}

static void ask(rd_kafka_t *client, rd_kafka_queue_t *queue, principal_grouping what, const char *group,
                const char *topic)
{
    rd_kafka_topic_partition_list_t *part = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(part, topic, 0)->offset = 0;
    if (what == PRINCIPAL_LOOK) {
        rd_kafka_ListConsumerGroupOffsets_t *look = rd_kafka_ListConsumerGroupOffsets_new(group, part);
        rd_kafka_ListConsumerGroupOffsets(client, &look, 1, NULL, queue);
        rd_kafka_ListConsumerGroupOffsets_destroy(look);
    } else if (what == PRINCIPAL_COMMIT) {
        rd_kafka_AlterConsumerGroupOffsets_t *commit = rd_kafka_AlterConsumerGroupOffsets_new(group, part);
        rd_kafka_AlterConsumerGroupOffsets(client, &commit, 1, NULL, queue);
        rd_kafka_AlterConsumerGroupOffsets_destroy(commit);
    } else {
        rd_kafka_DeleteGroup_t *forget = rd_kafka_DeleteGroup_new(group);
        rd_kafka_DeleteGroups(client, &forget, 1, NULL, queue);
        rd_kafka_DeleteGroup_destroy(forget);
    }
    rd_kafka_topic_partition_list_destroy(part);
}

static rd_kafka_resp_err_t ask_once(rd_kafka_t *member, principal_grouping what, const char *group,
                                    const char *topic)
{
    rd_kafka_queue_t *queue = rd_kafka_queue_new(member);
    size_t count = 0;
    ask(member, queue, what, group, topic);
    rd_kafka_event_t *event = answer(queue);
    rd_kafka_resp_err_t word = rd_kafka_event_error(event);
    if (word == RD_KAFKA_RESP_ERR_NO_ERROR) {
        const rd_kafka_group_result_t **results =
            what == PRINCIPAL_LOOK ? rd_kafka_ListConsumerGroupOffsets_result_groups(
                                         rd_kafka_event_ListConsumerGroupOffsets_result(event), &count)
            : what == PRINCIPAL_COMMIT
                ? rd_kafka_AlterConsumerGroupOffsets_result_groups(
                      rd_kafka_event_AlterConsumerGroupOffsets_result(event), &count)
                : rd_kafka_DeleteGroups_result_groups(rd_kafka_event_DeleteGroups_result(event), &count);
        word = word_on_group(results, count);
    }
    rd_kafka_event_destroy(event);
    rd_kafka_queue_destroy(queue);
    return word;
}

/* A broker makes its topic of offsets when it first hears of a group, and takes the partitions of it one by
 * one. */
static bool is_not_ready(rd_kafka_resp_err_t word)
{
    return word == RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE ||
           word == RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS ||
           word == RD_KAFKA_RESP_ERR_NOT_COORDINATOR;
}

rd_kafka_resp_err_t principal_group(rd_kafka_t *member, principal_grouping what, const char *group,
                                    const char *topic)
{
    rd_kafka_resp_err_t word = RD_KAFKA_RESP_ERR_NO_ERROR;
    AWAIT(!is_not_ready(word = ask_once(member, what, group, topic)));
    return word;
}

rd_kafka_t *principal_member(const char *name, const char *group)
{
    const char *const pairs[] = {"group.id", group, NULL};
    char dir[DIR_BYTES];
    char text[160];
    rd_kafka_conf_t *conf = NULL;
    ju_err err;
    const ju_kafka_setup setup = setup_of(name, dir);
    assert_int_equal(ju_kafka_conf(&setup, pairs, &conf, &err), JU_OK);
    rd_kafka_t *member = rd_kafka_new(RD_KAFKA_CONSUMER, conf, text, sizeof text);
    if (member == NULL) {
        fail_msg("%s: %s", name, text);
    }
    return member;
}

/* ---- the cluster ----------------------------------------------------------------------------------------
 */

rd_kafka_resp_err_t principal_take(const char *name, const char *topic)
{
    char who[NAME_BYTES];
    char reason[160];
    size_t count = 0;
    (void)snprintf(who, sizeof who, "User:%s", name);
    rd_kafka_t *client = principal_open(name, NULL);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(client);
    rd_kafka_AclBinding_t *right = rd_kafka_AclBinding_new(
        RD_KAFKA_RESOURCE_TOPIC, topic, RD_KAFKA_RESOURCE_PATTERN_LITERAL, who, "*",
        RD_KAFKA_ACL_OPERATION_ALL, RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW, reason, sizeof reason);
    rd_kafka_CreateAcls(client, &right, 1, NULL, queue);
    rd_kafka_event_t *event = answer(queue);
    const rd_kafka_acl_result_t **results =
        rd_kafka_CreateAcls_result_acls(rd_kafka_event_CreateAcls_result(event), &count);
    const rd_kafka_error_t *error = count == 1 ? rd_kafka_acl_result_error(results[0]) : NULL;
    rd_kafka_resp_err_t word = error == NULL ? rd_kafka_event_error(event) : rd_kafka_error_code(error);
    rd_kafka_event_destroy(event);
    rd_kafka_AclBinding_destroy(right);
    rd_kafka_queue_destroy(queue);
    rd_kafka_destroy(client);
    return word;
}

rd_kafka_resp_err_t principal_transaction(const char *name)
{
    rd_kafka_t *client = principal_open(name, "juki");
    rd_kafka_error_t *error = rd_kafka_init_transactions(client, (int)patience_ms());
    rd_kafka_resp_err_t word = error == NULL ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_error_code(error);
    if (error != NULL) {
        rd_kafka_error_destroy(error);
    }
    rd_kafka_destroy(client);
    return word;
}
