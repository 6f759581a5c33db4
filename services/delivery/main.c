#include "common/run/app.h"
#include "services/delivery/command_reply.h"
#include "services/delivery/handlers.h"
#include "services/delivery/steps/card.h"
#include "services/delivery/steps/file.h"
#include "services/delivery/steps/state.h"

#include "common/event/topic_names.h"
#include "common/log/log.h"
#include "common/retention/table.h"
#include "delivery_sql.h"

extern const char delivery_grants[]; /* made from grants.csv */

enum { IDLE_EVERY_MS = 500 };

static delivery_settings settings = {.card = {.peer = "card", .topic = JU_TOPIC_LINK_CARD_OUT}};

static const ju_config_item ITEMS[] = {
    {"JUKI_DELIVERY_WAIT_DAYS", JU_CONFIG_INT, 0, offsetof(delivery_settings, wait_days), "0",
     "days from the receipt of a record to its hand-over; 0: at once", 0, 30},
    {"JUKI_DELIVERY_KEEP_DAYS", JU_CONFIG_INT, 0, offsetof(delivery_settings, keep_days), "1",
     "business days from the confirmation of a record to its erasure; the 30th day after hand-over ends all",
     0, 30},
    {"JUKI_DELIVERY_ALARM_DAYS", JU_CONFIG_INT, 0, offsetof(delivery_settings, alarm_days), "5",
     "days before the 30th on which an unconfirmed record raises the alarm", 1, 30},
    {"JUKI_DELIVERY_ERASURE", JU_CONFIG_BOOL, 0, offsetof(delivery_settings, erases), "true",
     "whether what is due is erased; false only to find out about a fault", 0, 0},
    {"JUKI_CARD_NOTIFY_DAYS", JU_CONFIG_INT, 0, offsetof(delivery_settings, card_notify_days), "14",
     "days from moving in to its notice within which a card can be continued", 0, 366},
    {"JUKI_CARD_CONTINUE_DAYS", JU_CONFIG_INT, 0, offsetof(delivery_settings, card_continue_days), "90",
     "days from that notice within which the card must be continued", 0, 366},
    {"JUKI_CARD_LEAVE_DAYS", JU_CONFIG_INT, 0, offsetof(delivery_settings, card_leave_days), "30",
     "days from the planned day of moving out after which a card that was not continued is revoked", 0, 366},
    JU_LINK_ITEMS("CARD", offsetof(delivery_settings, card)),
    JU_STAFF_ITEMS(offsetof(delivery_settings, staff)),
};

static ju_rc open_state(const ju_settings *common, void **ret_state, ju_err *err)
{
    static delivery_state state = {.settings = &settings,
                                   .sweeps = DELIVERY_SWEEPS}; /* a crash may have left bytes */
    *ret_state = &state;
    if (!settings.erases) {
        ju_log_warn("the erasure of delivery records is switched off");
    }
    state.calendar = common->calendar;
    JU_TRY(ju_staff_door_open(&settings.staff, &(ju_staff_table){.reply_of = delivery_reply_of}, &state.door,
                              err));
    JU_TRY(ju_keyring_open(common->key_dir, "delivery", &state.delivery, err));
    JU_TRY(ju_keeper_open(common->key_dir, "delivery", common->seal_names, &state.keeper, err));
    return ju_keyring_open(common->key_dir, "audit", &state.audit, err);
}

static void close_state(void *opaque)
{
    delivery_state *state = opaque;
    if (state != NULL) {
        ju_staff_door_close(state->door);
        ju_keyring_free(state->delivery);
        ju_keeper_close(&state->keeper);
        ju_keyring_free(state->audit);
    }
}

static void register_metrics(void *opaque, ju_registry *registry)
{
    delivery_state *state = opaque;
    state->near_gauge =
        ju_gauge_new(registry, "juki_delivery_unconfirmed_near_last_day",
                     "Records that are not confirmed and near the 30th day, or past it", JU_NO_LABELS);
    state->held_gauge = ju_gauge_new(registry, "juki_delivery_held_records",
                                     "Records that differ from the register and are held", JU_NO_LABELS);
    state->unreadable_gauge = ju_gauge_new(
        registry, "juki_delivery_unreadable_records",
        "Records whose bytes cannot be opened; they stay until they can, or are withdrawn", JU_NO_LABELS);
    state->overdue_gauge =
        ju_gauge_new(registry, "juki_card_acts_overdue",
                     "Acts on cards of earlier days that the card system has not answered", JU_NO_LABELS);
}

static const ju_retention_class RETENTION[] = {RETENTION_DELIVERY};

static ju_rc idle_ask(ju_ctx *ctx, ju_err *err)
{
    JU_TRY(file_idle_ask(ctx, err));
    return card_idle_ask(ctx, err);
}

static ju_rc idle_begin(ju_ctx *ctx, ju_err *err)
{
    JU_TRY(file_idle_begin(ctx, err));
    return card_idle_begin(ctx, err);
}

static ju_rc enter(ju_ctx *ctx, const void *body, bool *ret_done, ju_err *err)
{
    const delivery_state *state = ctx->app;
    return ju_topic_is_command(ctx->message->topic) ? ju_staff_enter(state->door, ctx, body, ret_done, err)
                                                    : JU_OK;
}

static ju_rc pass(ju_ctx *ctx, const void *body, bool *ret_done, ju_err *err)
{
    const delivery_state *state = ctx->app;
    return ju_topic_is_command(ctx->message->topic) ? ju_staff_pass(state->door, ctx, body, ret_done, err)
                                                    : JU_OK;
}

int main(int argc, char **argv)
{
    const ju_config_part config = {ITEMS, sizeof ITEMS / sizeof ITEMS[0], &settings};
    const ju_app app = {
        .name = "delivery",
        .handler = delivery_handlers,
        .handler_count = DELIVERY_HANDLER_COUNT,
        .hooks = {.ahead = enter, .before = pass, .idle_ask = idle_ask, .idle_begin = idle_begin},
        .sql = delivery_sql,
        .migrations = delivery_migrations,
        .grants = delivery_grants,
        .open = open_state,
        .close = close_state,
        .retention = RETENTION,
        .retention_count = sizeof RETENTION / sizeof RETENTION[0],
        .config = &config,
        .links = &settings.card,
        .link_count = 1,
        .idle_every_ms = IDLE_EVERY_MS,
        .aside = file_aside,
        .reply_of = delivery_reply_of,
        .metrics = register_metrics,
    };
    return ju_run(&app, argc, argv);
}
