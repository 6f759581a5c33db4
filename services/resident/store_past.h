#ifndef RESIDENT_STORE_PAST_H
#define RESIDENT_STORE_PAST_H

#include "common/base/err.h"

#include <libpq-fe.h>
#include <protobuf-c/protobuf-c.h>

/* The column "past" of an answer (view person_past): all rows of one person's history in one value, in no
 * order. It stands where other answers have the content of one record, since that is among them. */

typedef struct past_reader {
    const unsigned char *at;
    size_t left; /* 0: there are no more rows */
} past_reader;

typedef struct past_row {
    int history_number;
    ProtobufCBinaryData content; /* sealed, as it stands in person_record */
    const char *cancels;         /* the change that the row's own change takes back, or "" */
} past_row;

/* What is read borrows from rows, which must be of a statement that is answered in binary form. */
past_reader past_at(const PGresult *rows, int row, int column);
/* The next row, while there is any left. JU_FATAL "past_unreadable" when view and reader differ. */
ju_rc past_next(past_reader *past, past_row *ret, ju_err *err) JU_MUST_CHECK;

#endif
