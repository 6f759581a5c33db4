#include "tests/peers/national/store.h"

#include "common/event/topic_names.h"
#include "tests/peers/common/number.h"
#include "tests/peers/common/peer.h"

#include "juki/identity/v1/identity.pb-c.h"
#include "national_sql.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * The national body (機構) as it is played: it gives a 住民票コード and a 個人番号 to whom identity asks for,
 * from the synthetic block, and the same ones when asked again. ctx->app is the keyring of audience identity.
 */

enum { SERIAL_MAX = 99999 };

/* 00009 and the serial, filled up with zeros, and the check digit. */
static void make_number(ju_code_kind kind, int serial_digits, int64_t serial, char ret[JU_CODE_SIZE])
{
    int length = snprintf(ret, JU_CODE_SIZE, "00009%0*" PRId64, serial_digits, serial);
    char check = ju_code_check_digit(kind, ret);
    ret[length] = check;
    ret[length + 1] = '\0';
}

static ju_rc seal_number(ju_ctx *ctx, ju_code_kind kind, int serial_digits, const char *field,
                         const char *request_id, Juki__Common__V1__Sealed **ret, ju_err *err)
{
    char number[JU_CODE_SIZE];
    make_number(kind, serial_digits, national_got_serial(ctx), number);
    ju_rc rc = ju_seal_text(ctx->app, ctx->arena, field, request_id, number, ret, err);
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

static ju_rc apply_request(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__NumberGenerationRequested *request = body;
    Juki__Identity__V1__NumberGenerated generated = JUKI__IDENTITY__V1__NUMBER_GENERATED__INIT;
    int64_t serial = national_got_serial(ctx);
    if (serial < 1 || serial > SERIAL_MAX) {
        return ju_fail(err, JU_FATAL, "numbers_used_up", "the block of synthetic numbers is used up");
    }
    generated.request_id = request->request_id;
    JU_TRY(seal_number(ctx, JU_CODE_RESIDENT_CODE, 5, "resident_code", request->request_id,
                       &generated.resident_code, err));
    JU_TRY(seal_number(ctx, JU_CODE_INDIVIDUAL_NUMBER, 6, "individual_number", request->request_id,
                       &generated.individual_number, err));
    JU_TRY(ju_emit(ctx, JU_TOPIC_LINK_NATIONAL_IN, request->request_id, &generated.base, NULL, err));
    JU_TRY(national_put_issued(ctx, request->request_id, serial, err));
    return peer_received(ctx, err);
}

static ju_rc open_ring(const ju_settings *settings, void **ret_state, ju_err *err)
{
    return peer_open_ring(settings, "identity", ret_state, err);
}

int main(int argc, char **argv)
{
    static const ju_handler handlers[] = {
        {JU_TOPIC_LINK_NATIONAL_OUT, &juki__identity__v1__number_generation_requested__descriptor, JU_STRICT,
         NULL, ask_request, apply_request},
    };
    const peer_table peer = {
        .name = "national",
        .receipts = JU_TOPIC_LINK_NATIONAL_IN,
        .handler = handlers,
        .handler_count = 1,
        .sql = national_sql,
        .migrations = national_migrations,
        .state = &national_sql_state,
        .open = open_ring,
        .close = peer_close_ring,
    };
    return peer_main(&peer, argc, argv);
}
