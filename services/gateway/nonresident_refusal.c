#include "services/gateway/nonresident.h"

#include "common/base/word.h"

#include <string.h>

/* 項目名 of the API. */
static const ju_word ITEMS[] = {
    {"purpose", "利用目的"},
    {"processing", "処理区分"},
    {"addressee_number", "宛名番号"},
    {"representative", "名寄せ先宛名番号"},
    {"state", "住民状態"},
    {"basics", "宛名基本情報"},
    {"name", "氏名"},
    {"name_kana", "氏名_フリガナ"},
    {"name_roman", "氏名_外国人ローマ字"},
    {"name_kanji", "氏名_外国人漢字"},
    {"alias", "通称"},
    {"alias_kana", "通称_フリガナ"},
    {"birth_date", "生年月日"},
    {"birth_date_uncertain", "生年月日_不詳フラグ"},
    {"birth_date_written", "生年月日_不詳表記"},
    {"postal_code", "住所_郵便番号"},
    {"municipality_code", "住所_市区町村コード"},
    {"town_code", "住所_町字コード"},
    {"prefecture", "住所_都道府県"},
    {"municipality", "住所_市区郡町村名"},
    {"town", "住所_町字"},
    {"number", "住所_番地号表記"},
    {"building", "住所_方書"},
    {"country_code", "住所_国名コード"},
    {"country", "住所_国名等"},
    {"foreign_address", "住所_国外住所"},
    {"affair_number", "業務の宛名番号"},
};

static const ju_word TEXTS[] = {
    {"operator_missing", "操作者IDと操作端末IDが必要です。"},
    {"request_id_used", "この受付番号は既に使用されています。"},
    {"processing_invalid", "処理区分は0、1、2のいずれかで設定してください。"},
    {"date_invalid", "生年月日が正しくありません。"},
    {"code_invalid", "全国地方公共団体コードが正しくありません。"},
    {"seal_broken", "封緘された個人番号を開けません。"},
    {"check_digit", "個人番号の検査数字が一致しません。"},
    {"number_taken", "この個人番号は別の者のものです。"},
    {"number_former", "この個人番号は変更前のものです。現在の個人番号を確認してください。"},
    {"number_unknown", "該当する宛名番号がありません。"},
    {"still_resident", "この宛名番号の者は住民です。住登外者として登録できません。"},
    {"is_resident", "この個人番号の者は住民です。住登外者として付番できません。"},
    {"former_resident", "この個人番号の者は元住民です。住民宛名番号を引き継いでください。"},
    {"nonresident_exists", "この個人番号の者には住登外者宛名番号があります。選択してください。"},
    {"candidate_exists",
     "氏名と生年月日が同じ住登外者がいます。候補者を確認し、別人であれば付番してください。"},
    {"nonresident_ended", "この住登外者宛名番号は、死亡、転入又は削除により使用できません。"},
    {"not_in_use", "この事務では、この住登外者宛名番号を使用していません。先に選択してください。"},
    {"owner_only", "他業務参照不可フラグは、登録した事務のみが変更できます。"},
    {"held", "他の職員が異動処理を行っています。閲覧のみできます。"},
    {"not_held", "この住登外者について異動処理を行っていません。"},
    {"use_update", "登録済みの住登外者の宛名基本情報は、更新で変更してください。"},
    {"history_changed", "他の更新がありました。最新の履歴を確認してください。"},
    {"state_invalid", "この住民状態には変更できません。"},
    {"link_self", "同じ宛名番号どうしは名寄せできません。"},
    {"link_unknown", "該当する名寄せの申請がありません。"},
    {"link_pending", "この宛名番号には、決裁を待つ名寄せの申請があります。"},
    {"link_decided", "この申請は既に決裁されています。"},
    {"same_person", "申請者本人は決裁できません。"},
    {"already_linked", "この宛名番号は既に名寄せされています。"},
    {"not_linked", "この宛名番号は、指定された宛名番号に名寄せされていません。"},
    {"not_representative", "名寄せ先は代表宛名でなければなりません。"},
    {"has_members", "この宛名番号を名寄せ先とする者がいます。先に解除してください。"},
    {"different_persons", "個人番号が異なる者どうしは名寄せできません。"},
    {"text_too_long", "文字数が多すぎます。"},
    {"search_key_missing", "氏名又はフリガナ、生年月日、住所のうち2情報以上を指定してください。"},
    {"search_key_weak", "氏名若しくはフリガナの全部若しくは先頭の文字、又は生年月日を指定してください。"},
    {"wildcard_place", "ワイルドカードは先頭と末尾でのみ使えます。"},
    {"kana_invalid", "フリガナはかなで入力してください。"},
    {"search_too_many", "該当者が多すぎます。条件を追加してください。"},
    {"integrated_key",
     "個人番号、宛名番号、業務の宛名番号、団体内統合宛名番号のいずれか1つで検索してください。"},
    {"integrated_ambiguous", "該当者が1人に定まりません。別の番号で検索してください。"},
    {"integrated_unknown", "該当する団体内統合宛名番号がありません。"},
};

static const char *item_text(const char *item)
{
    return ju_word_of(ITEMS, sizeof ITEMS / sizeof ITEMS[0], item, item);
}

const char *nonresident_refusal_text(const nonresident_refusal *why, ju_arena *arena)
{
    const char *item = item_text(why->item);
    if (strcmp(why->code, "item_required") == 0) {
        return ju_arena_printf(arena, "%sが設定されていません。", item);
    }
    if (strcmp(why->code, "item_characters") == 0) {
        return ju_arena_printf(arena, "%sは%sで設定してください。", item, why->other);
    }
    if (strcmp(why->code, "item_length") == 0) {
        return ju_arena_printf(arena, "%sは%d桁%sで設定してください。", item, why->digits, why->other);
    }
    if (strcmp(why->code, "item_requires") == 0) {
        return ju_arena_printf(arena, "%sが設定されている場合、%sは設定必須です。", item,
                               item_text(why->other));
    }
    return ju_word_of(TEXTS, sizeof TEXTS / sizeof TEXTS[0], why->code, "処理できません。");
}
