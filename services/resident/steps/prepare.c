#include "services/resident/steps/prepare.h"

#include "common/base/hex.h"
#include "services/resident/steps/record_words.h"
#include "services/resident/store_restraint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

typedef Juki__Resident__V1__SubmitChange submit;
typedef Juki__Resident__V1__PersonEntry person_entry;

static void wipe(const char *number)
{
    if (number != NULL && *number != '\0') {
        explicit_bzero((char *)(uintptr_t)number, strlen(number));
    }
}

void wipe_numbers(entry_numbers *numbers)
{
    wipe(numbers->individual_number);
    wipe(numbers->resident_code);
    wipe(numbers->replaced_code);
}

void prepared_wipe(prepared_entry *prepared)
{
    for (size_t i = 0; i < prepared->keys.count; i++) {
        wipe_numbers(&prepared->numbers[i]);
    }
}

/* Opens one number; a seal that does not open is the sender's fault and noted, not an error of ours. */
static ju_rc open_one(ju_ctx *ctx, const char *field, const char *subject,
                      const Juki__Common__V1__Sealed *sealed, const char **ret, refusal *broken, ju_err *err)
{
    const resident_state *state = ctx->app;
    ju_err fault = {0};
    char *text = NULL;
    *ret = "";
    if (sealed == NULL) {
        return JU_OK;
    }
    ju_rc rc = ju_unseal_text(state->resident, ctx->arena, field, subject, sealed, &text, &fault);
    if (rc == JU_REJECT && strcmp(fault.code, "seal_erased") == 0) {
        (void)refuse(broken, "seal_erased", field);
        return JU_OK;
    }
    if (rc == JU_REJECT) {
        (void)refuse(broken, "seal_broken", field);
        return JU_OK;
    }
    if (rc != JU_OK && err != NULL) {
        *err = fault;
    }
    *ret = rc == JU_OK ? text : "";
    return rc;
}

ju_rc open_pair(ju_ctx *ctx, const char *subject, const Juki__Common__V1__Sealed *individual_number,
                const Juki__Common__V1__Sealed *resident_code, entry_numbers *ret, refusal *broken,
                ju_err *err)
{
    JU_TRY(
        open_one(ctx, "individual_number", subject, individual_number, &ret->individual_number, broken, err));
    return open_one(ctx, "resident_code", subject, resident_code, &ret->resident_code, broken, err);
}

ju_rc open_numbers(ju_ctx *ctx, const person_record *record, entry_numbers *ret, ju_err *err)
{
    refusal broken = {0};
    JU_TRY(open_pair(ctx, record->register_ref, record->individual_number, record->resident_code, ret,
                     &broken, err));
    return broken.code == NULL
               ? JU_OK
               : ju_reject(err, broken.code, broken.item, "a number at rest does not open with our keys");
}

static ju_rc index_one(ju_ctx *ctx, const char *field, const char *number, const unsigned char **ret_index,
                       const char **ret_hex, ju_err *err)
{
    const resident_state *state = ctx->app;
    *ret_index = NULL;
    *ret_hex = NULL;
    if (*number == '\0') {
        return JU_OK;
    }
    unsigned char *index = ju_arena_alloc(ctx->arena, JU_BLIND_INDEX_BYTES);
    if (index == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_blind_index(state->resident, field, number, index, err));
    *ret_index = index;
    *ret_hex = ju_arena_hex(ctx->arena, index, JU_BLIND_INDEX_BYTES);
    return *ret_hex != NULL ? JU_OK : ju_no_memory(err);
}

static ju_rc hold(ju_ctx *ctx, entry_keys *keys, const char *kind, const char *value, ju_err *err)
{
    if (value == NULL || *value == '\0') {
        return JU_OK;
    }
    const char *held = ju_arena_printf(ctx->arena, "%s:%s", kind, value);
    if (held == NULL) {
        return ju_no_memory(err);
    }
    keys->held[keys->held_count++] = held;
    return JU_OK;
}

static ju_rc prepare_alike(ju_ctx *ctx, const person_entry *person, const char **ret, ju_err *err)
{
    const resident_state *state = ctx->app;
    int64_t word = 0;
    JU_TRY(record_alike_word(&state->keeper, person->name, person->birth_date->date, (int)person->sex,
                             ctx->arena, &word, err));
    *ret = ju_arena_printf(ctx->arena, "%" PRId64, word);
    return *ret == NULL ? ju_no_memory(err) : JU_OK;
}

static ju_rc prepare_card(ju_ctx *ctx, const char *card_number, const char **ret, ju_err *err)
{
    const resident_state *state = ctx->app;
    const unsigned char *index = NULL;
    JU_TRY(record_card_index(&state->keeper, card_number, ctx->arena, &index, err));
    *ret = ju_arena_hex(ctx->arena, index, JU_BLIND_INDEX_BYTES);
    return *ret == NULL ? ju_no_memory(err) : JU_OK;
}

