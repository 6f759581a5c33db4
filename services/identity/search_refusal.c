#include "services/identity/search.h"

#include "common/base/word.h"

static const ju_word TEXTS[] = {
    {"operator_missing", "操作者IDと操作端末IDが必要です。"},
    {"purpose_missing", "利用目的が入力されていません。"},
    {"text_too_long", "文字数が多すぎます。"},
    {"code_invalid", "市町村コードの形式が正しくありません。"},
    {"search_number_alone", "住民票コード・個人番号は、それのみで検索してください。"},
    {"search_key_missing",
     "氏名、住所、生年月日等のうち2情報以上を指定してください。性別、空白、ワイルドカードは数えません。"},
    {"wildcard_place", "ワイルドカードは末尾でのみ使えます。"},
    {"kana_invalid", "振り仮名はかなで入力してください。"},
    {"date_invalid", "生年月日が正しくありません。"},
    {"seal_broken", "封緘された番号を開けません。"},
    {"check_digit", "検査数字が一致しません。"},
    {"search_too_many", "該当者が多すぎます。条件を追加してください。"},
    {"peer_closed", "照会先の稼働時間外です。時間内にもう一度検索してください。"},
    {"place_invalid", "一覧の番号を指定してください。"},
    {"list_unknown", "該当する検索結果の一覧がないか、有効時間を過ぎています。もう一度検索してください。"},
};

const char *identity_search_refusal_text(const char *code)
{
    return ju_word_of(TEXTS, sizeof TEXTS / sizeof TEXTS[0], code, "検索できません。");
}
