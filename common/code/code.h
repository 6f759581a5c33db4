#ifndef JU_CODE_CODE_H
#define JU_CODE_CODE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The numbers of the field and their check digits. All are text of digits: leading zeros count. A number
 * that passes may still be wrong: remainders 0 and 1 share a digit in most rules, so some misreadings
 * (about 1.6 % of single wrong digits in a 個人番号) are not found.
 */
typedef enum ju_code_kind {
    JU_CODE_INDIVIDUAL_NUMBER, /* 個人番号, 12 digits (平成26年総務省令第85号第5条) */
    JU_CODE_RESIDENT_CODE, /* 住民票コード, 11 digits (施行規則第1条, 平成14年総務省告示第436号) */
    JU_CODE_MUNICIPALITY, /* 全国地方公共団体コード, 6 digits */
    JU_CODE_ADDRESSEE,    /* 宛名番号 numbered by us, 2 to 15 digits (住民記録 standard j130) */
    JU_CODE_CORPORATE,    /* 法人番号, 13 digits, the check digit first */
    JU_CODE_KIND_MAX_
} ju_code_kind;

enum { JU_CODE_SIZE = 16 }; /* the longest number and its NUL */

/* Reads "individual-number", "resident-code", "municipality", "addressee" or "corporate". */
bool ju_code_parse_kind(const char *word, ju_code_kind *ret_kind);

/*
 * Whether text is a number of this kind: its exact width, ASCII digits only, the right check digit, not
 * all zeros. 宛名番号 given out before the standard carry no check digit: do not put those through this.
 */
bool ju_code_valid(ju_code_kind kind, const char *text);

/* The check digit, '0' to '9', for the digits without it; 0 when body is not digits of the right width. */
char ju_code_check_digit(ju_code_kind kind, const char *body);

#endif
