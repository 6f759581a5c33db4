#ifndef GATEWAY_STORE_COPY_H
#define GATEWAY_STORE_COPY_H

#include "common/event/batch.h"
#include "common/seal/seal.h"

/* 副本: what inquiries of other bodies are answered from (systems G6; seed 002 R-13). */

/* 特定個人情報 that the register is the original of: the household part of 住基法7条4号 and nothing else. Its
 * items: householder (世帯主である旨), or householder_name (世帯主の氏名) and relationship (世帯主との続柄).
 */
#define COPY_RESIDENT "住民票関係情報"

typedef struct copy_item {
    const char *name;
    const char *value;
} copy_item;

/* As the table holds it; texts live in the arena. */
typedef struct gateway_copy {
    bool found;
    const char *as_of; /* the day on which the original said so */
    int64_t version;
    bool no_auto_answer; /* 自動応答不可: by command, or because the register restrains the person */
    bool not_disclosed;  /* 不開示 */
    const copy_item *item;
    size_t item_count;
} gateway_copy;

ju_rc copy_ask(ju_ctx *ctx, const char *integrated_number, const char *information,
               ju_err *err) JU_MUST_CHECK;
/* The same of who has the 符号 of this blind index (NULL: nobody); and of whom an inquiry is that is held,
 * and what it asks. */
ju_rc copy_ask_by_code(ju_ctx *ctx, const unsigned char *code_index, const char *information,
                       ju_err *err) JU_MUST_CHECK;
ju_rc copy_ask_held(ju_ctx *ctx, const char *permit_id, ju_err *err) JU_MUST_CHECK;
/* number: of the answer. JU_FATAL when the arena is full. */
ju_rc copy_got(ju_ctx *ctx, int number, gateway_copy *ret, ju_err *err) JU_MUST_CHECK;

/* The 副本 of a person whose record was just put (gateway_put_person, queued before), and of the household he
 * heads, follow the register. */
ju_rc copy_follow(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;

#endif
