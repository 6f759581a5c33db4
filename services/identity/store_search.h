#ifndef IDENTITY_STORE_SEARCH_H
#define IDENTITY_STORE_SEARCH_H

#include "common/db/kept.h"
#include "common/event/batch.h"
#include "services/identity/numbers.h"
#include "services/identity/search.h"

/* The tables of 本人確認情報検索. ask_ functions queue a question in ask, got_ functions read its answer, the
 * first of the message, in apply; put_ functions queue a write in apply. */

/* What the person of a record is found by from now on. */
ju_rc identity_put_search(ju_ctx *ctx, const identity_record *record, const identity_numbers *numbers,
                          ju_err *err) JU_MUST_CHECK;

/* The blind indexes of a search row. */
typedef struct search_row_indexes {
    const unsigned char *code;
    const unsigned char *number;
} search_row_indexes;

/* The parameters of one row of search_put.sql. Errors as ju_blind_word; JU_FATAL when the arena is full. */
ju_rc search_arg_row(ju_args *args, const ju_keeper *keeper, const search_row_indexes *indexes,
                     const identity_record *record, ju_err *err) JU_MUST_CHECK;

/* Numbers that are looked up, or NULL: items are. */
typedef struct search_indexes {
    const unsigned char *code;
    const unsigned char *number;
} search_indexes;

ju_rc identity_ask_search(ju_ctx *ctx, const Juki__Identity__V1__SearchIdentity *question,
                          const search_plan *plan, search_indexes indexes, ju_err *err) JU_MUST_CHECK;

/* Who was found, one more than a list holds at most; an item of each per person. */
typedef struct search_hits {
    size_t count;
    const unsigned char **code_index; /* of our file; or NULL */
    const ProtobufCMessage **answer;  /* InquiredPerson of a peer; or NULL */
    const char **of;                  /* whom the audit trail names, see search_audit */
    Juki__Identity__V1__FoundIdentity **person;
} search_hits;

/* Room for so many, all NULL. False when the arena is full. */
bool search_hits_init(search_hits *hits, size_t count, ju_arena *arena);

/*
 * Of those that the key found, who fits the plan, in the order of their readings; a key that finds more than
 * SEARCH_OPENED_MAX finds too many for a list. Errors as identity_col_record.
 */
ju_rc identity_got_search(ju_ctx *ctx, const search_plan *plan, search_hits *ret, ju_err *err) JU_MUST_CHECK;
ju_rc identity_put_hits(ju_ctx *ctx, const char *list_id, const char *operator_id, const search_hits *hits,
                        ju_err *err) JU_MUST_CHECK;

ju_rc identity_ask_chosen(ju_ctx *ctx, const Juki__Identity__V1__ShowIdentity *question,
                          ju_err *err) JU_MUST_CHECK;

/* The one chosen; its numbers are sealed as they rest. */
typedef struct search_chosen {
    Juki__Identity__V1__FoundIdentity *person; /* NULL: no such list, or no such place in it */
    const char *register_ref;                  /* NULL: of elsewhere */
    const char *sealed_subject;
    const char *municipality_code;
    const char *reason;
    const char *change_date;
    Juki__Common__V1__Sealed *resident_code;
    Juki__Common__V1__Sealed *individual_number;
} search_chosen;

ju_rc identity_got_chosen(ju_ctx *ctx, const Juki__Identity__V1__ShowIdentity *question, search_chosen *ret,
                          ju_err *err) JU_MUST_CHECK;

#endif
