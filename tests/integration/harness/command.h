#ifndef HARNESS_COMMAND_H
#define HARNESS_COMMAND_H

#include "common/base/arena.h"
#include "common/base/uuid7.h"
#include "juki/resident/v1/command.pb-c.h"
#include "tests/integration/harness/world.h"

/* Commands to resident, as a counter sends them. */

/* A person of the synthetic block (bodies 00008...), by serial number from 1. */
typedef struct test_person {
    char name[64];
    char individual_number[13];
    char resident_code[12];
} test_person;
test_person person_of(int serial);

typedef struct command_id {
    char text[JU_UUID_SIZE];
} command_id;
command_id command_new_id(void);

/* What of a 国内転入 of one person, 世帯主 of a new household, differs from the usual. */
typedef struct move_in {
    int serial;                   /* person_of */
    const char *change_id;        /* NULL: a new one */
    const char *change_date;      /* NULL: TEST_TODAY */
    const char *household_number; /* NULL: a new household */
    const char *relationship;     /* NULL: 世帯主 */
    const char *seal_audience;    /* NULL: resident */
    const char *seal_subject;     /* NULL: the change id */
} move_in;
command_id command_move_in(world *w, const move_in *wish);

/* 東京都昭島市田中町 and this 番地, under a code that need not be its own. */
void command_address(Juki__Common__V1__Address *address, const char *municipality_code, const char *number);

/* 国内転出, 国外転出 or 死亡 of a person on record. */
command_id command_leave(world *w, const char *reason, const char *addressee_number, const char *change_date);

/* A 転入通知 about who leaves or, without a day, the order to strike off who is due. */
void command_settle(world *w, const char *addressee_number, const char *arrival_date);

/* 転居 of a person on record into a household of its own, and what it may have besides. */
typedef struct move_within {
    const char *addressee_number;
    const char *number;          /* 番地 of the new place */
    const char *confirmed_alert; /* NULL: none */
    bool support_requested;
} move_within;
command_id command_move(world *w, const move_within *wish);

/* 転居 of a person on record into a household of its own or, with household_number, into that one. */
command_id command_move_within(world *w, const char *addressee_number, const char *number);

/* 出生 into a household. */
command_id command_birth(world *w, const char *household_number);

void command_review(world *w, const char *change_id, const char *operator_id, bool approve);
/* Both reviewers of a change that two must see (seed 002 R-22); key and order are the same, so one is first.
 */
void command_approve(world *w, const char *change_id);
/* Waits for the 仮登録 of a change that one must see, has it approved, and waits until it is registered. */
void command_complete(world *w, command_id change);
/* 取下げ of a 仮登録. */
void command_withdraw(world *w, const char *change_id, const char *operator_id);
/* 本人確認 as every entry here has it: whoever notifies has shown his 個人番号カード. */
Juki__Resident__V1__IdentityCheck *command_identity(void);
/* Any other entry, with its operator filled in and, where none is given, 本人確認. */
void command_send(world *w, Juki__Resident__V1__SubmitChange *message, const char *entered_by);
/* 照会 of one person; the reply's key is the id returned. */
command_id command_query_person(world *w, const char *addressee_number);

/* Makes resident's topics, with so many partitions. */
void command_topics(world *w, int partitions);

/* A number sealed to resident for an entry; lives in the arena. */
Juki__Common__V1__Sealed *command_seal(world *w, ju_arena *arena, const char *field, const char *change_id,
                                       const char *number);

/* All topics of the house. */
void command_all_topics(world *w, int partitions);

/* Packs a move-in without sending it: for tests that break it. Free *ret_value. */
size_t command_pack_move_in(world *w, const move_in *wish, const char *change_id, unsigned char **ret_value);

/* The status of a change in resident's database; -1 when it is not there. */
int command_status(world *w, const char *change_id);

/* Sends and registers a move-in; returns the person's 宛名番号 and household (static, by serial). */
typedef struct registered {
    command_id change;
    char addressee_number[16];
    char household_number[16];
} registered;
registered command_register(world *w, int serial);
void command_register_ids(world *w, const char *change_id, registered *ret);

#endif
