#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "common/seal/seal.h"
#include "juki/gateway/v1/feed.pb-c.h"
#include "juki/gateway/v1/snapshot.pb-c.h"
#include "tax_sql.h"
#include "tests/peers/common/peer.h"
#include "tests/peers/tax/handlers.h"
#include "tests/peers/tax/household.h"
#include "tests/peers/tax/outside.h"
#include "tests/peers/tax/snapshot.h"

#include <stdio.h>
#include <string.h>

enum { LOOK_EVERY_MS = 1000, EXIT_USAGE = 2 };

static const ju_handler handlers[] = {
    {
        .topic = JU_TOPIC_FEED_TAX,
        .descriptor = &juki__gateway__v1__person_feed__descriptor,
        .flags = JU_SEQUENCED,
        .apply = tax_feed_apply,
    },
    {
        .topic = JU_TOPIC_FEED_TAX,
        .descriptor = &juki__gateway__v1__snapshot_begun__descriptor,
        .flags = JU_ALONE,
        .apply = tax_snapshot_begun_apply,
    },
    {
        .topic = JU_TOPIC_FEED_TAX,
        .descriptor = &juki__gateway__v1__snapshot_person__descriptor,
        .flags = JU_SEQUENCED | JU_WHOLE,
        .apply = tax_snapshot_person_apply,
    },
    {
        .topic = JU_TOPIC_FEED_TAX,
        .descriptor = &juki__gateway__v1__snapshot_ended__descriptor,
        .flags = JU_ALONE,
        .ask = tax_snapshot_ended_ask,
        .apply = tax_snapshot_ended_apply,
    },
    {
        .topic = JU_TOPIC_FEED_TAX,
        .descriptor = &juki__gateway__v1__feed_refused__descriptor,
        .apply = tax_feed_refused_apply,
    },
};

static ju_rc open_ring(const ju_settings *settings, void **ret_state, ju_err *err)
{
    ju_keyring *ring = NULL;
    JU_TRY(ju_keyring_open(settings->key_dir, "tax", &ring, err));
    *ret_state = ring;
    return JU_OK;
}

static void close_ring(void *state)
{
    ju_keyring_free(state);
}

static const char USAGE[] =
    "peer-tax                                       the office's feed, until SIGTERM\n"
    "peer-tax --state                               what it holds\n"
    "peer-tax --household-as-of DAY [--household NUMBER] [--known-at MOMENT]\n"
    "peer-tax --subjects DAY [--known-at MOMENT]    who lived here on 賦課期日\n"
    "peer-tax --request-snapshot                    a snapshot is asked for\n"
    "peer-tax --outside-add NUMBER YEAR MUNICIPALITY NAME KANA BIRTH_DATE REGISTERED_ADDRESS ADDRESS_HERE\n"
    "peer-tax --outside-notices FOLDER              住登外課税通知, a file for each municipality\n";

/* Options behind the day; false when there is another. */
static bool read_question(int argc, char **argv, tax_question *ret)
{
    *ret = (tax_question){.day = argv[2], .subjects = strcmp(argv[1], "--subjects") == 0};
    for (int i = 3; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--household") == 0) {
            ret->household_number = argv[i + 1];
        } else if (strcmp(argv[i], "--known-at") == 0) {
            ret->known_at = argv[i + 1];
        } else {
            return false;
        }
    }
    return argc % 2 == 1;
}

static ju_rc wish_snapshot(ju_db *db, void *opaque, ju_err *err)
{
    char id[JU_UUID_SIZE];
    ju_arena arena;
    ju_args args;
    (void)opaque;
    JU_TRY(ju_uuid7(id, err));
    ju_arena_init(&arena, sizeof args);
    ju_args_init(&args, &arena);
    ju_arg_text(&args, id);
    ju_arg_text(&args, "wish");
    PGresult *done = NULL;
    ju_rc rc = ju_db_run(db, &tax_sql_snapshot_wish, &args, &done, err);
    PQclear(done);
    ju_arena_done(&arena);
    return rc;
}

/* What is done from the command line; -1 when it is nothing of this. */
static int run_tool(const peer_table *tax, int argc, char **argv)
{
    tax_question question;
    const char *what = argc > 1 ? argv[1] : "";
    bool asks = strcmp(what, "--household-as-of") == 0 || strcmp(what, "--subjects") == 0;
    if (asks && argc > 2 && read_question(argc, argv, &question)) {
        return peer_run_work(tax, tax_answer, &question);
    }
    if (strcmp(what, "--request-snapshot") == 0 && argc == 2) {
        return peer_run_work(tax, wish_snapshot, NULL);
    }
    if (strcmp(what, "--outside-add") == 0 && argc == 2 + TAX_OUTSIDE_ITEMS) {
        return peer_run_work(tax, tax_outside_add, argv + 2);
    }
    if (strcmp(what, "--outside-notices") == 0 && argc == 3) {
        return peer_run_work(tax, tax_outside_notify, argv[2]);
    }
    if (asks || strncmp(what, "--outside", strlen("--outside")) == 0 || strcmp(what, "--help") == 0) {
        (void)fputs(USAGE, stderr);
        return EXIT_USAGE;
    }
    return -1;
}

int main(int argc, char **argv)
{
    const peer_table tax = {
        .name = "tax",
        .receipts = JU_TOPIC_FEED_TAX_REQUEST,
        .handler = handlers,
        .handler_count = sizeof handlers / sizeof handlers[0],
        .sql = tax_sql,
        .migrations = tax_migrations,
        .config = &tax_config,
        .state = &tax_sql_state,
        .open = open_ring,
        .close = close_ring,
        .idle_every_ms = LOOK_EVERY_MS,
        .idle_ask = tax_idle_ask,
        .idle_begin = tax_idle_begin,
    };
    int code = run_tool(&tax, argc, argv);
    return code >= 0 ? code : peer_main(&tax, argc, argv);
}
