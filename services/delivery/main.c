#include "common/run/app.h"
#include "services/delivery/handlers.h"
#include "services/delivery/steps/file.h"
#include "services/delivery/steps/state.h"

#include "common/base/file.h"
#include "common/log/log.h"
#include "delivery_sql.h"

enum { IDLE_EVERY_MS = 500, TABLE_MAX_BYTES = 256 * 1024 };

static delivery_settings settings;

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
    {"JUKI_HOLIDAY_TABLE", JU_CONFIG_STRING, 0, offsetof(delivery_settings, holidays), NULL,
     "file of the office's holidays, YYYY-MM-DD,name (services/delivery/holidays.csv)", 0, 0},
};

static ju_rc read_calendar(const char *path, delivery_calendar **ret, ju_err *err)
{
    char *text = NULL;
    size_t length = 0;
    if (path == NULL) {
        return delivery_calendar_parse("", ret, err);
    }
    JU_TRY(ju_file_read(path, TABLE_MAX_BYTES, &text, &length, err));
    ju_rc rc = delivery_calendar_parse(text, ret, err);
    ju_file_release(text, length);
    return rc;
}

static ju_rc open_state(const ju_settings *common, void **ret_state, ju_err *err)
{
    static delivery_state state = {.settings = &settings,
                                   .sweeps = DELIVERY_SWEEPS}; /* a crash may have left bytes */
    *ret_state = &state;
    if (!settings.erases) {
        ju_log_warn("the erasure of delivery records is switched off");
    }
    JU_TRY(read_calendar(settings.holidays, &state.calendar, err));
    JU_TRY(ju_keyring_open(common->key_dir, "delivery", &state.delivery, err));
    return ju_keyring_open(common->key_dir, "audit", &state.audit, err);
}

static void close_state(void *opaque)
{
    delivery_state *state = opaque;
    if (state != NULL) {
        delivery_calendar_free(state->calendar);
        ju_keyring_free(state->delivery);
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
}

int main(int argc, char **argv)
{
    const ju_config_part config = {ITEMS, sizeof ITEMS / sizeof ITEMS[0], &settings};
    const ju_app app = {
        .name = "delivery",
        .handler = delivery_handlers,
        .handler_count = DELIVERY_HANDLER_COUNT,
        .hooks = {.idle_ask = file_idle_ask, .idle_begin = file_idle_begin},
        .sql = delivery_sql,
        .migrations = delivery_migrations,
        .open = open_state,
        .close = close_state,
        .config = &config,
        .idle_every_ms = IDLE_EVERY_MS,
        .aside = file_aside,
        .metrics = register_metrics,
    };
    return ju_run(&app, argc, argv);
}
