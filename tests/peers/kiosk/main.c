#include "tests/peers/kiosk/ask.h"
#include "tests/peers/kiosk/store.h"

#include "common/event/topic_names.h"
#include "tests/peers/common/number.h"
#include "tests/peers/common/peer.h"

#include "kiosk_sql.h"

#include <string.h>

/*
 * The 証明書交付センター as it is played: its kiosks ask with a signature, and it takes what is answered.
 * ctx->app is the keyring of audience kiosk.
 */

/* A kiosk could not print what it cannot open; a 住民票コード it must never get. */
static ju_rc open_person(ju_ctx *ctx, const Juki__Resident__V1__CertificateReply *reply,
                         const Juki__Resident__V1__CertificatePerson *person, int64_t *numbers, ju_err *err)
{
    if (person->resident_code != NULL) {
        return ju_reject(err, "item_not_allowed", "resident_code", "a kiosk was sent a resident code");
    }
    if (person->individual_number == NULL) {
        return JU_OK;
    }
    (*numbers)++;
    return peer_open_number(ctx, JU_CODE_INDIVIDUAL_NUMBER, reply->request_id, person->individual_number,
                            NULL, err);
}

static ju_rc apply_answer(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Resident__V1__CertificateReply *reply = body;
    int64_t numbers = 0;
    if (strcmp(reply->request_id, ctx->message->key) != 0) {
        return ju_reject(err, "key_mismatch", "request_id", "the answer stands under another key");
    }
    for (size_t i = 0; i < reply->n_person; i++) {
        JU_TRY(open_person(ctx, reply, reply->person[i], &numbers, err));
    }
    JU_TRY(kiosk_put_answer(ctx, reply, numbers, err));
    return peer_received(ctx, err);
}

static ju_rc open_ring(const ju_settings *settings, void **ret_state, ju_err *err)
{
    return peer_open_ring(settings, "kiosk", ret_state, err);
}

int main(int argc, char **argv)
{
    static const ju_handler handlers[] = {
        {JU_TOPIC_LINK_KIOSK_OUT, &juki__resident__v1__certificate_reply__descriptor, JU_STRICT, NULL, NULL,
         apply_answer},
    };
    const peer_table peer = {
        .name = "kiosk",
        .receipts = JU_TOPIC_LINK_KIOSK_IN,
        .handler = handlers,
        .handler_count = 1,
        .sql = kiosk_sql,
        .migrations = kiosk_migrations,
        .state = &kiosk_sql_state,
        .open = open_ring,
        .close = peer_close_ring,
    };
    if (argc > 1 && strcmp(argv[1], "--ask") == 0) {
        return kiosk_ask(argc, argv);
    }
    return peer_main(&peer, argc, argv);
}
