#include "tests/peers/network/carry.h"
#include "tests/peers/network/post.h"
#include "tests/peers/network/provider.h"
#include "tests/peers/network/store.h"
#include "tests/peers/network/words.h"

#include "common/event/topic_names.h"
#include "tests/peers/common/peer.h"

#include "network_sql.h"

#include <string.h>

/*
 * 情報提供ネットワークシステム as it is played, and the bodies behind it: it gives 符号, permits questions by
 * its own list, carries them and their answers. What is wrong with a letter of the gateway is answered.
 */

typedef Juki__Gateway__V1__GatewayWord gateway_word;

enum { LOOK_EVERY_MS = 100 };

/* One of the network's own letters was not taken. */
static ju_rc note_refused(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Gateway__V1__LetterRefused *refused = body;
    return network_put_refused(ctx, refused->event_id, "out", refused->code, err);
}

const network_step network_letter_refused = {NULL, note_refused};

/* A letter between ask and apply. */
typedef struct letter_work {
    const network_step *step; /* NULL: it was refused */
    const void *body;
    void *own; /* the step's */
    const char *code;
    const char *item;
} letter_work;

static const network_step *step_of(const gateway_word *word, const void **ret_body)
{
    const struct {
        const void *body;
        const network_step *step;
    } steps[] = {
        {word->code_requested, &network_code_requested}, {word->permit_requested, &network_permit_requested},
        {word->inquiry, &network_inquiry_sent},          {word->provision, &network_provision},
        {word->self_answered, &network_self_answered},   {word->notice, &network_notice},
        {word->notice_asked, &network_notice_asked},     {word->refused, &network_letter_refused},
    };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (steps[i].body != NULL) {
            *ret_body = steps[i].body;
            return steps[i].step;
        }
    }
    return NULL;
}

static ju_rc open_letter(ju_ctx *ctx, const void *body, letter_work *work, ju_err *err)
{
    const gateway_word *word = NULL;
    JU_TRY(network_read(ctx, body, &word, err));
    work->step = step_of(word, &work->body);
    if (work->step == NULL) {
        return ju_reject(err, "item_missing", "word", "the letter says nothing");
    }
    JU_TRY(work->step->ask == NULL ? JU_OK : work->step->ask(ctx, work->body, err));
    work->own = ctx->work;
    return JU_OK;
}

static ju_rc ask_letter(ju_ctx *ctx, const void *body, ju_err *err)
{
    letter_work *work = ju_arena_alloc(ctx->arena, sizeof *work);
    if (work == NULL) {
        return ju_no_memory(err);
    }
    *work = (letter_work){0};
    ju_rc rc = open_letter(ctx, body, work, err);
    ctx->work = work;
    if (rc != JU_REJECT) {
        return rc;
    }
    work->step = NULL;
    work->code = ju_arena_strdup(ctx->arena, err->code);
    work->item = ju_arena_strdup(ctx->arena, err->item);
    return work->code == NULL || work->item == NULL ? ju_no_memory(err) : JU_OK;
}

static ju_rc refuse(ju_ctx *ctx, const letter_work *work, ju_err *err)
{
    Juki__Gateway__V1__NetworkWord word = JUKI__GATEWAY__V1__NETWORK_WORD__INIT;
    Juki__Gateway__V1__LetterRefused refused = JUKI__GATEWAY__V1__LETTER_REFUSED__INIT;
    refused.event_id = (char *)(uintptr_t)ctx->message->id;
    refused.code = (char *)(uintptr_t)work->code;
    refused.item = (char *)(uintptr_t)work->item;
    word.refused = &refused;
    JU_TRY(network_put_refused(ctx, ctx->message->id, "in", work->code, err));
    return network_post(ctx, &word, ctx->message->key, "network", err);
}

static ju_rc apply_letter(ju_ctx *ctx, const void *body, ju_err *err)
{
    const letter_work *work = ctx->work;
    (void)body;
    if (work->step == NULL) {
        JU_TRY(refuse(ctx, work, err));
    } else {
        ctx->work = work->own;
        JU_TRY(work->step->apply(ctx, work->body, err));
    }
    return peer_answered(ctx, err);
}

/* What it does by itself: inquiries of other bodies, which ask one question, and their answers to ours. */
enum { CARRY_QUESTIONS = 1 };

static ju_rc ask_idle(ju_ctx *ctx, ju_err *err)
{
    JU_TRY(carry_idle_ask(ctx, err));
    return provider_idle_ask(ctx, err);
}

static ju_rc begin_idle(ju_ctx *ctx, ju_err *err)
{
    JU_TRY(carry_idle_begin(ctx, err));
    return provider_idle_begin(ctx, CARRY_QUESTIONS, err);
}

int main(int argc, char **argv)
{
    static const ju_handler handlers[] = {
        {JU_TOPIC_LINK_NETWORK_OUT, &juki__gateway__v1__network_letter__descriptor, JU_STRICT, NULL,
         ask_letter, apply_letter},
    };
    const peer_table peer = {
        .name = "network",
        .receipts = JU_TOPIC_LINK_NETWORK_IN, /* where answers go; there are no bare receipts */
        .handler = handlers,
        .handler_count = sizeof handlers / sizeof handlers[0],
        .sql = network_sql,
        .migrations = network_migrations,
        .state = &network_sql_state,
        .open = network_open,
        .close = network_close,
        .idle_every_ms = LOOK_EVERY_MS,
        .idle_ask = ask_idle,
        .idle_begin = begin_idle,
    };
    if (argc > 1 && strcmp(argv[1], "--ask") == 0) {
        return carry_ask(argc, argv);
    }
    return peer_main(&peer, argc, argv);
}
