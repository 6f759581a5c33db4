#include "services/gateway/steps/affair.h"

#include "common/base/word.h"

#include <string.h>

bool affair_is_desk(const ju_ctx *ctx)
{
    const gateway *self = ctx->app;
    return ju_word_listed(self->settings->affairs, ctx->affair);
}

bool affair_owns(const ju_ctx *ctx, const char *consumer)
{
    const gateway *self = ctx->app;
    for (size_t i = 0; i < self->consumer_count; i++) {
        const gateway_consumer *one = &self->consumer[i];
        if (strcmp(one->id, consumer) == 0) {
            return strcmp(one->affair, ctx->affair) == 0;
        }
    }
    return affair_is_desk(ctx);
}

const char *affair_bound(const ju_ctx *ctx)
{
    return affair_is_desk(ctx) ? NULL : ctx->affair;
}
