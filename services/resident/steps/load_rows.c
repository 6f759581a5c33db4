#include "common/base/hex.h"
#include "services/resident/move_out.h"
#include "services/resident/steps/handlers.h"
#include "services/resident/steps/load.h"
#include "services/resident/steps/reply.h"
#include "services/resident/store_restraint.h"

#include <stdio.h>
#include <string.h>

/* Loading: rows come in the order of the source, each message at the place where the one before ended. So a
 * load that was killed goes on where it stood, and a message that comes again changes nothing. */

typedef Juki__Resident__V1__BeginLoad begin_load;
typedef Juki__Resident__V1__LoadRows load_rows_message;
typedef Juki__Resident__V1__RowRefusal row_refusal;

enum {
    LOADING = JUKI__RESIDENT__V1__LOAD_STATE__LOAD_STATE_LOADING,
    LOADED = JUKI__RESIDENT__V1__LOAD_STATE__LOAD_STATE_LOADED,
    DISCARDED = JUKI__RESIDENT__V1__LOAD_STATE__LOAD_STATE_DISCARDED,
};

/* ---- BeginLoad ----------------------------------------------------------------------------------------- */

enum { ASKED_LOAD, ASKED_ROOM };

ju_rc begin_load_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const begin_load *message = body;
    JU_TRY(load_check_head(ctx, LOAD_HEAD(message), err));
    JU_TRY(ask_load(ctx, message->load_id, err));
    return ask_load_room(ctx, message->load_id, err);
}

static bool may_begin(const ju_ctx *ctx, const begin_load *message, const stored_load *load, refusal *why)
{
    const PGresult *room = ju_answer(ctx, ASKED_ROOM);
    if (!load_operator_named(LOAD_HEAD(message), why)) {
        return false;
    }
    if (load->found && load->state != DISCARDED) { /* goes on */
        return strcmp(load->source_digest, message->source_digest) == 0
                   ? true
                   : refuse(why, "load_source_differs", "source_digest");
    }
    if (ju_col_bool(room, 0, 1)) {
        return refuse(why, "load_exists", "load_id");
    }
    if (ju_col_bool(room, 0, 0)) {
        return refuse(why, "register_not_empty", "");
    }
    return message->persons > 0 && message->rows >= message->persons ? true
                                                                     : refuse(why, "item_required", "rows");
}

ju_rc begin_load_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const begin_load *message = body;
    stored_load load = read_load(ctx, ASKED_LOAD);
    load_answer answer = {.load = &load, .action = "load.begun"};
    if (may_begin(ctx, message, &load, &answer.why) && (!load.found || load.state == DISCARDED)) {
        JU_TRY(put_load(ctx, message, err));
        load = (stored_load){.found = true, .state = LOADING, .loaded_to = "", .compared_to = ""};
    }
    return load_answer_all(ctx, LOAD_HEAD(message), &answer, err);
}

/* ---- LoadRows: what it brings ---------------------------------------------------------------------------
 */

typedef struct prepared_rows {
    entry_numbers *numbers;
    refusal *broken;
    const unsigned char **index[2]; /* of 個人番号 and 住民票コード, by row; only of a person's latest */
    const char **hex[2];
    load_restraint **restraints; /* by row; NULL where nothing stands */
    size_t *restraints_count;
    size_t restrained; /* persons */
} prepared_rows;

static const char *const FIELDS[2] = {"individual_number", "resident_code"};

static bool is_latest(const load_rows_message *message, size_t at)
{
    return at + 1 == message->n_row ||
           strcmp(message->row[at]->addressee_number, message->row[at + 1]->addressee_number) != 0;
}

static ju_rc index_row(ju_ctx *ctx, prepared_rows *rows, size_t at, ju_err *err)
{
    const resident_state *state = ctx->app;
    const char *number[2] = {rows->numbers[at].individual_number, rows->numbers[at].resident_code};
    for (size_t n = 0; n < 2; n++) {
        if (*number[n] == '\0') {
            continue;
        }
        unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
        if (index == NULL) {
            return ju_no_memory(err);
        }
        JU_TRY(ju_blind_index(state->resident, FIELDS[n], number[n], index, err));
        rows->index[n][at] = index;
        rows->hex[n][at] = ju_arena_hex(ctx->arena, index, JU_BLIND_INDEX_BYTES);
        if (rows->hex[n][at] == NULL) {
            return ju_no_memory(err);
        }
    }
    return JU_OK;
}

