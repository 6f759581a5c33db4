#include "services/resident/steps/handlers.h"
#include "services/resident/steps/load.h"
#include "services/resident/steps/prepare.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <string.h>

/* Comparing, stretch by stretch of 宛名番号: the rows of old list and source come with the message, what was
 * loaded is read from the register. */

typedef Juki__Resident__V1__CompareRows compare_rows;

enum {
    LOADED = JUKI__RESIDENT__V1__LOAD_STATE__LOAD_STATE_LOADED,
    COMPARED = JUKI__RESIDENT__V1__LOAD_STATE__LOAD_STATE_COMPARED,
};

enum { ASKED_LOAD, ASKED_WINDOW, ASKED_RESTRAINTS };

ju_rc compare_rows_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const compare_rows *message = body;
    JU_TRY(load_check_head(ctx, LOAD_HEAD(message), err));
    JU_TRY(ask_load(ctx, message->load_id, err));
    if (message->n_old_restraints != message->n_old_row ||
        message->n_source_restraints != message->n_source_row) {
        return ju_reject(err, "rows_malformed", "restraints", "each row has what stands against the person");
    }
    JU_TRY(ask_load_window(ctx, message->after, message->up_to, err));
    return ask_load_window_restraints(ctx, message->after, message->up_to, err);
}

/* What is compared: three lists of rows with their numbers opened. */
typedef struct stretch {
    load_rows stage[LOAD_STAGES];
    entry_numbers *numbers[LOAD_STAGES];
    refusal why; /* a number of the message that does not open */
} stretch;

static ju_rc open_sent(ju_ctx *ctx, stretch *s, load_stage stage, person_record *const *row,
                       char *const *restraints, size_t count, ju_err *err)
{
    refusal *broken = NULL;
    JU_TRY(load_open_rows(ctx, row, count, &s->numbers[stage], &broken, err));
    for (size_t i = 0; i < count && s->why.code == NULL; i++) {
        s->why = broken[i];
    }
    s->stage[stage] = (load_rows){.row = row,
                                  .numbers = s->numbers[stage],
                                  .restraints = (const char *const *)restraints,
                                  .count = count};
    return JU_OK;
}

/* Both are in the order of 宛名番号; the text stands with the person's latest row. */
static ju_rc read_restraint_texts(ju_ctx *ctx, const record_list *loaded, const char ***ret, ju_err *err)
{
    const PGresult *rows = ju_answer(ctx, ASKED_RESTRAINTS);
    const char **text = ju_arena_alloc(ctx->arena, (loaded->count + 1) * sizeof *text);
    int next = 0;
    for (size_t i = 0; text != NULL && i < loaded->count; i++) {
        const char *number = loaded->item[i]->addressee_number;
        bool latest = i + 1 == loaded->count || strcmp(loaded->item[i + 1]->addressee_number, number) != 0;
        text[i] = "";
        while (latest && next < PQntuples(rows) && strcmp(ju_col(rows, next, 0), number) <= 0) {
            bool here = strcmp(ju_col(rows, next, 0), number) == 0;
            text[i] = here ? ju_arena_strdup(ctx->arena, ju_col(rows, next, 1)) : text[i];
            next++;
        }
    }
    *ret = text;
    return ctx->arena->full ? ju_no_memory(err) : JU_OK;
}

