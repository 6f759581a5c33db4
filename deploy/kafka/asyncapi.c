#include "common/event/message.h"
#include "common/event/registry.h"
#include "deploy/kafka/topics.h"

#include <stdio.h>
#include <string.h>

/*
 * One AsyncAPI document for every municipality: the prefix is a parameter of each address. A channel has
 * the messages of its topic, an operation is one application's sending or receiving on it.
 */

#define KAFKA_BINDING "0.5.0"

static json_t *reference(json_t *target)
{
    return json_pack("{so}", "$ref", target);
}

static json_t *info(void)
{
    return json_pack(
        "{ss ss ss s{ss ss}}", "title", "juki", "version", "1.0.0", "description",
        "Resident data of a municipality as events. Made from proto/topics.csv by make asyncapi. A payload "
        "that "
        "begins with a zero byte is sealed whole: a juki.common.v1.Sealed follows, for the keyring that "
        "x-juki-audience of the channel names (* is the consumer's own); - means that bodies hold no names "
        "and no addresses. common/seal/KEYS.md tells how to open one.",
        "license", "name", "Apache-2.0", "url", "https://www.apache.org/licenses/LICENSE-2.0");
}

/* ---- messages ---- */

/* The record key belongs to the topic, so each channel has its own message object of a type. */
static json_t *message(const ju_topic *topic, const char *type)
{
    json_t *headers = json_pack("{ss s{s{ss}}}", "type", "object", "properties", "ce_type", "const", type);
    json_t *key = json_pack("{ss ss}", "type", "string", "description", topic->key);
    return json_pack("{ss so so s[o] s{s{so ss}}}", "name", type, "headers", headers, "payload",
                     reference(json_sprintf("#/components/schemas/%s", type)), "traits",
                     reference(json_string("#/components/messageTraits/cloudEvent")), "bindings", "kafka",
                     "key", key, "bindingVersion", KAFKA_BINDING);
}

static json_t *messages(const ju_topic *topic)
{
    json_t *all = json_object();
    for (size_t i = 0; i < topic->messages.count; i++) {
        json_object_set_new(all, topic->messages.word[i], message(topic, topic->messages.word[i]));
    }
    return all;
}

/*
 * AsyncAPI would have a protobuf schema written out inside the document. The .proto files are the contract,
 * so the payload is opaque here and names its file, relative to this document, and its message.
 */
static json_t *schema(const char *type)
{
    return json_pack("{ss ss ss ss ss}", "type", "string", "format", "binary", "contentMediaType",
                     "application/protobuf", "x-protobuf-file", ju_registry_row_of(type)->file,
                     "x-protobuf-message", type);
}

static void add_schemas(json_t *schemas, const ju_topic *topic)
{
    for (size_t i = 0; i < topic->messages.count; i++) {
        const char *type = topic->messages.word[i];
        json_object_set_new(schemas, type, schema(type));
    }
}

/* ---- channels and operations ---- */

typedef struct words {
    char text[256];
} words;

/* The name with a word in the place of a pattern's *. */
static words named(const char *name, const char *star)
{
    words ret;
    size_t before = strcspn(name, "*");
    bool pattern = name[before] != '\0';
    (void)snprintf(ret.text, sizeof ret.text, "%.*s%s%s", (int)before, name, pattern ? star : "",
                   name + before + (pattern ? 1 : 0));
    return ret;
}

/* A pattern is one channel, whose consumer is a parameter. */
static words id_of(const ju_topic *topic)
{
    return named(topic->name, "consumer");
}

static json_t *parameters(const ju_topic *topic)
{
    json_t *all = json_pack("{so}", "prefix", reference(json_string("#/components/parameters/prefix")));
    if (strchr(topic->name, '*') != NULL) {
        json_object_set_new(all, "consumer", reference(json_string("#/components/parameters/consumer")));
    }
    return all;
}

static json_t *channel_binding(const ju_topic *topic)
{
    json_int_t retention_ms = topics_retention_ms(topic);
    return json_pack("{si s{s[s] sI} ss}", "partitions", topic->partitions, "topicConfiguration",
                     "cleanup.policy", "delete", "retention.ms", retention_ms, "bindingVersion",
                     KAFKA_BINDING);
}

