#ifndef PEER_COPY_H
#define PEER_COPY_H

#include "common/compare/walk.h"
#include "common/seal/seal.h"

#include "juki/identity/v1/compare.pb-c.h"
#include "juki/identity/v1/identity.pb-c.h"

/*
 * 本人確認情報 as a body behind the municipality holds it: the latest ResidentNotice of each 住民票コード,
 * and its side of 整合性確認 over it. It answers, and judges what it is shown; it changes nothing. The rows
 * are the peer's own, in a table and by statements of its own.
 */
typedef struct peer_copy {
    const ju_sql *put;   /* blind index, event_id, state, the fields of ResidentNotice */
    const ju_sql *page;  /* behind a blind index in hexadecimal, so many: blind index twice, event_id,
                            個人番号, then  the fields of ComparedResident */
    const ju_sql *one;   /* between two blind indexes: likewise */
    const char *answers; /* the topic of ResidentJudged */
    const char *label;   /* as in ju_compare_pair; "" for none */
    ju_keyring *ring;    /* what the numbers are sealed to */
} peer_copy;

/* In apply: keeps the notice as the latest of its code. ret_index: blind index of the 個人番号. */
ju_rc peer_copy_put(ju_ctx *ctx, const peer_copy *copy, const Juki__Identity__V1__ResidentNotice *notice,
                    unsigned char ret_code_index[JU_BLIND_INDEX_BYTES],
                    unsigned char ret_number_index[JU_BLIND_INDEX_BYTES], ju_err *err) JU_MUST_CHECK;

/* For ju_compare_pair. */
ju_rc peer_copy_ask_page(ju_ctx *ctx, const peer_copy *copy, const char *after, int rows,
                         ju_err *err) JU_MUST_CHECK;
ju_rc peer_copy_read(ju_ctx *ctx, const peer_copy *copy, const PGresult *rows, int row, ju_compare_entry *ret,
                     ju_err *err) JU_MUST_CHECK;

ju_rc peer_copy_shown_ask(ju_ctx *ctx, const peer_copy *copy, const Juki__Identity__V1__ResidentShown *shown,
                          ju_err *err) JU_MUST_CHECK;
ju_rc peer_copy_shown_apply(ju_ctx *ctx, const peer_copy *copy,
                            const Juki__Identity__V1__ResidentShown *shown, ju_err *err) JU_MUST_CHECK;

#endif
