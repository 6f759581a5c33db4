#ifndef TESTS_UNIT_RESIDENT_SAMPLE_H
#define TESTS_UNIT_RESIDENT_SAMPLE_H

#include "services/resident/change.h"

/*
 * A small register and a valid entry for each reason of change: a test changes one thing and looks at what
 * becomes of it. Numbers are documented samples that belong to nobody.
 */
#define SAMPLE_TODAY        "2026-04-10"
#define SAMPLE_MUNICIPALITY "132071"
#define SAMPLE_NUMBER       "123456789018"
#define SAMPLE_CODE         "12345678903"

enum { SAMPLE_ENTRY_MAX = 52, SAMPLE_NUMBERED_MAX = 4 };

/* The persons of the register: three in one household, one alone, two struck off. */
enum {
    SAMPLE_HEAD,
    SAMPLE_WIFE,
    SAMPLE_CHILD,
    SAMPLE_ALONE,
    SAMPLE_MOVED_OUT,
    SAMPLE_DEAD,
    SAMPLE_REGISTERED,
};
#define SAMPLE_FAMILY_HOUSEHOLD "0000000019"
#define SAMPLE_ALONE_HOUSEHOLD  "0000000027"

typedef struct sample_register {
    Juki__Common__V1__Address family_address;
    Juki__Common__V1__Address alone_address;
    Juki__Common__V1__WrittenDate birth_date;
    Juki__Common__V1__Sealed individual_number;
    Juki__Common__V1__Sealed resident_code;
    Juki__Resident__V1__PersonRecord person[SAMPLE_REGISTERED];
    Juki__Resident__V1__PersonRecord *current[SAMPLE_REGISTERED];
    size_t current_count;
    Juki__Resident__V1__PersonRecord *removed[SAMPLE_REGISTERED];
    size_t removed_count;
} sample_register;

typedef struct sample_entry {
    Juki__Resident__V1__SubmitChange entry;
    Juki__Common__V1__Operator operator_;
    Juki__Resident__V1__IdentityCheck identity_check;
    Juki__Common__V1__Address address;
    Juki__Common__V1__Address elsewhere;
    Juki__Resident__V1__PersonEntry person[SAMPLE_ENTRY_MAX];
    Juki__Resident__V1__PersonEntry *persons[SAMPLE_ENTRY_MAX];
    Juki__Common__V1__WrittenDate birth_date[SAMPLE_ENTRY_MAX];
    Juki__Common__V1__Sealed sealed;
    entry_numbers numbers[SAMPLE_ENTRY_MAX];
} sample_entry;

/* protobuf-c has its texts without const. */
char *sample_text(const char *text);

void sample_register_fill(sample_register *s);

/*
 * A valid entry of count persons, at most SAMPLE_NUMBERED_MAX where numbers are given. 転入 makes a household
 * of its own; 出生 joins the family; 転居 moves the family's head and then the others to a new address; 転出
 * and 死亡 are of the same persons. s points into itself: it must not be moved.
 */
void sample_entry_fill(sample_entry *s, const char *reason_code, size_t count);

/* The registered person of this 宛名番号, or NULL. */
Juki__Resident__V1__PersonRecord *sample_named(sample_register *s, const char *addressee_number);

#endif
