#ifndef GATEWAY_LAW_H
#define GATEWAY_LAW_H

#include <stdbool.h>
#include <stddef.h>

/*
 * 照会許可照合リスト without I/O (番号法19条8号 and the 主務省令 第2条の表, before that 別表第二; seed 002
 * R-52, seed 004_001 K40 to K43): whether a body may be told an information by another. What decides is the
 * whole line of the table; an item number alone allows nothing, nor does it mean the same in two tables.
 */

/* Between the kinds and the information of one line: a text has them with this before and behind each. */
#define LAW_MARK "\x1f"

/* One line of the table about the item that is asked for, or the trace of a version without such a line. */
typedef struct law_row {
    const char *version;
    const char *effective_from; /* YYYY-MM-DD, of the version */
    bool there;                 /* the version has the item; else only the two above are filled */
    const char *inquirer_kinds; /* LAW_MARK around each; "" when the list does not tell the parties */
    const char *affair_code;
    const char *provider_kinds;
    const char *information;
    const char *valid_from; /* "" open */
    const char *valid_to;   /* the last day, "" open */
} law_row;

/* What one body asks another, as the line of the law says it. */
typedef struct law_question {
    const char *law_table;
    const char *item;
    const char *inquirer_kind; /* a term of the table, e.g. 市町村長, not the name of a body */
    const char *affair_code;
    const char *provider_kind;
    const char *information;
    const char *day; /* YYYY-MM-DD */
} law_question;

/*
 * Codes, in the order they are looked for: "item_unknown", "item_not_in_force" (the table, or this line of
 * it, is not in force that day), "parties_unlisted" (the list that counts does not say who may ask whom),
 * "inquirer_wrong", "affair_wrong", "provider_wrong", "information_wrong".
 */
typedef struct law_answer {
    const char *code;    /* NULL: allowed */
    const char *version; /* by which it was decided; "" when the table has none */
} law_answer;

/* rows: of all active versions of the table, the one that counts first (store_law.h). Borrows from rows. */
law_answer law_decide(const law_question *question, const law_row *rows, size_t count);

/* What a code of law_decide is called, in Japanese. */
const char *law_reason_text(const char *code);

#endif
