#include "tests/peers/municipality/post.h"
#include "tests/peers/municipality/store.h"
#include "tests/peers/municipality/wide.h"

#include "common/base/uuid7.h"
#include "common/event/topic_names.h"
#include "tests/peers/common/peer.h"

#include "juki/identity/v1/wide.pb-c.h"
#include "municipality_sql.h"

#include <string.h>

/*
 * The CS of other municipalities as they are played: each signs with its own key. They send 転出証明書情報 of
 * who left them, once more when asked, and take that of who left the municipality of this house; they ask for
 * 広域交付. ctx->app is the keyring of audience municipality.
 */

enum { LOOK_EVERY_MS = 200 };

/* ---- what they are told -------------------------------------------------------------------------------- */

static ju_rc apply_certificate(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__CertificateSent *sent = body;
    size_t persons = 0;
    JU_TRY(town_open_certificate(ctx, sent, &persons, err));
    JU_TRY(town_put_received(ctx, sent, persons, err));
    return peer_received(ctx, err);
}

static ju_rc ask_request(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__CertificateRequest *request = body;
    return town_ask_move(ctx, request->move_ref, err);
}

static ju_rc refuse_request(ju_ctx *ctx, const Juki__Identity__V1__CertificateRequest *request, ju_err *err)
{
    Juki__Identity__V1__MunicipalityWord word = JUKI__IDENTITY__V1__MUNICIPALITY_WORD__INIT;
    Juki__Identity__V1__CertificateUnavailable none = JUKI__IDENTITY__V1__CERTIFICATE_UNAVAILABLE__INIT;
    none.request_id = request->request_id;
    none.move_ref = request->move_ref;
    none.to_municipality = request->from_municipality;
    word.move_ref = request->move_ref;
    word.unavailable = &none;
    return town_post(ctx, &word, request->to_municipality, request->to_municipality, err);
}

static ju_rc apply_request(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__CertificateRequest *request = body;
    const PGresult *move = ju_answer(ctx, 0);
    bool there = PQntuples(move) > 0 && strcmp(ju_col(move, 0, 0), request->to_municipality) == 0;
    JU_TRY(there ? town_send_certificate(ctx, move, request->move_ref, request->to_municipality,
                                         request->request_id, err)
                 : refuse_request(ctx, request, err));
    JU_TRY(town_put_request(ctx, request->move_ref, there, err));
    return peer_received(ctx, err);
}

static ju_rc apply_unavailable(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__CertificateUnavailable *none = body;
    JU_TRY(town_put_answer(ctx, none->move_ref, "unavailable", err));
    return peer_received(ctx, err);
}

static ju_rc apply_answer(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Identity__V1__LetterAnswer *answer = body;
    JU_TRY(town_put_answer(ctx, answer->move_ref, answer->code, err));
    return peer_received(ctx, err);
}

static ju_rc apply_notice(ju_ctx *ctx, const void *body, ju_err *err)
{
    JU_TRY(town_put_arrived(ctx, body, err));
    return peer_received(ctx, err);
}

/* ---- what they do by themselves ------------------------------------------------------------------------ */

static char *column(const PGresult *rows, int at)
{
    return (char *)(uintptr_t)ju_col(rows, 0, at);
}

static ju_rc want(ju_ctx *ctx, const PGresult *call, ju_err *err)
{
    Juki__Identity__V1__MunicipalityWord word = JUKI__IDENTITY__V1__MUNICIPALITY_WORD__INIT;
    Juki__Identity__V1__CertificateRequest request = JUKI__IDENTITY__V1__CERTIFICATE_REQUEST__INIT;
    request.request_id = (char *)(uintptr_t)ju_event_id(ctx);
    if (request.request_id == NULL) {
        return ju_no_memory(err);
    }
    request.move_ref = word.move_ref = column(call, 2);
    request.from_municipality = column(call, 3);
    request.to_municipality = (char *)(uintptr_t)town_house();
    word.request = &request;
    return town_post(ctx, &word, ju_col(call, 0, 3), ju_col(call, 0, 4), err);
}

