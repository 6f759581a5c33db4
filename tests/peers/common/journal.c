#include "tests/peers/common/internal.h"

#include "juki/common/v1/common.pb-c.h"

/*
 * These statements belong to no one peer's sql/ folder, from which statements are otherwise generated, and
 * every peer needs them.
 */
const ju_migration peer_journal_migration = {
    "0000_journal",
    "-- What this peer applied, in the order it did. Nothing is unique: a double must show.\n"
    "CREATE TABLE journal (\n"
    "    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n"
    "    topic text NOT NULL,\n"
    "    key text NOT NULL,\n"
    "    sequence bigint NOT NULL, -- 0: this topic carries no order per key\n"
    "    ce_id text NOT NULL,\n"
    "    received_at timestamptz NOT NULL DEFAULT now()\n"
    ");\n",
};

const ju_migration peer_whole_migration = {
    "0000_journal_whole",
    "-- Records that say all of their key anew: numbers may be missing before one.\n"
    "ALTER TABLE journal ADD COLUMN whole boolean NOT NULL DEFAULT false;\n",
};

const ju_sql peer_sql_journal_insert = {
    .name = "peer_journal_insert",
    .text = "INSERT INTO journal (topic, key, sequence, ce_id, whole)\n"
            "SELECT topic, key, sequence, ce_id, whole = 1\n"
            "FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::bigint[])\n"
            "    WITH ORDINALITY AS entry (topic, key, sequence, ce_id, whole, place)\n"
            "ORDER BY place\n",
};

const ju_sql peer_sql_journal_state = {
    .name = "peer_journal_state",
    .text = "SELECT count(*) AS applied,\n"
            "    count(*) FILTER (WHERE nth_of_id > 1 OR sequence > 0 AND nth_of_number > 1) AS duplicates,\n"
            "    count(*) FILTER (WHERE sequence > 0 AND sequence <> previous + 1\n"
            "                     AND NOT (whole AND sequence > previous)) AS out_of_order,\n"
            "    count(*) FILTER (WHERE whole AND sequence > previous + 1) AS healed,\n"
            "    (SELECT count(*) FROM parked) AS parked,\n"
            "    (SELECT count(*) FROM dead_letter WHERE resolved_at IS NULL) AS dead\n"
            "FROM (SELECT sequence, whole,\n"
            "          row_number() OVER (PARTITION BY ce_id ORDER BY id) AS nth_of_id,\n"
            "          row_number() OVER (PARTITION BY topic, key, sequence ORDER BY id) AS nth_of_number,\n"
            "          lag(sequence, 1, 0::bigint) OVER (PARTITION BY topic, key ORDER BY id) AS previous\n"
            "      FROM journal) AS entry\n",
};

/* A receipt stays far below the message cap of 256 KiB. */
enum { RECEIPT_EVENTS = 1000 };

/* The messages of the batch that runs; the nodes live in its arena. One process plays one peer. */
typedef struct entry {
    const ju_message *message;
    bool answered; /* by more than a receipt */
    bool again;    /* applied before: only a receipt */
    bool whole;    /* says all of its key anew (JU_WHOLE) */
    struct entry *next;
} entry;

static struct {
    const char *receipts;
    const char *key;
    entry *first;
    entry **last;
    size_t count;
} journal;

void peer_journal_open(const char *receipts, const char *key)
{
    journal.receipts = receipts;
    journal.key = key;
}

/* Every attempt at a batch starts anew: an earlier one may have been rolled back, and its arena is gone. */
ju_rc peer_journal_begin(ju_ctx *ctx, ju_err *err)
{
    (void)ctx;
    (void)err;
    journal.first = NULL;
    journal.last = &journal.first;
    journal.count = 0;
    return JU_OK;
}

static ju_rc note(ju_ctx *ctx, entry how, ju_err *err)
{
    entry *node = ju_arena_alloc(ctx->arena, sizeof *node);
    if (node == NULL) {
        return ju_no_memory(err);
    }
    *node = how;
    node->message = ctx->message;
    *journal.last = node;
    journal.last = &node->next;
    journal.count++;
    return JU_OK;
}

ju_rc peer_received(ju_ctx *ctx, ju_err *err)
{
    return note(ctx, (entry){0}, err);
}

ju_rc peer_received_whole(ju_ctx *ctx, ju_err *err)
{
    return note(ctx, (entry){.whole = true}, err);
}

ju_rc peer_answered(ju_ctx *ctx, ju_err *err)
{
    return note(ctx, (entry){.answered = true}, err);
}

ju_rc peer_journal_again(ju_ctx *ctx, ju_err *err)
{
    /* what bears no number of a person is answered by more than a receipt */
    return ctx->message->sequence == 0 ? JU_OK : note(ctx, (entry){.again = true}, err);
}

static ju_rc write_journal(ju_ctx *ctx, ju_err *err)
{
    const char **ids = ju_arena_alloc(ctx->arena, journal.count * sizeof *ids);
    const char **topics = ju_arena_alloc(ctx->arena, journal.count * sizeof *topics);
    const char **keys = ju_arena_alloc(ctx->arena, journal.count * sizeof *keys);
    int64_t *sequences = ju_arena_alloc(ctx->arena, journal.count * sizeof *sequences);
    int64_t *whole = ju_arena_alloc(ctx->arena, journal.count * sizeof *whole);
    if (ids == NULL || topics == NULL || keys == NULL || sequences == NULL || whole == NULL) {
        return ju_no_memory(err);
    }
    size_t count = 0;
    for (const entry *node = journal.first; node != NULL; node = node->next) {
        topics[count] = node->message->topic;
        keys[count] = node->message->key;
        sequences[count] = node->message->sequence;
        ids[count] = node->message->id;
        whole[count] = node->whole;
        count += !node->again;
    }
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text_array(&args, topics, count);
    ju_arg_text_array(&args, keys, count);
    ju_arg_i64_array(&args, sequences, count);
    ju_arg_text_array(&args, ids, count);
    ju_arg_i64_array(&args, whole, count);
    return ju_do(ctx, &peer_sql_journal_insert, &args, err);
}

static ju_rc send_receipts(ju_ctx *ctx, ju_err *err)
{
    size_t count = 0;
    const char **ids = ju_arena_alloc(ctx->arena, journal.count * sizeof *ids);
    if (ids == NULL) {
        return ju_no_memory(err);
    }
    for (const entry *node = journal.first; node != NULL; node = node->next) {
        if (!node->answered) {
            ids[count++] = node->message->id;
        }
    }
    for (size_t from = 0; from < count; from += RECEIPT_EVENTS) {
        size_t left = count - from;
        Juki__Common__V1__Acknowledged receipt = JUKI__COMMON__V1__ACKNOWLEDGED__INIT;
        receipt.n_event_id = left < RECEIPT_EVENTS ? left : RECEIPT_EVENTS;
        receipt.event_id = (char **)(uintptr_t)(ids + from);
        JU_TRY(ju_emit(ctx, journal.receipts, journal.key, &receipt.base, NULL, err));
    }
    return JU_OK;
}

ju_rc peer_journal_end(ju_ctx *ctx, ju_err *err)
{
    if (journal.count == 0) {
        return JU_OK;
    }
    JU_TRY(write_journal(ctx, err));
    return send_receipts(ctx, err);
}
