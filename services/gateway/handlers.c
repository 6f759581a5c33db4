#include "services/gateway/handlers.h"

#include "common/base/hex.h"
#include "common/base/uuid7.h"
#include "common/code/code.h"
#include "services/gateway/steps/move_in.h"
#include "services/gateway/steps/nonresident.h"
#include "services/gateway/steps/scope.h"
#include "services/gateway/store.h"
#include "services/gateway/store_copy.h"
#include "services/gateway/store_person.h"
#include "services/gateway/store_scope.h"

#include <stdio.h>
#include <string.h>

#define NUMBER_FIELD "individual_number"

/* The questions about a person: the first is the message's own. */
enum { ASKED_TOLD = 1 };

typedef Juki__Resident__V1__PersonChanged person_changed;
typedef Juki__Resident__V1__RestraintChanged restraint_changed;
typedef Juki__Gateway__V1__PersonFeed person_feed;

ju_rc gateway_audit(ju_ctx *ctx, ju_act act, const char *addressee_number, ju_err *err)
{
    const gateway *self = ctx->app;
    char subject[JU_SUBJECT_HASH_SIZE];
    JU_TRY(ju_subject_hash(self->audit, addressee_number, subject, err));
    act.subject = subject;
    return ju_audit(ctx, &act, err);
}

/* ---- consumers ---------------------------------------------------------------------------------------- */

ju_rc gateway_batch_ask(ju_ctx *ctx, ju_err *err)
{
    gateway *self = ctx->app;
    self->asks_scope = self->filters;
    self->asks_households = self->household_filters;
    return gateway_ask_consumers(ctx, err);
}

/* A consumer without its keyring holds up nobody else. */
static ju_rc open_ring(ju_ctx *ctx, gateway_consumer *consumer, ju_err *err)
{
    gateway *self = ctx->app;
    ju_err missing;
    if (gateway_ring(&self->readers, self->key_dir, consumer->id, &consumer->ring, &missing) == JU_OK) {
        return JU_OK;
    }
    consumer->held = true;
    if (self->held[0] == '\0') {
        (void)snprintf(self->held, sizeof self->held, "%s", consumer->id);
    }
    return gateway_put_missed(ctx, consumer->id, consumer->version, err);
}

static ju_rc read_consumer(ju_ctx *ctx, const PGresult *rows, int row, gateway_consumer *ret, ju_err *err)
{
    gateway *self = ctx->app;
    ju_rc rc = gateway_consumer_row(ctx, rows, row, ret, err);
    bool uses_number = rc == JU_OK && gateway_items_has(ret->items, NUMBER_FIELD);
    self->filters |= !gateway_filter_is_open(&ret->filter);
    self->household_filters |= ret->filter.household;
    JU_TRY(rc);
    /* what is told by a topic is sealed for who reads it, with a number in it or without */
    JU_TRY(uses_number || (self->seals && !ret->bridged) ? open_ring(ctx, ret, err) : JU_OK);
    ret->ring = uses_number ? ret->ring : NULL;
    return JU_OK;
}

ju_rc gateway_batch_begin(ju_ctx *ctx, ju_err *err)
{
    gateway *self = ctx->app;
    const PGresult *rows = ju_answer(ctx, 0);
    size_t count = (size_t)PQntuples(rows);
    (void)snprintf(self->today, sizeof self->today, "%s", ctx->today);
    self->consumer_count = 0;
    self->filters = false;
    self->household_filters = false;
    self->held[0] = '\0';
    self->consumer = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *self->consumer);
    if (self->consumer == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        JU_TRY(read_consumer(ctx, rows, (int)i, &self->consumer[i], err));
    }
    self->consumer_count = count;
    return JU_OK;
}

const gateway_consumer *gateway_consumer_named(const ju_ctx *ctx, const char *id)
{
    const gateway *self = ctx->app;
    for (size_t i = 0; i < self->consumer_count; i++) {
        if (strcmp(self->consumer[i].id, id) == 0 && !self->consumer[i].held) {
            return &self->consumer[i];
        }
    }
    return NULL;
}

bool gateway_consumer_in_force(const ju_ctx *ctx, const char *id)
{
    const gateway *self = ctx->app;
    for (size_t i = 0; i < self->consumer_count; i++) {
        if (strcmp(self->consumer[i].id, id) == 0) {
            return true;
        }
    }
    return false;
}

void gateway_consumer_ends(ju_ctx *ctx, const char *id)
{
    gateway *self = ctx->app;
    size_t kept = 0;
    for (size_t i = 0; i < self->consumer_count; i++) {
        if (strcmp(self->consumer[i].id, id) != 0) {
            self->consumer[kept++] = self->consumer[i];
        }
    }
    self->consumer_count = kept;
}

