#include "services/identity/handlers.h"
#include "services/identity/steps/media.h"
#include "services/identity/steps/move.h"
#include "services/identity/steps/notice.h"
#include "services/identity/steps/number.h"
#include "services/identity/steps/staff.h"
#include "services/identity/steps/state.h"
#include "services/identity/steps/wide.h"
#include "services/identity/store.h"
#include "services/identity/store_fill.h"
#include "services/identity/store_records.h"

#include "common/compare/walk.h"
#include "common/event/topic_names.h"
#include "common/log/log.h"
#include "common/retention/table.h"
#include "common/text/date.h"
#include "identity_sql.h"

#include <string.h>

extern const char identity_grants[]; /* made from grants.csv */

static identity_settings settings = {
    .link = {[IDENTITY_PREFECTURE] = {.peer = "prefecture", .topic = JU_TOPIC_LINK_PREFECTURE_OUT},
             [IDENTITY_NATIONAL] = {.peer = "national", .topic = JU_TOPIC_LINK_NATIONAL_OUT},
             [IDENTITY_MUNICIPALITY] = {.peer = "municipality", .topic = JU_TOPIC_LINK_MUNICIPALITY_OUT}},
};

static const ju_config_item ITEMS[] = {
    {"JUKI_CODE_STOCK_LOW", JU_CONFIG_INT, 0, offsetof(identity_settings, stock_low), "100",
     "free resident codes below which the stock is low and more are ordered (standard j870)", 1, 100000},
    {"JUKI_CODE_STOCK_ORDER", JU_CONFIG_INT, 0, offsetof(identity_settings, stock_order), "500",
     "how many free resident codes are ordered at a time", 1, 1000},
    {"JUKI_SEION_STEPS", JU_CONFIG_STRING, 0, offsetof(identity_settings, seion_steps), "voiced,small,space",
     "steps that make 清音化かな: voiced, small, space, long, or the one word none", 0, 0},
    {"JUKI_NAME_KANA_SINCE_PREFECTURE", JU_CONFIG_STRING, 0,
     offsetof(identity_settings, prefecture_kana_since), "",
     "day (YYYY-MM-DD) from which notices to the prefecture have the 9th item; empty: never", 0, 0},
    {"JUKI_NOTICE_RETRY_AFTER", JU_CONFIG_DURATION_MS, 0, offsetof(identity_settings, notice_retry_ms), "5m",
     "how long a receipt may take, in hours of the prefecture, before the notice is sent again", 1000,
     86400000},
    {"JUKI_SEARCH_KANA_FROM", JU_CONFIG_STRING, 0, offsetof(identity_settings, kana_from), "2025-05-26",
     "day, YYYY-MM-DD, from which the reading of a name is a key of searches (5情報)", 0, 0},
    {"JUKI_MEDIA_CERT_DIR", JU_CONFIG_STRING, 0, offsetof(identity_settings, media_certificates), NULL,
     "folder with prefecture.pem and national.pem, to which files on media are encrypted; empty: none are "
     "made",
     0, 0},
    {"JUKI_MEDIA_PERMIT_DAYS", JU_CONFIG_INT, 0, offsetof(identity_settings, media_permit_days), "1",
     "days for which an export to media may be granted, and then used", 0, 30},
    {"JUKI_LINK_KEY_DIR", JU_CONFIG_STRING, 0, offsetof(identity_settings, link_key_dir), NULL,
     "folder of the public keys of the municipality link, of 広域交付 and of each municipality for 特例転入 "
     "(common/seal/sign.h); without it every request and letter is refused",
     0, 0},
    JU_STAFF_ITEMS(offsetof(identity_settings, staff)),
    JU_LINK_ITEMS("PREFECTURE", offsetof(identity_settings, link[IDENTITY_PREFECTURE])),
    JU_LINK_ITEMS("NATIONAL", offsetof(identity_settings, link[IDENTITY_NATIONAL])),
    JU_LINK_ITEMS("MUNICIPALITY", offsetof(identity_settings, link[IDENTITY_MUNICIPALITY])),
};

static ju_rc check_settings(unsigned *ret_seion, ju_err *err)
{
    ju_date ignored;
    if (!ju_date_parse(settings.kana_from, &ignored)) {
        return ju_fail(err, JU_FATAL, "setting_invalid", "JUKI_SEARCH_KANA_FROM is no day");
    }
    if (!identity_seion_steps(settings.seion_steps, ret_seion)) {
        return ju_fail(err, JU_FATAL, "setting_invalid", "JUKI_SEION_STEPS names a step that there is not");
    }
    return *settings.prefecture_kana_since == '\0' || ju_date_parse(settings.prefecture_kana_since, &ignored)
               ? JU_OK
               : ju_fail(err, JU_FATAL, "setting_invalid", "JUKI_NAME_KANA_SINCE_PREFECTURE is no day");
}

