/* Of whom consumers are told (seed 004_001 K1, K12). */
#include "services/gateway/steps/scope.h"

#include "services/gateway/steps/snapshot.h"
#include "services/gateway/steps/tell.h"
#include "services/gateway/store_scope.h"

#include <string.h>

typedef Juki__Gateway__V1__PersonFeed person_feed;

enum { HOUSEHOLDS_MAX = 100 };

static bool has_word(const char *words, const char *text)
{
    size_t length = strlen(text);
    for (const char *at = words; *at != '\0'; at += *at == ' ') {
        size_t word = strcspn(at, " ");
        if (word == length && memcmp(at, text, length) == 0) {
            return true;
        }
        at += word;
    }
    return false;
}

ju_rc scope_ask(ju_ctx *ctx, const char *addressee_number, ju_err *err)
{
    const gateway *self = ctx->app;
    JU_TRY(self->asks_households ? gateway_ask_hold(ctx, addressee_number, err) : JU_OK);
    return self->asks_scope ? gateway_ask_told(ctx, addressee_number, err) : JU_OK;
}

int scope_questions(const ju_ctx *ctx)
{
    const gateway *self = ctx->app;
    return (self->asks_scope ? 1 : 0) + (self->asks_households ? 1 : 0);
}

ju_rc scope_answer(ju_ctx *ctx, int of, const char **ret_told, const char **ret_household, ju_err *err)
{
    const gateway *self = ctx->app;
    gateway_kept kept = {.told = "", .household = ""};
    if ((self->filters && !self->asks_scope) || (self->household_filters && !self->asks_households)) {
        return ju_fail(err, JU_RETRY, "consumers_changed", "a consumer with a filter is in force since now");
    }
    if (self->asks_scope) {
        kept = gateway_told_answer(ctx, of + scope_questions(ctx) - 1);
    }
    *ret_told = kept.told;
    if (ret_household != NULL) {
        *ret_household = kept.household;
    }
    return JU_OK;
}

static bool is_inside(const gateway_consumer *consumer, gateway_scope scope, const char *youngest,
                      bool before)
{
    if (scope != GATEWAY_BY_HOUSEHOLD) {
        return scope == GATEWAY_INSIDE;
    }
    return youngest == NULL ? before : gateway_is_young(&consumer->filter, youngest);
}

static bool is_in(const gateway_consumer *consumer, const person_feed *full, const char *youngest,
                  bool before)
{
    gateway_scope scope = gateway_filter_judge(&consumer->filter, full, consumer->restrained_place);
    return is_inside(consumer, scope, youngest, before);
}

ju_rc scope_decide(ju_ctx *ctx, const gateway_consumer *consumer, const person_feed *full, const char *told,
                   gateway_news *ret, ju_err *err)
{
    *ret = GATEWAY_TELL;
    if (gateway_filter_is_open(&consumer->filter)) {
        return JU_OK;
    }
    bool before = has_word(told, consumer->id);
    bool now = is_in(consumer, full, NULL, before);
    if (now && !before) {
        return gateway_put_scope(ctx, full->addressee_number, consumer->id, err);
    }
    if (now) {
        return JU_OK;
    }
    *ret = before ? GATEWAY_GONE : GATEWAY_NOTHING;
    return before ? gateway_drop_scope(ctx, full->addressee_number, consumer->id, err) : JU_OK;
}

person_feed scope_gone(const person_feed *full)
{
    person_feed gone = JUKI__GATEWAY__V1__PERSON_FEED__INIT;
    gone.change_id = full->change_id;
    gone.addressee_number = full->addressee_number;
    gone.restrained = full->restrained;
    gone.state = (char *)(uintptr_t) "out_of_scope";
    return gone;
}

ju_rc scope_mark(ju_ctx *ctx, const person_feed *full, const char *old_household, ju_err *err)
{
    const gateway *self = ctx->app;
    if (!self->household_filters) {
        return JU_OK;
    }
    if (*old_household != '\0' && strcmp(old_household, full->household_number) != 0) {
        const char *kept = ju_arena_strdup(ctx->arena, old_household);
        JU_TRY(kept == NULL ? ju_no_memory(err) : gateway_put_household_due(ctx, kept, err));
    }
    return *full->household_number == '\0' ? JU_OK
                                           : gateway_put_household_due(ctx, full->household_number, err);
}

