/* Any bytes as a SubmitChange, decided over a small register. Sealed numbers cannot be opened here: the
 * ciphertext stands for what would be found inside. */
#include "common/event/check.h"
#include "common/text/text.h"
#include "tests/fuzz/harness.h"
#include "tests/unit/resident_sample.h"

#include <string.h>

enum { ARENA_BYTES = 4 * 1024 * 1024 };

typedef Juki__Resident__V1__SubmitChange submit;
typedef Juki__Resident__V1__PersonRecord record;

static const char HEAD[] = "世帯主";

static const char *opened(const Juki__Common__V1__Sealed *sealed, ju_arena *arena)
{
    bool text =
        sealed != NULL && ju_text_valid((const char *)sealed->ciphertext.data, sealed->ciphertext.len);
    return text ? fuzz_text(arena, sealed->ciphertext.data, sealed->ciphertext.len) : "";
}

static entry_numbers *open_all(const submit *entry, ju_arena *arena)
{
    entry_numbers *numbers = ju_arena_alloc(arena, entry->n_person * sizeof *numbers);
    must(numbers != NULL);
    for (size_t i = 0; i < entry->n_person; i++) {
        numbers[i] = (entry_numbers){.individual_number = opened(entry->person[i]->individual_number, arena),
                                     .resident_code = opened(entry->person[i]->resident_code, arena)};
    }
    return numbers;
}

/* Who is meant: by 宛名番号, or the person who moved out by a known 個人番号. */
static record **match(sample_register *reg, const submit *entry, const entry_numbers *numbers,
                      ju_arena *arena)
{
    record **named = ju_arena_alloc(arena, entry->n_person * sizeof(record *));
    must(named != NULL);
    for (size_t i = 0; i < entry->n_person; i++) {
        named[i] = *entry->person[i]->addressee_number != '\0'
                       ? sample_named(reg, entry->person[i]->addressee_number)
                   : strcmp(numbers[i].individual_number, SAMPLE_NUMBER) == 0 ? &reg->person[SAMPLE_MOVED_OUT]
                                                                              : NULL;
    }
    return named;
}

static void must_say_why(const refusal *why)
{
    must(why->code != NULL && why->item != NULL);
    must(strcmp(refusal_message(why->code), refusal_message("no_such_code")) != 0);
}

static size_t count_heads(const change_result *result, size_t count)
{
    size_t heads = 0;
    for (size_t i = 0; i < count; i++) {
        bool current = result->record[i]->state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
        heads += current && strcmp(result->record[i]->relationship, HEAD) == 0;
    }
    return heads;
}

static void must_follow(const change_facts *facts, const change_result *result, ju_arena *arena)
{
    size_t count = facts->entry->n_person;
    must(result->household_number != NULL && *result->household_number != '\0');
    for (size_t i = 0; i < count; i++) {
        const record *before = facts->named[i];
        const record *after = result->record[i];
        must(after != before && *after->addressee_number != '\0' && *after->register_ref != '\0');
        must(after->history_number ==
             (before == NULL ? 1 : before->history_number + 1 + (result->struck[i] != NULL)));
        must(before == NULL || strcmp(after->addressee_number, before->addressee_number) == 0);
        must(after->address != NULL && strcmp(after->address->municipality_code, SAMPLE_MUNICIPALITY) == 0);
        size_t size = 0;
        (void)fuzz_pack(&after->base, arena, &size);
    }
    bool enters = facts->member_count > 0 && strcmp(facts->entry->reason, "domestic_move_in") == 0;
    must(count_heads(result, count) <= 1 || !enters);
}

static void decide(sample_register *reg, const submit *entry, const entry_numbers *numbers, ju_arena *arena)
{
    size_t count = entry->n_person;
    const char **given = ju_arena_alloc(arena, count * sizeof *given);
    must(given != NULL);
    for (size_t i = 0; i < count; i++) {
        given[i] = "00000000077";
    }
    change_facts facts = {.entry = entry,
                          .named = match(reg, entry, numbers, arena),
                          .member = reg->current,
                          .member_count = reg->current_count,
                          .today = SAMPLE_TODAY};
    change_numbers new_numbers = {
        .addressee_number = given, .register_ref = given, .household_number = "0000000035"};
    change_result result = {0};
    refusal why = {0};
    if (change_decide(&facts, &new_numbers, arena, &result, &why)) {
        must(why.code == NULL);
        must_follow(&facts, &result, arena);
    } else if (!arena->full) {
        must_say_why(&why);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static sample_register reg;
    ju_arena *arena = fuzz_arena(ARENA_BYTES);
    ProtobufCMessage *message = NULL;
    ju_err err;
    if (ju_unpack(&juki__resident__v1__submit_change__descriptor, data, size, true, arena, &message, &err) !=
        JU_OK) {
        return 0;
    }
    arena->cap_bytes = SIZE_MAX / 2;
    const submit *entry = (const submit *)message;
    const entry_numbers *numbers = open_all(entry, arena);
    refusal why = {0};
    sample_register_fill(&reg);
    size_t before_size = 0;
    const uint8_t *before = fuzz_pack(message, arena, &before_size);
    if (!entry_check(entry, numbers, SAMPLE_TODAY, SAMPLE_MUNICIPALITY, &why)) {
        must_say_why(&why);
        return 0;
    }
    must(why.code == NULL);
    decide(&reg, entry, numbers, arena);

    /* nothing that was read has been written */
    static sample_register untouched;
    size_t after_size = 0;
    const uint8_t *after = fuzz_pack(message, arena, &after_size);
    must(before_size == after_size && memcmp(before, after, after_size) == 0);
    sample_register_fill(&untouched);
    for (size_t i = 0; i < SAMPLE_REGISTERED; i++) {
        must(fuzz_same(&reg.person[i].base, &untouched.person[i].base, arena));
    }
    return 0;
}