/* Who enters is looked for among those who were here before (j600). */
static ju_rc prepare_search(ju_ctx *ctx, prepared_entry *prepared, size_t at, ju_err *err)
{
    const person_entry *person = prepared->entry->person[at];
    const reason *why = reason_find(prepared->entry->reason);
    entry_keys *keys = &prepared->keys;
    if (why == NULL || why->rule != REASON_RULE_ENTER) {
        return JU_OK;
    }
    if (person->foreign_stay != NULL && *person->foreign_stay->card_number != '\0') {
        JU_TRY(prepare_card(ctx, person->foreign_stay->card_number, &keys->card_index[at], err));
    }
    bool known = *person->name != '\0' && person->birth_date != NULL;
    return known && keys->addressee_number[at] == NULL ? prepare_alike(ctx, person, &keys->alike[at], err)
                                                       : JU_OK;
}

static ju_rc prepare_person(ju_ctx *ctx, prepared_entry *prepared, size_t at, ju_err *err)
{
    const person_entry *person = prepared->entry->person[at];
    entry_numbers *numbers = &prepared->numbers[at];
    entry_keys *keys = &prepared->keys;
    const char *subject = prepared->entry->change_id;
    JU_TRY(open_pair(ctx, subject, person->individual_number, person->resident_code, numbers,
                     &prepared->broken, err));
    JU_TRY(index_one(ctx, "individual_number", numbers->individual_number, &prepared->number_index[at],
                     &keys->number_index[at], err));
    JU_TRY(index_one(ctx, "resident_code", numbers->resident_code, &prepared->code_index[at],
                     &keys->code_index[at], err));
    keys->addressee_number[at] = *person->addressee_number == '\0' ? NULL : person->addressee_number;
    JU_TRY(prepare_search(ctx, prepared, at, err));
    JU_TRY(hold(ctx, keys, "card", keys->card_index[at], err));
    return hold(ctx, keys, "number", keys->number_index[at], err);
}

ju_rc prepare_entry(ju_ctx *ctx, const submit *entry, prepared_entry **ret, ju_err *err)
{
    /* An entry of too many is refused by entry_check; its persons need not be opened for that. */
    size_t n = entry->n_person <= ENTRY_PERSONS_MAX ? entry->n_person : 0;
    prepared_entry *prepared = ju_arena_alloc(ctx->arena, sizeof *prepared);
    if (prepared == NULL) {
        return ju_no_memory(err);
    }
    *prepared = (prepared_entry){
        .entry = entry,
        .numbers = ju_arena_alloc(ctx->arena, n * sizeof(entry_numbers)),
        .number_index = ju_arena_alloc(ctx->arena, n * sizeof(void *)),
        .code_index = ju_arena_alloc(ctx->arena, n * sizeof(void *)),
        .keys = {.count = n,
                 .addressee_number = ju_arena_alloc(ctx->arena, n * sizeof(char *)),
                 .number_index = ju_arena_alloc(ctx->arena, n * sizeof(char *)),
                 .code_index = ju_arena_alloc(ctx->arena, n * sizeof(char *)),
                 .card_index = ju_arena_alloc(ctx->arena, n * sizeof(char *)),
                 .alike = ju_arena_alloc(ctx->arena, n * sizeof(char *)),
                 .held = ju_arena_alloc(ctx->arena, (ENTRY_HELD_EACH * n + 1) * sizeof(char *))},
    };
    if (prepared->keys.held == NULL || prepared->keys.code_index == NULL || prepared->code_index == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        JU_TRY(prepare_person(ctx, prepared, i, err));
    }
    *ret = prepared;
    return hold(ctx, &prepared->keys, "household", entry->household_number, err);
}

static bool same_card(const prepared_entry *prepared, size_t at, const person_record *record)
{
    return prepared->keys.card_index[at] != NULL && record->foreign_stay != NULL &&
           strcmp(prepared->entry->person[at]->foreign_stay->card_number,
                  record->foreign_stay->card_number) == 0;
}

static ju_rc names(ju_ctx *ctx, const prepared_entry *prepared, size_t at, const person_record *record,
                   bool *ret, ju_err *err)
{
    const entry_numbers *given = &prepared->numbers[at];
    const char *addressee = prepared->keys.addressee_number[at];
    if (addressee != NULL) {
        *ret = strcmp(addressee, record->addressee_number) == 0;
        return JU_OK;
    }
    entry_numbers stored = {0};
    JU_TRY(open_numbers(ctx, record, &stored, err));
    *ret = (*given->individual_number != '\0' &&
            strcmp(given->individual_number, stored.individual_number) == 0) ||
           (*given->resident_code != '\0' && strcmp(given->resident_code, stored.resident_code) == 0) ||
           same_card(prepared, at, record);
    wipe_numbers(&stored);
    return JU_OK;
}

/* Whether a number that the entry gives a person whom it names by 宛名番号 is another person's. */
static ju_rc taken(ju_ctx *ctx, const prepared_entry *prepared, size_t at, const person_record *other,
                   bool *ret, ju_err *err)
{
    const entry_numbers *given = &prepared->numbers[at];
    if (prepared->keys.addressee_number[at] == NULL ||
        (*given->individual_number == '\0' && *given->resident_code == '\0')) {
        return JU_OK;
    }
    entry_numbers stored = {0};
    JU_TRY(open_numbers(ctx, other, &stored, err));
    *ret |= (*given->individual_number != '\0' &&
             strcmp(given->individual_number, stored.individual_number) == 0) ||
            (*given->resident_code != '\0' && strcmp(given->resident_code, stored.resident_code) == 0);
    wipe_numbers(&stored);
    return JU_OK;
}

