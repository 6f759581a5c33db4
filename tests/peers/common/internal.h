#ifndef PEER_INTERNAL_H
#define PEER_INTERNAL_H

/* Shared by the files of this folder only. */

#include "tests/peers/common/peer.h"

/* journal.c: hooks of the batch, and the statements they need. */
extern const ju_sql peer_sql_journal_insert;
extern const ju_sql peer_sql_journal_state;
extern const ju_migration peer_journal_migration;
extern const ju_migration peer_whole_migration;

ju_rc peer_journal_begin(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc peer_journal_again(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc peer_journal_end(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;

/* Where receipts go; set once before the first batch. */
void peer_journal_open(const char *receipts, const char *key);

/* state.c: prints the state of peer; returns the exit code. */
int peer_print_state(const peer_table *peer);

#endif
