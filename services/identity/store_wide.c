#include "services/identity/store_wide.h"

#include "common/event/receipt.h"

#include "identity_sql.h"

#include <string.h>

typedef Juki__Identity__V1__WidePerson wide_person;
typedef Juki__Identity__V1__WideRequestState wide_state;

enum { ASKED_KNOWN, ASKED_HOUSEHOLD };

/* The columns of wide_find.sql. */
enum { HOLDER, REF, UNHEARD, RESTRAINED, IN_HAND, WAITING, UNNUMBERED, HEARD, RECORDED, CODE, NUMBER, ITEMS };
enum {
    NAME = ITEMS,
    KANA,
    BIRTH,
    BIRTH_UNCERTAIN,
    BIRTH_WRITTEN,
    SEX,
    FORMER_NAME,
    ADDRESS,
    RESIDENT_SINCE,
    ADDRESS_SINCE,
    NOTIFIED,
    PREVIOUS_ADDRESS,
    RELATIONSHIP,
    ALIAS,
    NATIONALITY,
    SECTION,
    STATUS,
    PERIOD,
    UNTIL,
    CARD,
};

ju_rc wide_ask(ju_ctx *ctx, const char *request_id, const unsigned char code_index[JU_BLIND_INDEX_BYTES],
               ju_err *err)
{
    ju_args known = ju_new_args(ctx);
    ju_args household = ju_new_args(ctx);
    ju_arg_text(&known, request_id);
    ju_arg_bytes(&household, code_index, JU_BLIND_INDEX_BYTES);
    JU_TRY(ju_ask(ctx, &identity_sql_wide_known, &known, err));
    return ju_ask(ctx, &identity_sql_wide_find, &household, err);
}

bool wide_got_known(const ju_ctx *ctx)
{
    return ju_col_bool(ju_answer(ctx, ASKED_KNOWN), 0, 0);
}

/* ---- the household ----------------------------------------------------------------------------------- */

static char *text(const ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    return ju_arena_strdup(ctx->arena, ju_col(rows, row, column));
}

static Juki__Common__V1__Sealed *sealed(const ju_ctx *ctx, const PGresult *rows, int row, int column)
{
    size_t size = 0;
    const unsigned char *packed = ju_col_bytes(rows, row, column, ctx->arena, &size);
    return packed == NULL ? NULL : juki__common__v1__sealed__unpack(&ctx->arena->allocator, size, packed);
}

static Juki__Common__V1__WrittenDate *birth_date(const ju_ctx *ctx, const PGresult *rows, int row)
{
    Juki__Common__V1__WrittenDate *date = ju_arena_alloc(ctx->arena, sizeof *date);
    if (date != NULL) {
        juki__common__v1__written_date__init(date);
        date->date = text(ctx, rows, row, BIRTH);
        date->uncertain = ju_col_bool(rows, row, BIRTH_UNCERTAIN);
        date->written = text(ctx, rows, row, BIRTH_WRITTEN);
    }
    return date;
}

/* NULL: no items of 法第30条の45, or memory is out. */
static Juki__Resident__V1__ForeignStay *foreign_stay(const ju_ctx *ctx, const PGresult *rows, int row)
{
    Juki__Resident__V1__ForeignStay *stay =
        ju_col_i64(rows, row, SECTION) == 0 ? NULL : ju_arena_alloc(ctx->arena, sizeof *stay);
    if (stay != NULL) {
        juki__resident__v1__foreign_stay__init(stay);
        stay->section = (Juki__Resident__V1__ForeignSection)ju_col_i64(rows, row, SECTION);
        stay->status = text(ctx, rows, row, STATUS);
        stay->period = text(ctx, rows, row, PERIOD);
        stay->until = text(ctx, rows, row, UNTIL);
        stay->card_number = text(ctx, rows, row, CARD);
    }
    return stay;
}

static wide_person *read_person(const ju_ctx *ctx, const PGresult *rows, int row)
{
    wide_person *person = ju_arena_alloc(ctx->arena, sizeof *person);
    if (person == NULL) {
        return NULL;
    }
    juki__identity__v1__wide_person__init(person);
    person->name = text(ctx, rows, row, NAME);
    person->name_kana = text(ctx, rows, row, KANA);
    person->birth_date = birth_date(ctx, rows, row);
    person->sex = (Juki__Common__V1__Sex)ju_col_i64(rows, row, SEX);
    person->former_name = text(ctx, rows, row, FORMER_NAME);
    person->alias = text(ctx, rows, row, ALIAS);
    person->resident_since = text(ctx, rows, row, RESIDENT_SINCE);
    person->address_since = text(ctx, rows, row, ADDRESS_SINCE);
    person->notified_date = text(ctx, rows, row, NOTIFIED);
    person->previous_address = text(ctx, rows, row, PREVIOUS_ADDRESS);
    person->relationship = text(ctx, rows, row, RELATIONSHIP);
    person->nationality = text(ctx, rows, row, NATIONALITY);
    person->foreign_stay = foreign_stay(ctx, rows, row);
    person->recorded_time = text(ctx, rows, row, RECORDED);
    return person;
}

