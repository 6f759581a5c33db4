#include "services/delivery/steps/file.h"

#include "common/event/topic_names.h"
#include "common/log/log.h"
#include "services/delivery/deadline.h"
#include "services/delivery/steps/gate.h"
#include "services/delivery/steps/state.h"

enum { SWEEP_AGAIN_MS = 10 * 1000 };
/* A day before all days: nothing is handed over while the card system's side is closed. */
static const char NEVER[] = "-infinity";
enum { ASKED_WAITING, ASKED_UNASKED, ASKED_UNCONFIRMED, ASKED_NEAR, ASKED_DUE };

/* One act for each record. */
static ju_rc audit(ju_ctx *ctx, const file_records *records, const char *action, const char *detail,
                   ju_err *err)
{
    for (size_t i = 0; i < records->count; i++) {
        const file_record *record = &records->item[i];
        const ju_act act = {.action = action,
                            .subject = record->subject,
                            .change_id = record->change_id,
                            .event_id = record->event_id,
                            .detail = detail};
        JU_TRY(ju_audit(ctx, &act, err));
    }
    return JU_OK;
}

ju_rc file_set_aside(ju_ctx *ctx, const file_record *record, const char *why, ju_err *err)
{
    JU_TRY(file_put_unreadable(ctx, record->event_id, err));
    if (record->unreadable) {
        return JU_OK;
    }
    ju_log_error("a delivery record cannot be opened: it stays, everything else goes on",
                 ju_f_word("event_id", record->event_id), ju_f_word("err_code", why));
    return ju_audit(ctx,
                    &(ju_act){.action = "delivery.unreadable",
                              .subject = record->subject,
                              .change_id = record->change_id,
                              .event_id = record->event_id,
                              .refused_code = why},
                    err);
}

/* The records of an answer that can be opened; the others are set aside. */
static ju_rc got_open(ju_ctx *ctx, int answer, file_records *ret, ju_err *err)
{
    file_records all;
    JU_TRY(file_got(ctx, answer, &all, err));
    file_record *open = ju_arena_alloc(ctx->arena, all.count * sizeof *open);
    size_t count = 0;
    for (size_t i = 0; open != NULL && i < all.count; i++) {
        if (all.item[i].fault == NULL) {
            open[count++] = all.item[i];
        } else {
            JU_TRY(file_set_aside(ctx, &all.item[i], all.item[i].fault, err));
        }
    }
    *ret = (file_records){.item = open, .count = count};
    return open == NULL ? ju_no_memory(err) : JU_OK;
}

ju_rc file_hand_over(ju_ctx *ctx, const file_records *records, ju_err *err)
{
    for (size_t i = 0; i < records->count; i++) {
        const file_record *record = &records->item[i];
        JU_TRY(ju_emit_bytes(ctx, JU_TOPIC_LINK_CARD_OUT, record->register_ref, record->event_id,
                             record->type, record->payload.data, record->payload.len, err));
    }
    JU_TRY(file_put_handed_over(ctx, records, err));
    return audit(ctx, records, "delivery.sent", "card", err);
}

void file_want_sweep(void *opaque, const file_records *erased)
{
    delivery_state *state = opaque;
    if (erased->count > 0) {
        state->sweeps = DELIVERY_SWEEPS;
        state->sweep_from_ms = 0;
    }
}

ju_rc file_withdraw_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    (void)body;
    return file_ask_person(ctx, ctx->message->key, err);
}

ju_rc file_withdraw_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    file_records waiting;
    const char *dead = ju_arena_printf(ctx->arena, " %s ", ctx->message->key);
    (void)body;
    if (dead == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(file_got(ctx, 0, &waiting, err));
    return gate_take_out(ctx, &waiting, &(gate_reason){.detail = "death", .without = dead}, err);
}

/* ---- what time alone brings -------------------------------------------------------------------------- */

/* In arena memory; NULL when it is full. */
static const char *written(ju_ctx *ctx, ju_date date)
{
    char *text = ju_arena_alloc(ctx->arena, JU_DATE_SIZE);
    if (text != NULL) {
        ju_date_format(date, text);
    }
    return text;
}

