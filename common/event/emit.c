#include "common/base/hex.h"
#include "common/event/batch_internal.h"

#include "common/base/uuid7.h"
#include "event_sql.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

void *ju_grow(ju_arena *arena, void *items, size_t count, size_t *capacity, size_t item_size)
{
    if (count < *capacity) {
        return items;
    }
    size_t wanted = *capacity == 0 ? 64 : *capacity * 2;
    void *larger = ju_arena_alloc(arena, wanted * item_size);
    if (larger != NULL) {
        if (count > 0) {
            memcpy(larger, items, count * item_size);
        }
        *capacity = wanted;
    }
    return larger;
}

/* A statement to be sent later: keeps the arguments, not what they point to. */
static ju_rc keep_op(ju_batch *batch, const ju_sql *sql, const ju_args *args, ju_op *ret, ju_err *err)
{
    if (args->failed && batch->arena.full) {
        return ju_no_memory(err);
    }
    if (args->failed) {
        return ju_reject(err, "too_large", "", "the arguments of %s do not fit", sql->name);
    }
    *ret = (ju_op){.sql = sql, .args = ju_args_keep(args, &batch->arena)};
    return ret->args != NULL ? JU_OK : ju_no_memory(err);
}

ju_rc ju_queue(ju_batch *batch, const ju_sql *sql, const ju_args *args, ju_err *err)
{
    ju_op op;
    JU_TRY(keep_op(batch, sql, args, &op, err));
    ju_op *ops = ju_grow(&batch->arena, batch->ops, batch->op_count, &batch->op_capacity, sizeof *batch->ops);
    if (ops == NULL) {
        return ju_no_memory(err);
    }
    batch->ops = ops;
    batch->ops[batch->op_count++] = op;
    return JU_OK;
}

ju_rc ju_do(ju_ctx *ctx, const ju_sql *sql, const ju_args *args, ju_err *err)
{
    return ju_queue(ctx->batch, sql, args, err);
}

ju_mark ju_mark_of(const ju_ctx *ctx)
{
    return (ju_mark){.ops = ctx->batch->op_count, .acts = ctx->batch->act_count};
}

void ju_back_to(ju_ctx *ctx, ju_mark mark)
{
    ctx->batch->op_count = mark.ops;
    ctx->batch->act_count = mark.acts;
}

ju_rc ju_ask(ju_ctx *ctx, const ju_sql *sql, const ju_args *args, ju_err *err)
{
    ju_batch *batch = ctx->batch;
    ju_question question = {0};
    if (sql->rows) {
        JU_TRY(keep_op(batch, sql, args, &question.op, err));
    } else {
        JU_TRY(ju_db_send(batch->db, sql, args, err));
        question.answer = batch->sent_before_asks + batch->asks++;
    }
    ju_question *questions = ju_grow(&batch->arena, batch->questions, batch->question_count,
                                     &batch->question_capacity, sizeof *batch->questions);
    if (questions == NULL) {
        return ju_no_memory(err);
    }
    batch->questions = questions;
    if (ctx->answers++ == 0) {
        ctx->first_question = batch->question_count;
    }
    questions[batch->question_count++] = question;
    return JU_OK;
}

/* Room for so many rows of a statement that send_joined sends next, and then forgets; NULL when there is
 * none. */
static const ju_args **rows_to_send(ju_batch *batch, size_t count)
{
    return ju_arena_alloc(&batch->scratch, count * sizeof(const ju_args *));
}

/* libpq copies what it sends, so the arrays of one statement make room for those of the next. */
static ju_rc send_joined(ju_batch *batch, const ju_sql *sql, const ju_args *const *rows, size_t count,
                         ju_err *err)
{
    ju_args joined = {.failed = true};
    if (rows != NULL) {
        ju_args_rows(&joined, &batch->scratch, rows, count);
    }
    ju_rc rc = joined.failed ? ju_no_memory(err) : ju_db_send(batch->db, sql, &joined, err);
    ju_arena_reset(&batch->scratch);
    return rc;
}