static ju_rc mark_taken(ju_ctx *ctx, const prepared_entry *prepared, const record_list *found,
                        person_record *const *named, const bool **ret, ju_err *err)
{
    size_t n = prepared->entry->n_person;
    bool *marks = ju_arena_alloc(ctx->arena, n * sizeof *marks);
    if (marks == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t f = 0; f < found->count; f++) {
            if (found->item[f] != named[i]) {
                JU_TRY(taken(ctx, prepared, i, found->item[f], &marks[i], err));
            }
        }
    }
    *ret = marks;
    return JU_OK;
}

/* The rows before the cancelled change stand among the records found: of two rows of one person, the older.
 * They are taken out of *found. */
static ju_rc split_before(ju_ctx *ctx, record_list *found, record_list *ret_before, ju_err *err)
{
    size_t kept = 0;
    *ret_before =
        (record_list){.item = ju_arena_alloc(ctx->arena, (found->count + 1) * sizeof(person_record *))};
    if (ret_before->item == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < found->count; i++) {
        bool older = false;
        for (size_t other = 0; other < found->count; other++) {
            older |= strcmp(found->item[other]->addressee_number, found->item[i]->addressee_number) == 0 &&
                     found->item[other]->history_number > found->item[i]->history_number;
        }
        if (older) {
            ret_before->item[ret_before->count++] = found->item[i];
        }
    }
    for (size_t i = 0, b = 0; i < found->count; i++) {
        if (b < ret_before->count && found->item[i] == ret_before->item[b]) {
            b++;
        } else {
            found->item[kept++] = found->item[i];
        }
    }
    found->count = kept;
    return JU_OK;
}

static ju_rc match_before(ju_ctx *ctx, person_record *const *named, size_t n, const record_list *before,
                          person_record *const **ret, ju_err *err)
{
    person_record **list = ju_arena_alloc(ctx->arena, n * sizeof *list);
    if (list == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t b = 0; named[i] != NULL && b < before->count; b++) {
            if (strcmp(before->item[b]->addressee_number, named[i]->addressee_number) == 0) {
                list[i] = before->item[b];
            }
        }
    }
    *ret = list;
    return JU_OK;
}

static ju_rc match(ju_ctx *ctx, const prepared_entry *prepared, const record_list *found,
                   person_record ***ret, refusal *ret_why, ju_err *err)
{
    size_t n = prepared->entry->n_person;
    *ret = ju_arena_alloc(ctx->arena, n * sizeof(person_record *));
    if (*ret == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t f = 0; f < found->count; f++) {
            bool named = false;
            JU_TRY(names(ctx, prepared, i, found->item[f], &named, err));
            if (named && (*ret)[i] != NULL) {
                (void)refuse(ret_why, "numbers_of_two", "resident_code");
                return JU_OK;
            }
            (*ret)[i] = named ? found->item[f] : (*ret)[i];
        }
        for (size_t before = 0; (*ret)[i] != NULL && before < i; before++) {
            if ((*ret)[before] == (*ret)[i]) {
                (void)refuse(ret_why, "person_twice", "person");
                return JU_OK;
            }
        }
    }
    return JU_OK;
}

/* The current residents first, who are the members; then the 除票. */
static ju_rc split_removed(ju_ctx *ctx, record_list *found, change_facts *ret, ju_err *err)
{
    person_record **removed = ju_arena_alloc(ctx->arena, (found->count + 1) * sizeof *removed);
    if (removed == NULL) {
        return ju_no_memory(err);
    }
    for (size_t i = 0; i < found->count; i++) {
        if (found->item[i]->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT) {
            found->item[ret->member_count++] = found->item[i];
        } else {
            removed[ret->removed_count++] = found->item[i];
        }
    }
    ret->removed = removed;
    return JU_OK;
}

ju_rc prepared_facts(ju_ctx *ctx, const prepared_entry *prepared, int answer, change_facts *ret,
                     refusal *ret_why, ju_err *err)
{
    record_list found;
    person_record **named = NULL;
    JU_TRY(read_records(ctx, answer, &found, err));
    record_list before = {0};
    if (*prepared->entry->cancelled_change_id != '\0') {
        JU_TRY(split_before(ctx, &found, &before, err));
    }
    JU_TRY(match(ctx, prepared, &found, &named, ret_why, err));
    *ret =
        (change_facts){.entry = prepared->entry, .named = named, .member = found.item, .today = ctx->today};
    ret->now = ctx->now;
    JU_TRY(read_restraints(ctx, answer, &ret->restraints, err));
    JU_TRY(match_before(ctx, named, prepared->entry->n_person, &before, &ret->before, err));
    JU_TRY(mark_taken(ctx, prepared, &found, named, &ret->taken, err));
    return split_removed(ctx, &found, ret, err);
}
