/*
 * A service as small as can be, on which the tests try the mechanism of common/event and common/run. What a
 * message asks for stands in the code of a juki.common.v1.Refusal, three texts that fit any test.
 *
 * On ledger.in (sequenced): juki.common.v1.Header says all of its key anew and writes an entry; "note" writes
 * one; "gate" too, but is refused until the table gate holds the item; "break" writes an entry that
 * PostgreSQL refuses; "spoil" is refused in ask.
 *
 * On ledger.command: "reserve" gives the item to the first who names it, others are told "refused" on
 * ledger.out, which is the link to a body outside; "tell" writes an entry and emits one numbered event to
 * ledger.in; "break" as above; "hush" tells as "tell" does, and leaves the trail without an act.
 */
#include "common/run/app.h"
#include "juki/common/v1/common.pb-c.h"

#include <string.h>

typedef Juki__Common__V1__Refusal order;

static const ju_sql SQL_ENTRY = {.name = "ledger_entry",
                                 .text = "INSERT INTO entry (topic, key, sequence, ce_id, item, amount) "
                                         "VALUES ($1, $2, $3::bigint, $4, $5, $6::bigint)"};
static const ju_sql SQL_GATE = {.name = "ledger_gate", .text = "SELECT 1 FROM gate WHERE item = $1"};
static const ju_sql SQL_RESERVED = {.name = "ledger_reserved",
                                    .text = "SELECT 1 FROM reservation WHERE item = $1"};
static const ju_sql SQL_RESERVE = {
    .name = "ledger_reserve",
    .text = "INSERT INTO reservation (item, key) SELECT * FROM unnest($1::text[], $2::text[])",
    .rows = true};
static const ju_sql *const SQL[] = {&SQL_ENTRY, &SQL_GATE, &SQL_RESERVED, &SQL_RESERVE, NULL};

/* Nothing in entry is unique: a message applied twice must show. */
static const ju_migration MIGRATIONS[] = {
    {"0001_ledger", "CREATE TABLE entry (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic text NOT "
                    "NULL, key text NOT NULL,"
                    " sequence bigint NOT NULL, ce_id text NOT NULL, item text NOT NULL, amount bigint NOT "
                    "NULL CHECK (amount >= 0));"
                    "CREATE TABLE gate (item text PRIMARY KEY);"
                    "CREATE TABLE reservation (item text PRIMARY KEY, key text NOT NULL);"},
    {NULL, NULL},
};

static ju_rc put_entry(ju_ctx *ctx, const order *asked, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, ctx->message->topic);
    ju_arg_text(&args, ctx->message->key);
    ju_arg_i64(&args, ctx->message->sequence);
    ju_arg_text(&args, ctx->message->id);
    ju_arg_text(&args, asked->item);
    ju_arg_i64(&args, strcmp(asked->code, "break") == 0 ? -1 : 1);
    return ju_do(ctx, &SQL_ENTRY, &args, err);
}

static ju_rc ask_item(ju_ctx *ctx, const ju_sql *sql, const order *asked, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, asked->item);
    return ju_ask(ctx, sql, &args, err);
}

static ju_rc in_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    if (strcmp(((const order *)body)->code, "spoil") == 0) {
        return ju_reject(err, "spoilt", "code", "refused before anything was asked");
    }
    return ask_item(ctx, &SQL_GATE, body, err);
}

static ju_rc in_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const order *asked = body;
    if (strcmp(asked->code, "gate") == 0 && PQntuples(ju_answer(ctx, 0)) == 0) {
        return ju_reject(err, "gate_closed", "item", "the gate is closed");
    }
    JU_TRY(put_entry(ctx, asked, err));
    return ju_audit(ctx, &(ju_act){.action = "entry.written"}, err);
}

static ju_rc whole_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Common__V1__Header *all = body;
    order told = JUKI__COMMON__V1__REFUSAL__INIT;
    told.item = all->name;
    return put_entry(ctx, &told, err);
}

static ju_rc command_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ask_item(ctx, &SQL_RESERVED, body, err);
}

static ju_rc reserve(ju_ctx *ctx, const order *asked, ju_err *err)
{
    order answer = *asked;
    if (PQntuples(ju_answer(ctx, 0)) > 0) {
        answer.code = (char *)(uintptr_t) "refused";
        return ju_emit(ctx, "ledger.out", ctx->message->key, &answer.base, NULL, err);
    }
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, asked->item);
    ju_arg_text(&args, ctx->message->key);
    JU_TRY(ju_do(ctx, &SQL_RESERVE, &args, err));
    answer.code = (char *)(uintptr_t) "won";
    return ju_emit(ctx, "ledger.out", ctx->message->key, &answer.base, NULL, err);
}

static ju_rc command_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const order *asked = body;
    JU_TRY(strcmp(asked->code, "hush") == 0 ? JU_OK : ju_audit(ctx, &(ju_act){.action = "order.taken"}, err));
    if (strcmp(asked->code, "reserve") == 0) {
        return reserve(ctx, asked, err);
    }
    JU_TRY(put_entry(ctx, asked, err));
    order told = *asked;
    told.code = (char *)(uintptr_t) "note";
    return ju_emit_sequenced(ctx, "ledger.in", asked->item, &told.base, NULL, err);
}

typedef struct ledger_settings {
    ju_link outside;
} ledger_settings;

/* A test that writes to one of these plays the service itself. */
static const ju_topic_writers TOPICS[] = {
    {"ledger.in", "ledger"}, {"ledger.command", "ledger"}, {"ledger.out", "ledger"}, {NULL, NULL}};

int main(int argc, char **argv)
{
    static ledger_settings settings = {.outside = {.peer = "outside", .topic = "ledger.out"}};
    static const ju_config_item items[] = {JU_LINK_ITEMS("OUTSIDE", offsetof(ledger_settings, outside))};
    const ju_config_part config = {items, sizeof items / sizeof items[0], &settings};
    static const ju_handler handlers[] = {
        {"ledger.in", &juki__common__v1__refusal__descriptor, JU_SEQUENCED, NULL, in_ask, in_apply},
        {"ledger.in", &juki__common__v1__header__descriptor, JU_SEQUENCED | JU_WHOLE, NULL, NULL,
         whole_apply},
        {"ledger.command", &juki__common__v1__refusal__descriptor, 0, NULL, command_ask, command_apply},
    };
    const ju_app app = {
        .name = "ledger",
        .handler = handlers,
        .handler_count = sizeof handlers / sizeof handlers[0],
        .sql = SQL,
        .migrations = MIGRATIONS,
        .config = &config,
        .links = &settings.outside,
        .link_count = 1,
        .topics = TOPICS,
    };
    return ju_run(&app, argc, argv);
}