ju_rc scope_page(ju_ctx *ctx, const gateway_consumer *consumer, snapshot_page *page, bool remember,
                 ju_err *err)
{
    const gateway *self = ctx->app;
    size_t kept = 0;
    if (gateway_filter_is_open(&consumer->filter)) {
        return JU_OK;
    }
    if (consumer->filter.household && !self->asks_households) {
        return ju_fail(err, JU_RETRY, "consumers_changed",
                       "a filter that looks at households is in force since now");
    }
    for (size_t i = 0; i < page->count; i++) {
        const snapshot_row *row = &page->row[i];
        bool inside = row->outside || is_in(consumer, row->person, row->youngest, false);
        if (remember) {
            JU_TRY(inside ? gateway_put_scope(ctx, row->person->addressee_number, consumer->id, err)
                          : gateway_drop_scope(ctx, row->person->addressee_number, consumer->id, err));
        }
        if (inside) {
            page->row[kept++] = *row;
        }
    }
    page->count = kept;
    return JU_OK;
}

/* ---- what time brings --------------------------------------------------------------------------------- */

ju_rc scope_idle_ask(ju_ctx *ctx, ju_err *err)
{
    JU_TRY(gateway_ask_households(ctx, HOUSEHOLDS_MAX, err));
    return gateway_ask_missed(ctx, err);
}

/* Somebody whose 個人番号 cannot be opened holds up nobody else. */
static ju_rc take_in(ju_ctx *ctx, const gateway_consumer *consumer, const person_feed *person, ju_err *err)
{
    ju_rc rc = gateway_feed_one(ctx, consumer, person, err);
    if (rc == JU_REJECT) {
        return feed_leave_out(ctx, consumer, person->change_id, person->addressee_number, err->code, err);
    }
    return rc == JU_OK ? gateway_put_scope(ctx, person->addressee_number, consumer->id, err) : rc;
}

/* Of a member nothing changed but who lives with him: told only when that takes him in or out. */
static ju_rc look_at(ju_ctx *ctx, const gateway_consumer *consumer, const gateway_member *member, ju_err *err)
{
    if (member->person == NULL) {
        return feed_leave_out(ctx, consumer, NULL, member->addressee_number, member->broken, err);
    }
    bool before = has_word(member->told, consumer->id);
    bool now = is_in(consumer, member->person, member->youngest, before);
    if (now == before) {
        return JU_OK;
    }
    if (now) {
        return take_in(ctx, consumer, member->person, err);
    }
    person_feed gone = scope_gone(member->person);
    JU_TRY(gateway_drop_scope(ctx, member->person->addressee_number, consumer->id, err));
    return gateway_feed_one(ctx, consumer, &gone, err);
}

static ju_rc look_at_households(ju_ctx *ctx, int of, ju_err *err)
{
    const gateway *self = ctx->app;
    gateway_member *member = NULL;
    size_t count = 0;
    JU_TRY(gateway_households_answer(ctx, of, &member, &count, err));
    for (size_t i = 0; i < count; i++) {
        for (size_t c = 0; c < self->consumer_count; c++) {
            const gateway_consumer *consumer = &self->consumer[c];
            if (consumer->filter.household && !consumer->held) {
                JU_TRY(look_at(ctx, consumer, &member[i], err));
            }
        }
    }
    return JU_OK;
}

/* Who could not be told of everything is told of everybody as soon as it can be. */
static ju_rc make_up(ju_ctx *ctx, int of, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, of);
    const gateway_consumer *begun = NULL;
    for (int row = 0; row < PQntuples(rows); row++) {
        const gateway_consumer *consumer = gateway_consumer_named(ctx, ju_col(rows, row, 0));
        if (consumer != NULL && consumer != begun && consumer->version >= ju_col_i64(rows, row, 1)) {
            begun = consumer;
            JU_TRY(gateway_drop_missed(ctx, consumer->id, consumer->version, err));
            JU_TRY(snapshot_begin(ctx, consumer->id, "approved", "", NULL, err));
        }
    }
    return JU_OK;
}

ju_rc scope_idle_begin(ju_ctx *ctx, int of, ju_err *err)
{
    JU_TRY(look_at_households(ctx, of, err));
    return make_up(ctx, of + 1, err);
}
