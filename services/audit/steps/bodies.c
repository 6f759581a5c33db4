#include "services/audit/steps/bodies.h"

#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "common/log/mask.h"
#include "juki/audit/v1/question.pb-c.h"
#include "services/audit/handlers.h"

#include <string.h>

enum { TOPIC_BYTES = 128, PURPOSE_BYTES = 600, NUMBER_LEAST_DIGITS = 10 };

static const audit_refusal NO_PURPOSE = {"purpose_missing", "purpose", "目的がないか、長すぎます。"};
static const audit_refusal BAD_TOPIC = {"topic_invalid", "topic", "トピックの名前が正しくありません。"};
static const audit_refusal BAD_RECORD = {"record_invalid", "record", "メッセージの番号が正しくありません。"};

/* Of such letters alone, as names of topics are, and nobody's number. */
static bool is_topic(const char *text)
{
    char masked[TOPIC_BYTES + 1];
    size_t length = strlen(text);
    if (length == 0 || length > TOPIC_BYTES ||
        strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789.-") != length) {
        return false;
    }
    ju_mask_digits(text, NUMBER_LEAST_DIGITS, masked, sizeof masked);
    return strcmp(masked, text) == 0;
}

static const audit_refusal *check(const Juki__Audit__V1__OpenBodies *wish)
{
    if (*wish->purpose == '\0' || strlen(wish->purpose) > PURPOSE_BYTES) {
        return &NO_PURPOSE;
    }
    if (!is_topic(wish->topic)) {
        return &BAD_TOPIC;
    }
    return *wish->record == '\0' || ju_uuid_valid(wish->record) ? NULL : &BAD_RECORD;
}

ju_rc bodies_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__OpenBodies *wish = body;
    const audit_refusal *refused = check(wish);
    Juki__Audit__V1__BodiesReply reply = JUKI__AUDIT__V1__BODIES_REPLY__INIT;
    ju_act act = {.action = "bodies.opened", .operator_ = wish->operator_, .event_id = ctx->message->id};
    reply.request_id = wish->request_id;
    if (refused == NULL) {
        act.detail = ju_arena_printf(ctx->arena, "topic=%s record=%s", wish->topic, wish->record);
    } else {
        reply.refusal = audit_refusal_message(ctx, refused);
        act.refused_code = refused->code;
    }
    if (ctx->arena->full) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_audit(ctx, &act, err));
    return ju_emit(ctx, JU_TOPIC_AUDIT_REPLY, ctx->message->key, &reply.base, NULL, err);
}
