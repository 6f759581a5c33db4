#include "services/identity/move.h"

#include "common/base/uuid7.h"
#include "common/base/word.h"
#include "common/code/code.h"

#include <string.h>

/* Nobody may have 転出証明書情報 when so many days have gone by since 転出予定年月日 (seed 002 6-※1). */
enum { KEPT_DAYS = 30 };

#define GO(next, acts)                                                                                       \
    {                                                                                                        \
        next, acts, NULL                                                                                     \
    }
#define STAY(state, code)                                                                                    \
    {                                                                                                        \
        state, 0, code                                                                                       \
    }

static const move_step IN[MOVE_IN_STATES_][MOVE_IN_EVENTS_] = {
    [MOVE_IN_NONE] = {[MOVE_IN_CERTIFICATE] = GO(MOVE_IN_HELD, MOVE_IN_KEEP),
                      [MOVE_IN_LATE] = STAY(MOVE_IN_NONE, "certificate_expired"),
                      [MOVE_IN_REQUEST] = GO(MOVE_IN_REQUESTED, MOVE_IN_ASK),
                      [MOVE_IN_NOT_THERE] = STAY(MOVE_IN_NONE, "request_unknown"),
                      [MOVE_IN_DAY] = GO(MOVE_IN_NONE, 0),
                      [MOVE_IN_DONE] = STAY(MOVE_IN_NONE, "move_unknown")},
    [MOVE_IN_REQUESTED] = {[MOVE_IN_CERTIFICATE] = GO(MOVE_IN_HELD, MOVE_IN_KEEP),
                           [MOVE_IN_LATE] = GO(MOVE_IN_HELD, MOVE_IN_KEEP),
                           [MOVE_IN_REQUEST] = GO(MOVE_IN_REQUESTED, MOVE_IN_ASK),
                           [MOVE_IN_NOT_THERE] = GO(MOVE_IN_UNAVAILABLE, 0),
                           [MOVE_IN_DAY] = GO(MOVE_IN_REQUESTED, 0),
                           [MOVE_IN_DONE] = GO(MOVE_IN_MOVED_IN, MOVE_IN_NOTIFY)},
    [MOVE_IN_HELD] = {[MOVE_IN_CERTIFICATE] = GO(MOVE_IN_HELD, MOVE_IN_KEEP),
                      [MOVE_IN_LATE] = STAY(MOVE_IN_HELD, "certificate_expired"),
                      [MOVE_IN_REQUEST] = STAY(MOVE_IN_HELD, "certificate_held"),
                      [MOVE_IN_NOT_THERE] = STAY(MOVE_IN_HELD, "request_unknown"),
                      [MOVE_IN_DAY] = GO(MOVE_IN_ERASED, MOVE_IN_ERASE),
                      [MOVE_IN_DONE] = GO(MOVE_IN_MOVED_IN, MOVE_IN_NOTIFY | MOVE_IN_ERASE)},
    [MOVE_IN_ERASED] = {[MOVE_IN_CERTIFICATE] = GO(MOVE_IN_HELD, MOVE_IN_KEEP),
                        [MOVE_IN_LATE] = STAY(MOVE_IN_ERASED, "certificate_expired"),
                        [MOVE_IN_REQUEST] = GO(MOVE_IN_REQUESTED, MOVE_IN_ASK),
                        [MOVE_IN_NOT_THERE] = STAY(MOVE_IN_ERASED, "request_unknown"),
                        [MOVE_IN_DAY] = GO(MOVE_IN_ERASED, 0),
                        [MOVE_IN_DONE] = GO(MOVE_IN_MOVED_IN, MOVE_IN_NOTIFY)},
    [MOVE_IN_UNAVAILABLE] = {[MOVE_IN_CERTIFICATE] = GO(MOVE_IN_HELD, MOVE_IN_KEEP),
                             [MOVE_IN_LATE] = STAY(MOVE_IN_UNAVAILABLE, "certificate_expired"),
                             [MOVE_IN_REQUEST] = GO(MOVE_IN_REQUESTED, MOVE_IN_ASK),
                             [MOVE_IN_NOT_THERE] = STAY(MOVE_IN_UNAVAILABLE, "request_unknown"),
                             [MOVE_IN_DAY] = GO(MOVE_IN_UNAVAILABLE, 0),
                             [MOVE_IN_DONE] = GO(MOVE_IN_MOVED_IN, MOVE_IN_NOTIFY)},
    /* Who stayed behind may follow: for him it is asked for once more. */
    [MOVE_IN_MOVED_IN] = {[MOVE_IN_CERTIFICATE] = STAY(MOVE_IN_MOVED_IN, "moved_in"),
                          [MOVE_IN_LATE] = STAY(MOVE_IN_MOVED_IN, "moved_in"),
                          [MOVE_IN_REQUEST] = GO(MOVE_IN_REQUESTED, MOVE_IN_ASK),
                          [MOVE_IN_NOT_THERE] = STAY(MOVE_IN_MOVED_IN, "request_unknown"),
                          [MOVE_IN_DAY] = GO(MOVE_IN_MOVED_IN, 0),
                          [MOVE_IN_DONE] = GO(MOVE_IN_MOVED_IN, MOVE_IN_NOTIFY)},
};

