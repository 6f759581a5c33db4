#ifndef HARNESS_OUTSIDER_H
#define HARNESS_OUTSIDER_H

#include "tests/integration/harness/asker.h"
#include "tests/integration/harness/process.h"

#include <string.h>

/* What the tests of 住登外者 ask for, as clerks of two affairs of the town. */

#define TAX     "地方税の賦課徴収"
#define WELFARE "子どものための教育・保育給付"

typedef Juki__Gateway__V1__NonresidentBasics basics_message;
typedef Juki__Gateway__V1__NonresidentReply person_reply;
typedef Juki__Gateway__V1__NonresidentsReply list_reply;
typedef Juki__Gateway__V1__NonresidentLinkReply link_reply;
typedef Juki__Gateway__V1__IntegratedReply integrated_reply;

static inline char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

/* Of a refusal, "" for none. */
static inline const char *code_of(const Juki__Common__V1__Refusal *refusal)
{
    if (refusal == NULL) {
        return "";
    }
    assert_true(strlen(refusal->message) > 0);
    return refusal->code;
}

/* A command by clerk1 for the affair, filled in by the statements on q; the answer. */
#define ASK(a, clerk, affair_, type, reply_type, ...)                                                        \
    ({                                                                                                       \
        command_id id = command_new_id();                                                                    \
        Juki__Common__V1__Operator by = JUKI__COMMON__V1__OPERATOR__INIT;                                    \
        type message;                                                                                        \
        type *q = &message;                                                                                  \
        by.operator_id = text(clerk);                                                                        \
        by.terminal_id = text("terminal1");                                                                  \
        INIT(type, q);                                                                                       \
        q->request_id = id.text;                                                                             \
        q->operator_ = &by;                                                                                  \
        __VA_ARGS__;                                                                                         \
        asker_send((a), (clerk), (affair_), id.text, &q->base);                                              \
        asker_answer((a), id.text, &reply_type);                                                             \
    })
#define INIT(type, message)                                                                                  \
    _Generic((message), Juki__Gateway__V1__RegisterNonresident *                                             \
             : juki__gateway__v1__register_nonresident__init, Juki__Gateway__V1__UpdateNonresident *         \
             : juki__gateway__v1__update_nonresident__init, Juki__Gateway__V1__HoldNonresident *             \
             : juki__gateway__v1__hold_nonresident__init, Juki__Gateway__V1__ShowNonresident *               \
             : juki__gateway__v1__show_nonresident__init, Juki__Gateway__V1__SearchNonresidents *            \
             : juki__gateway__v1__search_nonresidents__init, Juki__Gateway__V1__RequestNonresidentLink *     \
             : juki__gateway__v1__request_nonresident_link__init, Juki__Gateway__V1__DecideNonresidentLink * \
             : juki__gateway__v1__decide_nonresident_link__init, Juki__Gateway__V1__SearchIntegrated *       \
             : juki__gateway__v1__search_integrated__init)(message)

#define REGISTER(a, affair, ...)                                                                             \
    ((const person_reply *)ASK(a, "clerk1", affair, Juki__Gateway__V1__RegisterNonresident,                  \
                               juki__gateway__v1__nonresident_reply__descriptor, q->purpose = text("業務");  \
                               q->processing = text("0"); __VA_ARGS__))
#define UPDATE(a, affair, clerk, ...)                                                                        \
    ((const person_reply *)ASK(a, clerk, affair, Juki__Gateway__V1__UpdateNonresident,                       \
                               juki__gateway__v1__nonresident_reply__descriptor, q->purpose = text("業務");  \
                               q->state = text("non_resident"); __VA_ARGS__))
#define HOLD(a, clerk, number_, release_)                                                                    \
    code_of(((const person_reply *)ASK(a, clerk, TAX, Juki__Gateway__V1__HoldNonresident,                    \
                                       juki__gateway__v1__nonresident_reply__descriptor,                     \
                                       q->addressee_number = text(number_);                                  \
                                       q->release = (release_)))                                             \
                ->refusal)
#define SHOW(a, affair, number_)                                                                             \
    ((const person_reply *)ASK(a, "clerk1", affair, Juki__Gateway__V1__ShowNonresident,                      \
                               juki__gateway__v1__nonresident_reply__descriptor, q->purpose = text("業務");  \
                               q->addressee_number = text(number_)))
#define SEARCH(a, affair, ...)                                                                               \
    ((const list_reply *)ASK(a, "clerk1", affair, Juki__Gateway__V1__SearchNonresidents,                     \
                             juki__gateway__v1__nonresidents_reply__descriptor, q->purpose = text("業務");   \
                             __VA_ARGS__))
#define FOUND(a, affair, ...) ((int)SEARCH(a, affair, __VA_ARGS__)->n_found)
#define LINK(a, from, to, unlink_)                                                                           \
    ((const link_reply *)ASK(                                                                                \
        a, "clerk1", TAX, Juki__Gateway__V1__RequestNonresidentLink,                                         \
        juki__gateway__v1__nonresident_link_reply__descriptor, q->purpose = text("重複");                    \
        q->addressee_number = text(from); q->representative = text(to); q->unlink = (unlink_)))
#define DECIDE(a, clerk, link_, approved_)                                                                   \
    code_of(((const link_reply *)ASK(a, clerk, TAX, Juki__Gateway__V1__DecideNonresidentLink,                \
                                     juki__gateway__v1__nonresident_link_reply__descriptor,                  \
                                     q->link_id = text(link_);                                               \
                                     q->approved = (approved_)))                                             \
                ->refusal)
#define INTEGRATED(a, affair, ...)                                                                           \
    ((const integrated_reply *)ASK(a, "clerk1", affair, Juki__Gateway__V1__SearchIntegrated,                 \
                                   juki__gateway__v1__integrated_reply__descriptor,                          \
                                   q->purpose = text("照会");                                                \
                                   __VA_ARGS__))

/* The gateway and its topics; the connection to its database. */
PGconn *outsider_open(asker *a, world *w);

/* A man of another town. */
basics_message outsider_basics(const char *name, const char *kana, const char *birth_date, const char *town);

/* Has tax number somebody born on 1950-05-05, with this 個人番号 or, NULL, without; his 宛名番号, in the
 * arena. */
const char *outsider_number(asker *a, const char *name, const char *number);

/* Somebody whom both affairs use, and whom tax keeps to itself from now on (他業務参照不可); his 宛名番号. */
const char *outsider_hidden(asker *a, const char *name, const char *number);
/* Tax is told that he is in this state; the others learn nothing of it, where he was least of all. */
void outsider_expect_hidden(asker *a, const char *number, const char *state);

#endif