ju_rc file_idle_ask(ju_ctx *ctx, ju_err *err)
{
    const delivery_settings *settings = ((delivery_state *)ctx->app)->settings;
    ju_date today;
    if (!ju_date_parse(ctx->today, &today)) {
        return ju_fail(err, JU_FATAL, "clock", "the processing date is no date");
    }
    bool open = ju_link_is_open(&settings->card, ctx->now);
    const char *received_until =
        open ? written(ctx, ju_date_add_days(today, -(int)settings->wait_days)) : NEVER;
    const char *handed_until = written(ctx, delivery_near_since(today, settings->alarm_days));
    if (received_until == NULL || handed_until == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(file_ask_waiting(ctx, received_until, err));
    JU_TRY(gate_ask_unasked(ctx, received_until, err));
    JU_TRY(file_ask_unconfirmed(ctx, open ? ctx->today : NEVER, err));
    JU_TRY(file_ask_near(ctx, handed_until, err));
    return settings->erases ? file_ask_due(ctx, err) : JU_OK;
}

static ju_rc send_again(ju_ctx *ctx, ju_err *err)
{
    file_records records;
    JU_TRY(got_open(ctx, ASKED_UNCONFIRMED, &records, err));
    for (size_t i = 0; i < records.count; i++) {
        const file_record *record = &records.item[i];
        JU_TRY(ju_emit_again(ctx, JU_TOPIC_LINK_CARD_OUT, record->register_ref, record->sequence,
                             record->event_id, record->type, record->payload.data, record->payload.len, err));
    }
    JU_TRY(file_put_again(ctx, &records, err));
    return audit(ctx, &records, "delivery.sent_again", "card", err);
}

/* The log is told once when the first comes near, and once when there is none any more. */
static void watch_near(delivery_state *state, int64_t near)
{
    ju_gauge_set(state->near_gauge, (double)near);
    if (near > 0 && !state->alarmed) {
        ju_log_warn("records that the card system has not confirmed are near their last day",
                    ju_f_int("count", near), ju_f_int("last_day", DELIVERY_LAST_DAY));
    } else if (near == 0 && state->alarmed) {
        ju_log_info("no unconfirmed record is near its last day any more");
    }
    state->alarmed = near > 0;
}

static void watch_held(delivery_state *state, int64_t held)
{
    ju_gauge_set(state->held_gauge, (double)held);
    if (held > 0 && !state->warned) {
        ju_log_warn("records differ from the register; they are held, and their batches with them",
                    ju_f_int("count", held));
    } else if (held == 0 && state->warned) {
        ju_log_info("no record is held any more");
    }
    state->warned = held > 0;
}

static ju_rc erase_due(ju_ctx *ctx, ju_err *err)
{
    delivery_state *state = ctx->app;
    file_records due;
    JU_TRY(file_got(ctx, ASKED_DUE, &due, err));
    file_want_sweep(state, &due);
    JU_TRY(file_put_erased(ctx, &due, false, err));
    return audit(ctx, &due, "delivery.erased", "confirmed", err);
}

ju_rc file_idle_begin(ju_ctx *ctx, ju_err *err)
{
    delivery_state *state = ctx->app;
    const file_counts counts = file_got_counts(ctx, ASKED_NEAR);
    file_records waiting;
    file_records unasked;
    watch_near(state, counts.near);
    watch_held(state, counts.held);
    ju_gauge_set(state->unreadable_gauge, (double)counts.unreadable);
    JU_TRY(file_got(ctx, ASKED_UNASKED, &unasked, err));
    JU_TRY(gate_question_held(ctx, &unasked, err));
    JU_TRY(got_open(ctx, ASKED_WAITING, &waiting, err));
    JU_TRY(file_hand_over(ctx, &waiting, err));
    JU_TRY(send_again(ctx, err));
    return state->settings->erases ? erase_due(ctx, err) : JU_OK;
}

/* A row that some transaction can still see outlives the first sweep. */
ju_rc file_aside(void *opaque, ju_db *db, ju_err *err)
{
    delivery_state *state = opaque;
    bool log_too = false;
    if (state->sweeps == 0 || !state->settings->erases || ju_clock_monotonic_ms() < state->sweep_from_ms) {
        return JU_OK;
    }
    JU_TRY(file_sweep(db, &log_too, err));
    state->sweeps--;
    state->sweep_from_ms = ju_clock_monotonic_ms() + SWEEP_AGAIN_MS;
    if (!log_too) {
        ju_log_info("erased records leave the write-ahead log with the server's own checkpoints only");
    }
    return JU_OK;
}
