#include "deploy/kafka/broker.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/*
 * Makes the broker's list of what is allowed that of the table: what is missing is added, what is allowed
 * beyond it under our prefix is taken back. Rights under another prefix are another municipality's affair,
 * and a refusal (DENY) is somebody's decision that stays.
 */
typedef struct grant {
    topics_broker broker;
    const char *prefix;
    const json_t *wanted; /* rows as of topics_acl */
    json_t *found;        /* likewise, what the broker allows under our prefix */
} grant;

enum { BINDINGS_MAX = 4096 };

/* What is to be created or deleted, in one request. */
typedef struct bindings {
    rd_kafka_AclBinding_t *item[BINDINGS_MAX];
    size_t count;
} bindings;

static const char *text_of(const json_t *row, const char *name)
{
    return json_string_value(json_object_get(row, name));
}

enum { KEY_SIZE = 1024 };

/* What makes a row another one, as one text into ret. */
static const char *key_of(const json_t *row, char ret[KEY_SIZE])
{
    (void)snprintf(ret, KEY_SIZE, "%s %s %s %s %s", text_of(row, "principal"), text_of(row, "operation"),
                   text_of(row, "resource_type"), text_of(row, "pattern"), text_of(row, "resource"));
    return ret;
}

/* The rows by their keys. Free with json_decref. */
static json_t *by_key(const json_t *rows)
{
    json_t *keys = json_object();
    size_t i = 0;
    const json_t *row = NULL;
    char key[KEY_SIZE];
    json_array_foreach(rows, i, row)
    {
        json_object_set_new(keys, key_of(row, key), json_true());
    }
    return keys;
}

static bool has_row(const json_t *keys, const json_t *wanted)
{
    char key[KEY_SIZE];
    return json_object_get(keys, key_of(wanted, key)) != NULL;
}

/* ---- what the broker has ------------------------------------------------------------------------------- */

/* Topics and groups are all that the table speaks of. */
static bool is_ours(const grant *g, const rd_kafka_AclBinding_t *binding)
{
    size_t length = strlen(g->prefix);
    const char *name = rd_kafka_AclBinding_name(binding);
    rd_kafka_ResourceType_t type = rd_kafka_AclBinding_restype(binding);
    return (type == RD_KAFKA_RESOURCE_TOPIC || type == RD_KAFKA_RESOURCE_GROUP) &&
           rd_kafka_AclBinding_permission_type(binding) == RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW &&
           strncmp(name, g->prefix, length) == 0 && (name[length] == '.' || name[length] == '\0');
}

static json_t *row_of(const rd_kafka_AclBinding_t *binding)
{
    char type[32];
    (void)snprintf(type, sizeof type, "%s", rd_kafka_ResourceType_name(rd_kafka_AclBinding_restype(binding)));
    for (char *c = type; *c != '\0'; c++) {
        *c = (char)toupper((unsigned char)*c);
    }
    return json_pack("{ss ss ss ss ss}", "principal", rd_kafka_AclBinding_principal(binding), "operation",
                     rd_kafka_AclOperation_name(rd_kafka_AclBinding_operation(binding)), "resource_type",
                     type, "resource", rd_kafka_AclBinding_name(binding), "pattern",
                     rd_kafka_ResourcePatternType_name(rd_kafka_AclBinding_resource_pattern_type(binding)));
}

static void keep_found(grant *g, rd_kafka_event_t *event)
{
    size_t count = 0;
    const rd_kafka_AclBinding_t **found =
        rd_kafka_DescribeAcls_result_acls(rd_kafka_event_DescribeAcls_result(event), &count);
    json_array_clear(g->found);
    for (size_t i = 0; i < count; i++) {
        if (is_ours(g, found[i])) {
            json_array_append_new(g->found, row_of(found[i]));
        }
    }
}

