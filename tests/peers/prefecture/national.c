#include "tests/peers/prefecture/national.h"

#include "common/event/topic_names.h"
#include "common/seal/seal.h"

#include <string.h>

typedef Juki__Common__V1__Sealed sealed;
typedef Juki__Identity__V1__ResidentNotice resident_notice;

static ju_keyring *national;

ju_rc national_open(const ju_settings *settings, ju_err *err)
{
    return ju_keyring_open(settings->key_dir, "national", &national, err);
}

void national_close(void)
{
    ju_keyring_free(national);
    national = NULL;
}

bool national_is(const char *partner)
{
    return strcmp(partner, "national") == 0;
}

static ju_rc seal_anew(ju_ctx *ctx, const char *field, const char *event_id, sealed **number, ju_err *err)
{
    char *plain = NULL;
    JU_TRY(ju_unseal_text(ctx->app, ctx->arena, field, ctx->message->id, *number, &plain, err));
    ju_rc rc = ju_seal_text(national, ctx->arena, field, event_id, plain, number, err);
    explicit_bzero(plain, strlen(plain));
    return rc;
}

ju_rc national_tell(ju_ctx *ctx, const resident_notice *notice, ju_err *err)
{
    resident_notice told = *notice;
    const char *event_id = ju_event_id(ctx);
    if (event_id == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(seal_anew(ctx, "resident_code", event_id, &told.resident_code, err));
    JU_TRY(seal_anew(ctx, "individual_number", event_id, &told.individual_number, err));
    size_t size = juki__identity__v1__resident_notice__get_packed_size(&told);
    unsigned char *packed = ju_arena_alloc(ctx->arena, size);
    if (packed == NULL) {
        return ju_no_memory(err);
    }
    juki__identity__v1__resident_notice__pack(&told, packed);
    return ju_emit_bytes(ctx, JU_TOPIC_PREFECTURE_NATIONAL, ctx->message->key, event_id,
                         told.base.descriptor->name, packed, size, err);
}

ju_rc national_pass_on(ju_ctx *ctx, const ProtobufCMessage *message, ju_err *err)
{
    return ju_emit(ctx, JU_TOPIC_PREFECTURE_NATIONAL, ctx->message->key, message, NULL, err);
}

ju_rc national_pass_back(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_emit(ctx, JU_TOPIC_LINK_PREFECTURE_IN, ctx->message->key, body, NULL, err);
}
