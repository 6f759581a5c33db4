#ifndef HARNESS_HOLDING_H
#define HARNESS_HOLDING_H

#include "tests/integration/harness/command.h"

#include <stdbool.h>

/* What one party holds of a person now, its numbers opened with that party's own keys. */
typedef struct holding {
    char name[96];
    char birth_date[16];
    char sex[8];
    char address[256];
    char reason[40];
    char change_date[16];
    bool resident;
    char individual_number[16]; /* "" when it holds none */
    char resident_code[16];
} holding;

typedef enum holder {
    HOLDER_REGISTER,   /* 住民基本台帳 */
    HOLDER_IDENTITY,   /* 本人確認情報ファイル */
    HOLDER_PREFECTURE, /* 都道府県サーバ */
    HOLDER_GATEWAY,
    HOLDER_TAX,
} holder;

/* False while that party does not know the person, by 宛名番号 in the register. */
bool holding_of(world *w, holder party, const char *addressee_number, holding *ret);

/*
 * Waits until the parties with a copy hold what the register holds of a person, each the items that it may:
 * the consumers no 住民票コード. told_as: the 異動事由 that goes to 本人確認情報 where it is another than the
 * register's latest (a newborn's number is recorded later, and his 記載 is his birth); else NULL. Fails the
 * test with the party and the item that differ.
 */
void holding_all_agree(world *w, const char *addressee_number, const char *told_as);

/* The person's 参照 toward identity and delivery. Valid until the next statement. */
const char *holding_register_ref(world *w, const char *addressee_number);

#endif
