#include "services/identity/store_wide.h"

#include "common/event/receipt.h"
#include "services/identity/store_record.h"

#include "identity_sql.h"

#include <stdlib.h>
#include <string.h>

typedef Juki__Identity__V1__WidePerson wide_person;
typedef Juki__Identity__V1__WideRequestState wide_state;

enum { ASKED_KNOWN, ASKED_HOUSEHOLD };

/* The columns of wide_find.sql; the last are those of identity_col_row. */
enum { HOLDER, UNHEARD, RESTRAINED, IN_HAND, WAITING, UNNUMBERED, HEARD, RECORDED, ROW };

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

static char *resident_since(const identity_record *record)
{
    return *record->foreign_resident_since != '\0' ? record->foreign_resident_since : record->resident_since;
}

static wide_person *person_of(const ju_ctx *ctx, const identity_record *record)
{
    wide_person *person = ju_arena_alloc(ctx->arena, sizeof *person);
    if (person == NULL) {
        return NULL;
    }
    juki__identity__v1__wide_person__init(person);
    person->name = record->name;
    person->name_kana = record->name_kana;
    person->birth_date = record->birth_date;
    person->sex = record->sex;
    person->former_name = record->former_name;
    person->alias = record->alias;
    person->resident_since = resident_since(record);
    person->address_since = record->address_since;
    person->notified_date = record->notified_date;
    person->previous_address = record->previous_address;
    person->relationship = record->relationship;
    person->nationality = record->nationality;
    person->foreign_stay = record->foreign_stay;
    return person;
}

static ju_rc read_member(const ju_ctx *ctx, const PGresult *rows, int row, wide_member *ret, ju_err *err)
{
    identity_row of;
    JU_TRY(identity_col_row(rows, row, ROW, identity_keeper(ctx), ctx->arena, &of, err));
    *ret = (wide_member){
        .holder = ju_col_bool(rows, row, HOLDER),
        .unheard = ju_col_bool(rows, row, UNHEARD),
        .restrained = ju_col_bool(rows, row, RESTRAINED),
        .in_hand = ju_col_bool(rows, row, IN_HAND),
        .waiting = ju_col_bool(rows, row, WAITING),
        .unnumbered = ju_col_bool(rows, row, UNNUMBERED),
        .is_head = strcmp(of.record->relationship, "世帯主") == 0,
        .alias = of.record->alias,
        .register_ref = of.register_ref,
        .recorded_at = text(ctx, rows, row, RECORDED),
        .address = of.record->address,
        .resident_code = of.resident_code,
        .individual_number = of.individual_number,
        .person = person_of(ctx, of.record),
    };
    if (ret->person == NULL || ret->recorded_at == NULL) {
        return ju_no_memory(err);
    }
    ret->person->recorded_time = (char *)(uintptr_t)ret->recorded_at;
    return JU_OK;
}

/* The 世帯主 first, who has no 続柄 last. */
static int rank(const wide_member *member)
{
    return member->is_head ? 0 : *member->person->relationship != '\0' ? 1 : 2;
}

static int in_order(const void *left, const void *right)
{
    const wide_member *a = left;
    const wide_member *b = right;
    if (rank(a) != rank(b)) {
        return rank(a) - rank(b);
    }
    int birth = strcmp(a->person->birth_date->date, b->person->birth_date->date);
    return birth != 0 ? birth : strcmp(a->register_ref, b->register_ref);
}

ju_rc wide_got_household(const ju_ctx *ctx, wide_household *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, ASKED_HOUSEHOLD);
    size_t count = (size_t)PQntuples(rows);
    *ret = (wide_household){.count = count, .heard_at = count > 0 ? text(ctx, rows, 0, HEARD) : NULL};
    ret->item = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *ret->item);
    if (ret->item == NULL || (count > 0 && ret->heard_at == NULL)) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        JU_TRY(read_member(ctx, rows, (int)i, &ret->item[i], err));
    }
    qsort(ret->item, count, sizeof *ret->item, in_order);
    return JU_OK;
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
