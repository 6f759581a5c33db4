#include "services/gateway/store_name.h"

#include "common/db/kept.h"
#include "gateway_sql.h"
#include "services/gateway/handlers.h"
#include "services/gateway/store_person.h"

#include <string.h>

/* Rows of histories that are opened for one question: what begins so in a large town. */
enum { COMPARED_ROWS_MAX = 20000 };

static const char NAME[] = "nonresident_name";
static const char NAME_BEGINS[] = "nonresident_name begins";
static const char KANA[] = "nonresident_kana";
static const char KANA_BEGINS[] = "nonresident_kana begins";

ju_rc nonresident_name_index(const ju_ctx *ctx, const char *folded, const unsigned char **ret, ju_err *err)
{
    const gateway *self = ctx->app;
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    *ret = index;
    return index == NULL ? ju_no_memory(err) : ju_blind_index(self->keeper.ring, NAME, folded, index, err);
}

/* ---- words --------------------------------------------------------------------------------------------- */

/* Of one name, or of one question. */
typedef struct word_list {
    int64_t word[(1 + JU_KANA_FORMS) * (NONRESIDENT_BEGINNING_CHARS + 1)];
    size_t count;
} word_list;

static ju_rc add_word(const ju_ctx *ctx, word_list *to, const char *field, const char *text, size_t length,
                      ju_err *err)
{
    const gateway *self = ctx->app;
    const char *word = ju_arena_printf(ctx->arena, "%.*s", (int)length, text);
    return word == NULL ? ju_no_memory(err)
                        : ju_blind_word(&self->keeper, field, word, &to->word[to->count++], err);
}

static ju_rc add_beginnings(const ju_ctx *ctx, word_list *to, const char *field, const char *text,
                            ju_err *err)
{
    size_t length[NONRESIDENT_BEGINNING_CHARS];
    size_t count = nonresident_beginnings(text, length);
    for (size_t i = 0; i < count; i++) {
        JU_TRY(add_word(ctx, to, field, text, length[i], err));
    }
    return JU_OK;
}

/* A name as it is, and its kana in each form that differs. */
static ju_rc words_of(const ju_ctx *ctx, const nonresident_folded *name, word_list *ret, ju_err *err)
{
    JU_TRY(add_beginnings(ctx, ret, NAME_BEGINS, name->name, err));
    for (int form = 0; form < JU_KANA_FORMS; form++) {
        const char *kana = name->kana[form];
        if (*kana != '\0' && (form == 0 || strcmp(kana, name->kana[0]) != 0)) {
            JU_TRY(add_word(ctx, ret, KANA, kana, strlen(kana), err));
            JU_TRY(add_beginnings(ctx, ret, KANA_BEGINS, kana, err));
        }
    }
    return JU_OK;
}

ju_rc nonresident_put_names(ju_ctx *ctx, const nonresident *person, ju_err *err)
{
    nonresident_folded folded[NONRESIDENT_NAMES];
    const char *address = NULL;
    size_t count = 0;
    if (!nonresident_fold(person->as.basics, ctx->arena, folded, &count, &address)) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        word_list words = {.count = 0};
        const unsigned char *index = NULL;
        ju_args args = ju_new_args(ctx);
        JU_TRY(nonresident_name_index(ctx, folded[i].name, &index, err));
        JU_TRY(words_of(ctx, &folded[i], &words, err));
        ju_arg_text(&args, person->as.addressee_number);
        ju_arg_i64(&args, person->as.history_number);
        ju_arg_bytes(&args, index, JU_BLIND_INDEX_BYTES);
        ju_arg_i64_array(&args, words.word, words.count);
        JU_TRY(ju_do(ctx, &gateway_sql_nonresident_name_put, &args, err));
    }
    return JU_OK;
}

/* ---- who may be meant ---------------------------------------------------------------------------------- */

static bool is_looked_up(nonresident_match match)
{
    return match == NONRESIDENT_WHOLE || match == NONRESIDENT_BEGINS;
}

/* The longest beginning that is looked up. */
static ju_rc add_asked(const ju_ctx *ctx, word_list *to, const char *field, const char *text, ju_err *err)
{
    size_t length[NONRESIDENT_BEGINNING_CHARS];
    size_t count = nonresident_beginnings(text, length);
    return add_word(ctx, to, field, text, count == 0 ? 0 : length[count - 1], err);
}

