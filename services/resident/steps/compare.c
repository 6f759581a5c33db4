/* 整合性確認 (systems C6): the register leads toward identity. Nothing is corrected by it. */
#include "common/base/hex.h"
#include "services/resident/steps/compare_schedule.h"
#include "services/resident/steps/handlers.h"

#include "services/resident/steps/prepare.h"
#include "services/resident/steps/state.h"
#include "services/resident/store_compare.h"

#include "common/compare/walk.h"
#include "common/event/topic_names.h"
#include "common/text/address.h"
#include "common/text/text.h"
#include "juki/resident/v1/compare.pb-c.h"

#include <stdio.h>
#include <string.h>

typedef Juki__Resident__V1__ComparedPerson compared_person;
typedef Juki__Resident__V1__PersonJudged person_judged;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

/* Under the key of identity, in hexadecimal; "" for none. */
static ju_rc index_text(ju_ctx *ctx, const char *field, const char *number, char **ret, ju_err *err)
{
    const resident_state *state = ctx->app;
    unsigned char index[JU_BLIND_INDEX_BYTES];
    if (*number == '\0') {
        *ret = text("");
        return JU_OK;
    }
    JU_TRY(ju_blind_index(state->identity, field, number, index, err));
    *ret = ju_arena_hex(ctx->arena, index, sizeof index);
    return *ret == NULL ? ju_no_memory(err) : JU_OK;
}

static ju_rc index_numbers(ju_ctx *ctx, const person_record *record, compared_person *ret, ju_err *err)
{
    entry_numbers numbers = {0};
    JU_TRY(open_numbers(ctx, record, &numbers, err));
    ju_rc rc = index_text(ctx, "resident_code", numbers.resident_code, &ret->resident_code, err);
    if (rc == JU_OK) {
        rc = index_text(ctx, "individual_number", numbers.individual_number, &ret->individual_number, err);
    }
    wipe_numbers(&numbers);
    return rc;
}

/* What is compared of a record; texts are the record's or the arena's. */
static ju_rc compared_of(ju_ctx *ctx, const person_record *record, compared_person *ret, ju_err *err)
{
    const Juki__Common__V1__Address *address = record->address;
    const Juki__Common__V1__Address *before = record->previous_address;
    juki__resident__v1__compared_person__init(ret);
    ret->current = record->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    ret->name = record->name;
    ret->name_kana = text(ju_text_hiragana(record->name_kana, ctx->arena));
    ret->birth_date = record->birth_date;
    ret->sex = record->sex;
    if (address != NULL) {
        ret->postal_code = address->postal_code;
        ret->municipality_code = address->municipality_code;
        ret->town_code = address->town_code;
    }
    ret->address = text(ju_text_address(address, ctx->arena));
    ret->resident_since = record->resident_since;
    ret->address_since = record->address_since;
    ret->previous_municipality_code = before == NULL ? text("") : before->municipality_code;
    ret->previous_address = text(ju_text_address(before, ctx->arena));
    ret->relationship = record->relationship;
    if (ret->name_kana == NULL || ret->address == NULL || ret->previous_address == NULL) {
        return ju_no_memory(err);
    }
    return index_numbers(ctx, record, ret, err);
}

static ju_rc position_of(ju_ctx *ctx, const person_record *record, unsigned char ret[JU_COMPARE_BYTES],
                         ju_err *err)
{
    const resident_state *state = ctx->app;
    unsigned char index[JU_BLIND_INDEX_BYTES];
    JU_TRY(ju_blind_index(state->identity, "register_ref", record->register_ref, index, err));
    ju_compare_position(index, ret);
    return JU_OK;
}

static ju_rc read_compared(ju_ctx *ctx, const PGresult *rows, int row, ju_compare_entry *ret, ju_err *err)
{
    const resident_state *state = ctx->app;
    person_record *record = NULL;
    compared_person compared;
    ju_compare_items items;
    JU_TRY(read_record(&state->keeper, ctx->arena, rows, row, 0, &record, err));
    JU_TRY(compared_of(ctx, record, &compared, err));
    JU_TRY(ju_compare_items_of(&compared.base, ctx->arena, &items, err));
    JU_TRY(position_of(ctx, record, ret->position, err));
    ret->local_ref = ju_arena_printf(ctx->arena, "%s %s", record->register_ref, record->addressee_number);
    return ret->local_ref == NULL
               ? ju_no_memory(err)
               : ju_compare_digest(state->identity, ctx->arena, &items, ret->position, ret->digest, err);
}

/* Under the key of the person's changes, so that identity judges it behind all of them. */
static ju_rc show_compared(ju_ctx *ctx, const char *compare_id, const PGresult *rows, int row,
                           size_t *ret_bytes, ju_err *err)
{
    const resident_state *state = ctx->app;
    Juki__Resident__V1__PersonShown shown = JUKI__RESIDENT__V1__PERSON_SHOWN__INIT;
    unsigned char position[JU_COMPARE_BYTES];
    person_record *record = NULL;
    compared_person compared;
    JU_TRY(read_record(&state->keeper, ctx->arena, rows, row, 1, &record, err));
    JU_TRY(compared_of(ctx, record, &compared, err));
    JU_TRY(position_of(ctx, record, position, err));
    shown.compare_id = text(compare_id);
    shown.position = (ProtobufCBinaryData){JU_COMPARE_BYTES, position};
    shown.register_ref = record->register_ref;
    shown.record = &compared;
    *ret_bytes = juki__resident__v1__person_shown__get_packed_size(&shown);
    return ju_emit(ctx, JU_TOPIC_RESIDENT_TO_IDENTITY, record->register_ref, &shown.base, NULL, err);
}

const ju_compare_pair compare_with_identity = {
    .partner = "identity",
    .leads = true,
    .steps = JU_TOPIC_COMPARE_RESIDENT,
    .to = JU_TOPIC_RESIDENT_TO_IDENTITY,
    .ask_page = ask_compare_page,
    .read = read_compared,
    .ask_differing = ask_compare_differing,
    .show = show_compared,
};

/* ---- the messages ------------------------------------------------------------------------------------- */

static const ju_compare_pair *pair_of(const char *partner)
{
    return strcmp(partner, compare_with_identity.partner) == 0 ? &compare_with_identity : NULL;
}

ju_rc begin_comparison_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Common__V1__BeginComparison *begin = body;
    return ju_compare_begin_ask(ctx, pair_of(begin->partner), err);
}

ju_rc begin_comparison_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Common__V1__BeginComparison *begin = body;
    return ju_compare_begin_apply(ctx, pair_of(begin->partner), begin, JU_TOPIC_RESIDENT_REPLY, err);
}

ju_rc query_comparison_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_query_apply(ctx, body, JU_TOPIC_RESIDENT_REPLY, err);
}

ju_rc compare_step_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_step_ask(ctx, &compare_with_identity, body, err);
}

ju_rc compare_step_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_step_apply(ctx, &compare_with_identity, body, err);
}

ju_rc compare_ready_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_ready_apply(ctx, &compare_with_identity, body, err);
}

ju_rc compare_told_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    return ju_compare_told_apply(ctx, &compare_with_identity, body, err);
}

ju_rc person_judged_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const person_judged *judged = body;
    return ju_compare_judged_ask(ctx, judged->compare_id, err);
}

ju_rc person_judged_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const person_judged *judged = body;
    const ju_compare_verdict verdict = {
        .compare_id = judged->compare_id,
        .position = judged->position,
        .missing = judged->missing,
        .item = judged->item,
        .item_count = judged->n_item,
    };
    return ju_compare_judged_apply(ctx, &compare_with_identity, &verdict, err);
}
