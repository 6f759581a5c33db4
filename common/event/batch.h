#ifndef JU_EVENT_BATCH_H
#define JU_EVENT_BATCH_H

#include "common/base/clock.h"
#include "common/db/db.h"
#include "common/event/body.h"
#include "common/event/verifier.h"
#include "juki/common/v1/common.pb-c.h"

/*
 * The micro-batch: many messages, one PostgreSQL transaction, two round trips.
 *
 * A handler works in three steps. claim names what the message is about, so that two messages about the
 * same thing are applied one after the other; ask queues the questions to the database; apply decides, with
 * the answers at hand, and queues the writes. Nothing that apply queued is sent when it refuses, so a bad
 * message needs no savepoint. Inbox, order per key, dead letters, outbox and audit are the batch's work.
 * A message that says who commands it, and every one of a topic of commands, has to leave an act that names
 * him: else it is refused as "act_missing", and nothing of it is done.
 */
typedef struct ju_batch ju_batch;
struct ju_house;

/* What a handler works with. Memory from the arena lives until the batch is over. */
typedef struct ju_ctx {
    ju_arena *arena;
    const ju_message *message;
    const char *today;  /* processing date, YYYY-MM-DD */
    const char *now;    /* and the time of day in Japan: ju_clock_moment */
    void *app;          /* the service's own state */
    void *work;         /* the handler's own: what claim or ask found out for apply */
    const char *affair; /* 事務 of the operator by his token, where common/staff has read one; else NULL */
    const char *department; /* and his 所属 */
    struct ju_house *house; /* of a service of the house (common/staff/house.h); else NULL */
    /* the batch's own */
    ju_batch *batch;
    const ProtobufCMessage *body; /* of the message; NULL for the hooks */
    size_t first_question;
    int answers;
} ju_ctx;

enum ju_handler_flags {
    JU_SEQUENCED = 1, /* juki-sequence is required and gapless per key */
    JU_STRICT = 2,    /* fields that this version does not know are refused */
    JU_ALONE = 4, /* applied after all before it in the batch and before all behind it: for rare messages */
    /* With JU_SEQUENCED: says all of its key anew, so it is applied although numbers before it are missing,
     * and what is parked or dead of these is done with (a snapshot). */
    JU_WHOLE = 8,
};

typedef struct ju_handler {
    const char *topic; /* without prefix; or a pattern, see common/event/topics.h */
    const ProtobufCMessageDescriptor *descriptor;
    unsigned flags;
    ju_rc (*claim)(ju_ctx *ctx, const void *body,
                   ju_err *err); /* may be NULL; the message key is always claimed */
    ju_rc (*ask)(ju_ctx *ctx, const void *body, ju_err *err); /* may be NULL */
    ju_rc (*apply)(ju_ctx *ctx, const void *body, ju_err *err);
} ju_handler;

/* Hooks for state that the whole batch shares, such as the head of a chain; each may be NULL. */
typedef struct ju_batch_hooks {
    ju_rc (*ask)(ju_ctx *ctx, ju_err *err);   /* with the first questions of the batch */
    ju_rc (*begin)(ju_ctx *ctx, ju_err *err); /* with their answers, before the first apply */
    /* ahead of each apply, with the message's ctx and body: with *ret_done set it was all there was to do */
    ju_rc (*before)(ju_ctx *ctx, const void *body, bool *ret_done, ju_err *err);
    /* for a message that was applied before and came again, with its ctx: queue writes, such as a receipt */
    ju_rc (*again)(ju_ctx *ctx, ju_err *err);
    ju_rc (*end)(ju_ctx *ctx, ju_err *err); /* after the last apply: queue writes */
    /* ask and begin of a batch without messages, see ju_batch_idle */
    ju_rc (*idle_ask)(ju_ctx *ctx, ju_err *err);
    ju_rc (*idle_begin)(ju_ctx *ctx, ju_err *err);
} ju_batch_hooks;

typedef struct ju_batch_setup {
    const char *service;
    const ju_handler *handler;
    size_t handler_count;
    ju_batch_hooks hooks;
    const ju_clock *clock;
    ju_verifier *verifier; /* of every record before it is used; NULL: of a batch that gets none */
    void *app;
    ju_bodies *bodies; /* to open and to seal bodies with; NULL: none */
    struct ju_house *house;
    bool unaudited; /* acts are not emitted: of a program outside the house */
    bool refusing;  /* commands are refused by reply_of ("audit_late") */
    const ProtobufCMessageDescriptor *(*reply_of)(const ProtobufCMessageDescriptor *command);
} ju_batch_setup;

/* What became of the messages, for metrics and the log. */
typedef struct ju_batch_outcome {
    int applied;
    int duplicate;
    int parked;
    int dead;
    int raced;  /* attempts lost to another instance */
    int rounds; /* as many as messages had to wait for each other; at least 1 */
    bool drain; /* parked messages may be ready now */
    ju_err last_dead;
    const char *last_dead_topic; /* a handler's topic: static memory, or "" */
} ju_batch_outcome;

/* setup and its parts must outlive the batch. */
ju_batch *ju_batch_new(const ju_batch_setup *setup);
void ju_batch_free(ju_batch *batch);

/* A connection for a batch: with the statements that every batch needs, and the program's own. As ju_db_open.
 */
ju_rc ju_batch_open_db(const char *conninfo, const char *application_name, const ju_sql *const *own,
                       ju_db **ret, ju_err *err) JU_MUST_CHECK;

