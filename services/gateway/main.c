#include "common/event/receipt.h"
#include "common/event/topic_names.h"
#include "common/log/log.h"
#include "common/retention/table.h"
#include "common/staff/house_commands.h"
#include "common/staff/standing.h"
#include "gateway_sql.h"
#include "juki/common/v1/common.pb-c.h"
#include "juki/gateway/v1/bridge.pb-c.h"
#include "juki/gateway/v1/copy.pb-c.h"
#include "juki/gateway/v1/inquiry.pb-c.h"
#include "juki/gateway/v1/law.pb-c.h"
#include "juki/gateway/v1/network.pb-c.h"
#include "juki/gateway/v1/numbers.pb-c.h"
#include "juki/gateway/v1/provision.pb-c.h"
#include "juki/gateway/v1/registry.pb-c.h"
#include "juki/gateway/v1/snapshot.pb-c.h"
#include "juki/resident/v1/restraint.pb-c.h"
#include "services/gateway/commands.h"
#include "services/gateway/handlers.h"
#include "services/gateway/steps/bridge.h"
#include "services/gateway/steps/exchange.h"
#include "services/gateway/steps/forget.h"
#include "services/gateway/steps/held.h"
#include "services/gateway/steps/inquiry.h"
#include "services/gateway/steps/letter.h"
#include "services/gateway/steps/nonresident.h"
#include "services/gateway/steps/notice.h"
#include "services/gateway/steps/reconcile.h"
#include "services/gateway/steps/registry.h"
#include "services/gateway/steps/rest.h"
#include "services/gateway/steps/scope.h"
#include "services/gateway/steps/snapshot.h"
#include "services/gateway/steps/subject_code.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const char gateway_grants[]; /* made from grants.csv */

static gateway_settings own_settings;

static const ju_config_item ITEMS[] = {
    JU_STAFF_ITEMS(offsetof(gateway_settings, staff)),
    BRIDGE_ITEMS(offsetof(gateway_settings, bridge)),
    INQUIRY_ITEMS(offsetof(gateway_settings, inquiry)),
    {"JUKI_LINK_KEY_DIR", JU_CONFIG_STRING, 0, offsetof(gateway_settings, link_key_dir), NULL,
     "folder of the public keys network.<period>.pem of 情報提供ネットワークシステム and <code>.<period>.pem "
     "of bodies "
     "that answer (common/seal/sign.h); without it every letter is refused",
     0, 0},
    {"JUKI_LINK_SIGNING_KEY", JU_CONFIG_STRING, 0, offsetof(gateway_settings, link_signing_key), NULL,
     "our own key <municipality code>.<period>.key, PEM, Ed25519; without it nothing is sent to the network",
     0, 0},
    {"JUKI_PROVISION_ROUTES", JU_CONFIG_STRING, 0, offsetof(gateway_settings, routes), "network",
     "経路情報 that answers to inquiries may take, separated by spaces", 0, 0},
    {"JUKI_PROVISION_HELD_WAIT", JU_CONFIG_DURATION_MS, 0, offsetof(gateway_settings, held_wait_ms), "14d",
     "how long an inquiry of another body may be held (自動応答不可) before it is refused", 100, 31536000000},
    {"JUKI_GATEWAY_AFFAIRS", JU_CONFIG_STRING, 0, offsetof(gateway_settings, affairs), "",
     "事務 of the staff tokens of the desk that looks after 情報提供, 副本, 照合リスト and 提供先, separated "
     "by "
     "spaces; empty: nobody",
     0, 0},
    {"JUKI_SUBJECT_CODE_RATE", JU_CONFIG_INT, 0, offsetof(gateway_settings, code_rate), "100",
     "how many 符号 are asked for in a second at most", 1, 10000},
    {"JUKI_FEED_KEPT", JU_CONFIG_DURATION_MS, 0, offsetof(gateway_settings, feed_kept_ms), "30d",
     "how long it is known which event told a consumer, once that has confirmed it; a receipt that comes "
     "again "
     "later is refused",
     1000, 31536000000},
};