/* A past row has none: what is over stands nowhere but in the old system. */
static ju_rc read_row_restraints(ju_ctx *ctx, const load_rows_message *message, size_t at,
                                 prepared_rows *rows, ju_err *err)
{
    if (*message->restraints[at] == '\0') {
        return JU_OK;
    }
    if (!is_latest(message, at)) {
        (void)refuse(&rows->broken[at], "item_not_allowed", "restraints");
        return JU_OK;
    }
    char *text = ju_arena_strdup(ctx->arena, message->restraints[at]);
    rows->restraints[at] = ju_arena_alloc(ctx->arena, LOAD_RESTRAINTS_MAX * sizeof(load_restraint));
    if (text == NULL || rows->restraints[at] == NULL) {
        return ju_no_memory(err);
    }
    rows->restrained++;
    (void)load_restraints_read(text, rows->restraints[at], &rows->restraints_count[at], &rows->broken[at]);
    return JU_OK;
}

static ju_rc prepare_rows(ju_ctx *ctx, const load_rows_message *message, prepared_rows **ret, ju_err *err)
{
    size_t count = message->n_row;
    prepared_rows *rows = ju_arena_alloc(ctx->arena, sizeof *rows);
    if (rows == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(load_open_rows(ctx, message->row, count, &rows->numbers, &rows->broken, err));
    for (size_t n = 0; n < 2; n++) {
        rows->index[n] = ju_arena_alloc(ctx->arena, (count + 1) * sizeof(void *));
        rows->hex[n] = ju_arena_alloc(ctx->arena, (count + 1) * sizeof(char *));
        if (rows->index[n] == NULL || rows->hex[n] == NULL) {
            return ju_no_memory(err);
        }
    }
    rows->restraints = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *rows->restraints);
    rows->restraints_count = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *rows->restraints_count);
    if (rows->restraints == NULL || rows->restraints_count == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        if (is_latest(message, i)) {
            JU_TRY(index_row(ctx, rows, i, err));
        }
        JU_TRY(read_row_restraints(ctx, message, i, rows, err));
    }
    *ret = rows;
    return JU_OK;
}

enum { ASKED_ROWS_LOAD, ASKED_NUMBERS };

ju_rc load_rows_ask(ju_ctx *ctx, const void *body, ju_err *err)
{
    const load_rows_message *message = body;
    prepared_rows *rows = NULL;
    JU_TRY(load_check_head(ctx, LOAD_HEAD(message), err));
    if (message->n_row == 0 || message->n_row > LOAD_ROWS_MAX || message->n_line != message->n_row ||
        message->n_restraints != message->n_row) {
        return ju_reject(err, "rows_malformed", "row",
                         "a message has 1 to %d rows, each with its line and what stands against the person",
                         LOAD_ROWS_MAX);
    }
    JU_TRY(prepare_rows(ctx, message, &rows, err));
    ctx->work = rows;
    JU_TRY(ask_load(ctx, message->load_id, err));
    return message->check_only ? JU_OK
                               : ask_load_numbers(ctx, rows->hex[0], rows->hex[1], message->n_row, err);
}

/* ---- LoadRows: checks -----------------------------------------------------------------------------------
 */

static ju_rc add_refusal(ju_ctx *ctx, const load_rows_message *message, size_t at, const refusal *why,
                         load_answer *answer, ju_err *err)
{
    row_refusal *one = ju_arena_alloc(ctx->arena, sizeof *one);
    if (answer->row_refusal == NULL) {
        answer->row_refusal = ju_arena_alloc(ctx->arena, message->n_row * sizeof(row_refusal *));
    }
    if (one == NULL || answer->row_refusal == NULL) {
        return ju_no_memory(err);
    }
    juki__resident__v1__row_refusal__init(one);
    one->line = message->line[at];
    one->refusal = refusal_message_of(ctx, why);
    answer->row_refusal[answer->row_refusal_count++] = one;
    return one->refusal != NULL ? JU_OK : ju_no_memory(err);
}

/* Numbers that an earlier person of this message has. */
static void check_within(const prepared_rows *rows, size_t at, refusal *why)
{
    for (size_t n = 0; n < 2; n++) {
        for (size_t i = 0; rows->index[n][at] != NULL && i < at; i++) {
            if (rows->index[n][i] != NULL &&
                memcmp(rows->index[n][i], rows->index[n][at], JU_BLIND_INDEX_BYTES) == 0) {
                (void)refuse(why, "number_in_use", FIELDS[n]);
            }
        }
    }
}