static ju_rc look(grant *g, ju_err *err)
{
    char reason[192];
    rd_kafka_AclBindingFilter_t *all = rd_kafka_AclBindingFilter_new(
        RD_KAFKA_RESOURCE_ANY, NULL, RD_KAFKA_RESOURCE_PATTERN_ANY, NULL, NULL, RD_KAFKA_ACL_OPERATION_ANY,
        RD_KAFKA_ACL_PERMISSION_TYPE_ANY, reason, sizeof reason);
    rd_kafka_event_t *event = NULL;
    rd_kafka_DescribeAcls(g->broker.client, all, NULL, g->broker.queue);
    rd_kafka_AclBinding_destroy(all);
    JU_TRY(topics_broker_answer(&g->broker, "list of what is allowed", &event, err));
    keep_found(g, event);
    rd_kafka_event_destroy(event);
    return JU_OK;
}

/* ---- what it shall have -------------------------------------------------------------------------------- */

static rd_kafka_AclOperation_t operation_of(const char *name)
{
    int operation = RD_KAFKA_ACL_OPERATION_ALL;
    while (operation < RD_KAFKA_ACL_OPERATION__CNT &&
           strcmp(rd_kafka_AclOperation_name((rd_kafka_AclOperation_t)operation), name) != 0) {
        operation++;
    }
    return (rd_kafka_AclOperation_t)operation;
}

/* The row as a right to be granted, or as what finds it among those granted. */
static rd_kafka_AclBinding_t *binding_of(const json_t *row, bool filter)
{
    char reason[192];
    bool topic = strcmp(text_of(row, "resource_type"), "TOPIC") == 0;
    bool literal = strcmp(text_of(row, "pattern"), "LITERAL") == 0;
    rd_kafka_ResourceType_t type = topic ? RD_KAFKA_RESOURCE_TOPIC : RD_KAFKA_RESOURCE_GROUP;
    rd_kafka_ResourcePatternType_t pattern =
        literal ? RD_KAFKA_RESOURCE_PATTERN_LITERAL : RD_KAFKA_RESOURCE_PATTERN_PREFIXED;
    rd_kafka_AclOperation_t operation = operation_of(text_of(row, "operation"));
    return filter ? rd_kafka_AclBindingFilter_new(type, text_of(row, "resource"), pattern,
                                                  text_of(row, "principal"), NULL, operation,
                                                  RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW, reason, sizeof reason)
                  : rd_kafka_AclBinding_new(type, text_of(row, "resource"), pattern,
                                            text_of(row, "principal"), "*", operation,
                                            RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW, reason, sizeof reason);
}

/* The rows of one list that the other does not have. */
static ju_rc choose(const json_t *from, const json_t *other, bool filter, bindings *ret, ju_err *err)
{
    json_t *keys = by_key(other);
    size_t i = 0;
    const json_t *row = NULL;
    ju_rc rc = JU_OK;
    json_array_foreach(from, i, row)
    {
        if (has_row(keys, row)) {
            continue;
        }
        if (ret->count == BINDINGS_MAX) {
            rc = ju_fail(err, JU_FATAL, "too_many", "more than %d rights differ", BINDINGS_MAX);
            break;
        }
        ret->item[ret->count++] = binding_of(row, filter);
    }
    json_decref(keys);
    return rc;
}

static ju_rc check_created(rd_kafka_event_t *event, ju_err *err)
{
    size_t count = 0;
    const rd_kafka_acl_result_t **results =
        rd_kafka_CreateAcls_result_acls(rd_kafka_event_CreateAcls_result(event), &count);
    for (size_t i = 0; i < count; i++) {
        const rd_kafka_error_t *error = rd_kafka_acl_result_error(results[i]);
        if (error != NULL) {
            return ju_reject(err, "acl", "", "the broker does not take a right: %s",
                             rd_kafka_error_string(error));
        }
    }
    return JU_OK;
}

static ju_rc check_deleted(rd_kafka_event_t *event, ju_err *err)
{
    size_t count = 0;
    const rd_kafka_DeleteAcls_result_response_t **responses =
        rd_kafka_DeleteAcls_result_responses(rd_kafka_event_DeleteAcls_result(event), &count);
    for (size_t i = 0; i < count; i++) {
        const rd_kafka_error_t *error = rd_kafka_DeleteAcls_result_response_error(responses[i]);
        if (error != NULL) {
            return ju_reject(err, "acl", "", "the broker does not take a right back: %s",
                             rd_kafka_error_string(error));
        }
    }
    return JU_OK;
}