/* ---- PersonChanged ------------------------------------------------------------------------------------ */

ju_rc gateway_open_number(const ju_ctx *ctx, const char *addressee_number,
                          const Juki__Common__V1__Sealed *sealed, char **ret, ju_err *err)
{
    const gateway *self = ctx->app;
    return ju_unseal_text(self->own, ctx->arena, NUMBER_FIELD, addressee_number, sealed, ret, err);
}

/* Leaves the blind index of the message's 個人番号 in ctx->work, NULL when it carries none. */
static ju_rc index_number(ju_ctx *ctx, const person_changed *changed, ju_err *err)
{
    const gateway *self = ctx->app;
    if (changed->individual_number == NULL || ctx->work != NULL) {
        return JU_OK;
    }
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    if (index == NULL) {
        return ju_no_memory(err);
    }
    char *number = NULL;
    JU_TRY(gateway_open_number(ctx, changed->addressee_number, changed->individual_number, &number, err));
    ju_rc rc = ju_code_valid(JU_CODE_INDIVIDUAL_NUMBER, number)
                   ? ju_blind_index(self->own, NUMBER_FIELD, number, index, err)
                   : ju_reject(err, "check_digit", NUMBER_FIELD, "the number is not a valid one");
    explicit_bzero(number, strlen(number));
    ctx->work = rc == JU_OK ? index : NULL;
    return rc;
}

static ju_rc claim_index(ju_ctx *ctx, ju_err *err)
{
    char hex[2 * JU_BLIND_INDEX_BYTES + 1];
    ju_hex(ctx->work, JU_BLIND_INDEX_BYTES, hex);
    return ju_claim(ctx, "number", hex, err);
}

/* Two records with one 個人番号 are numbered one after the other. A number that cannot be read is refused by
 * ask: only there does a refusal concern this message alone. */
ju_rc gateway_person_claim(ju_ctx *ctx, const void *body, ju_err *err)
{
    ju_rc rc = index_number(ctx, body, err);
    if (rc != JU_OK || ctx->work == NULL) {
        return rc == JU_REJECT ? JU_OK : rc;
    }
    return claim_index(ctx, err);
}

static ju_rc check_person(const ju_ctx *ctx, const person_changed *changed, ju_err *err)
{
    if (strcmp(changed->addressee_number, ctx->message->key) != 0) {
        return ju_reject(err, "key_mismatch", "addressee_number", "the key is not that of the person");
    }
    if (*changed->change_id == '\0') {
        return ju_reject(err, "item_missing", "change_id", "change_id is empty");
    }
    if (changed->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_UNSPECIFIED) {
        return ju_reject(err, "item_missing", "state", "state is not given");
    }
    return JU_OK;
}

ju_rc gateway_person_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const person_changed *changed = body;
    JU_TRY(check_person(ctx, changed, err));
    JU_TRY(index_number(ctx, changed, err));
    const char *birth_date = changed->birth_date == NULL ? "" : changed->birth_date->date;
    JU_TRY(gateway_ask_known(ctx, changed->addressee_number, ctx->work, birth_date, err));
    return scope_ask(ctx, changed->addressee_number, err);
}

static ju_rc number_person(ju_ctx *ctx, const person_changed *changed, char **ret_integrated, ju_err *err)
{
    gateway_known known = gateway_known_answer(ctx, ctx->work != NULL);
    gateway_numbering numbering;
    JU_TRY(gateway_numbering_decide(&known, &numbering, err));
    JU_TRY(gateway_put_integrated(ctx, &numbering, ctx->work, err));
    *ret_integrated = ju_arena_strdup(ctx->arena, numbering.integrated_number);
    if (*ret_integrated == NULL) {
        return ju_no_memory(err);
    }
    const ju_act act = {.action = gateway_numbering_act(&numbering),
                        .change_id = changed->change_id,
                        .event_id = ctx->message->id};
    return act.action == NULL ? JU_OK : gateway_audit(ctx, act, changed->addressee_number, err);
}

ju_rc gateway_feed_make(ju_ctx *ctx, const gateway_consumer *consumer, const person_feed *full,
                        const char *number, person_feed *ret, ju_err *err)
{
    Juki__Common__V1__Sealed *sealed = NULL;
    if (number != NULL && consumer->ring != NULL) {
        JU_TRY(ju_seal_text(consumer->ring, ctx->arena, NUMBER_FIELD, full->addressee_number, number, &sealed,
                            err));
    }
    *ret = gateway_feed_for(full, consumer->items, consumer->restrained_place, sealed);
    return JU_OK;
}

