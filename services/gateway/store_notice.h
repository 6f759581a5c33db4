#ifndef GATEWAY_STORE_NOTICE_H
#define GATEWAY_STORE_NOTICE_H

#include "common/event/batch.h"
#include "juki/common/v1/common.pb-c.h"
#include "services/gateway/notice.h"

/* The SQL of お知らせ, as store.h. Texts live in the arena. */

/* The notice, locked, and how many of its deliveries stand how. */
ju_rc notice_ask(ju_ctx *ctx, const char *notice_id, ju_err *err) JU_MUST_CHECK;
ju_rc notice_got(ju_ctx *ctx, int number, notice_row *ret, ju_err *err) JU_MUST_CHECK;

/* Who of these 宛名番号 is somebody. */
ju_rc notice_ask_persons(ju_ctx *ctx, const char *const *addressee_number, size_t count,
                         ju_err *err) JU_MUST_CHECK;
ju_rc notice_got_persons(ju_ctx *ctx, int number, notice_person **ret, size_t *ret_count,
                         ju_err *err) JU_MUST_CHECK;

/* One delivery. */
typedef struct notice_delivery {
    char *delivery_id;
    char *notice_id;
    char *integrated_number;
    char *addressee_number;         /* one of the person's */
    char *state;                    /* waiting, delivered, failed */
    Juki__Common__V1__Sealed *code; /* 符号 as it rests; NULL: none is acquired */
} notice_delivery;

/* Those of a notice that wait; or one, if its notice was sent, locked. Read alike. */
ju_rc notice_ask_deliveries(ju_ctx *ctx, const char *notice_id, ju_err *err) JU_MUST_CHECK;
ju_rc notice_ask_delivery(ju_ctx *ctx, const char *delivery_id, ju_err *err) JU_MUST_CHECK;
ju_rc notice_got_deliveries(ju_ctx *ctx, int number, notice_delivery **ret, size_t *ret_count,
                            ju_err *err) JU_MUST_CHECK;

ju_rc notice_put(ju_ctx *ctx, const Juki__Gateway__V1__EnterNotice *wish, ju_err *err) JU_MUST_CHECK;
ju_rc notice_put_delivery(ju_ctx *ctx, const char *delivery_id, const char *notice_id,
                          const char *integrated_number, ju_err *err) JU_MUST_CHECK;
/* Its state and decided_by. */
ju_rc notice_put_decision(ju_ctx *ctx, const notice_row *row, ju_err *err) JU_MUST_CHECK;
/* code "": it was delivered. */
ju_rc notice_put_end(ju_ctx *ctx, const char *delivery_id, const char *code, ju_err *err) JU_MUST_CHECK;

#endif
