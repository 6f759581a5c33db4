#ifndef GATEWAY_LAW_FILE_H
#define GATEWAY_LAW_FILE_H

#include "common/text/sheet.h"

/*
 * A law table as a file: one version of one table, a line for each affair of an item. Kinds and information
 * are lists with ';' between. A list that was published without parties leaves the columns of inquirer,
 * affair and provider empty.
 */
enum law_column {
    LAW_TABLE,
    LAW_VERSION,
    LAW_ITEM,           /* 項番, a text such as 85の2 */
    LAW_INQUIRER,       /* 情報照会者 in the words of the table */
    LAW_INQUIRER_KINDS, /* the same for a machine: each kind of body by itself */
    LAW_AFFAIR_CODE,    /* what a question names the affair by: the item and a number, such as 155.1 */
    LAW_AFFAIR,
    LAW_PROVIDER,
    LAW_PROVIDER_KINDS,
    LAW_INFORMATION, /* 特定個人情報 */
    LAW_VALID_FROM,  /* both empty: as long as the version */
    LAW_VALID_TO,
    LAW_SOURCE, /* where this line was found */
    LAW_COLUMNS
};

typedef struct law_file {
    const char *law_table;
    const char *version;
    bool has_parties; /* at least one line can allow something */
    ju_sheet sheet;   /* cells by enum law_column */
} law_file;

/*
 * Reads and checks a file. Codes besides those of ju_sheet_read: "item_missing" (an empty cell),
 * "table_mixed" and "version_mixed" (lines of several), "version_invalid", "item_invalid",
 * "parties_incomplete" (some of the columns of the parties, but not all), "list_invalid" (an empty part, or
 * one twice), "date_invalid", "period_invalid" (ends before it begins), "line_twice" (the same item, parties
 * and information at the same time). JU_FATAL when the arena is full.
 */
ju_rc law_file_read(ju_arena *arena, const void *content, size_t size, law_file *ret,
                    ju_sheet_fault *ret_fault, ju_err *err) JU_MUST_CHECK;

/* What a code of a file is called, in Japanese. */
const char *law_file_fault_text(const char *code);

#endif
