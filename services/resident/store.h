#ifndef RESIDENT_STORE_H
#define RESIDENT_STORE_H

#include "services/resident/entry.h"

#include "common/db/kept.h"
#include "common/event/batch.h"
#include "juki/resident/v1/record.pb-c.h"

/* With the other store_ files the only one of this room that names SQL. ask_ functions queue questions, read_
 * functions take their answers by the number under which they were asked, put_ functions queue writes. */

typedef Juki__Resident__V1__PersonRecord person_record;

typedef struct record_list {
    person_record **item;
    size_t count;
} record_list;

/* What an entry knows of its persons; arrays of n elements, NULL where unknown. Indexes in hexadecimal. */
typedef struct entry_keys {
    size_t count;
    const char **addressee_number;
    const char **number_index;
    const char **code_index;
    const char **card_index;
    const char **alike; /* word of record_words.h of who enters, in decimal: a 除票 may be alike (j600) */
    const char **held;  /* what the entry locks beside the households of its persons; held_count long */
    size_t held_count;
} entry_keys;

ju_rc ask_change(ju_ctx *ctx, const char *change_id, ju_err *err) JU_MUST_CHECK;
typedef struct stored_change {
    bool found;
    int status;
    ProtobufCBinaryData entry;
    const char *entered_by;
    const char *approved_by; /* the first of two reviewers; "" when nobody has yet */
    const char *refusal_code;
    const char *refusal_item;
} stored_change;
ju_rc read_change(ju_ctx *ctx, int answer, const char *change_id, stored_change *ret,
                  ju_err *err) JU_MUST_CHECK;

/* The latest records of the persons named and of the members of the households concerned; of a 取消し also
 * the rows before the cancelled change. */
ju_rc ask_records_of_entry(ju_ctx *ctx, const entry_keys *keys, const char *household_number,
                           const char *cancelled_change_id, ju_err *err) JU_MUST_CHECK;
ju_rc ask_records_of_change(ju_ctx *ctx, const char *change_id, ju_err *err) JU_MUST_CHECK;
/* corrected: a 仮登録 whose locks do not count, or NULL. */
ju_rc ask_locks(ju_ctx *ctx, const entry_keys *keys, const char *cancelled_change_id, const char *corrected,
                ju_err *err) JU_MUST_CHECK;
ju_rc ask_serials(ju_ctx *ctx, const char *change_id, ju_err *err) JU_MUST_CHECK;
ju_rc ask_registered(ju_ctx *ctx, const char *change_id, ju_err *err) JU_MUST_CHECK;
ju_rc ask_records(ju_ctx *ctx, const char *addressee_number, bool history, ju_err *err) JU_MUST_CHECK;

/* Opens the record whose columns begin at column of a row: addressee_number, history_number, content of
 * person_record, or past (store_past.h) in place of that; NULL where these are null. Errors as ju_col_kept (a
 * content that belongs to another row: JU_REJECT "seal_broken"), JU_FATAL when the arena is full, as with
 * those below. */
ju_rc read_record(const ju_keeper *keeper, ju_arena *arena, const PGresult *rows, int row, int column,
                  person_record **ret, ju_err *err) JU_MUST_CHECK;
/* Likewise what was read of a row by other means: its content as it stands there. */
ju_rc open_record(const ju_keeper *keeper, ju_arena *arena, const char *addressee_number, int history_number,
                  ProtobufCBinaryData content, person_record **ret, ju_err *err) JU_MUST_CHECK;
ju_rc read_records(ju_ctx *ctx, int answer, record_list *ret, ju_err *err) JU_MUST_CHECK;
/* Where a record begins behind other columns. */
ju_rc read_records_from(ju_ctx *ctx, int answer, int column, record_list *ret, ju_err *err) JU_MUST_CHECK;

/* ---- 審査リスト ---- */

/* One, or a page of those after an id. */
ju_rc ask_provisional(ju_ctx *ctx, const char *change_id, const char *after, ju_err *err) JU_MUST_CHECK;
typedef struct stored_provisional {
    ProtobufCBinaryData entry;
    const char *entered_at;
    int approvals;
    const char *approved_by;
} stored_provisional;
ju_rc read_provisional(ju_ctx *ctx, int answer, size_t row, stored_provisional *ret,
                       ju_err *err) JU_MUST_CHECK;

/* ---- 転出 ---- */

/* 2 answers: the latest record and the first one of the person's 転出; whether a 仮登録 holds the person. */
ju_rc ask_move_out(ju_ctx *ctx, const char *addressee_number, ju_err *err) JU_MUST_CHECK;
ju_rc ask_move_outs_due(ju_ctx *ctx, const char *today, ju_err *err) JU_MUST_CHECK;
ju_rc forget_move_outs(ju_ctx *ctx, const char *today, ju_err *err) JU_MUST_CHECK;

typedef struct person_indexes {
    const unsigned char *number; /* JU_BLIND_INDEX_BYTES, or NULL to keep what is there */
    const unsigned char *code;
} person_indexes;
/* The record, and of the row by which the person is searched what is another than before (put_search). NULL
 * where more than one record of the person is written at once, for their statements run in any order. */
ju_rc put_record(ju_ctx *ctx, const person_record *before, const person_record *record,
                 person_indexes indexes, ju_err *err) JU_MUST_CHECK;
/* A row that a younger one of the same change or load follows: the history alone. */
ju_rc put_past_record(ju_ctx *ctx, const person_record *record, ju_err *err) JU_MUST_CHECK;
/* packed: the entry as it came. */
ju_rc put_change(ju_ctx *ctx, const Juki__Resident__V1__SubmitChange *entry,
                 const ProtobufCBinaryData *packed, int status, const refusal *why,
                 ju_err *err) JU_MUST_CHECK;
/* Whom it names, and what it holds; where it corrects a 仮登録, that one lets go of what it held. */
ju_rc put_change_keys(ju_ctx *ctx, const char *change_id, const entry_keys *keys, const char *corrected,
                      ju_err *err) JU_MUST_CHECK;
ju_rc put_review(ju_ctx *ctx, const char *change_id, int status, const char *reviewer, const refusal *why,
                 ju_err *err) JU_MUST_CHECK;
/* One approval of several; the change stays 仮登録. */
ju_rc put_approval(ju_ctx *ctx, const char *change_id, const char *reviewer, ju_err *err) JU_MUST_CHECK;
/* Notes the planned day of a 転出, that it may be found when it has come. */
ju_rc put_move_out_plan(ju_ctx *ctx, const person_record *record, ju_err *err) JU_MUST_CHECK;

#endif