static wide_member read_member(const ju_ctx *ctx, const PGresult *rows, int row)
{
    wide_person *person = read_person(ctx, rows, row);
    return (wide_member){
        .holder = ju_col_bool(rows, row, HOLDER),
        .unheard = ju_col_bool(rows, row, UNHEARD),
        .restrained = ju_col_bool(rows, row, RESTRAINED),
        .in_hand = ju_col_bool(rows, row, IN_HAND),
        .waiting = ju_col_bool(rows, row, WAITING),
        .unnumbered = ju_col_bool(rows, row, UNNUMBERED),
        .is_head = strcmp(ju_col(rows, row, RELATIONSHIP), "世帯主") == 0,
        .alias = person == NULL ? NULL : person->alias,
        .register_ref = text(ctx, rows, row, REF),
        .recorded_at = person == NULL ? NULL : person->recorded_time,
        .address = text(ctx, rows, row, ADDRESS),
        .resident_code = sealed(ctx, rows, row, CODE),
        .individual_number = sealed(ctx, rows, row, NUMBER),
        .person = person,
    };
}

ju_rc wide_got_household(const ju_ctx *ctx, wide_household *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, ASKED_HOUSEHOLD);
    size_t count = (size_t)PQntuples(rows);
    *ret = (wide_household){.count = count, .heard_at = count > 0 ? text(ctx, rows, 0, HEARD) : NULL};
    ret->item = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *ret->item);
    for (size_t i = 0; ret->item != NULL && i < count; i++) {
        ret->item[i] = read_member(ctx, rows, (int)i);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

/* ---- requests ---------------------------------------------------------------------------------------- */

ju_rc wide_put(ju_ctx *ctx, const wide_row *row, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, row->event_id);
    ju_arg_text(&args, row->request_id);
    ju_arg_text(&args, row->subject);
    ju_arg_text(&args, row->issuer_code);
    ju_arg_bool(&args, row->household);
    ju_arg_text(&args, row->refused);
    ju_arg_text(&args, row->reason);
    ju_arg_i64(&args, (int64_t)row->persons);
    ju_arg_text(&args, row->heard_at);
    ju_arg_text(&args, row->recorded_at);
    return ju_do(ctx, &identity_sql_wide_put, &args, err);
}

ju_rc wide_ask_list(ju_ctx *ctx, const char *asked_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, asked_id);
    return ju_ask(ctx, &identity_sql_wide_list, &args, err);
}

static wide_state *read_state(const ju_ctx *ctx, const PGresult *rows, int row)
{
    wide_state *state = ju_arena_alloc(ctx->arena, sizeof *state);
    if (state != NULL) {
        juki__identity__v1__wide_request_state__init(state);
        state->asked_id = text(ctx, rows, row, 0);
        state->issuer_code = text(ctx, rows, row, 1);
        state->household = ju_col_bool(rows, row, 2);
        state->refused = text(ctx, rows, row, 3);
        state->reason = text(ctx, rows, row, 4);
        state->persons = (int32_t)ju_col_i64(rows, row, 5);
        state->answered_time = text(ctx, rows, row, 6);
        state->heard_time = text(ctx, rows, row, 7);
        state->recorded_time = text(ctx, rows, row, 8);
        state->acknowledged_time = text(ctx, rows, row, 9);
    }
    return state;
}

ju_rc wide_got_list(const ju_ctx *ctx, Juki__Identity__V1__WideRequestsReply *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    ret->n_request = (size_t)PQntuples(rows);
    ret->request = ju_arena_alloc(ctx->arena, (ret->n_request + 1) * sizeof *ret->request);
    for (size_t i = 0; ret->request != NULL && i < ret->n_request; i++) {
        ret->request[i] = read_state(ctx, rows, (int)i);
    }
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

ju_rc wide_ask_receipt(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, ju_err *err)
{
    return ju_receipt_ask(ctx, receipt, &identity_sql_wide_received_find, err);
}

ju_rc wide_mark_receipt(ju_ctx *ctx, const Juki__Common__V1__Acknowledged *receipt, ju_err *err)
{
    return ju_receipt_apply(ctx, receipt, &identity_sql_wide_received_mark, "link.acknowledged",
                            "municipality", err);
}

/* ---- what the register tells ------------------------------------------------------------------------- */

ju_rc wide_put_foreign(ju_ctx *ctx, const Juki__Resident__V1__IdentityChanged *changed, ju_err *err)
{
    const Juki__Resident__V1__ForeignStay none = JUKI__RESIDENT__V1__FOREIGN_STAY__INIT;
    const Juki__Resident__V1__ForeignStay *stay =
        changed->foreign_stay == NULL ? &none : changed->foreign_stay;
    if (*changed->alias == '\0' && *changed->nationality == '\0' && changed->foreign_stay == NULL) {
        return JU_OK;
    }
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, changed->register_ref);
    ju_arg_i64(&args, ctx->message->sequence);
    ju_arg_opt(&args, changed->alias);
    ju_arg_opt(&args, changed->nationality);
    ju_arg_opt(&args, changed->foreign_resident_since);
    ju_arg_i64(&args, (int64_t)stay->section);
    ju_arg_opt(&args, stay->status);
    ju_arg_opt(&args, stay->period);
    ju_arg_opt(&args, stay->until);
    ju_arg_opt(&args, stay->card_number);
    return ju_do(ctx, &identity_sql_foreign_item_put, &args, err);
}

ju_rc wide_put_restrained(ju_ctx *ctx, const char *register_ref, bool restrained, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, register_ref);
    ju_arg_bool(&args, restrained);
    return ju_do(ctx, &identity_sql_person_restrain, &args, err);
}

ju_rc wide_put_heard(ju_ctx *ctx, ju_err *err)
{
    const ju_args none = ju_new_args(ctx);
    return ju_do(ctx, &identity_sql_register_heard_put, &none, err);
}