/* number: the 個人番号 in clear, NULL when the person has none. */
static ju_rc publish(ju_ctx *ctx, const gateway_consumer *consumer, const person_feed *full,
                     const char *number, const char **ret_id, ju_err *err)
{
    person_feed feed;
    JU_TRY(gateway_feed_make(ctx, consumer, full, number, &feed, err));
    JU_TRY(gateway_tell(ctx, consumer, full->addressee_number, &feed.base, NULL, ret_id, err));
    ju_act act = {
        .action = "feed.published",
        .change_id = full->change_id,
        .event_id = *ret_id,
        .detail = consumer->id,
        .legal_basis = consumer->legal_basis,
    };
    return gateway_audit(ctx, act, full->addressee_number, err);
}

/* told: the consumers with a filter that know of the person, single blanks between. *ret_id is left when
 * there is nothing to tell. */
static ju_rc publish_news(ju_ctx *ctx, const gateway_consumer *consumer, const person_feed *full,
                          const char *number, const char *told, const char **ret_id, ju_err *err)
{
    gateway_news news;
    if (consumer->held) {
        return JU_OK;
    }
    JU_TRY(scope_decide(ctx, consumer, full, told, &news, err));
    if (news == GATEWAY_GONE) {
        person_feed gone = scope_gone(full);
        return publish(ctx, consumer, &gone, NULL, ret_id, err);
    }
    return news == GATEWAY_TELL ? publish(ctx, consumer, full, number, ret_id, err) : JU_OK;
}

/* outside: affairs that know the person as 住登外者 under this number, and are not told of the former
 * resident. */
static ju_rc publish_to_all(ju_ctx *ctx, const person_feed *full, const char *number, const char *told,
                            const char *outside, ju_err *err)
{
    const gateway *self = ctx->app;
    size_t count = self->consumer_count;
    const char **event_id = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *event_id);
    const char **consumer = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *consumer);
    if (event_id == NULL || consumer == NULL) {
        return ju_no_memory(err);
    }
    size_t sent = 0;
    for (size_t i = 0; i < count; i++) {
        if (numbers_is_one_of(outside, self->consumer[i].affair)) {
            continue;
        }
        consumer[sent] = self->consumer[i].id;
        event_id[sent] = NULL;
        JU_TRY(publish_news(ctx, &self->consumer[i], full, number, told, &event_id[sent], err));
        sent += event_id[sent] != NULL;
    }
    return gateway_put_sent(ctx, event_id, consumer, sent, full, err);
}

ju_rc gateway_feed_one(ju_ctx *ctx, const gateway_consumer *consumer, const person_feed *full, ju_err *err)
{
    char *number = NULL;
    const char *event_id = NULL;
    if (full->individual_number != NULL && consumer->ring != NULL) {
        JU_TRY(gateway_open_number(ctx, full->addressee_number, full->individual_number, &number, err));
    }
    ju_rc rc = publish(ctx, consumer, full, number, &event_id, err);
    if (number != NULL) {
        explicit_bzero(number, strlen(number));
    }
    JU_TRY(rc);
    return gateway_put_sent(ctx, &event_id, &consumer->id, 1, full, err);
}

static ju_rc feed_consumers(ju_ctx *ctx, const person_feed *full, const char *outside, ju_err *err)
{
    const char *told = "";
    const char *old_household = "";
    JU_TRY(scope_answer(ctx, ASKED_TOLD, &told, &old_household, err));
    JU_TRY(scope_mark(ctx, full, old_household, err));
    if (full->individual_number == NULL) {
        return publish_to_all(ctx, full, NULL, told, outside, err);
    }
    char *number = NULL;
    JU_TRY(gateway_open_number(ctx, full->addressee_number, full->individual_number, &number, err));
    ju_rc rc = publish_to_all(ctx, full, number, told, outside, err);
    explicit_bzero(number, strlen(number));
    return rc;
}

ju_rc gateway_person_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const person_changed *changed = body;
    char *integrated_number = NULL;
    if (gateway_collides_answer(ctx)) {
        return ju_reject(err, "number_collides", "addressee_number", "the number is that of a non-resident");
    }
    JU_TRY(number_person(ctx, changed, &integrated_number, err));
    person_feed full = gateway_feed_full(changed, integrated_number);
    full.restrained = gateway_restrained_answer(ctx, changed->restrained);
    JU_TRY(gateway_put_person(ctx, changed->history_number, &full, err));
    JU_TRY(gateway_put_removed(ctx, &full, err));
    JU_TRY(copy_follow(ctx, full.addressee_number, err));
    const char *outside = strcmp(full.state, "resident") == 0 ? "" : gateway_carried_affairs(ctx);
    JU_TRY(feed_consumers(ctx, &full, outside, err));
    return move_in_apply(ctx, &full, err);
}

/* ---- RestraintChanged --------------------------------------------------------------------------------- */

