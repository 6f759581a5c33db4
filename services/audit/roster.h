#ifndef AUDIT_ROSTER_H
#define AUDIT_ROSTER_H

#include "common/text/sheet.h"

/*
 * 名簿 without I/O: who may work with the system, for which department and affair, from which day to which
 * (seed 002 R-38). No names: 操作者ID are enough. A person has as many lines as departments, affairs or
 * times.
 */
enum roster_column {
    ROSTER_OPERATOR,
    ROSTER_DEPARTMENT, /* "": any */
    ROSTER_AFFAIR,     /* 事務; "": any */
    ROSTER_FROM,       /* first day */
    ROSTER_TO,         /* last day; "": open */
    ROSTER_COLUMNS
};

/*
 * Reads a file with the columns operator_id, department, affair, valid_from and valid_to. Codes beside those
 * of ju_sheet_read: "operator_missing", "date_invalid" and "period_invalid" (it ends before it begins).
 * JU_FATAL when the arena is full.
 */
ju_rc roster_read(ju_arena *arena, const void *content, size_t size, ju_sheet *ret, ju_sheet_fault *ret_fault,
                  ju_err *err) JU_MUST_CHECK;

/* What a code is called, in Japanese. */
const char *roster_text(const char *code);

#endif
