#include "services/audit/steps/bodies.h"

#include "common/event/topic_names.h"
#include "juki/audit/v1/question.pb-c.h"
#include "services/audit/handlers.h"

#include <string.h>

enum { TOPIC_BYTES = 128, RECORD_BYTES = 64, PURPOSE_BYTES = 600 };

static const audit_refusal NO_PURPOSE = {"purpose_missing", "purpose", "目的がないか、長すぎます。"};
static const audit_refusal BAD_TOPIC = {"topic_invalid", "topic", "トピックの名前が正しくありません。"};
static const audit_refusal BAD_RECORD = {"record_invalid", "record", "メッセージの番号が正しくありません。"};

/* Of such letters alone, as names of topics and ids are: nobody's number can stand in the trail by it. */
static bool is_word(const char *text, size_t most, const char *letters)
{
    size_t length = strlen(text);
    return length <= most && strspn(text, letters) == length;
}

static const audit_refusal *check(const Juki__Audit__V1__OpenBodies *wish)
{
    if (*wish->purpose == '\0' || strlen(wish->purpose) > PURPOSE_BYTES) {
        return &NO_PURPOSE;
    }
    if (*wish->topic == '\0' ||
        !is_word(wish->topic, TOPIC_BYTES, "abcdefghijklmnopqrstuvwxyz0123456789.-")) {
        return &BAD_TOPIC;
    }
    return is_word(wish->record, RECORD_BYTES, "0123456789abcdef-") ? NULL : &BAD_RECORD;
}

ju_rc bodies_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Audit__V1__OpenBodies *wish = body;
    const audit_refusal *refused = check(wish);
    Juki__Audit__V1__BodiesReply reply = JUKI__AUDIT__V1__BODIES_REPLY__INIT;
    ju_act act = {.action = "bodies.opened", .operator_ = wish->operator_, .event_id = ctx->message->id};
    reply.request_id = wish->request_id;
    if (refused == NULL) {
        act.detail = ju_arena_printf(ctx->arena, "topic=%s record=%s purpose=%s", wish->topic, wish->record,
                                     wish->purpose);
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
