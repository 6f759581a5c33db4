/* Delivery is byte-faithful (seed 002 R-27): the handler under test is the real one; the calls it makes on
 * the batch are caught here. */
#include "services/delivery/handlers.c" /* NOLINT(bugprone-suspicious-include) */
#include "services/delivery/store.c"    /* NOLINT(bugprone-suspicious-include) */

#include "services/delivery/steps/file.c"    /* NOLINT(bugprone-suspicious-include) */
#include "services/delivery/steps/subject.c" /* NOLINT(bugprone-suspicious-include) */

#include "tests/unit/key_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define REF "ref-1"

const ju_sql delivery_sql_record_put = {.name = "record_put", .text = ""};
const ju_sql delivery_sql_trace_find = {.name = "trace_find", .text = ""};
const ju_sql delivery_sql_trace_confirm = {.name = "trace_confirm", .text = ""};
const ju_sql delivery_sql_held_confirm = {.name = "held_confirm", .text = ""};

static struct {
    int emitted;
    const char *topic;
    const char *key;
    const char *id;
    const char *type;
    const void *value;
    size_t size;
    ju_args stored;
    const char *acts[4];
    size_t act_count;
    size_t handed_over;
    const char *asked_ref;
    const char *asked_key;
    const char *asked_id;
} caught;

/* ---- the SQL of the file, of which a record that comes in needs one statement ------------------------- */

const ju_keeper *file_keeper(const ju_ctx *ctx)
{
    return &((const delivery_state *)ctx->app)->keeper; /* which seals nothing here */
}

ju_kept file_held_at(const char *event_id)
{
    return (ju_kept){"held", event_id};
}

ju_rc file_put_handed_over(ju_ctx *ctx, const file_records *records, ju_err *err)
{
    (void)ctx;
    (void)err;
    caught.handed_over += records->count;
    return JU_OK;
}

static ju_rc unexpected(ju_err *err)
{
    return ju_fail(err, JU_FATAL, "unexpected", "a delivery record does not need this");
}

#define NO_QUESTION(name, about)                                                                             \
    ju_rc name(ju_ctx *ctx, const char *about, ju_err *err) /* NOLINT(bugprone-macro-parentheses) */         \
    {                                                                                                        \
        (void)ctx;                                                                                           \
        (void)(about);                                                                                       \
        return unexpected(err);                                                                              \
    }
NO_QUESTION(file_ask_waiting, received_until)
NO_QUESTION(file_ask_unconfirmed, before)
NO_QUESTION(file_ask_near, handed_until)
NO_QUESTION(file_ask_person, register_ref)
NO_QUESTION(gate_ask_unasked, received_until)
NO_QUESTION(file_put_unreadable, event_id)
NO_QUESTION(card_ask_person, register_ref)

ju_rc file_ask_due(ju_ctx *ctx, ju_err *err)
{
    (void)ctx;
    return unexpected(err);
}

ju_rc file_got(ju_ctx *ctx, int answer, file_records *ret, ju_err *err)
{
    (void)ctx;
    (void)answer;
    *ret = (file_records){0};
    return unexpected(err);
}

file_counts file_got_counts(const ju_ctx *ctx, int answer)
{
    (void)ctx;
    (void)answer;
    return (file_counts){0};
}

/* ---- the gate, which is asked about what does not wait ------------------------------------------------ */

ju_rc gate_question(ju_ctx *ctx, const delivery_view *view, const char *key, const char *check_id,
                    ju_err *err)
{
    (void)ctx;
    (void)err;
    caught.asked_ref = view->record.person[0]->register_ref;
    caught.asked_key = key;
    caught.asked_id = check_id;
    return JU_OK;
}

ju_rc gate_question_held(ju_ctx *ctx, const file_records *records, ju_err *err)
{
    (void)ctx;
    (void)records;
    return unexpected(err);
}

ju_rc gate_take_out(ju_ctx *ctx, const file_records *records, const gate_reason *why, ju_err *err)
{
    (void)ctx;
    (void)records;
    (void)why;
    return unexpected(err);
}

ju_rc file_put_erased(ju_ctx *ctx, const file_records *records, bool taken_out, ju_err *err)
{
    (void)ctx;
    (void)records;
    (void)taken_out;
    return unexpected(err);
}

ju_rc file_put_again(ju_ctx *ctx, const file_records *records, ju_err *err)
{
    (void)ctx;
    (void)records;
    return unexpected(err);
}

