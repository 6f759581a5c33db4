#include "common/event/batch_internal.h"

#include "event_sql.h"

#include <string.h>

/* The three questions that open every transaction; their answers come first. */
enum { ANSWER_BEGIN, ANSWER_NEW, ANSWER_DEAD, ANSWER_POSITIONS, INBOX_ANSWERS };

/* Those that could be applied, and then all the others. */
static ju_rc ask_ids(ju_batch *batch, ju_err *err)
{
    const char **sources = ju_arena_alloc(&batch->arena, batch->count * sizeof *sources);
    const char **ids = ju_arena_alloc(&batch->arena, batch->count * sizeof *ids);
    if (sources == NULL || ids == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < batch->count; i++) {
        batch->items[i].asked_inbox = batch->items[i].fate == JU_PENDING && !batch->items[i].from_parked;
    }
    size_t count = 0;
    size_t fresh = 0;
    for (int rest = 0; rest <= 1; rest++) {
        for (size_t i = 0; i < batch->count; i++) {
            const ju_item *item = &batch->items[i];
            if (item->asked_inbox == (rest == 0)) {
                sources[count] = item->message.source;
                ids[count++] = item->message.id;
            }
        }
        fresh = rest == 0 ? count : fresh;
    }
    ju_args inbox;
    ju_args_init(&inbox, &batch->arena);
    ju_arg_texts(&inbox, sources, fresh);
    ju_arg_texts(&inbox, ids, fresh);
    JU_TRY(ju_db_send(batch->db, &event_sql_inbox_insert, &inbox, err));
    ju_args dead;
    ju_args_init(&dead, &batch->arena);
    ju_arg_texts(&dead, sources, count);
    ju_arg_texts(&dead, ids, count);
    return ju_db_send(batch->db, &event_sql_dead_known, &dead, err);
}

static ju_rc ask_positions(ju_batch *batch, ju_err *err)
{
    const char **topics = ju_arena_alloc(&batch->arena, batch->stream_count * sizeof *topics);
    const char **keys = ju_arena_alloc(&batch->arena, batch->stream_count * sizeof *keys);
    if (topics == NULL || keys == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < batch->stream_count; i++) {
        topics[i] = batch->streams[i].topic;
        keys[i] = batch->streams[i].key;
    }
    ju_args args;
    ju_args_init(&args, &batch->arena);
    ju_arg_texts(&args, topics, batch->stream_count);
    ju_arg_texts(&args, keys, batch->stream_count);
    return ju_db_send(batch->db, &event_sql_inbox_positions, &args, err);
}

ju_rc ju_inbox_ask(ju_batch *batch, ju_err *err)
{
    JU_TRY(ju_db_word(batch->db, "BEGIN", err));
    JU_TRY(ask_ids(batch, err));
    JU_TRY(ask_positions(batch, err));
    batch->sent_before_asks = INBOX_ANSWERS;
    return JU_OK;
}

static bool has_id(const PGresult *rows, const ju_message *message, int *from)
{
    /* Answers come in nearly the order asked, so the search starts where the last one ended. */
    int count = PQntuples(rows);
    for (int n = 0; n < count; n++) {
        int row = (*from + n) % count;
        if (strcmp(ju_col(rows, row, 1), message->id) == 0 &&
            strcmp(ju_col(rows, row, 0), message->source) == 0) {
            *from = row + 1;
            return true;
        }
    }
    return false;
}

static void read_positions(ju_batch *batch, const PGresult *rows)
{
    for (int row = 0; row < PQntuples(rows); row++) {
        for (size_t i = 0; i < batch->stream_count; i++) {
            ju_stream *stream = &batch->streams[i];
            if (strcmp(stream->key, ju_col(rows, row, 1)) == 0 &&
                strcmp(stream->topic, ju_col(rows, row, 0)) == 0) {
                stream->last = ju_col_i64(rows, row, 2);
                stream->waiting = ju_col_bool(rows, row, 3);
            }
        }
    }
}

/* The same id may stand twice in one batch; only its first record is new. */
static bool seen_before(const ju_batch *batch, const ju_item *item)
{
    for (const ju_item *other = batch->items; other < item; other++) {
        if (other->asked_inbox && strcmp(other->message.id, item->message.id) == 0 &&
            strcmp(other->message.source, item->message.source) == 0) {
            return true;
        }
    }
    return false;
}

void ju_inbox_answers(ju_batch *batch)
{
    const PGresult *fresh = batch->results.item[ANSWER_NEW];
    const PGresult *dead = batch->results.item[ANSWER_DEAD];
    int fresh_from = 0;
    int dead_from = 0;
    for (size_t i = 0; i < batch->count; i++) {
        ju_item *item = &batch->items[i];
        item->was_dead = has_id(dead, &item->message, &dead_from);
        item->redelivered = item->was_dead && item->message.raw != NULL &&
                            item->message.offset <= ju_col_i64(dead, dead_from - 1, 2);
        item->in_inbox = item->from_parked;
        if (!item->asked_inbox) {
            continue;
        }
        item->in_inbox = has_id(fresh, &item->message, &fresh_from) && !seen_before(batch, item);
        if (!item->in_inbox) {
            item->fate = JU_DUPLICATE;
        }
    }
    read_positions(batch, batch->results.item[ANSWER_POSITIONS]);
}