static ju_rc asked_words(const ju_ctx *ctx, const nonresident_plan *plan, word_list *ret, ju_err *err)
{
    if (plan->name_match == NONRESIDENT_BEGINS) {
        return add_asked(ctx, ret, NAME_BEGINS, plan->name, err);
    }
    for (int form = 0; form < JU_KANA_FORMS; form++) {
        const char *kana = plan->kana[form];
        JU_TRY(plan->kana_match == NONRESIDENT_WHOLE ? add_word(ctx, ret, KANA, kana, strlen(kana), err)
                                                     : add_asked(ctx, ret, KANA_BEGINS, kana, err));
    }
    return JU_OK;
}

ju_rc nonresident_ask_search(ju_ctx *ctx, const nonresident_plan *plan, ju_err *err)
{
    bool by_birth = *plan->birth_date != '\0';
    bool by_name = !by_birth && plan->name_match == NONRESIDENT_WHOLE;
    bool by_word =
        !by_birth && !by_name && (is_looked_up(plan->name_match) || is_looked_up(plan->kana_match));
    word_list words = {.count = 0};
    const unsigned char *index = NULL;
    ju_args args = ju_new_args(ctx);
    JU_TRY(by_name ? nonresident_name_index(ctx, plan->name, &index, err) : JU_OK);
    JU_TRY(by_word ? asked_words(ctx, plan, &words, err) : JU_OK);
    ju_arg_text(&args, by_birth ? plan->birth_date : NULL);
    ju_arg_bytes(&args, index, index == NULL ? 0 : JU_BLIND_INDEX_BYTES);
    ju_arg_i64_array(&args, words.word, words.count);
    ju_arg_text(&args, plan->birth_date);
    ju_arg_text(&args, ctx->affair);
    ju_arg_i64(&args, COMPARED_ROWS_MAX + 1);
    return ju_ask(ctx, &gateway_sql_nonresident_search, &args, err);
}

/* ---- who is meant -------------------------------------------------------------------------------------- */

enum { COL_NUMBER = 1, COL_CONTENT_OF = 11, COL_CONTENT, COL_NOW };

/* The rows of one person, from *row on, which is moved behind them. *ret_now: the one that counts now, -1
 * when he is not meant. inner has an arena of its own. */
static ju_rc meet_person(const ju_ctx *inner, const PGresult *rows, const nonresident_plan *plan, int sex,
                         int *row, int *ret_now, ju_err *err)
{
    nonresident_met met = {false};
    bool same_sex = sex == 0;
    const char *number = ju_col(rows, *row, COL_NUMBER);
    int now = -1;
    for (; *row < PQntuples(rows) && strcmp(ju_col(rows, *row, COL_NUMBER), number) == 0; ++*row) {
        Juki__Gateway__V1__NonresidentBasics *kept = NULL;
        JU_TRY(gateway_open_basics(inner, rows, *row, COL_NUMBER, COL_CONTENT_OF, COL_CONTENT, &kept, err));
        if (!nonresident_meet(plan, kept, inner->arena, &met)) {
            return ju_no_memory(err);
        }
        if (ju_col_bool(rows, *row, COL_NOW)) {
            now = *row;
            same_sex = same_sex || (int)kept->sex == sex;
        }
    }
    *ret_now = met.name && met.kana && met.address && same_sex ? now : -1;
    return JU_OK;
}

static ju_rc meet_all(ju_ctx *ctx, const ju_ctx *inner, int answer, const nonresident_plan *plan, int sex,
                      nonresident *ret, size_t *ret_count, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, answer);
    for (int row = 0; row < PQntuples(rows) && *ret_count <= NONRESIDENT_LIST_MAX;) {
        int now = -1;
        JU_TRY(meet_person(inner, rows, plan, sex, &row, &now, err));
        ju_arena_reset(inner->arena);
        if (now >= 0) {
            JU_TRY(nonresident_got(ctx, answer, now, &ret[(*ret_count)++], err));
        }
    }
    return JU_OK;
}

ju_rc nonresident_got_search(ju_ctx *ctx, int answer, const nonresident_plan *plan, int sex,
                             nonresident ret[NONRESIDENT_LIST_MAX + 1], size_t *ret_count, ju_err *err)
{
    enum { SCRATCH_BYTES = 8 << 20 };
    ju_arena scratch;
    ju_ctx inner = *ctx;
    *ret_count = 0;
    if (PQntuples(ju_answer(ctx, answer)) > COMPARED_ROWS_MAX) {
        *ret_count = NONRESIDENT_LIST_MAX + 1;
        return JU_OK;
    }
    ju_arena_init(&scratch, SCRATCH_BYTES);
    inner.arena = &scratch;
    ju_rc rc = meet_all(ctx, &inner, answer, plan, sex, ret, ret_count, err);
    ju_arena_done(&scratch);
    return rc;
}
