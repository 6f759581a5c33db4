#include "services/identity/store_compare.h"

#include "common/base/hex.h"
#include "identity_sql.h"
#include "services/identity/store_record.h"

static ju_rc ask_page(ju_ctx *ctx, const ju_sql *sql, const char *after, int rows, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, after);
    ju_arg_i64(&args, rows);
    return ju_ask(ctx, sql, &args, err);
}

ju_rc identity_ask_compare_page(ju_ctx *ctx, const char *after, int rows, ju_err *err)
{
    return ask_page(ctx, &identity_sql_compare_page, after, rows, err);
}

ju_rc identity_ask_differing(ju_ctx *ctx, const char *compare_id, const char *after, int rows, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, compare_id);
    ju_arg_text(&args, after);
    ju_arg_i64(&args, rows);
    return ju_ask(ctx, &identity_sql_compare_differing, &args, err);
}

/* Position and hash of the 個人番号, both under the key that the partner has too. */
static ju_rc index_numbers(ju_ctx *ctx, const identity_row *of, const identity_route *route,
                           identity_compared *ret, ju_err *err)
{
    unsigned char index[JU_BLIND_INDEX_BYTES];
    JU_TRY(identity_index_code(route, ctx->arena, of->resident_code, index, err));
    ju_compare_position(index, ret->position);
    JU_TRY(identity_index_number(route, ctx->arena, of->individual_number, index, err));
    ret->record->individual_number = ju_arena_hex(ctx->arena, index, JU_BLIND_INDEX_BYTES);
    return ret->record->individual_number == NULL ? ju_no_memory(err) : JU_OK;
}

static Juki__Identity__V1__ComparedResident *compared_of(ju_arena *arena, const identity_record *record)
{
    Juki__Identity__V1__ComparedResident *compared = ju_arena_alloc(arena, sizeof *compared);
    if (compared != NULL) {
        juki__identity__v1__compared_resident__init(compared);
        compared->name = record->name;
        compared->birth_date = record->birth_date;
        compared->sex = record->sex;
        compared->postal_code = record->postal_code;
        compared->municipality_code = record->municipality_code;
        compared->town_code = record->town_code;
        compared->address = record->address;
        compared->reason = record->reason;
        compared->change_date = record->change_date;
    }
    return compared;
}

ju_rc identity_got_compared(ju_ctx *ctx, const PGresult *rows, int row, const identity_rings *rings,
                            ju_keyring *ring, identity_compared *ret, ju_err *err)
{
    identity_row of;
    JU_TRY(identity_col_row(rows, row, 1, identity_keeper(ctx), ctx->arena, &of, err));
    ret->cursor = ju_arena_strdup(ctx->arena, ju_col(rows, row, 0));
    ret->register_ref = of.register_ref;
    ret->record = compared_of(ctx->arena, of.record);
    if (ret->cursor == NULL || ret->record == NULL) {
        return ju_no_memory(err);
    }
    const identity_route route = {rings->identity, ret->register_ref, ring, NULL};
    return index_numbers(ctx, &of, &route, ret, err);
}

/* ---- with the register -------------------------------------------------------------------------------- */

ju_rc identity_ask_register_page(ju_ctx *ctx, const char *after, int rows, ju_err *err)
{
    return ask_page(ctx, &identity_sql_compare_register_page, after, rows, err);
}

ju_rc identity_ask_register_one(ju_ctx *ctx, const char *register_ref, ju_err *err)
{
    ju_args args;
    ju_args_init(&args, ctx->arena);
    ju_arg_text(&args, register_ref);
    return ju_ask(ctx, &identity_sql_compare_register_one, &args, err);
}

/* The columns of compare_register_page.sql. */
enum { REF = 1, CURRENT = 4, CODE, NUMBER };

static Juki__Resident__V1__ComparedPerson *person_of(ju_arena *arena, const identity_record *record)
{
    Juki__Resident__V1__ComparedPerson *person = ju_arena_alloc(arena, sizeof *person);
    if (person != NULL) {
        juki__resident__v1__compared_person__init(person);
        person->name = record->name;
        person->name_kana = record->name_kana;
        person->birth_date = record->birth_date;
        person->sex = record->sex;
        person->postal_code = record->postal_code;
        person->municipality_code = record->municipality_code;
        person->town_code = record->town_code;
        person->address = record->address;
        person->resident_since = record->resident_since;
        person->address_since = record->address_since;
        person->previous_municipality_code = record->previous_municipality_code;
        person->previous_address = record->previous_address;
        person->relationship = record->relationship;
    }
    return person;
}

ju_rc identity_got_compared_person(const ju_ctx *ctx, const PGresult *rows, int row,
                                   identity_compared_person *ret, ju_err *err)
{
    identity_record *record = NULL;
    JU_TRY(identity_col_record(rows, row, REF, identity_keeper(ctx), ctx->arena, &record, err));
    ret->register_ref = ju_arena_strdup(ctx->arena, ju_col(rows, row, REF));
    ret->record = person_of(ctx->arena, record);
    if (ret->register_ref == NULL || ret->record == NULL) {
        return ju_no_memory(err);
    }
    ret->record->current = ju_col_bool(rows, row, CURRENT);
    ret->record->resident_code = ju_arena_strdup(ctx->arena, ju_col(rows, row, CODE));
    ret->record->individual_number = ju_arena_strdup(ctx->arena, ju_col(rows, row, NUMBER));
    return ret->record->resident_code != NULL && ret->record->individual_number != NULL ? JU_OK
                                                                                        : ju_no_memory(err);
}