static ju_rc open_state(const ju_settings *common, void **ret_state, ju_err *err)
{
    static identity_state state = {.settings = &settings, .free = -1};
    *ret_state = &state;
    JU_TRY(check_settings(&state.seion, err));
    state.municipality = common->municipality;
    JU_TRY(media_open(&state, err));
    JU_TRY(ju_signers_open(settings.link_key_dir, "municipality", &state.municipality_signers, err));
    const ju_staff_table table = {
        .reply_of = staff_reply_of, .command = identity_staff_commands, .count = IDENTITY_STAFF_COUNT};
    JU_TRY(ju_staff_door_open(&settings.staff, &table, &state.door, err));
    JU_TRY(identity_rings_open(&state.rings, common->key_dir, err));
    return ju_keeper_open(common->key_dir, "identity", common->seal_names, &state.keeper, err);
}

static void close_state(void *opaque)
{
    identity_state *state = opaque;
    if (state != NULL) {
        ju_staff_door_close(state->door);
        identity_rings_close(&state->rings);
        ju_keeper_close(&state->keeper);
        media_close(state);
        ju_signers_free(state->municipality_signers);
    }
}

static const ju_retention_class RETENTION[] = {RETENTION_IDENTITY};

/* With the first message after a start the stock is looked at, so that nobody has to wait for the first
 * order. */
static ju_rc ask_batch(ju_ctx *ctx, ju_err *err)
{
    identity_state *state = ctx->app;
    return state->free < 0 ? identity_ask_stock(ctx, err) : JU_OK;
}

static ju_rc begin_batch(ju_ctx *ctx, ju_err *err)
{
    identity_state *state = ctx->app;
    state->ordered = false;
    state->heard = false; /* of a batch that was begun and comes again */
    if (state->free >= 0) {
        return JU_OK;
    }
    stock_level level = identity_got_stock(ctx, 0);
    return stock_look(ctx, level.free, level.ordered, err);
}

/* Notices first, so that their answers are the first. */
enum { NOTICE_QUESTIONS = 2 };

static ju_rc ask_idle(ju_ctx *ctx, ju_err *err)
{
    JU_TRY(notice_idle_ask(ctx, err));
    return move_idle_ask(ctx, err);
}

static ju_rc begin_idle(ju_ctx *ctx, ju_err *err)
{
    JU_TRY(notice_idle_begin(ctx, err));
    return move_idle_begin(ctx, NOTICE_QUESTIONS, err);
}

/* The log is told once when the stock becomes low, and once when it is filled again. */
static void watch_stock(identity_state *state)
{
    bool low = state->free >= 0 && state->free < state->settings->stock_low;
    if (low && !state->alarmed) {
        ju_log_warn("the stock of free resident codes is low", ju_f_int("free", state->free),
                    ju_f_int("low", state->settings->stock_low));
    } else if (!low && state->alarmed) {
        ju_log_info("the stock of free resident codes is filled", ju_f_int("free", state->free));
    }
    state->alarmed = low;
}

static ju_rc end_batch(ju_ctx *ctx, ju_err *err)
{
    watch_stock(ctx->app);
    return wide_note_heard(ctx, err);
}

int main(int argc, char **argv)
{
    const ju_config_part config = {ITEMS, sizeof ITEMS / sizeof ITEMS[0], &settings};
    const ju_app app = {
        .name = "identity",
        .handler = identity_handlers,
        .handler_count = IDENTITY_HANDLER_COUNT,
        .hooks = {.ask = ask_batch,
                  .begin = begin_batch,
                  .end = end_batch,
                  .idle_ask = ask_idle,
                  .idle_begin = begin_idle},
        .idle_every_ms = NOTICE_LOOK_EVERY_MS,
        .sql = identity_sql,
        .migrations = identity_migrations,
        .grants = identity_grants,
        .part = &ju_compare_part,
        .open = open_state,
        .close = close_state,
        .retention = RETENTION,
        .retention_count = sizeof RETENTION / sizeof RETENTION[0],
        .config = &config,
        .links = settings.link,
        .link_count = IDENTITY_LINKS,
        .left = records_left(),
        .reply_of = staff_reply_of,
        .metrics = identity_metrics,
    };
    if (argc == 2 && strcmp(argv[1], "--fill-search") == 0) {
        return identity_fill_main(&config);
    }
    return ju_run(&app, argc, argv);
}
