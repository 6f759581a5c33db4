#ifndef PEER_PEER_H
#define PEER_PEER_H

#include "common/run/app.h"
#include "juki/common/v1/common.pb-c.h"

/*
 * What every played peer (prefecture, national, municipality, card, koseki, justice, portal, tax) has in
 * common: a journal of what it applied, one receipt (juki.common.v1.Acknowledged) per batch, and `--state`,
 * which tells what it holds. A peer's main.c is a peer table and `return peer_main(&peer, argc, argv)`.
 *
 * A handler ends its apply with peer_received; everything else is as in a service. ctx->app is the peer's own
 * state, made by open.
 */
typedef struct peer_table {
    const char *name;     /* as in JUKI programs: group, ce_source, log; also the key of its receipts */
    const char *receipts; /* topic of its receipts, without prefix */
    const ju_handler *handler;
    size_t handler_count;
    const ju_sql *const *sql;       /* the peer's own, <name>_sql */
    const ju_migration *migrations; /* the peer's own, <name>_migrations */
    const ju_app_part *part;        /* may be NULL, as in ju_app */
    const ju_config_part *config;   /* likewise */
    /* One row without parameters; each column, a number, becomes a member of the state. May be NULL. */
    const ju_sql *state;
    ju_rc (*open)(const ju_settings *settings, void **ret_state, ju_err *err); /* may be NULL, as in ju_app */
    void (*close)(void *state);
    /* What it does by itself, as in ju_app: idle_ask and idle_begin every so often. 0: nothing. */
    int64_t idle_every_ms;
    ju_rc (*idle_ask)(ju_ctx *ctx, ju_err *err);
    ju_rc (*idle_begin)(ju_ctx *ctx, ju_err *err);
    bool receipts_again; /* what comes again gets another receipt, since the first may have been lost */
} peer_table;

/*
 * As ju_run. With the single argument --state it prints one JSON object on stdout instead and returns 0, or 1
 * when the database (JUKI_DB_CONNINFO) cannot be read:
 *   peer          its name
 *   applied       messages applied
 *   duplicates    applied although the same ce_id, or the same topic, key and number, had been applied before
 *   out_of_order  sequenced messages whose number was not the last one of their key + 1
 *   healed        those that say all of their key anew and came behind missing numbers
 *   parked        messages that came before their turn and still wait for an earlier one
 *   dead          messages that could not be applied
 * and the columns of state.
 */
int peer_main(const peer_table *peer, int argc, char **argv);

/* For another thing that a peer's program does from the command line: opens the peer's database as --state
 * does, runs work, says on stderr what went wrong, and returns the exit code. */
typedef ju_rc peer_work(ju_db *db, void *opaque, ju_err *err);
int peer_run_work(const peer_table *peer, peer_work *work, void *opaque);

/* In apply, last: writes the message into the journal and its ce_id into the receipt of this batch. */
ju_rc peer_received(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
/* Likewise of a record under JU_WHOLE. */
ju_rc peer_received_whole(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
/* Likewise without a receipt: of a question, whose answer is one. */
ju_rc peer_answered(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;

/* An address in one line, in arena memory; "" of NULL. */
const char *peer_address(ju_ctx *ctx, const Juki__Common__V1__Address *address);

#endif
