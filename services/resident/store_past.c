#include "services/resident/store_past.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <string.h>

past_reader past_at(const PGresult *rows, int row, int column)
{
    return (past_reader){(const unsigned char *)PQgetvalue(rows, row, column),
                         (size_t)PQgetlength(rows, row, column)};
}

static bool next_bytes(past_reader *past, size_t size, ProtobufCBinaryData *ret)
{
    if (size > past->left) {
        return false;
    }
    *ret = (ProtobufCBinaryData){size, (uint8_t *)(uintptr_t)past->at};
    past->at += size;
    past->left -= size;
    return true;
}

static bool next_number(past_reader *past, uint32_t *ret)
{
    ProtobufCBinaryData wire;
    if (!next_bytes(past, sizeof *ret, &wire)) {
        return false;
    }
    memcpy(ret, wire.data, sizeof *ret);
    *ret = ntohl(*ret);
    return true;
}

/* Text with a zero byte behind it. */
static bool next_text(past_reader *past, const char **ret)
{
    const unsigned char *end = past->left == 0 ? NULL : memchr(past->at, '\0', past->left);
    ProtobufCBinaryData text;
    if (end == NULL || !next_bytes(past, (size_t)(end - past->at) + 1, &text)) {
        return false;
    }
    *ret = (const char *)text.data;
    return true;
}

ju_rc past_next(past_reader *past, past_row *ret, ju_err *err)
{
    uint32_t number = 0;
    uint32_t size = 0;
    if (!next_number(past, &number) || !next_number(past, &size) || !next_bytes(past, size, &ret->content) ||
        !next_text(past, &ret->cancels)) {
        return ju_fail(err, JU_FATAL, "past_unreadable", "the view person_past and its reader differ");
    }
    ret->history_number = (int)number;
    return JU_OK;
}
