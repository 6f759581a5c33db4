#include "services/resident/store_search.h"

#include "services/resident/steps/state.h"
#include "services/resident/store_kept.h"

#include "common/seal/seal.h"
#include "resident_sql.h"

#include <stdlib.h>
#include <string.h>

enum { SCRATCH_BYTES = 4 * 1024 * 1024 };

/* ---- what persons are looked up by ---- */

static int by_size(const void *a, const void *b)
{
    const int64_t *one = a;
    const int64_t *other = b;
    return (*one > *other) - (*one < *other);
}

/* The blind words of terms as one bigint[], each once and by size: nothing tells which stood beside which. */
static ju_rc arg_words(ju_args *args, const ju_keeper *keeper, const char *terms, ju_err *err)
{
    char *rest = ju_arena_strdup(args->arena, terms);
    int64_t *word = ju_arena_alloc(args->arena, (strlen(terms) / 2 + 1) * sizeof *word);
    size_t count = 0;
    size_t kept = 0;
    if (rest == NULL || word == NULL) {
        return ju_no_memory(err);
    }
    for (const char *term = strsep(&rest, " "); term != NULL && *term != '\0'; term = strsep(&rest, " ")) {
        JU_TRY(ju_blind_word(keeper, "search", term, &word[count++], err));
    }
    qsort(word, count, sizeof *word, by_size);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || word[i] != word[kept - 1]) {
            word[kept++] = word[i];
        }
    }
    ju_arg_i64_array(args, word, kept);
    return JU_OK;
}

ju_rc arg_search_row(ju_args *args, const search_maker *maker, const person_record *record, ju_err *err)
{
    search_row row;
    if (!search_row_of(record, maker->variants, args->arena, &row)) {
        return ju_no_memory(err);
    }
    ju_arg_text(args, record->addressee_number);
    ju_arg_i64(args, record->history_number);
    ju_arg_text(args, row.birth_date);
    ju_arg_i64(args, (int64_t)record->sex);
    ju_arg_i64(args, (int64_t)record->state);
    ju_arg_i64(args, row.rule);
    return arg_words(args, maker->keeper, row.terms, err);
}

static ju_rc put_search_row(ju_ctx *ctx, const person_record *record, ju_err *err)
{
    const resident_state *state = ctx->app;
    ju_args args = ju_new_args(ctx);
    JU_TRY(arg_search_row(&args, &(search_maker){state->variants, &state->keeper}, record, err));
    return ju_do(ctx, &resident_sql_person_search_put, &args, err);
}

static ju_rc put_search_state(ju_ctx *ctx, const person_record *record, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, record->addressee_number);
    ju_arg_i64(&args, (int64_t)record->state);
    return ju_do(ctx, &resident_sql_person_search_state, &args, err);
}

ju_rc put_search(ju_ctx *ctx, const person_record *before, const person_record *record, ju_err *err)
{
    if (before == NULL || !search_row_same(before, record)) {
        return put_search_row(ctx, record, err);
    }
    return before->state == record->state ? JU_OK : put_search_state(ctx, record, err);
}

/* ---- questions ---- */

ju_rc ask_search_by_number(ju_ctx *ctx, const char *addressee_number, person_indexes indexes, bool removed,
                           ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_opt(&args, addressee_number);
    ju_arg_bytes(&args, indexes.number, JU_BLIND_INDEX_BYTES);
    ju_arg_bytes(&args, indexes.code, JU_BLIND_INDEX_BYTES);
    ju_arg_bool(&args, removed);
    return ju_ask(ctx, &resident_sql_search_by_number, &args, err);
}

/* The words of each alternative, as the text of an array. */
static ju_rc arg_alternatives(ju_args *args, const ju_keeper *keeper, const search_plan *plan, ju_err *err)
{
    const char **words = ju_arena_alloc(args->arena, (plan->terms_count + 1) * sizeof *words);
    if (words == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < plan->terms_count; i++) {
        ju_args one;
        ju_args_init(&one, args->arena);
        JU_TRY(arg_words(&one, keeper, plan->terms[i], err));
        words[i] = one.arg[0].value;
    }
    ju_arg_text_array(args, words, plan->terms_count);
    return JU_OK;
}

ju_rc ask_search(ju_ctx *ctx, const Juki__Resident__V1__SearchPersons *question, const search_plan *plan,
                 ju_err *err)
{
    const resident_state *state = ctx->app;
    ju_args args = ju_new_args(ctx);
    JU_TRY(arg_alternatives(&args, &state->keeper, plan, err));
    ju_arg_text(&args, plan->birth_from);
    ju_arg_text(&args, plan->birth_to);
    ju_arg_i64(&args, (int64_t)question->sex);
    ju_arg_bool(&args, question->removed);
    ju_arg_opt(&args, question->cursor);
    ju_arg_i64(&args, SEARCH_FOUND_MAX);
    return ju_ask(ctx, plan->narrow ? &resident_sql_search_by_terms : &resident_sql_search_by_birth, &args,
                  err);
}

/* ---- answers ---- */

enum { COL_FOUND, COL_HIT, COL_RESTRAINTS, COL_RECORD };

typedef struct hit {
    const char *kana;
    const char *addressee_number;
    int row;
} hit;

typedef struct hit_list {
    hit *item;
    size_t count;
    hit cursor; /* behind which the page begins; kana NULL: nobody's */
} hit_list;

static int by_kana(const void *a, const void *b)
{
    const hit *one = a;
    const hit *other = b;
    int order = strcmp(one->kana, other->kana);
    return order != 0 ? order : strcmp(one->addressee_number, other->addressee_number);
}