/*
 * Applies the records in one transaction. On JU_RETRY and JU_FATAL nothing
 * happened. A transaction that PostgreSQL rejects because of its data, or that needs too much memory, is
 * split until the record at fault is alone, which is then dead-lettered; so on JU_OK every record is applied,
 * known, parked or dead-lettered, durably.
 */
ju_rc ju_batch_run(ju_batch *batch, ju_db *db, const char *prefix, rd_kafka_message_t **records, size_t count,
                   ju_batch_outcome *outcome, ju_err *err) JU_MUST_CHECK;

/* One transaction without messages, for what time alone brings: hooks idle_ask, idle_begin and end. On any
 * other answer than JU_OK nothing happened. */
ju_rc ju_batch_idle(ju_batch *batch, ju_db *db, ju_err *err) JU_MUST_CHECK;

/* Applies parked messages whose turn has come; outcome->drain tells whether to call again. */
ju_rc ju_batch_drain(ju_batch *batch, ju_db *db, ju_batch_outcome *outcome, ju_err *err) JU_MUST_CHECK;

/* ---- for handlers ---------------------------------------------------------------------------------- */

/* Two messages of a batch with an equal claim are applied in their order, the later seeing the earlier. */
ju_rc ju_claim(ju_ctx *ctx, const char *kind, const char *value, ju_err *err) JU_MUST_CHECK;

/* In ask: queues a question; those of the round for one statement marked "-- rows" travel as that statement
 * once, and their argument values must live in the arena or be static. In apply: its answer, numbered from 0
 * in the order asked. */
ju_rc ju_ask(ju_ctx *ctx, const ju_sql *sql, const ju_args *args, ju_err *err) JU_MUST_CHECK;
const PGresult *ju_answer(const ju_ctx *ctx, int number);

/* In apply: queues a write. Argument values must live in the arena or be static. */
ju_rc ju_do(ju_ctx *ctx, const ju_sql *sql, const ju_args *args, ju_err *err) JU_MUST_CHECK;

/* In apply: how much is queued, and back to it: what was queued since is not sent. For a handler that answers
 * the refusal of a part of it, instead of being refused itself. */
typedef struct ju_mark {
    size_t ops;
    size_t acts;
} ju_mark;
ju_mark ju_mark_of(const ju_ctx *ctx);
void ju_back_to(ju_ctx *ctx, ju_mark mark);

/* Arguments in the arena of the batch, none yet; and the statements whose only argument is a text. */
ju_args ju_new_args(const ju_ctx *ctx);
ju_rc ju_ask_text(ju_ctx *ctx, const ju_sql *sql, const char *text, ju_err *err) JU_MUST_CHECK;
ju_rc ju_do_text(ju_ctx *ctx, const ju_sql *sql, const char *text, ju_err *err) JU_MUST_CHECK;

/* In apply: queues an event. ju_emit_sequenced gives it the key's next number (更新順番号). ret_id, which
 * may be NULL, receives its ce_id in arena memory. */
ju_rc ju_emit(ju_ctx *ctx, const char *topic, const char *key, const ProtobufCMessage *event,
              const char **ret_id, ju_err *err) JU_MUST_CHECK;
ju_rc ju_emit_sequenced(ju_ctx *ctx, const char *topic, const char *key, const ProtobufCMessage *event,
                        const char **ret_id, ju_err *err) JU_MUST_CHECK;
/* As ju_emit_sequenced for bytes that are passed on unchanged, under a ce_id chosen before with ju_event_id.
 */
ju_rc ju_emit_bytes(ju_ctx *ctx, const char *topic, const char *key, const char *id, const char *type,
                    const void *value, size_t size, ju_err *err) JU_MUST_CHECK;
/* What ju_emit_bytes sent goes out once more, under its own id and number, for a reader who may have missed
 * it; who has it sees a duplicate. */
ju_rc ju_emit_again(ju_ctx *ctx, const char *topic, const char *key, int64_t sequence, const char *id,
                    const char *type, const void *value, size_t size, ju_err *err) JU_MUST_CHECK;
/* A new ce_id in arena memory; NULL when out of memory or randomness. */
const char *ju_event_id(ju_ctx *ctx);

/* An opaque reference in arena memory: 128 random bits in hexadecimal, saying nothing about its order or
 * what it stands for. NULL as ju_event_id. */
const char *ju_random_ref(ju_ctx *ctx);

/* One act for the audit trail (invariants 1 and 9). Texts are copied. */
typedef struct ju_act {
    const char *action;
    const void *operator_; /* Juki__Common__V1__Operator, or NULL for the service itself */
    const char *subject;   /* keyed hash, never a number; NULL when nobody is concerned */
    const char *change_id;
    const char *event_id;     /* NULL: the message that is being applied */
    const char *refused_code; /* NULL: done */
    const char *detail;
    const char *legal_basis; /* 根拠法令; NULL: the act has none of its own */
} ju_act;
ju_rc ju_audit(ju_ctx *ctx, const ju_act *act, ju_err *err) JU_MUST_CHECK;
/* The act once for each of these persons; without a person when there is none. */
ju_rc ju_audit_persons(ju_ctx *ctx, ju_act act, const char *const *subject, size_t count,
                       ju_err *err) JU_MUST_CHECK;

/* Who commands the message that is being applied, by its own words; NULL: it says nobody. */
const Juki__Common__V1__Operator *ju_commander(const ju_ctx *ctx);

/* Not for handlers: one act in a transaction of its own, for what a program does without a message. On any
 * other answer than JU_OK nothing happened. */
ju_rc ju_batch_note(ju_batch *batch, ju_db *db, const ju_act *act, ju_err *err) JU_MUST_CHECK;

#endif
