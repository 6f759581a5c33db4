#include "tests/peers/prefecture/inquiry.h"

#include "common/event/topic_names.h"
#include "tests/peers/common/inquiry.h"

#include "prefecture_sql.h"

#include <string.h>

typedef Juki__Identity__V1__IdentityInquiry identity_inquiry;
typedef Juki__Identity__V1__InquiredPerson inquired_person;

static peer_inquiry_rings rings;

ju_rc prefecture_inquiry_open(const ju_settings *settings, ju_keyring *own, ju_err *err)
{
    rings.own = own;
    return ju_keyring_open(settings->key_dir, "identity", &rings.identity, err);
}

void prefecture_inquiry_close(void)
{
    ju_keyring_free(rings.identity);
    rings = (peer_inquiry_rings){0};
}

static ju_rc arg_numbers(ju_ctx *ctx, const identity_inquiry *inquiry, ju_args *args, ju_err *err)
{
    char *clear = NULL;
    bool code = inquiry->resident_code != NULL;
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    JU_TRY(peer_inquiry_number(ctx, &rings, inquiry, &clear, err));
    if (index == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "the batch arena is full");
    }
    if (clear != NULL) {
        ju_rc rc = ju_blind_index(rings.own, code ? "resident_code" : "individual_number", clear, index, err);
        explicit_bzero(clear, strlen(clear));
        JU_TRY(rc);
    }
    ju_arg_bytes(args, clear != NULL && code ? index : NULL, JU_BLIND_INDEX_BYTES);
    ju_arg_bytes(args, clear != NULL && !code ? index : NULL, JU_BLIND_INDEX_BYTES);
    return JU_OK;
}

ju_rc prefecture_inquiry_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const identity_inquiry *inquiry = body;
    ju_args args;
    JU_TRY(peer_inquiry_check(ctx, inquiry, err));
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, inquiry->municipality_code);
    JU_TRY(arg_numbers(ctx, inquiry, &args, err));
    ju_arg_text(&args, peer_inquiry_name(ctx, inquiry->name));
    ju_arg_text(&args, inquiry->birth_date);
    ju_arg_i64(&args, (int64_t)inquiry->sex);
    ju_arg_text(&args, inquiry->address);
    ju_arg_bool(&args, inquiry->removed);
    return ju_ask(ctx, &prefecture_sql_inquiry_find, &args, err);
}

/* A number of a notice, for who asks. */
static ju_rc pass(ju_ctx *ctx, const PGresult *rows, int row, int column, const char *field,
                  const char *request_id, Juki__Common__V1__Sealed **ret, ju_err *err)
{
    size_t size = 0;
    char *clear = NULL;
    const unsigned char *packed = ju_col_bytes(rows, row, column, ctx->arena, &size);
    const Juki__Common__V1__Sealed *sealed =
        packed == NULL ? NULL : juki__common__v1__sealed__unpack(&ctx->arena->allocator, size, packed);
    JU_TRY(ju_unseal_text(rings.own, ctx->arena, field, ju_col(rows, row, 0), sealed, &clear, err));
    ju_rc rc = ju_seal_text(rings.identity, ctx->arena, field, request_id, clear, ret, err);
    explicit_bzero(clear, strlen(clear));
    return rc;
}

static char *text(const PGresult *rows, int row, int column)
{
    return (char *)(uintptr_t)ju_col(rows, row, column);
}

static ju_rc read_person(ju_ctx *ctx, const PGresult *rows, int row, const char *request_id,
                         inquired_person **ret, ju_err *err)
{
    inquired_person *person = peer_inquiry_person(ctx);
    if (person == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "the batch arena is full");
    }
    *ret = person;
    JU_TRY(pass(ctx, rows, row, 1, "resident_code", request_id, &person->resident_code, err));
    JU_TRY(pass(ctx, rows, row, 2, "individual_number", request_id, &person->individual_number, err));
    person->person->name = text(rows, row, 3);
    person->person->birth_date->date = text(rows, row, 4);
    person->person->birth_date->uncertain = ju_col_bool(rows, row, 5);
    person->person->birth_date->written = text(rows, row, 6);
    person->person->sex = (Juki__Common__V1__Sex)ju_col_i64(rows, row, 7);
    person->person->address = text(rows, row, 8);
    person->person->current = ju_col_bool(rows, row, 9);
    person->municipality_code = text(rows, row, 10);
    person->reason = text(rows, row, 11);
    person->change_date = text(rows, row, 12);
    return JU_OK;
}

ju_rc prefecture_inquiry_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const identity_inquiry *inquiry = body;
    const PGresult *rows = ju_answer(ctx, 0);
    int count = PQntuples(rows);
    inquired_person **found = ju_arena_alloc(ctx->arena, ((size_t)count + 1) * sizeof(void *));
    for (int i = 0; found != NULL && i < count; i++) {
        JU_TRY(read_person(ctx, rows, i, inquiry->request_id, &found[i], err));
    }
    return peer_inquiry_answer(ctx, JU_TOPIC_LINK_PREFECTURE_IN, inquiry, found, (size_t)count, err);
}
