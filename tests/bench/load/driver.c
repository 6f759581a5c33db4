#include "tests/bench/load/driver.h"

#include "tests/bench/load/post.h"

#include "common/base/clock.h"
#include "common/event/message.h"
#include "common/event/topic_names.h"
#include "juki/identity/v1/identity.pb-c.h"
#include "juki/resident/v1/command.pb-c.h"
#include "tests/issuer/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX "juki.132071."

enum { RECORDS_MAX = 500, TURN_ARENA_BYTES = 16 * 1024 * 1024 };

struct load_driver {
    rd_kafka_t *producer;
    load_post *counter; /* whom it plays */
    load_post *national;
    ju_consumer *consumer;
    load_rings rings;
    load_run *run;
    int64_t serial;
    int64_t codes; /* serials of codes that were delivered */
    bool codes_delivered;
    bool delivered[LOAD_SERIAL_MAX + 1]; /* answers as the national body */
    issuer *issuer;
    issuer_desk *tokens;
    ju_arena arena; /* of one turn */
};

static const char *const READ[] = {PREFIX JU_TOPIC_RESIDENT_REPLY, PREFIX JU_TOPIC_FEED_TAX,
                                   PREFIX JU_TOPIC_FEED_WELFARE,   PREFIX JU_TOPIC_LINK_PREFECTURE_OUT,
                                   PREFIX JU_TOPIC_LINK_CARD_OUT,  PREFIX JU_TOPIC_LINK_NATIONAL_OUT};

static ju_rc open_bus(load_driver *driver, const ju_kafka_setup *setup, const char *key_dir, ju_err *err)
{
    char group[JU_UUID_SIZE];
    JU_TRY(ju_uuid7(group, err));
    JU_TRY(ju_producer_open(setup, &driver->producer, err));
    JU_TRY(load_post_open(key_dir, "counter", PREFIX, driver->producer, &driver->counter, err));
    JU_TRY(load_post_open(key_dir, "national", PREFIX, driver->producer, &driver->national, err));
    return ju_consumer_open(setup, group, READ, sizeof READ / sizeof READ[0], &driver->consumer, err);
}

