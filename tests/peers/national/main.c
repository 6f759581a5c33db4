#include "tests/peers/national/inquiry.h"
#include "tests/peers/national/store.h"

#include "common/event/topic_names.h"
#include "tests/peers/common/number.h"
#include "tests/peers/common/peer.h"
#include "tests/peers/national/compare.h"
#include "tests/peers/national/state.h"

#include "juki/identity/v1/identity.pb-c.h"
#include "juki/identity/v1/stock.pb-c.h"
#include "national_sql.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The national body (機構) as it is played: it delivers free 住民票コード and makes a 個人番号 for a code,
 * from the synthetic block, and the same ones when asked again; it knows a few persons elsewhere, and as
 * 全国サーバ holds what the prefecture passes on.
 */

enum { SERIAL_MAX = 99999, CODES_MAX = 1000 };

/* 00009 and the serial, filled up with zeros, and the check digit. */
static void make_number(ju_code_kind kind, int serial_digits, int64_t serial, char ret[JU_CODE_SIZE])
{
    int length = snprintf(ret, JU_CODE_SIZE, "00009%0*" PRId64, serial_digits, serial);
    char check = ju_code_check_digit(kind, ret);
    ret[length] = check;
    ret[length + 1] = '\0';
}

static ju_rc seal_number(ju_ctx *ctx, ju_code_kind kind, int64_t serial, const char *request_id,
                         Juki__Common__V1__Sealed **ret, ju_err *err)
{
    const national_state *state = ctx->app;
    char number[JU_CODE_SIZE];
    if (serial < 1 || serial > SERIAL_MAX) {
        return ju_fail(err, JU_FATAL, "numbers_used_up", "the block of synthetic numbers is used up");
    }
    bool code = kind == JU_CODE_RESIDENT_CODE;
    make_number(kind, code ? 5 : 6, serial, number);
    ju_rc rc = ju_seal_text(state->identity, ctx->arena, code ? "resident_code" : "individual_number",
                            request_id, number, ret, err);
    explicit_bzero(number, sizeof number);
    return rc;
}

static ju_rc ask_request(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__NumberGenerationRequested *request = body;
    if (strcmp(request->request_id, ctx->message->key) != 0) {
        return ju_reject(err, "key_mismatch", "request_id", "the message stands under another key");
    }
    return national_ask_serial(ctx, request->request_id, err);
}

/* The code that the request names comes back with the number made for it. */
static ju_rc return_code(ju_ctx *ctx, const Juki__Identity__V1__NumberGenerationRequested *request,
                         Juki__Common__V1__Sealed **ret, ju_err *err)
{
    const national_state *state = ctx->app;
    char *code = NULL;
    JU_TRY(ju_unseal_text(state->national, ctx->arena, "resident_code", request->request_id,
                          request->resident_code, &code, err));
    ju_rc rc =
        ju_code_valid(JU_CODE_RESIDENT_CODE, code)
            ? ju_seal_text(state->identity, ctx->arena, "resident_code", request->request_id, code, ret, err)
            : ju_reject(err, "check_digit", "resident_code", "not such a number");
    explicit_bzero(code, strlen(code));
    return rc;
}

static ju_rc apply_request(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__NumberGenerationRequested *request = body;
    Juki__Identity__V1__NumberGenerated generated = JUKI__IDENTITY__V1__NUMBER_GENERATED__INIT;
    int64_t serial = national_got_serial(ctx);
    generated.request_id = request->request_id;
    JU_TRY(return_code(ctx, request, &generated.resident_code, err));
    JU_TRY(seal_number(ctx, JU_CODE_INDIVIDUAL_NUMBER, serial, request->request_id,
                       &generated.individual_number, err));
    JU_TRY(ju_emit(ctx, JU_TOPIC_LINK_NATIONAL_IN, request->request_id, &generated.base, NULL, err));
    JU_TRY(national_put_issued(ctx, request->request_id, serial, err));
    return peer_received(ctx, err);
}

static ju_rc ask_codes(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__CodesRequested *request = body;
    if (request->count < 1 || request->count > CODES_MAX) {
        return ju_reject(err, "item_invalid", "count", "1 to 1000 codes can be ordered");
    }
    return national_ask_codes(ctx, request->request_id, request->count, err);
}