static ju_rc open_loaded(ju_ctx *ctx, stretch *s, ju_err *err)
{
    record_list loaded = {0};
    JU_TRY(read_records(ctx, ASKED_WINDOW, &loaded, err));
    entry_numbers *numbers = ju_arena_alloc(ctx->arena, (loaded.count + 1) * sizeof *numbers);
    const char **restraints = NULL;
    if (numbers == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(read_restraint_texts(ctx, &loaded, &restraints, err));
    s->numbers[LOAD_LOADED] = numbers;
    s->stage[LOAD_LOADED] =
        (load_rows){.row = loaded.item, .numbers = numbers, .restraints = restraints, .count = loaded.count};
    for (size_t i = 0; i < loaded.count; i++) {
        JU_TRY(open_numbers(ctx, loaded.item[i], &numbers[i], err));
    }
    return JU_OK;
}

/* ---- the digest -----------------------------------------------------------------------------------------
 */

/* digest = SHA-256(digest, each item of the row with its NUL): the same whatever stretches were compared. */
static bool chain_row(EVP_MD_CTX *sha, unsigned char digest[LOAD_DIGEST_BYTES], const load_rows *rows,
                      size_t at, const ju_flat_item *items, size_t item_count)
{
    char buffer[JU_FLAT_TEXT_SIZE];
    const char *restraints = rows->restraints[at];
    bool good = EVP_DigestInit_ex(sha, EVP_sha256(), NULL) == 1 &&
                EVP_DigestUpdate(sha, digest, LOAD_DIGEST_BYTES) == 1;
    for (size_t i = 0; good && i < item_count; i++) {
        const char *text = load_item_text(rows->row[at], &rows->numbers[at], &items[i], buffer);
        good = EVP_DigestUpdate(sha, text, strlen(text) + 1) == 1;
    }
    good = good && EVP_DigestUpdate(sha, restraints, strlen(restraints) + 1) == 1;
    return good && EVP_DigestFinal_ex(sha, digest, NULL) == 1;
}

static ju_rc chain_rows(ju_ctx *ctx, const stretch *s, stored_load *load, ju_err *err)
{
    ju_flat_item *items = ju_arena_alloc(ctx->arena, LOAD_ITEMS_MAX * sizeof *items);
    EVP_MD_CTX *sha = EVP_MD_CTX_new();
    bool good = items != NULL && sha != NULL;
    size_t item_count = good ? load_items(items) : 0;
    for (size_t stage = 0; good && stage < LOAD_STAGES; stage++) {
        const load_rows *rows = &s->stage[stage];
        for (size_t i = 0; good && i < rows->count; i++) {
            good = chain_row(sha, load->digest[stage], rows, i, items, item_count);
        }
    }
    EVP_MD_CTX_free(sha);
    return good ? JU_OK : ju_fail(err, JU_FATAL, "digest", "a digest could not be made");
}

/* ---- the step -------------------------------------------------------------------------------------------
 */

static bool may_compare(const compare_rows *message, const stretch *s, const stored_load *load, refusal *why)
{
    if (!load_operator_named(LOAD_HEAD(message), why)) {
        return false;
    }
    if (!load->found) {
        return refuse(why, "load_unknown", "load_id");
    }
    if (load->state != LOADED && load->state != COMPARED) {
        return refuse(why, "load_state", "");
    }
    bool anew = *message->after == '\0';
    if (!anew && (load->state != LOADED || strcmp(message->after, load->compared_to) != 0)) {
        return refuse(why, "load_position", "after");
    }
    if (s->stage[LOAD_LOADED].count > LOAD_WINDOW_ROWS) {
        return refuse(why, "compare_too_wide", "up_to");
    }
    *why = s->why;
    return why->code == NULL;
}

static ju_rc compare(ju_ctx *ctx, const compare_rows *message, const stretch *s, stored_load *load,
                     ju_err *err)
{
    load_differences found;
    if (*message->after == '\0') {
        JU_TRY(put_load_clear(ctx, message->load_id, err));
        memset(load->digest, 0, sizeof load->digest);
        load->differences = 0;
    }
    JU_TRY(chain_rows(ctx, s, load, err));
    if (!load_compare(s->stage, ctx->arena, &found)) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < found.count; i++) {
        JU_TRY(put_load_difference(ctx, message->load_id, ++load->differences, &found.item[i], err));
    }
    load->state = *message->up_to == '\0' ? COMPARED : LOADED;
    load->compared_to = message->up_to;
    load->approved_by = "";
    return put_load_compared(ctx, message->load_id, load, err);
}

ju_rc compare_rows_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const compare_rows *message = body;
    stored_load load = read_load(ctx, ASKED_LOAD);
    load_answer answer = {.load = &load, .action = "load.compared"};
    stretch s = {0};
    JU_TRY(open_sent(ctx, &s, LOAD_OLD, message->old_row, message->old_restraints, message->n_old_row, err));
    JU_TRY(open_sent(ctx, &s, LOAD_SOURCE, message->source_row, message->source_restraints,
                     message->n_source_row, err));
    ju_rc rc = open_loaded(ctx, &s, err);
    if (rc == JU_OK && may_compare(message, &s, &load, &answer.why)) {
        rc = compare(ctx, message, &s, &load, err);
    }
    for (size_t stage = 0; stage < LOAD_STAGES; stage++) {
        load_wipe(s.numbers[stage], s.stage[stage].count);
    }
    JU_TRY(rc);
    answer.detail = ju_arena_printf(ctx->arena, "%" PRId64, load.differences);
    return load_answer_all(ctx, LOAD_HEAD(message), &answer, err);
}
