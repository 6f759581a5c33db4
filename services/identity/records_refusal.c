#include "services/identity/records_refusal.h"

#include "common/base/word.h"

#include <stddef.h>

const char *records_refusal_message(const char *code)
{
    static const ju_word table[] = {
        {"operator_missing", "操作者IDがありません。"},
        {"purpose_missing", "理由がありません。"},
        {"flag_unknown", "フラグの種類が正しくありません。"},
        {"record_unknown", "該当する本人確認情報がありません。"},
        {"exclusive", "他の操作者が処理中です。"},
        {"flag_unchanged", "フラグは既にその状態です。"},
        {"notice_unknown", "該当する通知がありません。"},
        {"notice_not_latest", "この通知の後に、同じ者の通知が送られています。"},
        {"reason_unknown", "異動事由が正しくありません。"},
        {"reason_unchanged", "異動事由が変わっていません。"},
        {"reason_other_effect", "記載・消除・修正の別が変わる異動事由には変更できません。"},
    };
    return ju_word_of(table, sizeof table / sizeof table[0], code, "");
}