/* All rows that wait for the statement of op `first` as one statement in its place; they count as sent. */
static ju_rc send_rows(ju_batch *batch, size_t first, ju_err *err)
{
    const ju_sql *sql = batch->ops[first].sql;
    const ju_args **rows = rows_to_send(batch, batch->op_count - first);
    size_t count = 0;
    for (size_t i = first; rows != NULL && i < batch->op_count; i++) {
        if (batch->ops[i].sql == sql) {
            rows[count++] = batch->ops[i].args;
            batch->ops[i].sql = NULL;
        }
    }
    return send_joined(batch, sql, rows, count, err);
}

ju_rc ju_send_ops(ju_batch *batch, ju_err *err)
{
    batch->sent_before_asks = 0;
    for (size_t i = 0; i < batch->op_count; i++) {
        const ju_op *op = &batch->ops[i];
        if (op->sql != NULL) {
            JU_TRY(op->sql->rows ? send_rows(batch, i, err) : ju_db_send(batch->db, op->sql, op->args, err));
            batch->sent_before_asks++;
        }
    }
    batch->op_count = 0;
    return JU_OK;
}

/* All questions that wait for one statement, as that statement once. */
static ju_rc send_parts(ju_batch *batch, const ju_sql *sql, ju_err *err)
{
    const ju_args **rows = rows_to_send(batch, batch->question_count);
    int count = 0;
    for (size_t i = 0; rows != NULL && i < batch->question_count; i++) {
        ju_question *question = &batch->questions[i];
        if (question->op.sql == sql) {
            rows[count++] = question->op.args;
            question->part = count;
            question->answer = batch->sent_before_asks + batch->asks;
        }
    }
    batch->asks++;
    return send_joined(batch, sql, rows, (size_t)count, err);
}

ju_rc ju_send_questions(ju_batch *batch, ju_err *err)
{
    for (size_t i = 0; i < batch->question_count; i++) {
        const ju_question *question = &batch->questions[i];
        if (question->op.sql != NULL && question->part == 0) {
            JU_TRY(send_parts(batch, question->op.sql, err));
        }
    }
    return JU_OK;
}

static int parts_of(const ju_batch *batch, const ju_sql *sql)
{
    int parts = 0;
    for (size_t i = 0; i < batch->question_count; i++) {
        parts += batch->questions[i].op.sql == sql;
    }
    return parts;
}

ju_rc ju_split_answers(ju_batch *batch, ju_err *err)
{
    for (size_t i = 0; i < batch->question_count; i++) {
        const ju_sql *sql = batch->questions[i].op.sql;
        if (batch->questions[i].part != 1) {
            continue;
        }
        int first = 0;
        JU_TRY(
            ju_results_split(&batch->results, batch->questions[i].answer, parts_of(batch, sql), &first, err));
        for (size_t of = i; of < batch->question_count; of++) {
            if (batch->questions[of].op.sql == sql) {
                batch->questions[of].answer = first + batch->questions[of].part - 1;
            }
        }
    }
    return JU_OK;
}

const PGresult *ju_answer(const ju_ctx *ctx, int number)
{
    const ju_batch *batch = ctx->batch;
    return batch->results.item[batch->questions[ctx->first_question + (size_t)number].answer];
}

const char *ju_event_id(ju_ctx *ctx)
{
    char *id = ju_arena_alloc(ctx->arena, JU_UUID_SIZE);
    ju_err ignored;
    return id != NULL && ju_uuid7(id, &ignored) == JU_OK ? id : NULL;
}

const char *ju_random_ref(ju_ctx *ctx)
{
    unsigned char random[16];
    bool drawn = getrandom(random, sizeof random, 0) == (ssize_t)sizeof random;
    return drawn ? ju_arena_hex(ctx->arena, random, sizeof random) : NULL;
}

const char *ju_traceparent_of(ju_ctx *ctx)
{
    if (ctx->message != NULL && *ctx->message->traceparent != '\0') {
        return ctx->message->traceparent;
    }
    char *fresh = ju_arena_alloc(ctx->arena, 56);
    if (fresh != NULL) {
        ju_traceparent_new(fresh);
    }
    return fresh;
}