static json_t *channel(const ju_topic *topic)
{
    json_t *channel = json_pack("{so ss so so s{so}}", "address",
                                json_sprintf("{prefix}.%s", named(topic->name, "{consumer}").text),
                                "description", topic->meaning, "messages", messages(topic), "parameters",
                                parameters(topic), "bindings", "kafka", channel_binding(topic));
    json_object_set_new(channel, "x-juki-audience", json_string(topic->audience));
    return channel;
}

static json_t *operation(const ju_topic *topic, const char *action, const char *who)
{
    json_t *types = json_array();
    for (size_t i = 0; i < topic->messages.count; i++) {
        json_array_append_new(types, reference(json_sprintf("#/channels/%s/messages/%s", id_of(topic).text,
                                                            topic->messages.word[i])));
    }
    return json_pack("{ss so ss so}", "action", action, "channel",
                     reference(json_sprintf("#/channels/%s", id_of(topic).text)), "title", who, "messages",
                     types);
}

static json_t *receiving(const ju_topic *topic, const char *who)
{
    json_t *receive = operation(topic, "receive", who);
    json_object_set_new(receive, "bindings",
                        json_pack("{s{s{ss ss} ss}}", "kafka", "groupId", "type", "string", "description",
                                  "<prefix>.<reader>, or a name that begins so and a dot", "bindingVersion",
                                  KAFKA_BINDING));
    return receive;
}

static void add_operations(json_t *operations, const ju_topic *topic)
{
    char name[600];
    for (size_t i = 0; i < topic->writers.count; i++) {
        words who = named(topic->writers.word[i], "consumer");
        (void)snprintf(name, sizeof name, "%s.sends.%s", who.text, id_of(topic).text);
        json_object_set_new(operations, name, operation(topic, "send", who.text));
    }
    for (size_t i = 0; i < topic->readers.count; i++) {
        words who = named(topic->readers.word[i], "consumer");
        (void)snprintf(name, sizeof name, "%s.receives.%s", who.text, id_of(topic).text);
        json_object_set_new(operations, name, receiving(topic, who.text));
    }
}

/* ---- the whole ---- */

/* Headers of the CloudEvents 1.0 Kafka binding in binary mode, and ours. */
static json_t *cloud_event(void)
{
    static const char *const required[] = {"ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time"};
    static const char *const optional[] = {"traceparent", "juki-sequence"};
    json_t *properties = json_object();
    json_t *names = json_array();
    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++) {
        json_object_set_new(properties, required[i], json_pack("{ss}", "type", "string"));
        json_array_append_new(names, json_string(required[i]));
    }
    for (size_t i = 0; i < sizeof optional / sizeof optional[0]; i++) {
        json_object_set_new(properties, optional[i], json_pack("{ss}", "type", "string"));
    }
    json_array_append_new(names, json_string(JU_HEADER_SIGNATURE));
    json_object_set_new(properties, JU_HEADER_SIGNATURE,
                        json_pack("{ss ss ss}", "type", "string", "format", "binary", "description",
                                  "whose word it is: common/event/SIGNATURES.md"));
    return json_pack("{ss s{ss so so}}", "contentType", "application/protobuf", "headers", "type", "object",
                     "required", names, "properties", properties);
}

json_t *topics_asyncapi(const ju_topics *topics, const char *default_prefix)
{
    json_t *channels = json_object();
    json_t *operations = json_object();
    json_t *schemas = json_object();
    for (size_t i = 0; i < topics->count + topics->pattern_count; i++) {
        const ju_topic *topic = i < topics->count ? &topics->item[i] : &topics->pattern[i - topics->count];
        json_object_set_new(channels, id_of(topic).text, channel(topic));
        add_operations(operations, topic);
        add_schemas(schemas, topic);
    }
    json_t *prefix =
        json_pack("{ss ss}", "description", "juki.<municipality code>", "default", default_prefix);
    json_t *consumer =
        json_pack("{ss}", "description", "id of an approved consumer (services/gateway), e.g. tax");
    json_t *components =
        json_pack("{s{so so} s{so} so}", "parameters", "prefix", prefix, "consumer", consumer,
                  "messageTraits", "cloudEvent", cloud_event(), "schemas", schemas);
    return json_pack("{ss so ss so so so}", "asyncapi", "3.0.0", "info", info(), "defaultContentType",
                     "application/protobuf", "channels", channels, "operations", operations, "components",
                     components);
}
