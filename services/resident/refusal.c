#include "services/resident/refusal.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *code;
    const char *message;
} MESSAGES[] = {
    {"reason_unknown", "異動事由が正しくありません。"},
    {"reason_derived", "この異動事由は対となる記載の事由から作られます。直接は入力できません。"},
    {"operator_missing", "操作者IDと操作端末IDが必要です。"},
    {"persons_missing", "異動者が指定されていません。"},
    {"persons_too_many", "一度に届け出られる異動者の数を超えています。"},
    {"person_twice", "同じ者が二度指定されています。"},
    {"item_not_allowed", "この異動事由では入力できない項目です。"},
    {"item_required", "必須項目が入力されていません。"},
    {"text_too_long", "文字数が多すぎます。"},
    {"kana_invalid", "フリガナは全角カタカナで入力してください。"},
    {"date_invalid", "日付が正しくありません。"},
    {"date_in_future", "処理日より後の日付は入力できません。"},
    {"notified_before_change", "届出日が異動日より前です。"},
    {"check_digit", "検査数字が一致しません。"},
    {"code_invalid", "コードの形式が正しくありません。"},
    {"seal_broken", "封緘された番号を開けません。"},
    {"address_outside", "本市の住所ではありません。"},
    {"address_inside", "本市以外の住所を入力してください。"},
    {"same_address", "住所が変わっていません。"},
    {"already_resident", "現存する住民です。転入はできません。"},
    {"person_dead", "死亡により消除された者です。転入はできません。"},
    {"date_not_reached", "転出予定年月日が到来していません。"},
    {"move_out_planned", "既に転出の届出があります。"},
    {"no_move_out", "転出した者ではありません。"},
    {"notice_older", "既に受理した転入通知より前の通知です。"},
    {"not_resident", "現存する住民ではありません。"},
    {"numbers_of_two", "個人番号と住民票コードが別の者のものです。"},
    {"household_unknown", "世帯が見つかりません。"},
    {"household_head", "世帯主は一人でなければなりません。"},
    {"birth_date_differs", "出生の異動日は生年月日と同じでなければなりません。"},
    {"household_mixed", "異動者が同一の世帯に属していません。"},
    {"household_same", "異動前と異動先の世帯が同じです。"},
    {"household_elsewhere", "異動先の世帯の住所が異なります。先に住所を異動してください。"},
    {"household_whole", "世帯の全員です。世帯分離はできません。"},
    {"household_incomplete", "世帯員全員を指定してください。"},
    {"last_member", "世帯主の不在となる世帯に残る者が一人ではありません。"},
    {"head_unchanged", "世帯主が変わっていません。"},
    {"relationship_invalid", "続柄が正しくありません。"},
    {"kind_item", "この住民種別では入力できない項目です。"},
    {"identity_different", "本人確認で、登録されている内容との相違があります。"},
    {"number_in_text", "書類の番号は入力しないでください。"},
    {"section_item", "この区分（法第30条の45）では入力できない項目です。"},
    {"item_there", "既に記載されています。"},
    {"item_absent", "記載がありません。"},
    {"nothing_changed", "変更する項目が入力されていません。"},
    {"for_japanese", "この異動事由は日本人住民のみに使用できます。"},
    {"for_foreign", "この異動事由は外国人住民のみに使用できます。"},
    {"number_in_use", "番号が別の者に使われています。"},
    {"cancel_not_latest", "最新の異動でないため取り消せません。"},
    {"cancel_reason_differs", "取り消す異動に合わない取消しの事由です。"},
    {"move_out_late", "転出から14日を過ぎた届出です。職権で消除してください。"},
    {"alert_unknown", "確認されたアラートのコードが正しくありません。"},
    {"alert_unconfirmed", "確認されていないアラートがあります。"},
    {"not_enterer", "取下げ・訂正は入力者本人に限られます。"},
    {"same_reviewer", "同じ者が二度審査することはできません。"},
    {"change_pending", "この者または世帯には仮登録中の異動があります。"},
    {"change_id_used", "この異動IDは既に使われています。"},
    {"change_unknown", "異動が見つかりません。"},
    {"not_provisional", "仮登録中の異動ではありません。"},
    {"same_person", "入力者本人は審査できません。"},
    {"person_unknown", "該当する者がいません。"},
    {"purpose_missing", "照会の目的が必要です。"},
    {"not_on_record_then", "その時点では記録がありません。"},
    {"not_resident_then", "その時点では本市の住民ではありません。"},
    {"household_empty_then", "その時点では世帯に住民がいません。"},
    {"time_invalid", "時点の形式が正しくありません。"},
    {"answer_too_long", "結果が多すぎるため、一度には回答できません。"},
    {"statistics_kind", "統計の種別が正しくありません。"},
    {"month_invalid", "月の形式が正しくありません。"},
    {"certificate_kind", "証明書の種別が正しくありません。"},
    {"certificate_household", "この証明書は世帯連記にできません。"},
    {"certificate_too_long", "世帯員が多すぎるため、一通では発行できません。"},
    {"not_moved_out", "転出した者ではありません。転出証明書は発行できません。"},
    {"restraint_level", "抑止レベルが正しくありません。"},
    {"restraint_period", "抑止の終了日が正しくありません。"},
    {"restraint_unknown", "抑止設定が見つかりません。"},
    {"restraint_lifted", "この抑止は既に解除されています。"},
    {"restraint_not_provisional", "仮支援措置ではありません。"},
    {"restraint_open", "終了日の定めがない抑止です。延長はできません。"},
    {"extension_early", "延長は期間終了日の１か月前からできます。"},
    {"release_minutes", "一時解除の時間は1分以上24時間以内で指定してください。"},
    {"change_restrained", "異動抑止の対象者です。一時解除の審査を受けてください。"},
    {"issue_restrained", "支援措置または発行抑止の対象者です。一時解除の審査を受けてください。"},
    {"inquiry_restrained", "照会抑止の対象者です。一時解除の審査を受けてください。"},
    {"request_id_used", "この申請IDは既に使われています。"},
    {"request_unknown", "申請が見つかりません。"},
    {"request_closed", "審査を待つ申請ではありません。"},
    {"still_resident", "現存する住民です。除票の写しは発行できません。"},
    {"search_item_missing", "検索項目を一つ以上指定してください。"},
    {"search_number_alone", "番号による検索では、他の項目を指定できません。"},
    {"search_too_broad", "検索の条件が広すぎます。文字を増やすか、他の項目を加えてください。"},
    {"search_too_many", "該当者が1000人を超えています。条件を加えてください。"},
    {"page_invalid", "一度に表示できる件数は1件から100件までです。"},
    {"signature_key", "この連携で使用できる署名鍵ではありません。"},
    {"signature_invalid", "電子署名を検証できません。"},
    {"message_invalid", "要求の形式が正しくありません。"},
    {"request_mismatch", "要求IDが電文のキーと一致しません。"},
    {"municipality_differs", "他の市区町村への要求です。"},
    {"request_expired", "要求の有効時間を過ぎています。"},
    {"kiosk_closed", "コンビニ交付の利用時間外です。"},
    {"kiosk_id_invalid", "端末の識別が正しくありません。"},
    {"kiosk_kind", "コンビニ交付では発行できない証明書です。"},
    {"kiosk_item", "コンビニ交付では記載できない項目です。"},
    {"user_certificate_unknown", "利用者証明用電子証明書が登録されていません。"},
    {"user_certificate_used", "この利用者証明用電子証明書は別の者のものです。"},
};

bool refuse(refusal *ret, const char *code, const char *item)
{
    *ret = (refusal){.code = code, .item = item};
    return false;
}

const char *refusal_message(const char *code)
{
    for (size_t i = 0; i < sizeof MESSAGES / sizeof MESSAGES[0]; i++) {
        if (strcmp(MESSAGES[i].code, code) == 0) {
            return MESSAGES[i].message;
        }
    }
    return "受け付けられません。";
}