/* What a consumer wishes. */
#define WISH(message, ask_, apply_)                                                                          \
    {                                                                                                        \
        .topic = JU_TOPIC_FEED_ANY_REQUEST, .descriptor = &juki__gateway__v1__##message##__descriptor,       \
        .flags = JU_STRICT, .ask = (ask_), .apply = (apply_)                                                 \
    }

static const ju_handler handlers[] = {
    JU_STAFF_HANDLERS,
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
        .flags = JU_SEQUENCED | JU_ALONE, /* inquiries behind it see it */
        .ask = gateway_restraint_ask,
        .apply = gateway_restraint_apply,
    },
    {
        .topic = JU_TOPIC_FEED_ANY_REQUEST,
        .descriptor = &juki__common__v1__acknowledged__descriptor,
        .claim = ju_receipt_claim,
        .ask = gateway_receipt_ask,
        .apply = gateway_receipt_apply,
    },
    WISH(request_snapshot, snapshot_request_ask, snapshot_request_apply),
    WISH(request_reconcile, reconcile_request_ask, reconcile_request_apply),
    WISH(reconcile_told, reconcile_told_ask, reconcile_told_apply),
    JU_HOUSE_HANDLERS_BEHIND(JU_TOPIC_GATEWAY_COMMAND, gateway_command_ask, gateway_command_apply),
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__query_consumers__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__search_nonresidents__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__show_nonresident__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__register_nonresident__descriptor, JU_STRICT,
     nonresident_register_claim, gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__update_nonresident__descriptor, JU_STRICT | JU_ALONE, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__hold_nonresident__descriptor, JU_STRICT | JU_ALONE, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__request_nonresident_link__descriptor, JU_STRICT | JU_ALONE,
     NULL, gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__decide_nonresident_link__descriptor, JU_STRICT | JU_ALONE,
     NULL, gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__search_integrated__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__begin_snapshot__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__query_snapshots__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_LINK_NETWORK_IN, &juki__gateway__v1__network_letter__descriptor, JU_STRICT, letter_claim,
     letter_ask, letter_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__request_subject_code__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__query_subject_codes__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__query_held_provisions__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__check_provision__descriptor, JU_STRICT | JU_ALONE, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__decide_provision__descriptor, JU_STRICT | JU_ALONE, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__record_manual_provision__descriptor, JU_STRICT,
     held_manual_claim, gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_FEED_ANY_REQUEST, &juki__gateway__v1__request_inquiry__descriptor, JU_STRICT,
     inquiry_request_claim, inquiry_request_ask, inquiry_request_apply},
    {JU_TOPIC_FEED_ANY_REQUEST, &juki__gateway__v1__withdraw_inquiry__descriptor, JU_STRICT,
     inquiry_withdraw_claim, inquiry_withdraw_ask, inquiry_withdraw_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__ask_inquiry__descriptor, JU_STRICT, inquiry_enter_claim,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__decide_inquiry__descriptor, JU_STRICT,
     inquiry_decide_claim, gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__cancel_inquiry__descriptor, JU_STRICT,
     inquiry_cancel_claim, gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__query_inquiries__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__query_exchanges__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__query_exchange_statistics__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__request_exchange_erasure__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__decide_exchange_erasure__descriptor, JU_STRICT,
     exchange_decide_claim, gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__enter_notice__descriptor, JU_STRICT, notice_enter_claim,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__decide_notice__descriptor, JU_STRICT, notice_decide_claim,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__query_notice__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_EXCHANGE_GATEWAY, &juki__gateway__v1__exchange_lookup__descriptor, JU_STRICT, NULL,
     exchange_lookup_ask, exchange_lookup_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__load_law__descriptor, JU_STRICT | JU_ALONE, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__decide_law__descriptor, JU_STRICT | JU_ALONE, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__query_laws__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__show_law__descriptor, JU_STRICT, NULL, gateway_command_ask,
     gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__compare_laws__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__explain_law__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__show_copy__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__compare_copies__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__compare_copy_file__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__register_copies__descriptor, JU_STRICT | JU_ALONE, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__enter_copy_flag__descriptor, JU_STRICT | JU_ALONE, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__enter_copies__descriptor, JU_STRICT | JU_ALONE, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__check_copy_entry__descriptor, JU_STRICT | JU_ALONE, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__decide_copy_entry__descriptor, JU_STRICT | JU_ALONE, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__query_copy_entries__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__submit_consumer__descriptor, JU_STRICT | JU_ALONE, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__decide_consumer__descriptor, JU_STRICT | JU_ALONE, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__revoke_consumer__descriptor, JU_STRICT | JU_ALONE, NULL,
     gateway_command_ask, gateway_command_apply},
    {
        .topic = JU_TOPIC_SNAPSHOT_GATEWAY,
        .descriptor = &juki__gateway__v1__snapshot_step__descriptor,
        .flags = JU_ALONE, /* a page is read behind the changes that came before it in the batch */
        .ask = snapshot_step_ask,
        .apply = snapshot_step_apply,
    },
    {
        .topic = JU_TOPIC_SNAPSHOT_GATEWAY,
        .descriptor = &juki__gateway__v1__reconcile_step__descriptor,
        .flags = JU_ALONE,
        .ask = reconcile_step_ask,
        .apply = reconcile_step_apply,
    },
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__query_bridge_files__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
    {JU_TOPIC_GATEWAY_COMMAND, &juki__gateway__v1__query_bridge_errors__descriptor, JU_STRICT, NULL,
     gateway_command_ask, gateway_command_apply},
};

