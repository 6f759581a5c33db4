#ifndef TOWN_DICTIONARY_H
#define TOWN_DICTIONARY_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "tests/town/municipality.h"

#include <stdint.h>

#define TOWN_SKK_DIR    "/usr/share/skk"             /* Debian package skkdic-extra */
#define TOWN_IPADIC_DIR "/var/lib/chasen/dic/ipadic" /* Debian package ipadic-common */

/* A 町域 and its postal code. */
typedef struct town_place {
    char postal_code[8];
    const char *town;
} town_place;

typedef struct town_place_list {
    const town_municipality *municipality;
    town_place *item;
    size_t count;
} town_place_list;

/* A family or given name; the commonest have the lowest cost. */
typedef struct town_name {
    const char *written;
    const char *kana;
    int64_t cost;
} town_name;

typedef struct town_name_list {
    town_name *item;
    size_t count;
} town_name_list;

/* Women's names on 子 are a list of their own, because they belong to a generation. */
typedef enum town_name_kind {
    TOWN_NAME_FAMILY,
    TOWN_NAME_MALE,
    TOWN_NAME_FEMALE,
    TOWN_NAME_FEMALE_KO,
    TOWN_NAME_KIND_MAX_
} town_name_kind;

typedef struct town_dictionary {
    town_place_list *place; /* one list for each of town_municipalities, in its order, none empty */
    town_name_list name[TOWN_NAME_KIND_MAX_]; /* each sorted, commonest first, none empty */
} town_dictionary;

/*
 * Reads the packaged dictionaries: places from SKK-JISYO.zipcode in skk_dir, names from Noun.name.dic in
 * ipadic_dir. Texts are allocated from arena. JU_FATAL when a file is missing or lacks what a town needs.
 * On failure, too, town_dictionary_done must be called.
 */
ju_rc town_dictionary_read(town_dictionary *dictionary, ju_arena *arena, const char *skk_dir,
                           const char *ipadic_dir, ju_err *err) JU_MUST_CHECK;
void town_dictionary_done(town_dictionary *dictionary);

#endif