ju_rc file_sweep(ju_db *db, bool *ret_log_too, ju_err *err)
{
    (void)db;
    (void)ret_log_too;
    return unexpected(err);
}

ju_rc ju_emit_again(ju_ctx *ctx, const char *topic, const char *key, int64_t sequence, const char *id,
                    const char *type, const void *value, size_t size, ju_err *err)
{
    (void)ctx;
    (void)topic;
    (void)key;
    (void)sequence;
    (void)id;
    (void)type;
    (void)value;
    (void)size;
    return unexpected(err);
}

const char *ju_random_ref(ju_ctx *ctx)
{
    return ju_arena_strdup(ctx->arena, "c0ffee");
}

/* ---- steps of the gate and of cards, none of which a record that comes in needs ----------------------- */

#define NO_STEP(name)                                                                                        \
    ju_rc name(ju_ctx *ctx, const void *body, ju_err *err)                                                   \
    {                                                                                                        \
        (void)ctx;                                                                                           \
        (void)body;                                                                                          \
        return unexpected(err);                                                                              \
    }
NO_STEP(gate_answer_ask)
NO_STEP(gate_answer_apply)
NO_STEP(query_waiting_ask)
NO_STEP(query_waiting_apply)
NO_STEP(decide_waiting_ask)
NO_STEP(decide_waiting_apply)
NO_STEP(card_holder_ask)
NO_STEP(card_holder_apply)
NO_STEP(card_reported_claim)
NO_STEP(card_reported_ask)
NO_STEP(card_reported_apply)
NO_STEP(card_answered_claim)
NO_STEP(card_answered_ask)
NO_STEP(card_answered_apply)
NO_STEP(card_enter_claim)
NO_STEP(card_enter_ask)
NO_STEP(card_enter_apply)
NO_STEP(card_query_ask)
NO_STEP(card_query_apply)
NO_STEP(ju_approvals_query_ask)
NO_STEP(ju_approvals_query_apply)
NO_STEP(ju_approval_decide_claim)
NO_STEP(ju_approval_decide_ask)
NO_STEP(ju_approval_decide_apply)
NO_STEP(ju_erasure_claim)
NO_STEP(ju_erasure_request_ask)
NO_STEP(ju_erasure_request_apply)
NO_STEP(ju_erasures_query_ask)
NO_STEP(ju_erasures_query_apply)

ju_rc card_holder_died(ju_ctx *ctx, const char *change_id, int first, ju_err *err)
{
    (void)ctx;
    (void)change_id;
    (void)first;
    return unexpected(err);
}

/* ---- the batch --------------------------------------------------------------------------------------- */

const char *ju_event_id(ju_ctx *ctx)
{
    return ju_arena_strdup(ctx->arena, "c0ffee00-0000-7000-8000-000000000009");
}

ju_rc ju_emit_bytes(ju_ctx *ctx, const char *topic, const char *key, const char *id, const char *type,
                    const void *value, size_t size, ju_err *err)
{
    (void)ctx;
    (void)err;
    caught.emitted++;
    caught.topic = topic;
    caught.key = key;
    caught.id = id;
    caught.type = type;
    caught.value = value;
    caught.size = size;
    return JU_OK;
}

ju_rc ju_do(ju_ctx *ctx, const ju_sql *sql, const ju_args *args, ju_err *err)
{
    (void)ctx;
    (void)err;
    assert_ptr_equal(sql, &delivery_sql_record_put);
    assert_false(args->failed);
    caught.stored = *args;
    return JU_OK;
}

ju_rc ju_audit(ju_ctx *ctx, const ju_act *act, ju_err *err)
{
    (void)ctx;
    (void)err;
    caught.acts[caught.act_count++] = act->action;
    return JU_OK;
}

ju_rc ju_ask(ju_ctx *ctx, const ju_sql *sql, const ju_args *args, ju_err *err)
{
    (void)ctx;
    (void)sql;
    (void)args;
    return ju_fail(err, JU_FATAL, "unexpected", "a delivery record asks nothing");
}

const PGresult *ju_answer(const ju_ctx *ctx, int number)
{
    (void)ctx;
    (void)number;
    return NULL;
}

static const char *const RINGS[] = {"audit", NULL};

