#ifndef TOWN_TOWN_H
#define TOWN_TOWN_H

#include "common/base/err.h"
#include "common/text/date.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A synthetic town: invented people at real places, for the demo, the system tests and the benchmark. The
 * same options and dictionaries give the same town to the byte.
 *
 * Numbers. No range of 個人番号 or 住民票コード is set aside for tests, and a random number with a right
 * check digit may belong to somebody. The project therefore keeps to one block that is recognised at a glance
 * and by grep: bodies that begin 0000. In it, the digit after 0000 is 1 to 7 for the town's people, 8 for
 * whom a test enters, and 9 for whoever plays the national body and numbers the newborn; 0 is not used, so
 * that a zero-padded counter in a topic or log is not mistaken for one of these numbers.
 *
 * Characters. One household in forty has a name beyond JIS X 0208: with a variation selector (辻 U+8FBB
 * U+E0102, 葛 U+845B U+E0100) or outside the BMP (𠮷); the 22nd household has an external character (U+E001,
 * Private Use).
 */
typedef enum town_sex { TOWN_SEX_MALE = 1, TOWN_SEX_FEMALE = 2 } town_sex; /* as juki.common.v1.Sex */

/* As juki.common.v1.Address. town_code is always 0000000 (none): no packaged source has the 町字コード. */
typedef struct town_address {
    const char *postal_code;
    const char *municipality_code;
    const char *town_code;
    const char *prefecture;
    const char *municipality;
    const char *town;
    const char *number;
    const char *building; /* may be empty */
} town_address;

typedef struct town_person {
    const char *name;              /* 氏名, family and given name with a full-width space between */
    const char *name_kana;         /* フリガナ, likewise */
    char birth_date[JU_DATE_SIZE]; /* representative day when 不詳 */
    const char *birth_written;     /* 不詳表記; NULL when the day is known */
    town_sex sex;
    const char *relationship;             /* 続柄 */
    char individual_number[13];           /* 個人番号; empty for the newborn */
    char resident_code[12];               /* 住民票コード; empty for the newborn */
    const char *registered_domicile;      /* 本籍 */
    const char *family_register_head;     /* 筆頭者 */
    char resident_since[JU_DATE_SIZE];    /* 住民となった年月日 */
    char address_since[JU_DATE_SIZE];     /* 住所を定めた年月日 */
    const town_address *previous_address; /* 転入前住所; NULL for those born here */
} town_person;

/* The members' first is the 世帯主. */
typedef struct town_household {
    town_address address;
    const char *family; /* the head's family name, for who is born into the household */
    const char *family_kana;
    town_person *member;
    size_t member_count;
} town_household;

typedef struct town_options {
    uint64_t seed;
    size_t size;                   /* residents, at least 1 */
    const char *municipality_code; /* of town_municipalities; NULL is 昭島市 */
    const char *as_of;             /* YYYY-MM-DD, the day on which the town is as it is */
    const char *skk_dir;           /* NULL is where Debian's packages put the dictionaries */
    const char *ipadic_dir;
} town_options;

typedef struct town_source town_source;

typedef struct ju_town {
    town_household *household;
    size_t household_count;
    size_t person_count;
    ju_date as_of;
    town_source *source;
} ju_town;

/*
 * Makes a town. JU_REJECT for bad options (item names the option), JU_FATAL when dictionaries are missing.
 * Everything reached from a town, also what the functions below add, lives until town_free.
 */
ju_rc town_new(const town_options *options, ju_town **ret, ju_err *err) JU_MUST_CHECK;
void town_free(ju_town *town);

/* A household of at most size_max persons from elsewhere that settles in the town on since. */
ju_rc town_new_household(ju_town *town, ju_date since, size_t size_max, town_household *ret,
                         ju_err *err) JU_MUST_CHECK;

/* A child born into the household, without numbers: the national body gives those. */
ju_rc town_new_baby(ju_town *town, const town_household *household, ju_date born, town_person *ret,
                    ju_err *err) JU_MUST_CHECK;

/* A dwelling in the town, and one in another municipality. */
ju_rc town_random_address(ju_town *town, town_address *ret, ju_err *err) JU_MUST_CHECK;
ju_rc town_random_destination(ju_town *town, town_address *ret, ju_err *err) JU_MUST_CHECK;

/* Age in full years; the representative birth date counts. */
int town_age(const town_person *person, ju_date on);

#endif