/* Numbers that somebody on record has. */
static void check_used(const ju_ctx *ctx, size_t at, refusal *why)
{
    const PGresult *used = ju_answer(ctx, ASKED_NUMBERS);
    for (int i = 0; i < PQntuples(used); i++) {
        if (ju_col_i64(used, i, 0) == (int64_t)at + 1) {
            (void)refuse(why, "number_in_use", FIELDS[ju_col_bool(used, i, 1) ? 0 : 1]);
        }
    }
}

static ju_rc check_rows(ju_ctx *ctx, const load_rows_message *message, load_answer *answer, ju_err *err)
{
    const resident_state *state = ctx->app;
    const prepared_rows *rows = ctx->work;
    for (size_t i = 0; i < message->n_row; i++) {
        refusal why = rows->broken[i];
        const load_row row = {.record = message->row[i],
                              .before = i == 0 ? NULL : message->row[i - 1],
                              .numbers = &rows->numbers[i],
                              .latest = is_latest(message, i)};
        if (why.code == NULL && load_row_check(&row, message->after, ctx->today, state->municipality, &why)) {
            check_within(rows, i, &why);
            if (!message->check_only && why.code == NULL) {
                check_used(ctx, i, &why);
            }
        }
        if (why.code != NULL) {
            JU_TRY(add_refusal(ctx, message, i, &why, answer, err));
        }
    }
    if (answer->row_refusal_count > 0) {
        (void)refuse(&answer->why, "rows_refused", "row");
    }
    return JU_OK;
}

static size_t count_persons(const load_rows_message *message)
{
    size_t persons = 0;
    for (size_t i = 0; i < message->n_row; i++) {
        persons += is_latest(message, i);
    }
    return persons;
}

/* Whether these rows are the next; with *ret_there they are in already. */
static bool is_next(const load_rows_message *message, const stored_load *load, bool *ret_there, refusal *why)
{
    const char *last = message->row[message->n_row - 1]->addressee_number;
    *ret_there = false;
    if (!load->found || load->state == DISCARDED) {
        return refuse(why, "load_unknown", "load_id");
    }
    if (strcmp(last, load->loaded_to) <= 0) {
        return *ret_there = true;
    }
    if (load->state != LOADING) {
        return refuse(why, "load_state", "");
    }
    if (strcmp(message->after, load->loaded_to) != 0) {
        return refuse(why, "load_position", "after");
    }
    return load->rows + (int64_t)message->n_row <= load->expected_rows &&
                   load->persons + (int64_t)count_persons(message) <= load->expected_persons
               ? true
               : refuse(why, "load_too_much", "row");
}

/* ---- LoadRows: writing ----------------------------------------------------------------------------------
 */

/* Seals for rest. A row with the numbers of the row before it takes over their seals: the record is the same
 * person's, so field and subject are too. */
static ju_rc seal_row(ju_ctx *ctx, person_record *record, const person_record *before,
                      const entry_numbers *numbers, ju_err *err)
{
    const resident_state *state = ctx->app;
    Juki__Common__V1__Sealed **slot[2] = {&record->individual_number, &record->resident_code};
    const char *number[2] = {numbers->individual_number, numbers->resident_code};
    const char *number_before[2] = {before == NULL ? "" : numbers[-1].individual_number,
                                    before == NULL ? "" : numbers[-1].resident_code};
    for (size_t n = 0; n < 2; n++) {
        if (*number[n] == '\0') {
            *slot[n] = NULL;
        } else if (before != NULL && strcmp(number[n], number_before[n]) == 0) {
            *slot[n] = n == 0 ? before->individual_number : before->resident_code;
        } else {
            JU_TRY(ju_seal_text(state->resident, ctx->arena, FIELDS[n], record->register_ref, number[n],
                                slot[n], err));
        }
    }
    return JU_OK;
}

/* Rows of one 転出 bear the id of the first of them: it is settled and cancelled by that. Each row is a
 * change of its own here, since a 取消し goes back to the row before the change. */
static void name_move_out(const person_record *record, const person_record *before)
{
    bool same = record->move_out != NULL && before != NULL && before->move_out != NULL &&
                strcmp(before->move_out->planned_date, record->move_out->planned_date) == 0;
    if (record->move_out != NULL) {
        record->move_out->change_id = same ? before->move_out->change_id : record->change_id;
    }
}

