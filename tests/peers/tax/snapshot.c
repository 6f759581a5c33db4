#include "tests/peers/tax/snapshot.h"

#include "common/event/topic_names.h"
#include "juki/gateway/v1/snapshot.pb-c.h"
#include "tests/peers/common/peer.h"
#include "tests/peers/tax/handlers.h"
#include "tests/peers/tax/store_snapshot.h"

#include <string.h>

typedef Juki__Gateway__V1__SnapshotBegun begun;
typedef Juki__Gateway__V1__SnapshotPerson told;
typedef Juki__Gateway__V1__SnapshotEnded ended;

static struct {
    int64_t gap_patience_ms;
} settings;

static const ju_config_item items[] = {
    {.name = "JUKI_TAX_GAP_PATIENCE",
     .type = JU_CONFIG_DURATION_MS,
     .offset = offsetof(__typeof__(settings), gap_patience_ms),
     .fallback = "10m",
     .help = "something of a person may be missing for so long before a snapshot is asked for",
     .min = 1,
     .max = 604800000LL},
};

const ju_config_part tax_config = {items, sizeof items / sizeof items[0], &settings};

/* ---- what comes ---------------------------------------------------------------------------------------- */

ju_rc tax_snapshot_begun_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const begun *message = body;
    JU_TRY(tax_put_begun(ctx, message->snapshot_id, err));
    return peer_received(ctx, err);
}

ju_rc tax_snapshot_person_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const told *message = body;
    unsigned char digest[JU_MESSAGE_DIGEST_BYTES];
    if (message->person == NULL) {
        return ju_reject(err, "item_missing", "person", "a record of a snapshot without a person");
    }
    JU_TRY(ju_message_digest(&message->person->base, "change_id", digest, err));
    JU_TRY(tax_take_person(ctx, message->person, err));
    JU_TRY(tax_put_told(ctx, message->snapshot_id, message->person->addressee_number, digest, err));
    return peer_received_whole(ctx, err);
}

ju_rc tax_snapshot_ended_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const ended *message = body;
    return tax_ask_so_far(ctx, message->snapshot_id, err);
}

static const char *check(const ended *message, const tax_so_far *so_far)
{
    if (so_far->persons != message->persons) {
        return "count";
    }
    bool same = message->digest.len == JU_MESSAGE_DIGEST_BYTES &&
                memcmp(message->digest.data, so_far->digest, JU_MESSAGE_DIGEST_BYTES) == 0;
    return same ? "whole" : "digest";
}

static ju_rc finish(ju_ctx *ctx, const ended *message, const tax_so_far *so_far, ju_err *err)
{
    const char *result = check(message, so_far);
    const char *next = ju_event_id(ctx);
    if (next == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(tax_put_finished(ctx, message->snapshot_id, so_far->persons, result, err));
    return strcmp(result, "whole") == 0 ? JU_OK : tax_put_wish(ctx, next, result, err);
}

ju_rc tax_snapshot_ended_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const ended *message = body;
    tax_so_far so_far = tax_so_far_of(ctx);
    JU_TRY(tax_put_ended(ctx, message->snapshot_id, message->marker, err));
    if (so_far.running && so_far.markers + 1 == message->markers) {
        JU_TRY(finish(ctx, message, &so_far, err));
        JU_TRY(tax_put_answered(ctx, NULL, NULL, err));
    }
    return peer_received(ctx, err);
}

ju_rc tax_feed_refused_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Gateway__V1__FeedRefused *message = body;
    const char *code = message->refusal == NULL ? "unknown" : message->refusal->code;
    JU_TRY(tax_put_answered(ctx, message->request_id, code, err));
    return peer_received(ctx, err);
}

/* ---- what is asked for --------------------------------------------------------------------------------- */

ju_rc tax_idle_ask(ju_ctx *ctx, ju_err *err)
{
    return tax_ask_wanted(ctx, settings.gap_patience_ms, err);
}

ju_rc tax_idle_begin(ju_ctx *ctx, ju_err *err)
{
    bool wanted = false;
    const char *wish = "";
    JU_TRY(tax_wanted(ctx, &wanted, &wish, err));
    if (!wanted) {
        return JU_OK;
    }
    const char *id = *wish != '\0' ? wish : ju_event_id(ctx);
    if (id == NULL) {
        return ju_no_memory(err);
    }
    Juki__Gateway__V1__RequestSnapshot request = JUKI__GATEWAY__V1__REQUEST_SNAPSHOT__INIT;
    request.request_id = (char *)(uintptr_t)id;
    JU_TRY(tax_put_asked(ctx, id, "gap", err));
    return ju_emit(ctx, JU_TOPIC_FEED_TAX_REQUEST, "tax", &request.base, NULL, err);
}
