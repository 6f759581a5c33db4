#ifndef RESIDENT_NOTE_H
#define RESIDENT_NOTE_H

#include "services/resident/restraint.h"

#include "juki/resident/v1/note.pb-c.h"

/* Rules of メモ and 備考 (standard j140, j150), without I/O. */

enum {
    NOTE_MEMO = JUKI__RESIDENT__V1__NOTE_KIND__NOTE_KIND_MEMO,
    NOTE_REMARK = JUKI__RESIDENT__V1__NOTE_KIND__NOTE_KIND_REMARK,
};

/* A note as one act left it; texts borrowed. */
typedef struct note {
    const char *id;
    int step; /* 0: not written yet */
    const char *addressee_number;
    int kind;  /* juki.resident.v1.NoteKind */
    int state; /* juki.resident.v1.NoteState */
    const char *text;
    const char *recorded_date;
    bool date_hidden;
    const char *operator_id;
    const char *terminal_id;
} note;

/* What the register knows when a note is written or reviewed. */
typedef struct note_case {
    bool found;  /* the person, or of a note that is named the note */
    note latest; /* how the note was left; step 0 of a new one, with the person */
    restraint_list restraints;
    const char *today;
    const char *now;
} note_case;

/* The note that it is about: a new one has the number of its request. */
const char *note_id_of(const Juki__Resident__V1__WriteNote *entry);

/* The row that writing adds, or false and why. 照会抑止 is against a メモ, 異動抑止 against a 備考 (j410). */
bool note_write(const Juki__Resident__V1__WriteNote *entry, const note_case *known, note *ret,
                refusal *ret_refusal);

/* The row that a review adds, or false and why: approved by another than who wrote it, or taken back by the
 * writer. */
bool note_review(const Juki__Resident__V1__ReviewNote *review, const note_case *known, note *ret,
                 refusal *ret_refusal);

#endif
