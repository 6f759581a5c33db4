#include "services/identity/store_search.h"

#include "identity_sql.h"
#include "juki/identity/v1/inquiry.pb-c.h"
#include "services/identity/store_record.h"

#include <stdlib.h>
#include <string.h>

enum { SCRATCH_BYTES = 1024 * 1024 };

/* The word of a text; of none null. */
static ju_rc arg_word(ju_args *args, const ju_keeper *keeper, const char *field, const char *text,
                      ju_err *err)
{
    int64_t word = 0;
    if (*text == '\0') {
        ju_arg_text(args, NULL);
        return JU_OK;
    }
    JU_TRY(ju_blind_word(keeper, field, text, &word, err));
    ju_arg_i64(args, word);
    return JU_OK;
}

ju_rc search_arg_row(ju_args *args, const ju_keeper *keeper, const search_row_indexes *indexes,
                     const identity_record *record, ju_err *err)
{
    search_row row;
    if (!identity_search_row_of(record, args->arena, &row)) {
        return ju_no_memory(err);
    }
    bool sounds_otherwise = strcmp(row.kana, row.kana_sound) != 0;
    ju_arg_bytes(args, indexes->code, JU_BLIND_INDEX_BYTES);
    ju_arg_bytes(args, indexes->number, JU_BLIND_INDEX_BYTES);
    JU_TRY(arg_word(args, keeper, SEARCH_NAME_FIELD, row.name, err));
    JU_TRY(arg_word(args, keeper, SEARCH_KANA_FIELD, row.kana, err));
    JU_TRY(arg_word(args, keeper, SEARCH_KANA_FIELD, sounds_otherwise ? row.kana_sound : "", err));
    ju_arg_text(args, record->birth_date->date);
    ju_arg_i64(args, record->sex);
    ju_arg_bool(args, record->current);
    ju_arg_i64(args, SEARCH_RULE);
    return JU_OK;
}

ju_rc identity_put_search(ju_ctx *ctx, const identity_record *record, const identity_numbers *numbers,
                          ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    const search_row_indexes indexes = {.code = numbers->code_index, .number = numbers->number_index};
    JU_TRY(search_arg_row(&args, identity_keeper(ctx), &indexes, record, err));
    JU_TRY(ju_do(ctx, &identity_sql_search_put, &args, err));
    if (!numbers->renumbered) {
        return JU_OK;
    }
    ju_args given_up = ju_new_args(ctx);
    ju_arg_bytes(&given_up, numbers->old_code_index, JU_BLIND_INDEX_BYTES);
    return ju_do(ctx, &identity_sql_search_drop, &given_up, err);
}

/* ---- the list ------------------------------------------------------------------------------------------ */

/* Words of the reading by its marks and by its sound; null when it is not asked for. */
static ju_rc arg_kana(ju_args *args, const ju_keeper *keeper, const search_plan *plan, bool asked,
                      ju_err *err)
{
    const char *kana[JU_KANA_FORMS] = {plan->kana.text, plan->kana_sound};
    int64_t words[JU_KANA_FORMS];
    if (!asked) {
        ju_arg_text(args, NULL);
        return JU_OK;
    }
    for (size_t i = 0; i < JU_KANA_FORMS; i++) {
        JU_TRY(ju_blind_word(keeper, SEARCH_KANA_FIELD, kana[i], &words[i], err));
    }
    ju_arg_i64_array(args, words, JU_KANA_FORMS);
    return JU_OK;
}

/* The key that is looked up: the day of birth finds the fewest, then the name. */
static ju_rc arg_looked_up(ju_args *args, const ju_keeper *keeper, const search_plan *plan,
                           search_indexes indexes, ju_err *err)
{
    bool items = plan->mode == SEARCH_BY_ITEMS;
    bool by_birth = items && *plan->birth_date != '\0';
    bool by_name = items && !by_birth && plan->name.whole;
    ju_arg_bytes(args, indexes.code, JU_BLIND_INDEX_BYTES);
    ju_arg_bytes(args, indexes.number, JU_BLIND_INDEX_BYTES);
    ju_arg_text(args, by_birth ? plan->birth_date : NULL);
    JU_TRY(arg_word(args, keeper, SEARCH_NAME_FIELD, by_name ? plan->name.text : "", err));
    return arg_kana(args, keeper, plan, items && !by_birth && !by_name, err);
}