/* The number of an ordered event is taken before its outbox id: both statements are sent in this order. */
static ju_rc take_number(ju_ctx *ctx, const char *topic, const char *key, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, topic);
    ju_arg_text(&args, key);
    return ju_queue(ctx->batch, &event_sql_outbox_advance, &args, err);
}

/* The first seven parameters of the statements that insert into the outbox. */
static ju_rc arg_event(ju_ctx *ctx, ju_args *args, const char *topic, const char *key, const char *id,
                       const char *type, const void *value, size_t size, ju_err *err)
{
    char *now = ju_arena_alloc(ctx->arena, JU_CLOCK_NOW_SIZE);
    const char *trace = ju_traceparent_of(ctx);
    if (now == NULL || trace == NULL || id == NULL) {
        return ju_no_memory(err);
    }
    if (size > JU_MESSAGE_MAX_BYTES) {
        return ju_reject(err, "too_large", type, "an event of %zu bytes is over the cap", size);
    }
    ProtobufCBinaryData body = {size, (uint8_t *)(uintptr_t)value};
    JU_TRY(ju_body_seal(ctx->batch->setup->bodies, ctx->arena, &(ju_body_of){topic, type, id}, &body, err));
    ju_clock_now_rfc3339(now);
    ju_args_init(args, ctx->arena);
    ju_arg_text(args, topic);
    ju_arg_text(args, key);
    ju_arg_text(args, id);
    ju_arg_text(args, type);
    ju_arg_text(args, now);
    ju_arg_text(args, trace);
    ju_arg_bytes(args, body.data, body.len);
    return JU_OK;
}

static ju_rc emit(ju_ctx *ctx, const ju_sql *sql, const char *topic, const char *key, const char *id,
                  const char *type, const void *value, size_t size, ju_err *err)
{
    ju_args args;
    JU_TRY(arg_event(ctx, &args, topic, key, id, type, value, size, err));
    if (sql == &event_sql_outbox_insert_sequenced) {
        JU_TRY(take_number(ctx, topic, key, err));
    }
    return ju_queue(ctx->batch, sql, &args, err);
}

static ju_rc emit_message(ju_ctx *ctx, const ju_sql *sql, const char *topic, const char *key,
                          const ProtobufCMessage *event, const char **ret_id, ju_err *err)
{
    size_t size = protobuf_c_message_get_packed_size(event);
    unsigned char *value = ju_arena_alloc(ctx->arena, size);
    const char *id = ju_event_id(ctx);
    if (value == NULL || id == NULL) {
        return ju_no_memory(err);
    }
    protobuf_c_message_pack(event, value);
    JU_TRY(emit(ctx, sql, topic, key, id, event->descriptor->name, value, size, err));
    if (ret_id != NULL) {
        *ret_id = id;
    }
    return JU_OK;
}

ju_rc ju_emit(ju_ctx *ctx, const char *topic, const char *key, const ProtobufCMessage *event,
              const char **ret_id, ju_err *err)
{
    return emit_message(ctx, &event_sql_outbox_insert, topic, key, event, ret_id, err);
}

ju_rc ju_emit_sequenced(ju_ctx *ctx, const char *topic, const char *key, const ProtobufCMessage *event,
                        const char **ret_id, ju_err *err)
{
    return emit_message(ctx, &event_sql_outbox_insert_sequenced, topic, key, event, ret_id, err);
}

ju_rc ju_emit_bytes(ju_ctx *ctx, const char *topic, const char *key, const char *id, const char *type,
                    const void *value, size_t size, ju_err *err)
{
    return emit(ctx, &event_sql_outbox_insert_sequenced, topic, key, id, type, value, size, err);
}

ju_rc ju_emit_again(ju_ctx *ctx, const char *topic, const char *key, int64_t sequence, const char *id,
                    const char *type, const void *value, size_t size, ju_err *err)
{
    ju_args args;
    JU_TRY(arg_event(ctx, &args, topic, key, id, type, value, size, err));
    ju_arg_i64(&args, sequence);
    return ju_queue(ctx->batch, &event_sql_outbox_insert_again, &args, err);
}
