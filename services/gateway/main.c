#include "common/event/topic_names.h"
#include "gateway_sql.h"
#include "juki/common/v1/common.pb-c.h"
#include "juki/gateway/v1/registry.pb-c.h"
#include "juki/gateway/v1/snapshot.pb-c.h"
#include "juki/resident/v1/restraint.pb-c.h"
#include "services/gateway/commands.h"
#include "services/gateway/handlers.h"
#include "services/gateway/steps/snapshot.h"

#include <stdlib.h>

enum { IDLE_EVERY_MS = 2000 };

static gateway_settings own_settings;

static const ju_config_item ITEMS[] = {
    JU_STAFF_ITEMS(offsetof(gateway_settings, staff)),
};

#define RECEIPTS(name)                                                                                       \
    {                                                                                                        \
        .topic = (name), .descriptor = &juki__common__v1__acknowledged__descriptor,                          \
        .ask = gateway_receipt_ask, .apply = gateway_receipt_apply                                           \
    }
/* What a consumer wishes. */
#define WISHES(name)                                                                                         \
    {                                                                                                        \
        .topic = (name), .descriptor = &juki__gateway__v1__request_snapshot__descriptor, .flags = JU_STRICT, \
        .ask = snapshot_request_ask, .apply = snapshot_request_apply                                         \
    }

static const ju_handler handlers[] = {
    {
        .topic = JU_TOPIC_RESIDENT_TO_GATEWAY,
        .descriptor = &juki__resident__v1__person_changed__descriptor,
        .flags = JU_SEQUENCED,
        .claim = gateway_person_claim,
        .ask = gateway_person_ask,
        .apply = gateway_person_apply,
    },
    {
        .topic = JU_TOPIC_RESIDENT_TO_GATEWAY,
        .descriptor = &juki__resident__v1__restraint_changed__descriptor,
        .flags = JU_SEQUENCED,
        .ask = gateway_restraint_ask,
        .apply = gateway_restraint_apply,
    },
    RECEIPTS(JU_TOPIC_FEED_TAX_REQUEST),
    RECEIPTS(JU_TOPIC_FEED_WELFARE_REQUEST),
    WISHES(JU_TOPIC_FEED_TAX_REQUEST),
    WISHES(JU_TOPIC_FEED_WELFARE_REQUEST),
    {
        .topic = JU_TOPIC_SNAPSHOT_GATEWAY,
        .descriptor = &juki__gateway__v1__snapshot_step__descriptor,
        .flags = JU_ALONE, /* a page is read behind the changes that came before it in the batch */
        .ask = snapshot_step_ask,
        .apply = snapshot_step_apply,
    },
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__query_consumers__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__begin_snapshot__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__query_snapshots__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
};

static void close_state(void *state)
{
    gateway *self = state;
    if (self != NULL) {
        ju_staff_door_close(self->door);
        gateway_rings_clear(&self->readers);
        ju_keyring_free(self->own);
        ju_keyring_free(self->audit);
        free(self);
    }
}

static ju_rc open_state(const ju_settings *settings, void **ret_state, ju_err *err)
{
    gateway *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    *ret_state = self; /* closed also when a keyring is missing */
    self->settings = &own_settings;
    self->key_dir = settings->key_dir;
    JU_TRY(gateway_door_open(self, err));
    JU_TRY(ju_keyring_open(settings->key_dir, "gateway", &self->own, err));
    return ju_keyring_open(settings->key_dir, "audit", &self->audit, err);
}

int main(int argc, char **argv)
{
    const ju_config_part config = {ITEMS, sizeof ITEMS / sizeof ITEMS[0], &own_settings};
    const ju_app app = {
        .name = "gateway",
        .handler = handlers,
        .handler_count = sizeof handlers / sizeof handlers[0],
        .hooks = {.ask = gateway_batch_ask,
                  .begin = gateway_batch_begin,
                  .idle_ask = snapshot_idle_ask,
                  .idle_begin = snapshot_idle_begin},
        .idle_every_ms = IDLE_EVERY_MS,
        .sql = gateway_sql,
        .migrations = gateway_migrations,
        .open = open_state,
        .close = close_state,
        .config = &config,
    };
    return ju_run(&app, argc, argv);
}