static ju_rc notify(ju_ctx *ctx, const PGresult *call, ju_err *err)
{
    Juki__Identity__V1__MunicipalityWord word = JUKI__IDENTITY__V1__MUNICIPALITY_WORD__INIT;
    Juki__Identity__V1__MoveInNotice notice = JUKI__IDENTITY__V1__MOVE_IN_NOTICE__INIT;
    Juki__Common__V1__Address address = JUKI__COMMON__V1__ADDRESS__INIT;
    address.municipality_code = column(call, 3);
    address.prefecture = (char *)(uintptr_t) "東京都";
    address.municipality = (char *)(uintptr_t) "見本市";
    address.town = (char *)(uintptr_t) "新町";
    address.number = (char *)(uintptr_t) "３－３";
    notice.move_ref = word.move_ref = column(call, 2);
    notice.place = (int32_t)ju_col_i64(call, 0, 5);
    notice.from_municipality = column(call, 3);
    notice.to_municipality = (char *)(uintptr_t)town_house();
    notice.arrival_date = column(call, 6);
    notice.notice_date = (char *)(uintptr_t)ctx->today;
    notice.address = &address;
    word.notice = &notice;
    return town_post(ctx, &word, ju_col(call, 0, 3), ju_col(call, 0, 4), err);
}

static ju_rc idle_begin(ju_ctx *ctx, ju_err *err)
{
    const PGresult *call = ju_answer(ctx, 0);
    const PGresult *move = ju_answer(ctx, 1);
    if (PQntuples(call) == 0) {
        return JU_OK;
    }
    const char *kind = ju_col(call, 0, 1);
    if (strcmp(kind, "want") == 0) {
        JU_TRY(want(ctx, call, err));
    } else if (strcmp(kind, "notice") == 0) {
        JU_TRY(notify(ctx, call, err));
    } else if (PQntuples(move) > 0) {
        JU_TRY(town_send_certificate(ctx, move, ju_col(call, 0, 2), ju_col(call, 0, 4), "", err));
    }
    return town_call_done(ctx, ju_col_i64(call, 0, 0), err);
}

int main(int argc, char **argv)
{
    static const ju_handler handlers[] = {
        {JU_TOPIC_LINK_MUNICIPALITY_OUT, &juki__identity__v1__certificate_sent__descriptor, JU_STRICT, NULL,
         NULL, apply_certificate},
        {JU_TOPIC_LINK_MUNICIPALITY_OUT, &juki__identity__v1__certificate_request__descriptor, JU_STRICT,
         NULL, ask_request, apply_request},
        {JU_TOPIC_LINK_MUNICIPALITY_OUT, &juki__identity__v1__certificate_unavailable__descriptor, JU_STRICT,
         NULL, NULL, apply_unavailable},
        {JU_TOPIC_LINK_MUNICIPALITY_OUT, &juki__identity__v1__letter_answer__descriptor, JU_STRICT, NULL,
         NULL, apply_answer},
        {JU_TOPIC_LINK_MUNICIPALITY_OUT, &juki__identity__v1__move_in_notice__descriptor, JU_STRICT, NULL,
         NULL, apply_notice},
        {JU_TOPIC_LINK_MUNICIPALITY_OUT, &juki__identity__v1__wide_answered__descriptor, JU_STRICT, NULL,
         NULL, wide_answered_apply},
    };
    const peer_table peer = {
        .name = "municipality",
        .receipts = JU_TOPIC_LINK_MUNICIPALITY_IN,
        .handler = handlers,
        .handler_count = sizeof handlers / sizeof handlers[0],
        .sql = municipality_sql,
        .migrations = municipality_migrations,
        .state = &municipality_sql_state,
        .open = town_open,
        .close = town_close,
        .idle_every_ms = LOOK_EVERY_MS,
        .idle_ask = town_ask_call,
        .idle_begin = idle_begin,
    };
    return peer_main(&peer, argc, argv);
}