ju_rc gateway_restraint_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const restraint_changed *changed = body;
    if (strcmp(changed->addressee_number, ctx->message->key) != 0) {
        return ju_reject(err, "key_mismatch", "addressee_number", "the key is not that of the person");
    }
    if (*changed->request_id == '\0') {
        return ju_reject(err, "item_missing", "request_id", "request_id is empty");
    }
    JU_TRY(gateway_ask_person(ctx, changed->addressee_number, err));
    JU_TRY(scope_ask(ctx, changed->addressee_number, err));
    return gateway_ask_carried(ctx, changed->addressee_number, err);
}

/* Who was carried (引継) is told anew as the affairs know him: their records stand in the place of his. */
static ju_rc tell_outside(ju_ctx *ctx, const restraint_changed *changed, const char **ret_affairs,
                          ju_err *err)
{
    person_feed *carried = NULL;
    JU_TRY(gateway_carried_answer(ctx, scope_questions(ctx) + ASKED_TOLD, &carried, ret_affairs, err));
    if (carried == NULL) {
        return JU_OK;
    }
    carried->change_id = changed->request_id;
    carried->restrained = changed->restrained;
    return numbers_feed(ctx, carried, *ret_affairs, err);
}

/* Of somebody whose data have not come yet nothing is told; they will find what is kept here. */
ju_rc gateway_restraint_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const restraint_changed *changed = body;
    const char *outside = "";
    person_feed *full = NULL;
    const ju_act act = {.action = changed->restrained ? "place.hidden" : "place.shown",
                        .change_id = changed->request_id};
    JU_TRY(gateway_put_restraint(ctx, changed, err));
    JU_TRY(gateway_audit(ctx, act, changed->addressee_number, err));
    JU_TRY(gateway_person_answer(ctx, &full, err));
    if (full == NULL) {
        return JU_OK;
    }
    full->change_id = changed->request_id;
    full->restrained = changed->restrained;
    JU_TRY(tell_outside(ctx, changed, &outside, err));
    return feed_consumers(ctx, full, outside, err);
}

/* ---- Acknowledged ------------------------------------------------------------------------------------- */

const char *gateway_consumer_of(const ju_ctx *ctx)
{
    const char *id = ctx->message->topic + strlen("feed.");
    return ju_arena_printf(ctx->arena, "%.*s", (int)(strlen(id) - strlen(".request")), id);
}

ju_rc gateway_receipt_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Common__V1__Acknowledged *receipt = body;
    const char *consumer = gateway_consumer_of(ctx);
    ctx->work = (void *)(uintptr_t)consumer;
    if (consumer == NULL) {
        return ju_no_memory(err);
    }
    if (strcmp(consumer, ctx->message->key) != 0) {
        return ju_reject(err, "key_mismatch", "key", "the key is not that of the consumer");
    }
    for (size_t i = 0; i < receipt->n_event_id; i++) {
        if (!ju_uuid_valid(receipt->event_id[i])) {
            return ju_reject(err, "event_id_invalid", "event_id", "an event id is not a UUID");
        }
    }
    return gateway_ask_sent(ctx, (const char *const *)receipt->event_id, receipt->n_event_id, consumer, err);
}

static ju_rc audit_receipt(ju_ctx *ctx, const PGresult *rows, int row, const char *event_id, ju_err *err)
{
    ju_act act = {
        .action = "feed.acknowledged",
        .change_id = ju_col(rows, row, 1),
        .event_id = event_id,
        .detail = ctx->work,
    };
    return gateway_audit(ctx, act, ju_col(rows, row, 2), err);
}

ju_rc gateway_receipt_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    const PGresult *rows = ju_answer(ctx, 0);
    size_t count = 0;
    if (!gateway_consumer_in_force(ctx, ctx->work)) {
        return ju_reject(err, "consumer_invalid", "consumer", "nobody of this name is told anything today");
    }
    const char **event_id = ju_arena_alloc(ctx->arena, (size_t)(PQntuples(rows) + 1) * sizeof *event_id);
    if (event_id == NULL) {
        return ju_no_memory(err);
    }
    for (int row = 0; row < PQntuples(rows); row++) {
        if (*ju_col(rows, row, 1) == '\0') {
            return ju_reject(err, "event_unknown", "event_id", "an event was not sent to this consumer");
        }
        if (ju_col_bool(rows, row, 3)) {
            continue; /* confirmed before */
        }
        event_id[count] = ju_arena_strdup(ctx->arena, ju_col(rows, row, 0));
        if (event_id[count] == NULL) {
            return ju_no_memory(err);
        }
        JU_TRY(audit_receipt(ctx, rows, row, event_id[count++], err));
    }
    return gateway_put_acknowledged(ctx, event_id, count, ctx->work, err);
}
