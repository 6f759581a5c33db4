#ifndef JUKICTL_BUS_H
#define JUKICTL_BUS_H

#include "common/event/body.h"
#include "common/event/verifier.h"
#include "deploy/jukictl/reader.h"
#include "juki/common/v1/common.pb-c.h"
#include "juki/resident/v1/command.pb-c.h"

/* Commands out, replies in: the replies' places are fixed before anything is sent. */
typedef struct ctl_bus ctl_bus;

/* A reply of any of the topics, to anybody. Memory is the bus's, until the next one is read. */
typedef struct ctl_reply {
    const char *key;
    ProtobufCMessage *body;
} ctl_reply;

ju_rc ctl_bus_open(const ctl *c, const char *const *reply_topics, size_t topic_count, ctl_bus **ret,
                   ju_err *err) JU_MUST_CHECK;
void ctl_bus_close(ctl_bus *bus); /* accepts NULL */

/* By whose keys what is read is verified (JUKI_KEY_DIR). JU_FATAL: it is not set, or has no keys. */
ju_rc ctl_verifier_open(const ctl *c, ju_verifier **ret, ju_err *err) JU_MUST_CHECK;

/* What seals commands and opens replies (JUKI_KEY_DIR, JUKI_SEAL_NAMES). Errors as ju_bodies_of_tool,
 * JU_FATAL when a setting is missing or wrong. Free with ju_bodies_free. */
ju_rc ctl_bodies_new(const ctl *c, ju_bodies **ret, ju_err *err) JU_MUST_CHECK;

/* Queues one message with its CloudEvents headers, sealed for whom its topic is and signed as the counter
 * (窓口端末). */
ju_rc ctl_bus_send(ctl_bus *bus, const char *topic, const char *key, const ProtobufCMessage *message,
                   ju_err *err) JU_MUST_CHECK;
/* Queues the very same record again: key, headers and value as they are, so it is still its writer's word. */
ju_rc ctl_bus_send_raw(ctl_bus *bus, const char *topic, const ProtobufCBinaryData *key,
                       const ProtobufCBinaryData *value, const ju_record_header *headers, size_t header_count,
                       ju_err *err) JU_MUST_CHECK;

/* Waits until the broker has everything that was queued. JU_RETRY "unreachable" after --timeout. */
ju_rc ctl_bus_flush(ctl_bus *bus, ju_err *err) JU_MUST_CHECK;

/* The next reply that can be read and is of whom it says; JU_RETRY "no_reply" when the deadline passes. */
ju_rc ctl_bus_next(ctl_bus *bus, int64_t deadline_ms, ctl_reply *ret, ju_err *err) JU_MUST_CHECK;

/* Sends a question under its request_id and waits for the reply of that key and type. What every question has
 * beside its own is filled in where it is empty, by the names of the fields: a new request_id, the operator
 * of the settings and, where it has one, purpose (--purpose). */
ju_rc ctl_bus_ask(ctl_bus *bus, const char *topic, const ProtobufCMessage *question,
                  const ProtobufCMessageDescriptor *reply, ProtobufCMessage **ret, ju_err *err) JU_MUST_CHECK;

/* Sends the wish to identity and prints its answer, or its refusal; returns the exit code. */
int ctl_ask_identity(const ctl *c, const ProtobufCMessage *wish, const ProtobufCMessageDescriptor *answer);
/* Likewise the gateway. */
int ctl_ask_gateway(const ctl *c, const ProtobufCMessage *wish, const ProtobufCMessageDescriptor *answer);

/* One question to the register on a connection of its own; show uses the answer and returns the exit code. */
int ctl_bus_talk(const ctl *c, const ProtobufCMessage *question, const ProtobufCMessageDescriptor *reply,
                 int (*show)(const ctl *c, const void *reply));

/* The operator of the settings; its texts are the settings'. */
Juki__Common__V1__Operator ctl_operator(const ctl *c);

/* Prints a refusal to standard error; returns CTL_REFUSED. */
int ctl_refused(const Juki__Common__V1__Refusal *refusal);

/* Sends a wish on the topic command and prints its answer from reply_topic, or the refusal (answer has a
 * field of that name); the exit code. */
int ctl_bus_ask_shown(const ctl *c, const char *command, const char *reply_topic,
                      const ProtobufCMessage *wish, const ProtobufCMessageDescriptor *answer);

/* A question that is answered page by page. */
typedef struct ctl_pages {
    const char *command;
    const char *reply_topic;
    ProtobufCMessage *wish;
    const ProtobufCMessageDescriptor *answer;
    const char *inside; /* the item of the answer in which the list is; NULL: in none */
    const char *list;
    /* Makes the wish ask for what is behind the answer; false: that was the last page. */
    bool (*next)(ProtobufCMessage *wish, const ProtobufCMessage *answer);
} ctl_pages;

/* As ctl_bus_ask_shown, all pages as one answer: the first one with the items of all. */
int ctl_bus_ask_pages(const ctl *c, const ctl_pages *of);

/* The refusal of a reply, whatever its type; NULL: there is none. */
const Juki__Common__V1__Refusal *ctl_refusal_of(const ProtobufCMessage *reply);

/* Asks the trail whether this person may read the bodies of a topic's records (of one of them, or NULL), for
 * --purpose, which it keeps. CTL_DONE: he may; else it is told why not, and this is the exit code. */
int ctl_bodies_open(const ctl *c, const char *topic, const char *record);

/* Whether --purpose is given; the usage is shown when it is not. */
bool ctl_has_purpose(const ctl *c);

/* Where a field of a message is, by its name; NULL: it has none. */
void *ctl_field(const ProtobufCMessage *message, const char *name);

/* What the options decide about an entry: --approve, --return or --withdraw; false, and the usage is shown,
 * unless it is one of them. */
bool ctl_decision(const ctl *c, Juki__Resident__V1__Decision *ret);

#endif
