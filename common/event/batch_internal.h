#ifndef JU_EVENT_BATCH_INTERNAL_H
#define JU_EVENT_BATCH_INTERNAL_H

/* Shared by the files of the micro-batch only. */

#include "common/event/batch.h"

#include "juki/audit/v1/audit.pb-c.h"

enum { JU_BATCH_ARENA_BYTES = 24 * 1024 * 1024 };

typedef enum ju_fate { JU_PENDING, JU_APPLIED, JU_DUPLICATE, JU_PARKED, JU_DEAD } ju_fate;

/* Position of one key of a sequenced topic while the batch runs. */
typedef struct ju_stream {
    const char *topic;
    const char *key;
    int64_t last;
    bool moved;
    bool waiting; /* parked messages exist */
} ju_stream;

typedef struct ju_claim_list {
    uint64_t *hash;
    size_t count;
    size_t capacity;
} ju_claim_list;

typedef struct ju_item {
    ju_message message;
    const ju_handler *handler;
    ProtobufCMessage *body;
    ju_err err; /* why it is dead */
    ju_fate fate;
    bool from_parked;
    bool refused;     /* by its handler's ask: it will be dead when its turn comes */
    bool asked_inbox; /* its row was asked for */
    bool in_inbox;    /* its row is there by this transaction, or since it was parked */
    bool was_dead;    /* its dead letter stands, published and audited */
    bool redelivered; /* and this is the same record again, no replay */
    int round;
    ju_stream *stream;
    ju_claim_list claims;
    ju_ctx ctx;
} ju_item;

typedef struct ju_op {
    const ju_sql *sql;
    const ju_args *args;
} ju_op;

/* A question of the round that runs. */
typedef struct ju_question {
    ju_op op;   /* of a statement for many rows, which is sent when all have asked */
    int part;   /* its place in that statement, from 1; 0: it was sent alone */
    int answer; /* number of the result */
} ju_question;

struct ju_batch {
    const ju_batch_setup *setup;
    ju_arena arena;
    ju_arena scratch; /* of the statement that is being sent */
    char today[JU_CLOCK_TODAY_SIZE];
    char now[JU_CLOCK_MOMENT_SIZE];
    const void *cancelled_of; /* the work of which a statement ran into statement_timeout */
    int cancelled;            /* and how often */
    /* of the attempt that runs */
    ju_db *db;
    ju_item *items;
    size_t count;
    int rounds;
    ju_stream *streams;
    size_t stream_count;
    ju_op *ops; /* writes queued by apply, not yet sent */
    size_t op_count;
    size_t op_capacity;
    Juki__Audit__V1__AuditRecord **acts;
    size_t act_count;
    size_t act_capacity;
    ju_results results;
    int sent_before_asks; /* writes sent in the pipeline ahead of the questions of a round */
    int asks;             /* statements sent for the questions of this round */
    ju_question *questions;
    size_t question_count;
    size_t question_capacity;
    ju_ctx ctx; /* for the hooks */
};

/* plan.c: reads records, finds handlers, gives rounds. */
ju_rc ju_plan_item(ju_batch *batch, ju_item *item, ju_err *err) JU_MUST_CHECK;
ju_rc ju_plan_rounds(ju_batch *batch, ju_err *err) JU_MUST_CHECK;
ju_rc ju_plan_streams(ju_batch *batch, ju_err *err) JU_MUST_CHECK;

/* A handler's JU_REJECT, in whichever step, makes its message dead and lets the batch go on. */
ju_rc ju_settle(ju_item *item, ju_rc rc, ju_err *err) JU_MUST_CHECK;

/* inbox.c: what the tables of 0001_bus.sql know about the batch's messages. */
ju_rc ju_inbox_ask(ju_batch *batch, ju_err *err) JU_MUST_CHECK;
void ju_inbox_answers(ju_batch *batch);
ju_rc ju_inbox_turn(ju_batch *batch, ju_item *item, bool *ret_apply, ju_err *err) JU_MUST_CHECK;
ju_rc ju_inbox_finish(ju_batch *batch, ju_item *item, ju_err *err) JU_MUST_CHECK;
ju_rc ju_inbox_advance(ju_batch *batch, ju_err *err) JU_MUST_CHECK;

/* emit.c */
/* The writes that are queued, and no more then; those of one statement for many rows as that statement once.
 */
ju_rc ju_send_ops(ju_batch *batch, ju_err *err) JU_MUST_CHECK;
ju_rc ju_send_questions(ju_batch *batch, ju_err *err) JU_MUST_CHECK;
ju_rc ju_split_answers(ju_batch *batch, ju_err *err) JU_MUST_CHECK;
ju_rc ju_queue(ju_batch *batch, const ju_sql *sql, const ju_args *args, ju_err *err) JU_MUST_CHECK;
/* Room for one item more: *capacity items of arena memory at least; NULL when there is none. */
void *ju_grow(ju_arena *arena, void *items, size_t count, size_t *capacity, size_t item_size);
/* Of the message being applied, or a new one; NULL when out of memory. */
const char *ju_traceparent_of(ju_ctx *ctx);

/* act.c */
ju_rc ju_audit_flush(ju_batch *batch, ju_err *err) JU_MUST_CHECK;
/* JU_REJECT "act_missing": a message of an operator was applied, and no act since before names him. */
ju_rc ju_audit_check(const ju_item *item, ju_mark before, ju_err *err) JU_MUST_CHECK;

/* deadletter.c */
ju_rc ju_dead_letter(ju_batch *batch, ju_item *item, ju_err *err) JU_MUST_CHECK;

#endif
