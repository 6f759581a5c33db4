#include "tests/integration/harness/event_sign.h"

#include "common/event/message.h"
#include "common/event/verifier.h"

#include <stdio.h>
#include <string.h>

const char EVENT_SIGN_SOURCE[] = "";

void event_sign_end(world *w)
{
    for (size_t i = 0; i < w->signer_count; i++) {
        ju_signer_free(w->signer[i]);
    }
}

/* The program that writes to the topic; a topic that no table knows is the ledger's. */
static ju_signer *signer_of(world *w, const char *topic)
{
    char name[32] = "ledger";
    ju_err err;
    const char *writers = ju_topic_writers_of(topic);
    if (writers != NULL && *writers == '*') { /* feed.<consumer>.request */
        const char *word = strchr(topic, '.') + 1;
        (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(word, "."), word);
    } else if (writers != NULL) {
        (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(writers, " "), writers);
    }
    for (size_t i = 0; i < w->signer_count; i++) {
        if (strcmp(ju_signer_name(w->signer[i]), name) == 0) {
            return w->signer[i];
        }
    }
    assert_true(w->signer_count < WORLD_SIGNERS_MAX);
    const char *keys = world_keys(w);
    if (ju_signer_open(keys, name, &w->signer[w->signer_count], &err) != JU_OK) {
        fail_msg("%s", err.message);
    }
    return w->signer[w->signer_count++];
}

static ju_record_header *header_of(ju_record_header *headers, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(headers[i].name, name) == 0) {
            return &headers[i];
        }
    }
    return NULL;
}

static const char *text_of(ju_record_header *headers, size_t count, const char *name)
{
    const ju_record_header *found = header_of(headers, count, name);
    return found == NULL ? "" : found->value;
}

size_t event_sign(world *w, const char *topic, const void *key, size_t key_size, const void *value,
                  size_t size, const ju_record_header *headers, size_t header_count, event_signed *ret)
{
    ju_err err;
    ju_record_header *all = ret->header;
    memcpy(all, headers, header_count * sizeof *all);
    if (header_count == 0 || header_of(all, header_count, JU_HEADER_SIGNATURE) != NULL) {
        return header_count;
    }
    ju_signer *signer = signer_of(w, topic);
    ju_record_header *source = header_of(all, header_count, JU_HEADER_SOURCE);
    (void)snprintf(ret->source, sizeof ret->source, "/" TEST_MUNICIPALITY "/%s", ju_signer_name(signer));
    if (source != NULL && source->value == EVENT_SIGN_SOURCE) {
        *source = (ju_record_header){JU_HEADER_SOURCE, ret->source, strlen(ret->source)};
    }
    const ju_event event = {.topic = topic,
                            .key = key,
                            .key_size = key_size,
                            .id = text_of(all, header_count, JU_HEADER_ID),
                            .source = text_of(all, header_count, JU_HEADER_SOURCE),
                            .type = text_of(all, header_count, JU_HEADER_TYPE),
                            .time = text_of(all, header_count, JU_HEADER_TIME),
                            .traceparent = text_of(all, header_count, JU_HEADER_TRACEPARENT),
                            .sequence = text_of(all, header_count, JU_HEADER_SEQUENCE),
                            .value = value,
                            .value_size = size};
    if (ju_signer_sign(signer, &event, 1, &ret->signature, &err) != JU_OK) {
        fail_msg("%s", err.message);
    }
    all[header_count] = (ju_record_header){JU_HEADER_SIGNATURE, ret->signature.byte, ret->signature.size};
    return header_count + 1;
}