static ju_rc park(ju_batch *batch, ju_item *item, ju_err *err)
{
    const ju_message *message = &item->message;
    item->fate = JU_PARKED;
    item->stream->waiting = true;
    if (item->from_parked) {
        return JU_OK;
    }
    ProtobufCBinaryData body = {message->came_size, (uint8_t *)(uintptr_t)message->came};
    JU_TRY(ju_body_keep(batch->setup->bodies, &batch->arena,
                        &(ju_body_of){message->topic, message->type, message->id}, &body, err));
    ju_args args;
    ju_args_init(&args, &batch->arena);
    ju_arg_text(&args, message->topic);
    ju_arg_text(&args, message->key);
    ju_arg_i64(&args, message->sequence);
    ju_arg_text(&args, message->id);
    ju_arg_text(&args, message->source);
    ju_arg_text(&args, message->type);
    ju_arg_text(&args, message->time);
    ju_arg_text(&args, message->traceparent);
    ju_arg_bytes(&args, body.data, body.len);
    ju_arg_bytes(&args, message->signature == NULL ? "" : message->signature, message->signature_size);
    JU_TRY(ju_queue(batch, &event_sql_parked_insert, &args, err));
    return ju_audit(&item->ctx,
                    &(ju_act){.action = "message.parked", .event_id = message->id, .detail = message->topic},
                    err);
}

/* The missing numbers are not waited for any longer. */
static ju_rc pass_missing(ju_batch *batch, const ju_message *message, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, &batch->arena);
    ju_arg_text(&args, message->topic);
    ju_arg_text(&args, message->key);
    ju_arg_i64(&args, message->sequence);
    return ju_queue(batch, &event_sql_parked_pass, &args, err);
}

/* Whether it is this message's turn; one that is early is parked, one whose number was used is dead. */
ju_rc ju_inbox_turn(ju_batch *batch, ju_item *item, bool *ret_apply, ju_err *err)
{
    *ret_apply = true;
    if (item->stream == NULL) {
        return JU_OK;
    }
    int64_t expected = item->stream->last + 1;
    if (item->message.sequence == expected) {
        return JU_OK;
    }
    if (item->message.sequence > expected && (item->handler->flags & JU_WHOLE) != 0) {
        return JU_OK;
    }
    *ret_apply = false;
    if (item->message.sequence > expected) {
        return park(batch, item, err);
    }
    if (item->from_parked) {
        item->fate = JU_DUPLICATE; /* another instance was faster */
        return JU_OK;
    }
    item->fate = JU_DEAD;
    (void)ju_reject(&item->err, "sequence_used", JU_HEADER_SEQUENCE,
                    "number %lld of this key was applied already, under another ce_id",
                    (long long)item->message.sequence);
    return JU_OK;
}

static ju_rc queue_ids(ju_batch *batch, const ju_sql *sql, const ju_message *message, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, &batch->arena);
    ju_arg_text(&args, message->source);
    ju_arg_text(&args, message->id);
    return ju_queue(batch, sql, &args, err);
}

static ju_rc unpark(ju_batch *batch, const ju_message *message, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, &batch->arena);
    ju_arg_text(&args, message->topic);
    ju_arg_text(&args, message->key);
    ju_arg_i64(&args, message->sequence);
    return ju_queue(batch, &event_sql_parked_delete, &args, err);
}

/* Notes in the bus tables what became of an item. */
ju_rc ju_inbox_finish(ju_batch *batch, ju_item *item, ju_err *err)
{
    if (item->from_parked && item->fate != JU_PARKED) {
        JU_TRY(unpark(batch, &item->message, err));
    }
    if (item->fate == JU_DEAD) {
        if (item->in_inbox) {
            JU_TRY(queue_ids(batch, &event_sql_inbox_forget, &item->message, err));
        }
        return ju_dead_letter(batch, item, err);
    }
    if (item->fate == JU_APPLIED) {
        if (item->stream != NULL) {
            bool passes = item->message.sequence > item->stream->last + 1;
            JU_TRY(passes ? pass_missing(batch, &item->message, err) : JU_OK);
            item->stream->last = item->message.sequence;
            item->stream->moved = true;
        }
        if (item->was_dead) {
            return queue_ids(batch, &event_sql_dead_resolve, &item->message, err);
        }
    }
    return JU_OK;
}

ju_rc ju_inbox_advance(ju_batch *batch, ju_err *err)
{
    const char **topics = ju_arena_alloc(&batch->arena, batch->stream_count * sizeof *topics);
    const char **keys = ju_arena_alloc(&batch->arena, batch->stream_count * sizeof *keys);
    int64_t *last = ju_arena_alloc(&batch->arena, batch->stream_count * sizeof *last);
    if (topics == NULL || keys == NULL || last == NULL) {
        return ju_no_memory(err);
    }
    size_t count = 0;
    for (size_t i = 0; i < batch->stream_count; i++) {
        if (batch->streams[i].moved) {
            topics[count] = batch->streams[i].topic;
            keys[count] = batch->streams[i].key;
            last[count++] = batch->streams[i].last;
        }
    }
    if (count == 0) {
        return JU_OK;
    }
    ju_args args;
    ju_args_init(&args, &batch->arena);
    ju_arg_texts(&args, topics, count);
    ju_arg_texts(&args, keys, count);
    ju_arg_i64s(&args, last, count);
    return ju_queue(batch, &event_sql_inbox_advance, &args, err);
}