typedef struct fixture {
    char dir[KEY_FOLDER_SIZE];
    ju_arena arena;
    delivery_settings settings;
    delivery_state state;
} fixture;

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    ju_err err;
    key_folder_make(RINGS, f->dir);
    ju_arena_init(&f->arena, 1 << 20);
    memset(&caught, 0, sizeof caught);
    *state = f;
    f->state.settings = &f->settings;
    f->settings.card.window.always = true;
    return ju_keyring_open(f->dir, "audit", &f->state.audit, &err) == JU_OK ? 0 : -1;
}

static int teardown(void **state)
{
    fixture *f = *state;
    key_folder_remove(RINGS, f->dir);
    ju_keyring_free(f->state.audit);
    ju_arena_done(&f->arena);
    free(f);
    return 0;
}

#define TEXT(literal) ((char *)(uintptr_t)(literal))

static void fill(Juki__Delivery__V1__DeliveryRecord *record)
{
    static Juki__Common__V1__Address address;
    static Juki__Common__V1__WrittenDate birth;
    static Juki__Common__V1__Sealed sealed;
    juki__common__v1__address__init(&address);
    juki__common__v1__written_date__init(&birth);
    juki__common__v1__sealed__init(&sealed);
    juki__delivery__v1__delivery_record__init(record);
    birth.date = TEXT("1984-02-29");
    sealed.key_id = TEXT("card/2026");
    record->delivery_number = TEXT("13207100000000000000001");
    record->change_id = TEXT("c0ffee00-0000-4000-8000-000000000002");
    record->destination = &address;
    record->destination_name = TEXT("\uE001　太郎 　 ");
    record->municipality_code = TEXT("132071");
    record->person_count = 1;
    record->processed_date = TEXT("2026-04-01");
    record->resident_code = &sealed;
    record->name = TEXT("\uE001　太郎 　 ");
    record->name_external_characters = 1;
    record->destination_name_external_characters = 1;
    record->address = &address;
    record->birth_date = &birth;
    record->individual_number = &sealed;
}

/* The same record as protobuf-c writes it, with a name before it that the later one overrides: still the same
 * message, but decoding and encoding it again would give other bytes. */
static size_t pack_unusually(unsigned char *buffer)
{
    Juki__Delivery__V1__DeliveryRecord first = JUKI__DELIVERY__V1__DELIVERY_RECORD__INIT;
    Juki__Delivery__V1__DeliveryRecord record;
    first.name = TEXT("見本");
    fill(&record);
    size_t size = juki__delivery__v1__delivery_record__pack(&first, buffer);
    return size + juki__delivery__v1__delivery_record__pack(&record, buffer + size);
}

static ju_rc run(fixture *f, const unsigned char *value, size_t size, ju_err *err)
{
    ProtobufCMessage *body = protobuf_c_message_unpack(&juki__delivery__v1__delivery_record__descriptor,
                                                       &f->arena.allocator, size, value);
    ju_message message = {
        .topic = JU_TOPIC_RESIDENT_TO_DELIVERY,
        .key = REF,
        .id = "c0ffee00-0000-7000-8000-000000000001",
        .type = "juki.delivery.v1.DeliveryRecord",
        .value = value,
        .value_size = size,
    };
    ju_ctx ctx = {.arena = &f->arena, .message = &message, .today = "2026-04-10", .app = &f->state};
    assert_non_null(body);
    return delivery_handlers[0].apply(&ctx, body, err);
}

/* What was kept, handed over as the gate does it. */
static ju_rc hand_over(fixture *f, ju_err *err)
{
    ju_ctx ctx = {.arena = &f->arena, .today = "2026-04-10", .app = &f->state};
    const ju_arg *kept = caught.stored.arg;
    const file_record record = {.event_id = kept[0].value,
                                .change_id = kept[2].value,
                                .subject = kept[3].value,
                                .register_ref = kept[6].value,
                                .type = kept[7].value,
                                .payload = {(size_t)kept[5].length, (uint8_t *)(uintptr_t)kept[5].value}};
    return file_hand_over(&ctx, &(file_records){&record, 1}, err);
}