static ju_rc apply_codes(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__CodesRequested *request = body;
    Juki__Identity__V1__CodesDelivered codes = JUKI__IDENTITY__V1__CODES_DELIVERED__INIT;
    int64_t first = national_got_serial(ctx);
    size_t count = (size_t)request->count;
    codes.request_id = request->request_id;
    codes.resident_code = ju_arena_alloc(ctx->arena, count * sizeof *codes.resident_code);
    if (codes.resident_code == NULL) {
        return ju_no_memory(err);
    }
    for (; codes.n_resident_code < count; codes.n_resident_code++) {
        JU_TRY(seal_number(ctx, JU_CODE_RESIDENT_CODE, first + (int64_t)codes.n_resident_code,
                           request->request_id, &codes.resident_code[codes.n_resident_code], err));
    }
    JU_TRY(ju_emit(ctx, JU_TOPIC_LINK_NATIONAL_IN, request->request_id, &codes.base, NULL, err));
    JU_TRY(national_put_delivered(ctx, request->request_id, first, request->count, err));
    return peer_received(ctx, err);
}

static ju_rc ask_inquiry(ju_ctx *ctx, const void *body, ju_err *err)
{
    const national_state *state = ctx->app;
    return national_inquiry_ask(ctx, &(peer_inquiry_rings){state->national, state->identity}, body, err);
}

static ju_rc apply_inquiry(ju_ctx *ctx, const void *body, ju_err *err)
{
    return national_inquiry_apply(ctx, seal_number, body, err);
}

static ju_rc open_rings(const ju_settings *settings, void **ret_state, ju_err *err)
{
    national_state *state = calloc(1, sizeof *state);
    if (state == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    *ret_state = state;
    JU_TRY(ju_keyring_open(settings->key_dir, "national", &state->national, err));
    return ju_keyring_open(settings->key_dir, "identity", &state->identity, err);
}

static void close_rings(void *opaque)
{
    national_state *state = opaque;
    if (state != NULL) {
        ju_keyring_free(state->national);
        ju_keyring_free(state->identity);
        free(state);
    }
}

int main(int argc, char **argv)
{
    static const ju_handler handlers[] = {
        {JU_TOPIC_LINK_NATIONAL_OUT, &juki__identity__v1__number_generation_requested__descriptor, JU_STRICT,
         NULL, ask_request, apply_request},
        {JU_TOPIC_LINK_NATIONAL_OUT, &juki__identity__v1__codes_requested__descriptor, JU_STRICT, NULL,
         ask_codes, apply_codes},
        {JU_TOPIC_LINK_NATIONAL_OUT, &juki__identity__v1__identity_inquiry__descriptor, JU_STRICT, NULL,
         ask_inquiry, apply_inquiry},
        {JU_TOPIC_PREFECTURE_NATIONAL, &juki__identity__v1__resident_notice__descriptor,
         JU_SEQUENCED | JU_STRICT, NULL, NULL, national_notice_apply},
        {JU_TOPIC_PREFECTURE_NATIONAL, &juki__common__v1__compare_opened__descriptor, JU_STRICT,
         ju_compare_claim, compare_opened_ask, compare_opened_apply},
        {JU_TOPIC_PREFECTURE_NATIONAL, &juki__common__v1__compare_asked__descriptor, JU_STRICT,
         ju_compare_claim, ju_compare_asked_ask, compare_asked_apply},
        {JU_TOPIC_PREFECTURE_NATIONAL, &juki__common__v1__compare_closed__descriptor, JU_STRICT,
         ju_compare_claim, ju_compare_closed_ask, compare_closed_apply},
        {JU_TOPIC_PREFECTURE_NATIONAL, &juki__identity__v1__resident_shown__descriptor, JU_STRICT, NULL,
         resident_shown_ask, resident_shown_apply},
        {JU_TOPIC_COMPARE_NATIONAL, &juki__common__v1__compare_step__descriptor, JU_STRICT, ju_compare_claim,
         compare_step_ask, compare_step_apply},
    };
    const peer_table peer = {
        .name = "national",
        .receipts = JU_TOPIC_LINK_NATIONAL_IN,
        .handler = handlers,
        .handler_count = sizeof handlers / sizeof handlers[0],
        .sql = national_sql,
        .migrations = national_migrations,
        .part = &ju_compare_part,
        .state = &national_sql_state,
        .open = open_rings,
        .close = close_rings,
    };
    return peer_main(&peer, argc, argv);
}
