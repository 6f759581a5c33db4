#ifndef GATEWAY_EXCHANGE_RECORD_H
#define GATEWAY_EXCHANGE_RECORD_H

#include "common/event/batch.h"
#include "juki/common/v1/common.pb-c.h"

/*
 * 情報提供等記録 (番号法23条; seed 002; seed 004_001 K66): one for each inquiry and each
 * provision, those that were refused too, written in the transaction that decides. Kept for seven years.
 */

/* What became of it, when it was not refused. */
#define EXCHANGE_ANSWERED "answered"

typedef enum exchange_direction {
    EXCHANGE_ASKED,    /* we asked (情報照会) */
    EXCHANGE_PROVIDED, /* we were asked (情報提供) */
    EXCHANGE_SELF,     /* the person asked for his own (自己情報提供) */
    EXCHANGE_NOTICE,   /* お知らせ */
} exchange_direction;

/* Texts that are NULL are unknown. */
typedef struct exchange_record {
    exchange_direction direction;
    const char *exchange_id; /* of the inquiry; kept only when it is a UUID */
    const char
        *integrated_number; /* 団体内統合宛名番号 of whom it is about; NULL: nobody who is known here */
    const char *inquirer_kind; /* 情報照会者 as in the law's table */
    const char *inquirer;      /* code of the body that asks */
    const char *provider;      /* and of the one that is asked */
    const char *law_table;
    const char *item; /* 項番 */
    const char *affair;
    const char *information; /* 特定個人情報 */
    const char *law_version; /* by which it was decided */
    const char *permit_id;
    const char *outcome;                         /* EXCHANGE_ANSWERED, or the code of why not */
    const char *received_at;                     /* as ctx->now; NULL: at this moment */
    const Juki__Common__V1__Operator *operator_; /* NULL: no person took part */
} exchange_record;

/* In apply: one statement for all records of a batch. What is said of it in the audit trail is the caller's.
 */
ju_rc record_put(ju_ctx *ctx, const exchange_record *record, ju_err *err) JU_MUST_CHECK;

/* The keyed hash under which a person's records are found. */
ju_rc record_subject(ju_ctx *ctx, const char *integrated_number, const char **ret, ju_err *err) JU_MUST_CHECK;

/* The word of a direction in the table and in answers. */
const char *record_direction(exchange_direction direction);

#endif