ju_rc identity_ask_search(ju_ctx *ctx, const Juki__Identity__V1__SearchIdentity *question,
                          const search_plan *plan, search_indexes indexes, ju_err *err)
{
    const ju_keeper *keeper = identity_keeper(ctx);
    ju_args args = ju_new_args(ctx);
    JU_TRY(arg_looked_up(&args, keeper, plan, indexes, err));
    ju_arg_text(&args, plan->birth_date);
    JU_TRY(arg_word(&args, keeper, SEARCH_NAME_FIELD, plan->name.whole ? plan->name.text : "", err));
    JU_TRY(arg_kana(&args, keeper, plan, plan->kana.whole, err));
    ju_arg_i64(&args, (int64_t)question->sex);
    ju_arg_bool(&args, question->removed);
    ju_arg_i64(&args, SEARCH_OPENED_MAX + 1);
    return ju_ask(ctx, &identity_sql_search_find, &args, err);
}

/* What a list tells of a record. NULL when the arena is full. */
static Juki__Identity__V1__FoundIdentity *person_of(ju_arena *arena, const identity_record *record)
{
    Juki__Identity__V1__FoundIdentity *person = ju_arena_alloc(arena, sizeof *person);
    if (person != NULL) {
        juki__identity__v1__found_identity__init(person);
        person->name = record->name;
        person->name_kana = record->name_kana;
        person->birth_date = record->birth_date;
        person->sex = record->sex;
        person->address = record->address;
        person->current = record->current;
    }
    return person;
}

static void *new_list(ju_arena *arena, size_t count)
{
    return ju_arena_alloc(arena, (count + 1) * sizeof(void *));
}

bool search_hits_init(search_hits *hits, size_t count, ju_arena *arena)
{
    *hits = (search_hits){
        .count = count,
        .code_index = new_list(arena, count),
        .answer = new_list(arena, count),
        .of = new_list(arena, count),
        .person = new_list(arena, count),
    };
    return hits->code_index != NULL && hits->answer != NULL && hits->of != NULL && hits->person != NULL;
}

/* One who was found, and his place in the order of the list. */
typedef struct found {
    const char *kana;
    const unsigned char *code_index;
    const char *register_ref;
    identity_record *record;
} found;

static int in_order(const void *left, const void *right)
{
    const found *a = left;
    const found *b = right;
    int kana = strcmp(a->kana, b->kana);
    return kana != 0 ? kana : memcmp(a->code_index, b->code_index, JU_BLIND_INDEX_BYTES);
}

/* Opened in memory of its own, since most of those that a day of birth finds are others. */
static ju_rc fits(const PGresult *rows, int row, const ju_keeper *keeper, const search_plan *plan,
                  ju_arena *scratch, bool *ret, ju_err *err)
{
    identity_record *record = NULL;
    search_row texts;
    ju_arena_reset(scratch);
    JU_TRY(identity_col_record(rows, row, 1, keeper, scratch, &record, err));
    return identity_search_row_of(record, scratch, &texts) &&
                   identity_search_fits(plan, record, &texts, scratch, ret)
               ? JU_OK
               : ju_no_memory(err);
}

static ju_rc read_found(ju_ctx *ctx, const PGresult *rows, int row, found *ret, ju_err *err)
{
    search_row texts;
    JU_TRY(identity_col_record(rows, row, 1, identity_keeper(ctx), ctx->arena, &ret->record, err));
    if (!identity_search_row_of(ret->record, ctx->arena, &texts)) {
        return ju_no_memory(err);
    }
    size_t size = 0;
    ret->kana = texts.kana;
    ret->code_index = ju_col_bytes(rows, row, 0, ctx->arena, &size);
    ret->register_ref = ju_col(rows, row, 1);
    return size == JU_BLIND_INDEX_BYTES ? JU_OK : ju_no_memory(err);
}

/* Up to one more than a list holds. */
static ju_rc compare_all(ju_ctx *ctx, const search_plan *plan, ju_arena *scratch, found *list,
                         size_t *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    for (int i = 0; i < PQntuples(rows) && *ret_count <= SEARCH_LIST_MAX; i++) {
        bool is_one = false;
        JU_TRY(fits(rows, i, identity_keeper(ctx), plan, scratch, &is_one, err));
        if (is_one) {
            JU_TRY(read_found(ctx, rows, i, &list[*ret_count], err));
            *ret_count += 1;
        }
    }
    return JU_OK;
}

static ju_rc list_found(ju_ctx *ctx, const found *list, size_t count, search_hits *ret, ju_err *err)
{
    if (!search_hits_init(ret, count, ctx->arena)) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        ret->code_index[i] = list[i].code_index;
        ret->of[i] = list[i].register_ref;
        ret->person[i] = person_of(ctx->arena, list[i].record);
        if (ret->person[i] == NULL) {
            return ju_no_memory(err);
        }
        ret->person[i]->place = (int32_t)i + 1;
    }
    return JU_OK;
}