static ju_rc write_row(ju_ctx *ctx, const load_rows_message *message, size_t at, load_advance *advance,
                       ju_err *err)
{
    const prepared_rows *rows = ctx->work;
    person_record *record = message->row[at];
    const person_record *before = at == 0 || is_latest(message, at - 1) ? NULL : message->row[at - 1];
    record->register_ref = before != NULL ? before->register_ref : (char *)(uintptr_t)ju_random_ref(ctx);
    record->change_id = (char *)(uintptr_t)ju_event_id(ctx);
    if (record->register_ref == NULL || record->change_id == NULL) {
        return ju_no_memory(err);
    }
    name_move_out(record, before);
    JU_TRY(seal_row(ctx, record, before, &rows->numbers[at], err));
    if (!is_latest(message, at)) {
        return put_past_record(ctx, record, err);
    }
    int64_t addressee = load_serial_of(record->addressee_number);
    int64_t household = load_serial_of(record->household_number);
    advance->persons++;
    advance->addressee_serial = addressee > advance->addressee_serial ? addressee : advance->addressee_serial;
    advance->household_serial = household > advance->household_serial ? household : advance->household_serial;
    JU_TRY(put_record(ctx, NULL, record,
                      (person_indexes){.number = rows->index[0][at], .code = rows->index[1][at]}, err));
    return move_out_is_planned(record) ? put_move_out_plan(ctx, record, err) : JU_OK;
}

/* From the first moment: nobody can see the person before. */
static ju_rc write_restraints(ju_ctx *ctx, const load_rows_message *message, ju_err *err)
{
    const prepared_rows *rows = ctx->work;
    const char **number = ju_arena_alloc(ctx->arena, (rows->restrained + 1) * sizeof *number);
    size_t count = 0;
    if (number == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < message->n_row; i++) {
        for (size_t n = 0; n < rows->restraints_count[i]; n++) {
            JU_TRY(put_load_restraint(ctx, message, message->row[i], &rows->restraints[i][n], err));
        }
        if (rows->restraints_count[i] > 0) {
            number[count++] = message->row[i]->addressee_number;
        }
    }
    return count == 0 ? JU_OK : put_restraints_anew(ctx, number, count, err);
}

static ju_rc write_rows(ju_ctx *ctx, const load_rows_message *message, stored_load *load, ju_err *err)
{
    load_advance advance = {.load_id = message->load_id, .rows = (int64_t)message->n_row};
    for (size_t i = 0; i < message->n_row; i++) {
        JU_TRY(write_row(ctx, message, i, &advance, err));
    }
    JU_TRY(write_restraints(ctx, message, err));
    load->rows += advance.rows;
    load->persons += advance.persons;
    load->loaded_to = message->row[message->n_row - 1]->addressee_number;
    bool complete = load->rows == load->expected_rows && load->persons == load->expected_persons;
    load->state = complete ? LOADED : LOADING;
    advance.state = load->state;
    advance.loaded_to = load->loaded_to;
    return put_load_advance(ctx, &advance, err);
}

static ju_rc take_rows(ju_ctx *ctx, const load_rows_message *message, stored_load *load, load_answer *answer,
                       ju_err *err)
{
    bool there = false;
    if (!load_operator_named(LOAD_HEAD(message), &answer->why) ||
        (!message->check_only && (!is_next(message, load, &there, &answer->why) || there))) {
        return JU_OK;
    }
    JU_TRY(check_rows(ctx, message, answer, err));
    return answer->why.code != NULL || message->check_only ? JU_OK : write_rows(ctx, message, load, err);
}

ju_rc load_rows_apply(ju_ctx *ctx, const void *body, ju_err *err)
{
    const load_rows_message *message = body;
    prepared_rows *rows = ctx->work;
    stored_load load = read_load(ctx, ASKED_ROWS_LOAD);
    load_answer answer = {.load = &load, .action = message->check_only ? "load.checked" : "load.rows"};
    answer.detail = ju_arena_printf(ctx->arena, "%zu", message->n_row);
    ju_rc rc = take_rows(ctx, message, &load, &answer, err);
    load_wipe(rows->numbers, message->n_row);
    return rc == JU_OK ? load_answer_all(ctx, LOAD_HEAD(message), &answer, err) : rc;
}
