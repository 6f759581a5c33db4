#include "services/gateway/subject_code.h"

#include "common/base/word.h"

#include <string.h>

#define GO(next)                                                                                             \
    {                                                                                                        \
        SUBJECT_CODE_##next, NULL                                                                            \
    }
#define STAY(state, code)                                                                                    \
    {                                                                                                        \
        SUBJECT_CODE_##state, code                                                                           \
    }

/* Who waits may be asked for once more: an answer to the earlier request is too late then. */
static const subject_code_step STEPS[SUBJECT_CODE_STATES_][SUBJECT_CODE_EVENTS_] = {
    [SUBJECT_CODE_NOT_ACQUIRED] = {[SUBJECT_CODE_ASK] = GO(REQUESTED),
                                   [SUBJECT_CODE_RENEW] = GO(REQUESTED),
                                   [SUBJECT_CODE_ISSUED] = STAY(NOT_ACQUIRED, "request_unknown"),
                                   [SUBJECT_CODE_REFUSED] = STAY(NOT_ACQUIRED, "request_unknown")},
    [SUBJECT_CODE_REQUESTED] = {[SUBJECT_CODE_ASK] = GO(REQUESTED),
                                [SUBJECT_CODE_RENEW] = GO(REQUESTED),
                                [SUBJECT_CODE_ISSUED] = GO(ACQUIRED),
                                [SUBJECT_CODE_REFUSED] = GO(FAILED)},
    [SUBJECT_CODE_ACQUIRED] = {[SUBJECT_CODE_ASK] = STAY(ACQUIRED, "code_acquired"),
                               [SUBJECT_CODE_RENEW] = GO(REQUESTED),
                               [SUBJECT_CODE_ISSUED] = STAY(ACQUIRED, "request_answered"),
                               [SUBJECT_CODE_REFUSED] = STAY(ACQUIRED, "request_answered")},
    [SUBJECT_CODE_FAILED] = {[SUBJECT_CODE_ASK] = GO(REQUESTED),
                             [SUBJECT_CODE_RENEW] = GO(REQUESTED),
                             [SUBJECT_CODE_ISSUED] = STAY(FAILED, "request_answered"),
                             [SUBJECT_CODE_REFUSED] = STAY(FAILED, "request_answered")},
};

subject_code_step subject_code_next(subject_code_state state, subject_code_event event)
{
    return STEPS[state][event];
}

subject_code_step subject_code_result(bool known, bool counts, subject_code_state state,
                                      subject_code_event event)
{
    if (!known || !counts) {
        return (subject_code_step){state, known ? "request_superseded" : "request_unknown"};
    }
    return subject_code_next(state, event);
}

static const char *const WORDS[SUBJECT_CODE_STATES_] = {
    [SUBJECT_CODE_NOT_ACQUIRED] = "not_acquired",
    [SUBJECT_CODE_REQUESTED] = "requested",
    [SUBJECT_CODE_ACQUIRED] = "acquired",
    [SUBJECT_CODE_FAILED] = "failed",
};

subject_code_state subject_code_of(const char *word)
{
    for (int state = 0; state < SUBJECT_CODE_STATES_; state++) {
        if (strcmp(WORDS[state], word) == 0) {
            return (subject_code_state)state;
        }
    }
    return SUBJECT_CODE_NOT_ACQUIRED;
}

const char *subject_code_word(subject_code_state state)
{
    return WORDS[state];
}

const char *subject_code_text(const char *code)
{
    static const ju_word texts[] = {
        {"code_acquired", "符号は取得済みです。"},
        {"person_unknown", "該当する宛名番号の記録がありません。"},
        {"number_missing", "個人番号がないため符号を取得できません。"},
        {"number_unreadable", "個人番号を復号できないため符号を取得できません。"},
        {"link_closed", "情報提供ネットワークシステムとの接続が設定されていません。"},
        {"state_unknown", "符号取得状況は requested・acquired・failed のいずれかです。"},
    };
    return ju_word_of(texts, sizeof texts / sizeof texts[0], code, "受け付けられません。");
}
