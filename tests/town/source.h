#ifndef TOWN_SOURCE_H
#define TOWN_SOURCE_H

#include "common/text/date.h"
#include "tests/town/dictionary.h"
#include "tests/town/random.h"
#include "tests/town/town.h"

/*
 * What towns are made of: random numbers, dictionaries, memory, and the next person's numbers. Texts live as
 * long as the source. When memory runs out, texts become empty and out_of_memory stays set, so that one
 * check at the end of a larger step is enough.
 */
struct town_source {
    town_random random;
    town_dictionary dictionary;
    ju_arena arena;
    bool out_of_memory;
    size_t home; /* index of the town's own municipality */
    size_t numbered;
    size_t individual_number_start;
    size_t resident_code_start;
};

const char *town_source_text(town_source *source, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Zeroed memory; sets out_of_memory when it returns NULL. */
void *town_source_alloc(town_source *source, size_t size_bytes);

/* JU_FATAL when memory has run out since the source was made. */
ju_rc town_source_check(const town_source *source, ju_err *err) JU_MUST_CHECK;

/* A number written with full-width digits, as items of type N in the data layouts are. */
const char *town_source_digits(town_source *source, int number);

/* A name of the kind; common ones come often. */
const town_name *town_source_name(town_source *source, town_name_kind kind);

/* A dwelling in the municipality with this index of town_municipalities. */
town_address town_source_address(town_source *source, size_t municipality);

/* Index of any municipality but the town's own. */
size_t town_source_elsewhere(town_source *source);

/* The next pair of numbers of the synthetic block (see town.h); JU_FATAL when the block is used up. */
ju_rc town_source_number(town_source *source, town_person *person, ju_err *err) JU_MUST_CHECK;

#endif