ju_rc identity_got_search(ju_ctx *ctx, const search_plan *plan, search_hits *ret, ju_err *err)
{
    found *list = ju_arena_alloc(ctx->arena, (SEARCH_LIST_MAX + 1) * sizeof *list);
    size_t count = 0;
    ju_arena scratch;
    if (list == NULL) {
        return ju_no_memory(err);
    }
    if (PQntuples(ju_answer(ctx, 0)) > SEARCH_OPENED_MAX) {
        *ret = (search_hits){.count = SEARCH_LIST_MAX + 1};
        return JU_OK;
    }
    ju_arena_init(&scratch, SCRATCH_BYTES);
    ju_rc rc = compare_all(ctx, plan, &scratch, list, &count, err);
    ju_arena_done(&scratch);
    JU_TRY(rc);
    qsort(list, count, sizeof *list, in_order);
    return list_found(ctx, list, count, ret, err);
}

/* ---- the list as it was given -------------------------------------------------------------------------- */

/* Where the answer of a peer is kept; key NULL when the arena is full. */
static ju_kept answer_at(ju_arena *arena, const char *list_id, int64_t place)
{
    return (ju_kept){"search_hit", ju_arena_printf(arena, "%s %lld", list_id, (long long)place)};
}

static ju_rc put_hit(ju_ctx *ctx, const char *list_id, const char *operator_id, const search_hits *hits,
                     size_t i, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    const ju_kept at = answer_at(ctx->arena, list_id, (int64_t)i + 1);
    ju_arg_text(&args, list_id);
    ju_arg_i64(&args, (int64_t)i + 1);
    ju_arg_text(&args, operator_id);
    ju_arg_bytes(&args, hits->code_index[i], JU_BLIND_INDEX_BYTES);
    JU_TRY(ju_arg_kept(&args, identity_keeper(ctx), at, hits->answer[i], err));
    return ju_do(ctx, &identity_sql_search_hit_put, &args, err);
}

ju_rc identity_put_hits(ju_ctx *ctx, const char *list_id, const char *operator_id, const search_hits *hits,
                        ju_err *err)
{
    for (size_t i = 0; i < hits->count; i++) {
        JU_TRY(put_hit(ctx, list_id, operator_id, hits, i, err));
    }
    return JU_OK;
}

/* ---- one of the list ----------------------------------------------------------------------------------- */

ju_rc identity_ask_chosen(ju_ctx *ctx, const Juki__Identity__V1__ShowIdentity *question, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, question->list_id);
    ju_arg_text(&args, question->operator_->operator_id);
    ju_arg_i64(&args, question->place);
    return ju_ask(ctx, &identity_sql_search_chosen, &args, err);
}

static search_chosen read_ours(ju_arena *arena, const identity_row *of)
{
    return (search_chosen){
        .person = person_of(arena, of->record),
        .register_ref = of->register_ref,
        .sealed_subject = of->register_ref,
        .municipality_code = of->record->municipality_code,
        .reason = of->record->reason,
        .change_date = of->record->change_date,
        .resident_code = of->resident_code,
        .individual_number = of->individual_number,
    };
}

static search_chosen read_answer(const Juki__Identity__V1__InquiredPerson *answer, const char *list_id)
{
    return (search_chosen){
        .person = answer->person,
        .sealed_subject = list_id,
        .municipality_code = answer->municipality_code,
        .reason = answer->reason,
        .change_date = answer->change_date,
        .resident_code = answer->resident_code,
        .individual_number = answer->individual_number,
    };
}

enum { ANSWER = 5 }; /* the column of search_chosen.sql behind the row */

ju_rc identity_got_chosen(ju_ctx *ctx, const Juki__Identity__V1__ShowIdentity *question, search_chosen *ret,
                          ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    ProtobufCMessage *answer = NULL;
    identity_row of;
    *ret = (search_chosen){0};
    if (PQntuples(rows) == 0) {
        return JU_OK;
    }
    if (PQgetisnull(rows, 0, ANSWER)) {
        JU_TRY(identity_col_row(rows, 0, 0, identity_keeper(ctx), ctx->arena, &of, err));
        *ret = read_ours(ctx->arena, &of);
    } else {
        const ju_kept at = answer_at(ctx->arena, question->list_id, question->place);
        JU_TRY(ju_col_kept(rows, 0, ANSWER, identity_keeper(ctx), at,
                           &juki__identity__v1__inquired_person__descriptor, ctx->arena, &answer, err));
        *ret = read_answer((const Juki__Identity__V1__InquiredPerson *)answer, question->list_id);
    }
    return ret->person != NULL && ret->resident_code != NULL && ret->individual_number != NULL
               ? JU_OK
               : ju_no_memory(err);
}