static const move_step OUT[MOVE_OUT_STATES_][MOVE_OUT_EVENTS_] = {
    [MOVE_OUT_NONE] = {[MOVE_OUT_ISSUED] = GO(MOVE_OUT_SENT, MOVE_OUT_SEND),
                       [MOVE_OUT_WANTED] = STAY(MOVE_OUT_NONE, "move_unknown"),
                       [MOVE_OUT_NOTICE] = STAY(MOVE_OUT_NONE, "move_unknown")},
    [MOVE_OUT_SENT] = {[MOVE_OUT_ISSUED] = GO(MOVE_OUT_SENT, MOVE_OUT_SEND),
                       [MOVE_OUT_WANTED] = GO(MOVE_OUT_SENT, MOVE_OUT_FETCH),
                       [MOVE_OUT_NOTICE] = GO(MOVE_OUT_ARRIVED, MOVE_OUT_TELL)},
    /* A family may arrive one by one, and a later notice corrects (j690). */
    [MOVE_OUT_ARRIVED] = {[MOVE_OUT_ISSUED] = GO(MOVE_OUT_ARRIVED, MOVE_OUT_SEND),
                          [MOVE_OUT_WANTED] = GO(MOVE_OUT_ARRIVED, MOVE_OUT_FETCH),
                          [MOVE_OUT_NOTICE] = GO(MOVE_OUT_ARRIVED, MOVE_OUT_TELL)},
};

const move_step *move_in_next(move_in_state state, move_in_event event)
{
    return &IN[state][event];
}

const move_step *move_out_next(move_out_state state, move_out_event event)
{
    return &OUT[state][event];
}

/* ---- days ---------------------------------------------------------------------------------------------- */

static ju_date day_of(const char *text)
{
    ju_date day = {1, 1, 1}; /* what is no day is long over */
    (void)ju_date_parse(text, &day);
    return day;
}

bool move_is_late(const char *planned_date, const char *today)
{
    return ju_date_days_between(day_of(planned_date), day_of(today)) > KEPT_DAYS;
}

void move_erase_on(const char *planned_date, const char *today, char ret[JU_DATE_SIZE])
{
    ju_date day = move_is_late(planned_date, today) ? ju_date_add_days(day_of(today), 1)
                                                    : ju_date_add_days(day_of(planned_date), KEPT_DAYS + 1);
    ju_date_format(day, ret);
}

/* ---- letters ------------------------------------------------------------------------------------------- */

typedef Juki__Identity__V1__MunicipalityWord municipality_word;

static move_refusal because(const char *code, const char *item)
{
    return (move_refusal){code, item};
}

static bool is_day(const char *text)
{
    ju_date ignored;
    return ju_date_parse(text, &ignored);
}

static move_refusal check_certificate(const municipality_word *word)
{
    const Juki__Identity__V1__CertificateSent *sent = word->certificate;
    if (strcmp(sent->move_ref, word->move_ref) != 0) {
        return because("key_mismatch", "certificate.move_ref");
    }
    if (strcmp(sent->from_municipality, word->from_municipality) != 0) {
        return because("municipality_mismatch", "certificate.from_municipality");
    }
    if (strcmp(sent->to_municipality, word->to_municipality) != 0) {
        return because("not_for_us", "certificate.to_municipality");
    }
    return is_day(sent->planned_date) ? because(NULL, "") : because("item_invalid", "planned_date");
}

/* The new 住所 lies with who notifies. */
static move_refusal check_notice(const municipality_word *word)
{
    const Juki__Identity__V1__MoveInNotice *notice = word->notice;
    if (notice->address == NULL) {
        return because("item_missing", "address");
    }
    if (strcmp(notice->move_ref, word->move_ref) != 0) {
        return because("key_mismatch", "notice.move_ref");
    }
    if (strcmp(notice->address->municipality_code, word->from_municipality) != 0 ||
        strcmp(notice->from_municipality, word->from_municipality) != 0) {
        return because("municipality_mismatch", "address");
    }
    return notice->place > 0 && is_day(notice->arrival_date) && is_day(notice->notice_date)
               ? because(NULL, "")
               : because("item_invalid", "notice");
}

static move_refusal check_request(const char *move_ref, const char *request_id, const municipality_word *word)
{
    if (strcmp(move_ref, word->move_ref) != 0) {
        return because("key_mismatch", "move_ref");
    }
    return ju_uuid_valid(request_id) ? because(NULL, "") : because("item_invalid", "request_id");
}

static move_refusal check_content(const municipality_word *word)
{
    int said = (word->certificate != NULL) + (word->unavailable != NULL) + (word->request != NULL) +
               (word->notice != NULL);
    if (said != 1) {
        return because("item_missing", "word");
    }
    if (word->certificate != NULL) {
        return check_certificate(word);
    }
    if (word->notice != NULL) {
        return check_notice(word);
    }
    return word->request != NULL
               ? check_request(word->request->move_ref, word->request->request_id, word)
               : check_request(word->unavailable->move_ref, word->unavailable->request_id, word);
}

move_refusal move_check_word(const municipality_word *word, const char *signed_by, const char *key,
                             const char *municipality)
{
    if (!ju_uuid_valid(word->move_ref) || strcmp(word->move_ref, key) != 0) {
        return because("key_mismatch", "move_ref");
    }
    if (strcmp(word->from_municipality, signed_by) != 0 || strcmp(signed_by, municipality) == 0) {
        return because("municipality_mismatch", "from_municipality");
    }
    if (strcmp(word->to_municipality, municipality) != 0) {
        return because("not_for_us", "to_municipality");
    }
    return check_content(word);
}

const char *move_refusal_message(const char *code)
{
    static const ju_word table[] = {
        {"operator_missing", "操作者IDがありません。"},
        {"purpose_missing", "理由がありません。"},
        {"move_invalid", "転出証明書情報の参照番号はUUIDです。"},
        {"municipality_invalid", "転出地の市町村コードが正しくありません。"},
        {"municipality_mismatch", "この参照番号は別の市町村の転出です。"},
        {"certificate_held", "転出証明書情報は既に届いています。"},
    };
    return ju_word_of(table, sizeof table / sizeof table[0], code, "");
}