static ju_rc change(grant *g, bindings *list, bool deletes, ju_err *err)
{
    rd_kafka_event_t *event = NULL;
    if (list->count == 0) {
        return JU_OK;
    }
    if (deletes) {
        rd_kafka_DeleteAcls(g->broker.client, list->item, list->count, NULL, g->broker.queue);
    } else {
        rd_kafka_CreateAcls(g->broker.client, list->item, list->count, NULL, g->broker.queue);
    }
    JU_TRY(topics_broker_answer(&g->broker, deletes ? "taking rights back" : "granting rights", &event, err));
    ju_rc rc = deletes ? check_deleted(event, err) : check_created(event, err);
    rd_kafka_event_destroy(event);
    return rc;
}

/* One direction of the difference; *ret_count: how many rights it was. */
static ju_rc settle(grant *g, bool deletes, size_t *ret_count, ju_err *err)
{
    bindings *list = calloc(1, sizeof *list);
    if (list == NULL) {
        return ju_fail(err, JU_FATAL, "no_memory", "out of memory");
    }
    ju_rc rc = choose(deletes ? g->found : g->wanted, deletes ? g->wanted : g->found, deletes, list, err);
    rc = rc == JU_OK ? change(g, list, deletes, err) : rc;
    *ret_count = list->count;
    rd_kafka_AclBinding_destroy_array(list->item, list->count);
    free(list);
    return rc;
}

/* ---- the command --------------------------------------------------------------------------------------- */

static void add_results(json_t *rows, const json_t *from, const json_t *other, const char *missing,
                        const char *present)
{
    json_t *keys = by_key(other);
    size_t i = 0;
    const json_t *row = NULL;
    json_array_foreach(from, i, row)
    {
        const char *result = has_row(keys, row) ? present : missing;
        if (result != NULL) {
            json_t *copy = json_copy((json_t *)(uintptr_t)row);
            json_object_set_new(copy, "result", json_string(result));
            json_array_append_new(rows, copy);
        }
    }
    json_decref(keys);
}

/* The broker answers before it goes by a change: the rights hold when it shows them. */
static ju_rc settle_all(grant *g, json_t *rows, ju_err *err)
{
    static const struct timespec pause = {.tv_nsec = 50 * 1000000};
    JU_TRY(look(g, err));
    add_results(rows, g->wanted, g->found, "granted", "existing");
    add_results(rows, g->found, g->wanted, "taken back", NULL);
    for (;;) {
        size_t granted = 0;
        size_t taken = 0;
        JU_TRY(settle(g, false, &granted, err));
        JU_TRY(settle(g, true, &taken, err));
        if (granted + taken == 0) {
            return JU_OK;
        }
        if (topics_broker_left_ms(&g->broker) == 1) {
            return ju_fail(err, JU_RETRY, "not_ready", "the broker does not go by the new rights yet");
        }
        (void)nanosleep(&pause, NULL);
        JU_TRY(look(g, err));
    }
}

ju_rc topics_grant(const topics_options *options, const ju_topics *topics, topics_answer *ret_answer,
                   ju_err *err)
{
    static const char *const columns[] = {"principal", "operation", "resource_type", "resource", "pattern",
                                          "result",    NULL};
    topics_answer wanted = {.rows = json_array()};
    grant g = {.prefix = options->prefix, .wanted = wanted.rows, .found = json_array()};
    ju_rc rc = topics_acl(options, topics, &wanted, err);
    rc = rc == JU_OK ? topics_broker_open(options, &g.broker, err) : rc;
    rc = rc == JU_OK ? settle_all(&g, ret_answer->rows, err) : rc;
    topics_broker_close(&g.broker);
    json_decref(wanted.rows);
    json_decref(g.found);
    ret_answer->columns = columns;
    return rc;
}
