#ifndef DEPLOY_KAFKA_TOPICS_H
#define DEPLOY_KAFKA_TOPICS_H

#include "common/base/err.h"
#include "common/event/topics.h"

#include <jansson.h>
#include <stdbool.h>

enum { TOPICS_PROPERTIES_MAX = 32 };

/* What the command line says. */
typedef struct topics_options {
    const char *table;
    const char *prefix;                            /* of one municipality, without the dot at its end */
    const char *consumers;                         /* file of their names, one to a line; NULL: none */
    const char *named;                             /* names with blanks between; NULL: none */
    const char *bootstrap;                         /* NULL unless given */
    const char *tls_dir;                           /* folder of the certificate to show; NULL unless given */
    const char *properties[TOPICS_PROPERTIES_MAX]; /* name=value for librdkafka */
    size_t property_count;
    int32_t replication_factor;
    int32_t min_insync_replicas;
    int32_t timeout_ms; /* for the whole conversation with the broker */
    bool json;
} topics_options;

/* One answer: rows are flat objects, printed as TSV in the order of columns or as JSON. */
typedef struct topics_answer {
    json_t *rows;
    const char *const *columns; /* up to NULL */
    bool differs;               /* exit code 1 */
} topics_answer;

typedef ju_rc topics_command_fn(const topics_options *options, const ju_topics *topics,
                                topics_answer *ret_answer, ju_err *err);

topics_command_fn topics_apply;
topics_command_fn topics_diff;
topics_command_fn topics_acl;
topics_command_fn topics_grant;
topics_command_fn topics_list;

/* The AsyncAPI 3.0 document of the table; NULL when memory is out. Owned by the caller. */
json_t *topics_asyncapi(const ju_topics *topics, const char *default_prefix);

/* The topic configuration that apply sets and diff compares. */
typedef struct topics_setting {
    const char *name;
    char value[32];
} topics_setting;

enum { TOPICS_SETTING_COUNT = 6 };

void topics_settings(const ju_topic *topic, int32_t min_insync_replicas,
                     topics_setting ret_settings[TOPICS_SETTING_COUNT]);

int64_t topics_retention_ms(const ju_topic *topic);

/* "<prefix>.<name>" as a new JSON string. */
json_t *topics_full_name(const char *prefix, const char *name);

#endif