static void close_state(void *state)
{
    gateway *self = state;
    if (self != NULL) {
        rest_stop(self->bridge.server);
        rest_close(self->bridge.door);
        ju_staff_door_close(self->door);
        gateway_rings_clear(&self->readers);
        letter_close(self);
        inquiry_close(self);
        ju_keyring_free(self->own);
        ju_keeper_close(&self->keeper);
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
    own_settings.supervisors = settings->supervisors;
    self->settings = &own_settings;
    self->key_dir = settings->key_dir;
    self->statistics_minimum = settings->statistics_minimum;
    self->seals = settings->seal_names;
    JU_TRY(gateway_door_open(self, err));
    JU_TRY(letter_open(self, settings, err));
    JU_TRY(inquiry_open(self, err));
    JU_TRY(ju_keyring_open(settings->key_dir, "gateway", &self->own, err));
    JU_TRY(ju_keeper_open(settings->key_dir, "gateway", settings->seal_names, &self->keeper, err));
    JU_TRY(ju_keyring_open(settings->key_dir, "audit", &self->audit, err));
    JU_TRY(rest_open(settings, &own_settings.bridge, &self->bridge.door, err));
    return rest_listen(&own_settings.bridge, self->bridge.door, &self->bridge.server, err);
}

/* ---- hooks -------------------------------------------------------------------------------------------- */

static const ju_retention_class RETENTION[] = {RETENTION_GATEWAY};

/* What time alone brings: each part's questions, and what it begins with their answers, of which the first is
 * number of. */
typedef struct idle_part {
    ju_rc (*ask)(ju_ctx *ctx, ju_err *err);
    ju_rc (*begin)(ju_ctx *ctx, int of, ju_err *err);
    int questions;
} idle_part;

/* Snapshots first: the consumers are among their answers. */
static const idle_part IDLE[] = {
    {snapshot_idle_ask, snapshot_idle_begin, SNAPSHOT_QUESTIONS},
    {scope_idle_ask, scope_idle_begin, SCOPE_QUESTIONS},
    {registry_idle_ask, registry_idle_begin, REGISTRY_QUESTIONS},
    {subject_code_idle_ask, subject_code_idle_begin, SUBJECT_CODE_QUESTIONS},
    {inquiry_idle_ask, inquiry_idle_begin, INQUIRY_IDLE_QUESTIONS},
    {reconcile_idle_ask, reconcile_idle_begin, RECONCILE_QUESTIONS},
    {held_idle_ask, held_idle_begin, HELD_IDLE_QUESTIONS},
    {bridge_idle_ask, bridge_idle_begin, BRIDGE_QUESTIONS},
};

enum { IDLE_PARTS = sizeof IDLE / sizeof IDLE[0] };

static ju_rc ask_idle(ju_ctx *ctx, ju_err *err)
{
    for (size_t i = 0; i < IDLE_PARTS; i++) {
        JU_TRY(IDLE[i].ask(ctx, err));
    }
    return JU_OK;
}

static ju_rc begin_idle(ju_ctx *ctx, ju_err *err)
{
    int of = 0;
    for (size_t i = 0; i < IDLE_PARTS; of += IDLE[i++].questions) {
        JU_TRY(IDLE[i].begin(ctx, of, err));
    }
    return JU_OK;
}

static ju_rc go_aside(void *state, ju_db *db, ju_err *err)
{
    JU_TRY(forget_sent(state, db, err));
    return bridge_aside(state, db, err);
}

/* The log is told once when a consumer cannot be told for want of its keyring, and once when none is held. */
static ju_rc end_batch(ju_ctx *ctx, ju_err *err)
{
    gateway *self = ctx->app;
    (void)err;
    ju_gauge_set(self->held_gauge, self->held[0] != '\0' ? 1 : 0);
    if (strcmp(self->held, self->held_told) == 0) {
        return JU_OK;
    }
    if (self->held[0] != '\0') {
        ju_log_error("a consumer is told nothing: its keyring is missing", ju_f_word("consumer", self->held));
    } else {
        ju_log_info("every consumer has its keyring");
    }
    (void)snprintf(self->held_told, sizeof self->held_told, "%s", self->held);
    return JU_OK;
}

static void make_metrics(void *state, ju_registry *registry)
{
    gateway *self = state;
    self->held_gauge =
        ju_gauge_new(registry, "juki_consumer_held",
                     "1 while a consumer is told nothing because its keyring is missing", JU_NO_LABELS);
    self->left_out = ju_counter_new(
        registry, "juki_feed_left_out_total",
        "Persons whom a consumer was not told of since their 個人番号 cannot be opened", JU_NO_LABELS);
    self->unreadable = ju_counter_new(
        registry, "juki_subject_code_unreadable_total",
        "Persons for whom no 符号 was asked since their 個人番号 cannot be opened", JU_NO_LABELS);
    self->bridge.overdue =
        ju_gauge_new(registry, "juki_bridge_files_overdue",
                     "Files that their consumers have not acknowledged in time", JU_NO_LABELS);
    self->bridge.failing = ju_gauge_new(
        registry, "juki_bridge_failing",
        "1 while files cannot be made or read for want of a folder or certificate", JU_NO_LABELS);
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
                  .end = end_batch,
                  .idle_ask = ask_idle,
                  .idle_begin = begin_idle},
        .idle_every_ms = SUBJECT_CODE_LOOK_EVERY_MS,
        .aside = go_aside,
        .reply_of = gateway_reply_of,
        .sql = gateway_sql,
        .migrations = gateway_migrations,
        .grants = gateway_grants,
        .open = open_state,
        .close = close_state,
        .approval_kinds = "manual_provision",
        .retention = RETENTION,
        .retention_count = sizeof RETENTION / sizeof RETENTION[0],
        .config = &config,
        .metrics = make_metrics,
    };
    return ju_run(&app, argc, argv);
}
