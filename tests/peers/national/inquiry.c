#include "tests/peers/national/inquiry.h"

#include "common/base/parse.h"
#include "common/event/topic_names.h"
#include "common/text/text.h"

#include "national_sql.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Identity__V1__IdentityInquiry identity_inquiry;
typedef Juki__Identity__V1__InquiredPerson inquired_person;

static const char BLOCK[] = "00009";

/* The serial of a number of the block; -1 of any other, 0 when none is asked by. */
static ju_rc serial_of(ju_ctx *ctx, const peer_inquiry_rings *rings, const identity_inquiry *inquiry,
                       int64_t *ret, ju_err *err)
{
    char *clear = NULL;
    JU_TRY(peer_inquiry_number(ctx, rings, inquiry, &clear, err));
    *ret = 0;
    if (clear == NULL) {
        return JU_OK;
    }
    size_t length = strlen(clear);
    bool of_block = length > sizeof BLOCK && strncmp(clear, BLOCK, sizeof BLOCK - 1) == 0;
    if (of_block) {
        clear[length - 1] = '\0'; /* the check digit */
    }
    if (!of_block || !ju_parse_int64(clear + sizeof BLOCK - 1, 1, INT32_MAX, ret)) {
        *ret = -1;
    }
    explicit_bzero(clear, length);
    return JU_OK;
}

ju_rc national_inquiry_ask(ju_ctx *ctx, const peer_inquiry_rings *rings, const identity_inquiry *inquiry,
                           ju_err *err)
{
    ju_args args;
    int64_t serial = 0;
    const char *kana = ju_text_hiragana(inquiry->name_kana, ctx->arena);
    JU_TRY(peer_inquiry_check(ctx, inquiry, err));
    JU_TRY(serial_of(ctx, rings, inquiry, &serial, err));
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, inquiry->municipality_code);
    ju_arg_i64(&args, serial);
    ju_arg_text(&args, peer_inquiry_name(ctx, inquiry->name));
    ju_arg_text(&args, kana == NULL ? NULL : peer_inquiry_name(ctx, kana));
    ju_arg_text(&args, inquiry->birth_date);
    ju_arg_i64(&args, (int64_t)inquiry->sex);
    ju_arg_text(&args, inquiry->address);
    return ju_ask(ctx, &national_sql_inquiry_find, &args, err);
}

static char *text(const PGresult *rows, int row, int column)
{
    return (char *)(uintptr_t)ju_col(rows, row, column);
}

static ju_rc read_person(ju_ctx *ctx, national_number *make, const PGresult *rows, int row,
                         const char *request_id, inquired_person **ret, ju_err *err)
{
    inquired_person *person = peer_inquiry_person(ctx);
    int64_t serial = ju_col_i64(rows, row, 0);
    if (person == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "the batch arena is full");
    }
    *ret = person;
    person->person->name = text(rows, row, 1);
    person->person->name_kana = text(rows, row, 2);
    person->person->birth_date->date = text(rows, row, 3);
    person->person->sex = (Juki__Common__V1__Sex)ju_col_i64(rows, row, 4);
    person->person->address = text(rows, row, 5);
    person->person->current = true;
    person->municipality_code = text(rows, row, 6);
    person->reason = (char *)(uintptr_t) "domestic_move_in";
    person->change_date = text(rows, row, 7);
    JU_TRY(make(ctx, JU_CODE_RESIDENT_CODE, serial, request_id, &person->resident_code, err));
    return make(ctx, JU_CODE_INDIVIDUAL_NUMBER, serial, request_id, &person->individual_number, err);
}

ju_rc national_inquiry_apply(ju_ctx *ctx, national_number *make, const identity_inquiry *inquiry, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    int count = PQntuples(rows);
    inquired_person **found = ju_arena_alloc(ctx->arena, ((size_t)count + 1) * sizeof(void *));
    for (int i = 0; found != NULL && i < count; i++) {
        JU_TRY(read_person(ctx, make, rows, i, inquiry->request_id, &found[i], err));
    }
    return peer_inquiry_answer(ctx, JU_TOPIC_LINK_NATIONAL_IN, inquiry, found, (size_t)count, err);
}