static void bytes_in_are_bytes_out(void **state)
{
    fixture *f = *state;
    unsigned char in[1024];
    ju_err err;
    size_t size = pack_unusually(in);
    assert_int_equal(run(f, in, size, &err), JU_OK);
    assert_int_equal(caught.emitted, 0); /* the gate comes first */
    assert_string_equal(caught.asked_ref, REF);
    assert_string_equal(caught.asked_key, REF);
    assert_string_equal(caught.asked_id, caught.stored.arg[10].value);
    assert_int_equal(hand_over(f, &err), JU_OK);
    assert_int_equal(caught.emitted, 1);
    assert_string_equal(caught.topic, JU_TOPIC_LINK_CARD_OUT);
    assert_int_equal(caught.handed_over, 1);
    assert_string_equal(caught.key, REF);
    assert_string_equal(caught.type, "juki.delivery.v1.DeliveryRecord");
    assert_int_equal(caught.size, size);
    assert_memory_equal(caught.value, in, size);
}

static void bytes_and_digest_are_kept_under_the_id_sent(void **state)
{
    fixture *f = *state;
    unsigned char in[1024];
    unsigned char digest[DELIVERY_DIGEST_BYTES];
    ju_err err;
    size_t size = pack_unusually(in);
    assert_int_equal(run(f, in, size, &err), JU_OK);
    assert_int_equal(EVP_Digest(in, size, digest, NULL, EVP_sha256(), NULL), 1);
    assert_int_equal(hand_over(f, &err), JU_OK);
    assert_string_equal(caught.stored.arg[0].value, caught.id);
    assert_int_equal(caught.stored.arg[4].length, sizeof digest);
    assert_memory_equal(caught.stored.arg[4].value, digest, sizeof digest);
    assert_int_equal(caught.stored.arg[5].length, size);
    assert_memory_equal(caught.stored.arg[5].value, in, size);
}

static void the_trace_has_no_number_of_the_record(void **state)
{
    fixture *f = *state;
    unsigned char in[1024];
    ju_err err;
    size_t size = pack_unusually(in);
    assert_int_equal(run(f, in, size, &err), JU_OK);
    assert_string_not_equal(caught.stored.arg[1].value, "13207100000000000000001");
    assert_string_not_equal(caught.stored.arg[3].value, REF);
    assert_int_equal(strlen(caught.stored.arg[1].value), JU_SUBJECT_HASH_SIZE - 1);
    assert_int_equal(hand_over(f, &err), JU_OK);
    assert_int_equal(caught.act_count, 2);
    assert_string_equal(caught.acts[0], "delivery.received");
    assert_string_equal(caught.acts[1], "delivery.sent");
}

static void check_kept_and_not_sent(fixture *f)
{
    unsigned char in[1024];
    ju_err err;
    size_t size = pack_unusually(in);
    assert_int_equal(run(f, in, size, &err), JU_OK);
    assert_memory_equal(caught.stored.arg[5].value, in, size);
    assert_string_equal(caught.stored.arg[6].value, REF);
    assert_string_equal(caught.stored.arg[8].value, "2026-04-10");
    assert_null(caught.stored.arg[10].value);
    assert_null(caught.asked_id);
    assert_int_equal(caught.emitted, 0);
    assert_int_equal(caught.handed_over, 0);
    assert_int_equal(caught.act_count, 1);
    assert_string_equal(caught.acts[0], "delivery.received");
}

static void what_is_to_wait_is_kept_and_not_sent(void **state)
{
    fixture *f = *state;
    f->settings.wait_days = 1;
    check_kept_and_not_sent(f);
    memset(&caught, 0, sizeof caught);
    f->settings.wait_days = 0; /* within the hours: one that came outside of them may still wait */
    f->settings.card.window.always = false;
    check_kept_and_not_sent(f);
}

static void a_bad_record_goes_nowhere(void **state)
{
    fixture *f = *state;
    unsigned char in[1024];
    ju_err err;
    Juki__Delivery__V1__DeliveryRecord record;
    fill(&record);
    record.person_count = 0;
    size_t size = juki__delivery__v1__delivery_record__pack(&record, in);
    assert_int_equal(run(f, in, size, &err), JU_REJECT);
    assert_int_equal(caught.emitted, 0);
    assert_int_equal(caught.act_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(bytes_in_are_bytes_out, setup, teardown),
        cmocka_unit_test_setup_teardown(bytes_and_digest_are_kept_under_the_id_sent, setup, teardown),
        cmocka_unit_test_setup_teardown(the_trace_has_no_number_of_the_record, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_to_wait_is_kept_and_not_sent, setup, teardown),
        cmocka_unit_test_setup_teardown(a_bad_record_goes_nowhere, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
