#include "tests/peers/common/internal.h"

#include <stdio.h>
#include <string.h>

/* Room for the peer's own statements and migrations beside the shared ones. */
enum { STATEMENTS_MAX = 32, MIGRATIONS_MAX = 16 };

static bool gather_sql(const peer_table *peer, const ju_sql *all[STATEMENTS_MAX])
{
    size_t count = 0;
    all[count++] = &peer_sql_journal_insert;
    for (const ju_sql *const *sql = peer->sql; *sql != NULL; sql++) {
        if (count == STATEMENTS_MAX - 1) {
            return false;
        }
        all[count++] = *sql;
    }
    all[count] = NULL;
    return true;
}

static bool gather_migrations(const peer_table *peer, ju_migration all[MIGRATIONS_MAX])
{
    size_t count = 0;
    all[count++] = peer_journal_migration;
    all[count++] = peer_whole_migration;
    for (const ju_migration *migration = peer->migrations; migration->name != NULL; migration++) {
        if (count == MIGRATIONS_MAX - 1) {
            return false;
        }
        all[count++] = *migration;
    }
    all[count] = (ju_migration){NULL, NULL};
    return true;
}

/* One process plays one peer. */
static const peer_table *played;

/* The end of an idle batch looks at the journal, too. */
static ju_rc idle_begin(ju_ctx *ctx, ju_err *err)
{
    JU_TRY(peer_journal_begin(ctx, err));
    return played->idle_begin(ctx, err);
}

int peer_main(const peer_table *peer, int argc, char **argv)
{
    const ju_sql *sql[STATEMENTS_MAX];
    ju_migration migrations[MIGRATIONS_MAX];
    if (!gather_sql(peer, sql) || !gather_migrations(peer, migrations)) {
        (void)fprintf(stderr, "%s: more statements or migrations than a peer can have\n", peer->name);
        return 70;
    }
    if (argc == 2 && strcmp(argv[1], "--state") == 0) {
        return peer_print_state(peer);
    }
    peer_journal_open(peer->receipts, peer->name);
    played = peer;
    const ju_app app = {
        .name = peer->name,
        .handler = peer->handler,
        .handler_count = peer->handler_count,
        .hooks = {.begin = peer_journal_begin,
                  .again = peer->receipts_again ? peer_journal_again : NULL,
                  .end = peer_journal_end,
                  .idle_ask = peer->idle_ask,
                  .idle_begin = peer->idle_begin == NULL ? NULL : idle_begin},
        .idle_every_ms = peer->idle_every_ms,
        .sql = sql,
        .migrations = migrations,
        .part = peer->part,
        .config = peer->config,
        .outside = true,
        .open = peer->open,
        .close = peer->close,
    };
    return ju_run(&app, argc, argv);
}

const char *peer_address(ju_ctx *ctx, const Juki__Common__V1__Address *address)
{
    return address == NULL
               ? ""
               : ju_arena_printf(ctx->arena, "%s%s%s%s%s", address->prefecture, address->municipality,
                                 address->town, address->number, address->building);
}
