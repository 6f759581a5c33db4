#ifndef GATEWAY_STORE_COPY_H
#define GATEWAY_STORE_COPY_H

#include "common/event/batch.h"
#include "common/seal/seal.h"
#include "common/text/sheet.h"
#include "services/gateway/store_item.h"

/* 副本: what inquiries of other bodies are answered from (systems G6; seed 002 R-13). */

/* As the table holds it; texts live in the arena. */
typedef struct gateway_copy {
    bool found;
    const char *as_of; /* the day on which the original said so */
    int64_t version;
    bool no_auto_answer; /* 自動応答不可: by command, or because the register restrains the person */
    bool not_disclosed;  /* 不開示 */
    Juki__Gateway__V1__CopyItem *const *item;
    size_t item_count;
} gateway_copy;

/* Of who has the 符号 of this blind index (NULL: nobody); and of whom an inquiry is that is held,
 * and what it asks. */
ju_rc copy_ask_by_code(ju_ctx *ctx, const unsigned char *code_index, const char *information,
                       ju_err *err) JU_MUST_CHECK;
ju_rc copy_ask_held(ju_ctx *ctx, const char *permit_id, ju_err *err) JU_MUST_CHECK;
/* number: of the answer. JU_FATAL when the arena is full. */
ju_rc copy_got(ju_ctx *ctx, int number, gateway_copy *ret, ju_err *err) JU_MUST_CHECK;

/* The 副本 of a person whose record was just put (gateway_put_person, queued before), and of the household he
 * heads, follow the register. */
ju_rc copy_follow(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;

/* ---- for operators; texts live in the arena ---------------------------------------------------------- */

/* Persons in one part of a comparison, and of one command to register anew. */
enum { COPY_PART_PERSONS = 5000 };

/* The 副本 of one person, of this affair or (NULL) all; *ret_found: somebody has this 宛名番号. */
ju_rc copy_ask_person(ju_ctx *ctx, const char *addressee_number, const char *affair,
                      ju_err *err) JU_MUST_CHECK;
ju_rc copy_got_person(const ju_ctx *ctx, Juki__Gateway__V1__CopyShown *reply, bool *ret_found,
                      ju_err *err) JU_MUST_CHECK;

ju_rc copy_ask_compared(ju_ctx *ctx, const char *after, ju_err *err) JU_MUST_CHECK;
ju_rc copy_got_compared(const ju_ctx *ctx, Juki__Gateway__V1__CopiesCompared *reply,
                        ju_err *err) JU_MUST_CHECK;

/* Under which number each of these persons is known: a row each with the 宛名番号, or the number itself. */
ju_rc copy_ask_registered(ju_ctx *ctx, char *const *integrated_number, size_t count,
                          ju_err *err) JU_MUST_CHECK;
/* Brings 住民票関係情報 of these persons in line with the register. */
ju_rc copy_put_registered(ju_ctx *ctx, char *const *integrated_number, size_t count,
                          ju_err *err) JU_MUST_CHECK;

#endif