ju_rc load_driver_open(const ju_kafka_setup *setup, const char *key_dir, const char *issuer_key,
                       load_driver **ret, ju_err *err)
{
    load_driver *driver = calloc(1, sizeof *driver);
    if (driver == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    *ret = driver;
    ju_arena_init(&driver->arena, TURN_ARENA_BYTES);
    driver->issuer = issuer_read(issuer_key);
    driver->tokens = driver->issuer == NULL ? NULL : issuer_desk_new(driver->issuer);
    if (driver->tokens == NULL) {
        return ju_fail(err, JU_FATAL, "issuer_key", "%s cannot be read", issuer_key);
    }
    JU_TRY(ju_keyring_open(key_dir, "resident", &driver->rings.resident, err));
    JU_TRY(ju_keyring_open(key_dir, "identity", &driver->rings.identity, err));
    JU_TRY(ju_keyring_open(key_dir, "national", &driver->rings.national, err));
    return open_bus(driver, setup, key_dir, err);
}

void load_driver_close(load_driver *driver)
{
    if (driver != NULL) {
        load_post_free(driver->counter);
        load_post_free(driver->national);
        ju_producer_close(driver->producer);
        ju_consumer_close(driver->consumer);
        issuer_desk_free(driver->tokens);
        issuer_free(driver->issuer);
        ju_keyring_free(driver->rings.resident);
        ju_keyring_free(driver->rings.identity);
        ju_keyring_free(driver->rings.national);
        ju_arena_done(&driver->arena);
        free(driver);
    }
}

ju_keyring *load_driver_resident(const load_driver *driver)
{
    return driver->rings.resident;
}

void load_driver_begin(load_driver *driver, load_run *run)
{
    driver->run = run;
}

/* ---- sending ------------------------------------------------------------------------------------------- */

static ju_rc send_command(load_driver *driver, load_change *change, const load_message *message,
                          bool *ret_delivered, ju_err *err)
{
    char trace[56];
    load_run_trace(driver->run, change, trace);
    const char *token = issuer_desk_token(driver->tokens, message->type, message->value, message->size);
    return load_post_add(driver->counter,
                         &(load_event){.topic = JU_TOPIC_RESIDENT_COMMAND,
                                       .key = change->plan.id,
                                       .type = message->type,
                                       .trace = trace,
                                       .token = token,
                                       .value = message->value,
                                       .size = message->size,
                                       .delivered = ret_delivered},
                         err);
}

/* As the national body; the key is the request's, in the arena of the turn. */
static ju_rc send_answer(load_driver *driver, const char *key, const char *trace, const load_message *message,
                         bool *ret_delivered, ju_err *err)
{
    return load_post_add(driver->national,
                         &(load_event){.topic = JU_TOPIC_LINK_NATIONAL_IN,
                                       .key = key,
                                       .type = message->type,
                                       .trace = trace,
                                       .value = message->value,
                                       .size = message->size,
                                       .delivered = ret_delivered},
                         err);
}

static ju_rc flush(const load_driver *driver, ju_err *err)
{
    JU_TRY(load_post_flush(driver->counter, err));
    return load_post_flush(driver->national, err);
}

ju_rc load_driver_submit(load_driver *driver, int64_t due_us, ju_err *err)
{
    load_run *run = driver->run;
    load_change *change = &run->change[run->submitted++];
    change->due_us = due_us;
    return send_command(driver, change, &change->submit, &change->delivered[0], err);
}

/* ---- reading ------------------------------------------------------------------------------------------- */

static ju_rc take_reply(load_driver *driver, load_change *change, rd_kafka_message_t *record, ju_err *err)
{
    ProtobufCBinaryData body;
    JU_TRY(load_post_opened(driver->counter, &driver->arena, record, &body, err));
    Juki__Resident__V1__ChangeReply *reply =
        juki__resident__v1__change_reply__unpack(&driver->arena.allocator, body.len, body.data);
    if (reply == NULL) {
        return ju_fail(err, JU_FATAL, "malformed", "an answer of the register cannot be read");
    }
    if (reply->refusal != NULL) {
        driver->run->refused++;
        return ju_fail(err, JU_FATAL, "refused", "change of kind %d was refused: %s, %s",
                       (int)change->plan.kind, reply->refusal->code, reply->refusal->item);
    }
    /* the bus may repeat an answer: each review is sent once, the second after the first was taken */
    if (reply->status == JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_PROVISIONAL &&
        change->reviews == reply->approvals && reply->approvals < 2) {
        int review = change->reviews++;
        change->told_us = load_now_us();
        return send_command(driver, change, &change->review[review], &change->delivered[1 + review], err);
    }
    if (reply->status == JUKI__RESIDENT__V1__CHANGE_STATUS__CHANGE_STATUS_REGISTERED && !change->registered) {
        change->registered = true;
        driver->run->registered++;
        population_apply(&change->plan, reply->household_number, reply->addressee_number,
                         reply->n_addressee_number);
    }
    return JU_OK;
}

static ju_rc give_numbers(load_driver *driver, load_change *change, rd_kafka_message_t *record, ju_err *err)
{
    load_message answer;
    char trace[56];
    ProtobufCBinaryData body;
    JU_TRY(load_post_opened(driver->national, &driver->arena, record, &body, err));
    Juki__Identity__V1__NumberGenerationRequested *request =
        juki__identity__v1__number_generation_requested__unpack(&driver->arena.allocator, body.len,
                                                                body.data);
    if (request == NULL) {
        return ju_fail(err, JU_FATAL, "malformed", "a request for numbers cannot be read");
    }
    int64_t serial = ++driver->serial;
    JU_TRY(load_pack_numbers(request, serial, &driver->rings, &driver->arena, &answer, err));
    load_run_trace(driver->run, change, trace);
    change->told_us = load_now_us();
    return send_answer(driver, request->request_id, trace, &answer, &driver->delivered[serial], err);
}

static ju_rc give_codes(load_driver *driver, rd_kafka_message_t *record, ju_err *err)
{
    load_message answer;
    ProtobufCBinaryData body;
    JU_TRY(load_post_opened(driver->national, &driver->arena, record, &body, err));
    Juki__Identity__V1__CodesRequested *request =
        juki__identity__v1__codes_requested__unpack(&driver->arena.allocator, body.len, body.data);
    if (request == NULL) {
        return ju_fail(err, JU_FATAL, "malformed", "an order of codes cannot be read");
    }
    JU_TRY(load_pack_codes(request, driver->codes + 1, &driver->rings, &driver->arena, &answer, err));
    driver->codes += request->count;
    return send_answer(driver, request->request_id, NULL, &answer, &driver->codes_delivered, err);
}

static bool is_order(const rd_kafka_message_t *record)
{
    static const char type[] = "juki.identity.v1.CodesRequested";
    rd_kafka_headers_t *headers = NULL;
    const void *value = NULL;
    size_t size = 0;
    return rd_kafka_message_headers(record, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR &&
           rd_kafka_header_get_last(headers, JU_HEADER_TYPE, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR &&
           size == sizeof type - 1 && memcmp(value, type, size) == 0;
}

static load_change *change_of(const load_driver *driver, const rd_kafka_message_t *record)
{
    rd_kafka_headers_t *headers = NULL;
    const void *trace = NULL;
    size_t size = 0;
    if (rd_kafka_message_headers(record, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR ||
        rd_kafka_header_get_last(headers, JU_HEADER_TRACEPARENT, &trace, &size) !=
            RD_KAFKA_RESP_ERR_NO_ERROR) {
        return NULL;
    }
    return load_run_find(driver->run, trace, size);
}

static ju_rc take(load_driver *driver, rd_kafka_message_t *record, ju_err *err)
{
    static const load_end ends[] = {[1] = LOAD_TAX, [2] = LOAD_WELFARE, [3] = LOAD_NOTICE, [4] = LOAD_CARD};
    enum { REPLY = 0, REQUEST = 5 };
    const char *topic = rd_kafka_topic_name(record->rkt);
    load_change *change = change_of(driver, record);
    size_t which = 0;
    while (strcmp(READ[which], topic) != 0) {
        which++;
    }
    if (which == REQUEST && is_order(record)) {
        return give_codes(driver, record, err); /* of no change */
    }
    if (change == NULL) {
        return JU_OK; /* of an earlier run */
    }
    if (which == REPLY) {
        return take_reply(driver, change, record, err);
    }
    if (which == REQUEST) {
        return give_numbers(driver, change, record, err);
    }
    load_run_note(driver->run, change, ends[which]);
    return JU_OK;
}

ju_rc load_driver_turn(load_driver *driver, int wait_ms, ju_err *err)
{
    rd_kafka_message_t *records[RECORDS_MAX];
    bool fatal = false;
    ju_rc rc = JU_OK;
    JU_TRY(flush(driver, err));
    (void)rd_kafka_poll(driver->producer, 0);
    size_t count = ju_consumer_fetch(driver->consumer, records, RECORDS_MAX, wait_ms, 0, &fatal);
    ju_arena_reset(&driver->arena);
    for (size_t i = 0; i < count; i++) {
        rc = rc == JU_OK ? take(driver, records[i], err) : rc;
        rd_kafka_message_destroy(records[i]);
    }
    rc = rc == JU_OK ? flush(driver, err) : rc;
    return fatal ? ju_fail(err, JU_FATAL, "kafka_client", "the consumer broke") : rc;
}
