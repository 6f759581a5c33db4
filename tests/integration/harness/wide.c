#include "tests/integration/harness/wide.h"

#include "tests/integration/harness/link_key.h"

#include "common/base/clock.h"
#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "common/seal/sign.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

typedef Juki__Identity__V1__WideAnswered wide_answered;
typedef Juki__Identity__V1__WideItem wide_item;
typedef Juki__Identity__V1__WideQuestion wide_question;

enum { ARENA_BYTES = 64 * 1024, REQUEST_BYTES = 4096 };

static bus_follower answers;

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static const char *or_else(const char *value, const char *usual)
{
    return value == NULL ? usual : value;
}

const char *wide_open(world *w)
{
    static char setting[512];
    assert_int_equal(mkdir(link_key_path(w, "signers"), 0700), 0);
    link_key_make(w, "municipality", "signers/municipality.2026.pem");
    link_key_make(w, "stranger", NULL);
    answers = bus_follow(w, JU_TOPIC_LINK_MUNICIPALITY_OUT);
    (void)snprintf(setting, sizeof setting, "JUKI_LINK_KEY_DIR=%s", link_key_path(w, "signers"));
    return setting;
}

void wide_close(void)
{
    bus_unfollow(&answers);
}

static const char *moment(void)
{
    static char now[JU_CLOCK_MOMENT_SIZE];
    ju_clock clock;
    assert_int_equal(ju_clock_init(&clock, TEST_TODAY, NULL), JU_OK);
    assert_int_equal(ju_clock_moment(&clock, now, NULL), JU_OK);
    return now;
}

static size_t pack_question(const wide_request *wish, const char *id, unsigned char *ret)
{
    ju_arena arena;
    ju_keyring *ring = NULL;
    wide_item shown[WIDE_SHOWN_MAX];
    wide_question question = JUKI__IDENTITY__V1__WIDE_QUESTION__INIT;
    test_person holder = person_of(wish->serial == 0 ? 1 : wish->serial);
    ju_arena_init(&arena, ARENA_BYTES);
    question.request_id = text(id);
    question.municipality_code = text(or_else(wish->municipality, TEST_MUNICIPALITY));
    question.issuer_code = text(or_else(wish->issuer, "131016"));
    question.asked_at = text(or_else(wish->asked_at, moment()));
    question.proof = (Juki__Identity__V1__WideProof)(wish->proof < 0 ? 0 : 1 + wish->proof);
    question.name = text(or_else(wish->name, holder.name));
    question.birth_date = text(or_else(wish->birth_date, WIDE_BORN));
    question.household = wish->household;
    question.shown = shown;
    for (int i = 0; i < WIDE_SHOWN_MAX && wish->shown[i] != 0; i++) {
        shown[question.n_shown++] = (wide_item)wish->shown[i];
    }
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "identity", &ring, NULL), JU_OK);
    assert_int_equal(ju_seal_text(ring, &arena, "resident_code", or_else(wish->sealed_for, id),
                                  or_else(wish->code, holder.resident_code), &question.resident_code, NULL),
                     JU_OK);
    ju_keyring_free(ring);
    size_t size = juki__identity__v1__wide_question__pack(&question, ret);
    ju_arena_done(&arena);
    return size;
}

command_id wide_ask(world *w, const wide_request *wish)
{
    unsigned char bytes[REQUEST_BYTES];
    unsigned char signature[JU_SIGNATURE_BYTES];
    command_id id = command_new_id();
    (void)snprintf(id.text, sizeof id.text, "%s", or_else(wish->id, command_new_id().text));
    Juki__Identity__V1__WideRequest message = JUKI__IDENTITY__V1__WIDE_REQUEST__INIT;
    message.question.data = bytes;
    message.question.len = pack_question(wish, id.text, bytes);
    bytes[0] ^= wish->garbled;
    assert_int_equal(ju_sign(link_key_path(w, or_else(wish->signed_by, "municipality")),
                             or_else(wish->signed_for, JU_TOPIC_LINK_MUNICIPALITY_IN), &message.question,
                             signature, NULL),
                     JU_OK);
    bytes[message.question.len - 1] ^= wish->altered;
    message.signature = (ProtobufCBinaryData){.len = sizeof signature, .data = signature};
    message.key_id = text(or_else(wish->key_id, "municipality/2026"));
    bus_send(w, JU_TOPIC_LINK_MUNICIPALITY_IN,
             &(bus_event){
                 .key = or_else(wish->record_key, id.text), .id = wish->event_id, .message = &message.base});
    return id;
}

/* An answer that the relay published twice is one. */
static bool is_answer(size_t at, const char *id)
{
    const bus_record *record = &answers.records.item[at];
    for (size_t i = 0; i < at; i++) {
        if (strcmp(answers.records.item[i].id, record->id) == 0) {
            return false;
        }
    }
    return strcmp(record->key, id) == 0;
}

size_t wide_count(const char *id)
{
    size_t count = 0;
    bus_follow_on(&answers, 20);
    for (size_t i = 0; i < answers.records.count; i++) {
        count += is_answer(i, id);
    }
    return count;
}

const bus_record *wide_record(const char *id, size_t nth)
{
    AWAIT(wide_count(id) >= nth);
    for (size_t i = 0; i < answers.records.count; i++) {
        if (is_answer(i, id) && --nth == 0) {
            return &answers.records.item[i];
        }
    }
    fail();
    return NULL;
}

wide_answered *wide_answer(const char *id, size_t nth)
{
    const bus_record *record = wide_record(id, nth);
    wide_answered *answer = juki__identity__v1__wide_answered__unpack(NULL, record->size, record->value);
    assert_non_null(answer);
    return answer;
}

/* The nth answer has this code; "": it brings so many persons and its age. A refusal brings nothing at all.
 */
void wide_expect(const char *id, size_t nth, const char *code, size_t persons)
{
    wide_answered *answer = wide_answer(id, nth);
    assert_string_equal(answer->refusal == NULL ? "" : answer->refusal->code, code);
    assert_int_equal(answer->n_person, persons);
    assert_int_equal(*answer->heard_time != '\0', persons > 0);
    assert_int_equal(*answer->address != '\0', persons > 0);
    assert_true(answer->refusal == NULL || *answer->refusal->message != '\0');
    juki__identity__v1__wide_answered__free_unpacked(answer, NULL);
}