/* Opens one person; what stays of him is in the arena of the batch, all else in scratch. */
static ju_rc read_hit(ju_ctx *ctx, const search_plan *plan, int row, ju_arena *scratch, hit_list *hits,
                      ju_err *err)
{
    const resident_state *state = ctx->app;
    const PGresult *rows = ju_answer(ctx, 0);
    person_record *record = NULL;
    search_row folded;
    JU_TRY(read_record(&state->keeper, scratch, rows, row, COL_RECORD, &record, err));
    if (!search_row_of(record, state->variants, scratch, &folded)) {
        return ju_no_memory(err);
    }
    bool cursor = !ju_col_bool(rows, row, COL_HIT);
    if (!cursor && !search_finds(plan, &folded)) {
        return JU_OK;
    }
    hit found = {.kana = ju_arena_strdup(ctx->arena, folded.kana),
                 .addressee_number = ju_arena_strdup(ctx->arena, record->addressee_number),
                 .row = row};
    *(cursor ? &hits->cursor : &hits->item[hits->count++]) = found;
    return found.kana != NULL && found.addressee_number != NULL ? JU_OK : ju_no_memory(err);
}

/* Everybody found, in the order of pages. One person at a time is open: a thousand may be found. */
static ju_rc read_hits(ju_ctx *ctx, const search_plan *plan, size_t count, hit_list *ret, ju_err *err)
{
    ju_arena scratch;
    ju_rc rc = JU_OK;
    *ret = (hit_list){.item = ju_arena_alloc(ctx->arena, (count + 1) * sizeof(hit))};
    if (ret->item == NULL) {
        return ju_no_memory(err);
    }
    ju_arena_init(&scratch, SCRATCH_BYTES);
    for (size_t i = 0; rc == JU_OK && i < count; i++) {
        rc = read_hit(ctx, plan, (int)i, &scratch, ret, err);
        ju_arena_reset(&scratch);
    }
    ju_arena_done(&scratch);
    qsort(ret->item, ret->count, sizeof *ret->item, by_kana);
    return rc;
}

/* Where the page begins: behind the cursor; behind nobody's nobody stands. */
static size_t begin_of(const hit_list *hits, const char *cursor)
{
    size_t begin = 0;
    if (*cursor != '\0' && hits->cursor.kana == NULL) {
        return hits->count;
    }
    while (*cursor != '\0' && begin < hits->count && by_kana(&hits->item[begin], &hits->cursor) <= 0) {
        begin++;
    }
    return begin;
}

static ju_rc read_page(ju_ctx *ctx, const hit *item, size_t count, record_list *ret, ju_err *err)
{
    const resident_state *state = ctx->app;
    ret->item = ju_arena_alloc(ctx->arena, (count + 1) * sizeof(person_record *));
    if (ret->item == NULL) {
        return ju_no_memory(err);
    }
    for (; ret->count < count; ret->count++) {
        JU_TRY(read_record(&state->keeper, ctx->arena, ju_answer(ctx, 0), item[ret->count].row, COL_RECORD,
                           &ret->item[ret->count], err));
    }
    return JU_OK;
}

ju_rc read_search(ju_ctx *ctx, const Juki__Resident__V1__SearchPersons *question, const search_plan *plan,
                  int64_t *ret_found, record_list *ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, 0);
    size_t count = PQgetisnull(rows, 0, COL_HIT) ? 0 : (size_t)PQntuples(rows);
    hit_list hits;
    *ret = (record_list){0};
    *ret_found = ju_col_i64(rows, 0, COL_FOUND);
    if (*ret_found > SEARCH_FOUND_MAX) {
        return JU_OK;
    }
    if (plan == NULL) {
        return read_page(ctx, &(hit){0}, count > 0, ret, err); /* a number is one person's */
    }
    JU_TRY(read_hits(ctx, plan, count, &hits, err));
    *ret_found = (int64_t)hits.count;
    size_t begin = begin_of(&hits, question->cursor);
    size_t most = (size_t)search_page_size(question) + 1;
    size_t left = hits.count - begin;
    return read_page(ctx, &hits.item[begin], left < most ? left : most, ret, err);
}

/* ---- past questions ---- */

ju_rc put_search_question(ju_ctx *ctx, const Juki__Resident__V1__SearchPersons *question, int64_t found,
                          ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, ctx->message->id);
    ju_arg_text(&args, question->operator_->operator_id);
    ju_arg_i64(&args, found);
    JU_TRY(keep_bytes(ctx, &args, (ju_kept){"search_question", ctx->message->id}, ctx->message->value,
                      ctx->message->value_size, err));
    return ju_do(ctx, &resident_sql_search_question_insert, &args, err);
}

ju_rc ask_searches(ju_ctx *ctx, const char *operator_id, ju_err *err)
{
    ju_args args = ju_new_args(ctx);
    ju_arg_text(&args, operator_id);
    return ju_ask(ctx, &resident_sql_search_question_latest, &args, err);
}

ju_rc read_search_question(ju_ctx *ctx, const PGresult *rows, int row,
                           Juki__Resident__V1__SearchPersons **ret, ju_err *err)
{
    ProtobufCBinaryData packed;
    JU_TRY(kept_bytes(ctx, rows, row, 2, (ju_kept){"search_question", ju_col(rows, row, 3)}, &packed, err));
    *ret = juki__resident__v1__search_persons__unpack(&ctx->arena->allocator, packed.len, packed.data);
    return *ret != NULL ? JU_OK : ju_no_memory(err);
}
