#include "deploy/jukictl/ctl.h"

enum {
    REQUEST = CTL_BUS | CTL_WHO,
    LETTERS = CTL_BUS | CTL_SERVICE,
    ISSUE = REQUEST | CTL_PURPOSE | CTL_CERTIFICATE | CTL_HOUSEHOLD | CTL_CONFIRM,
    RESTRAINT = REQUEST | CTL_PURPOSE,
    SHEET_END = REQUEST | CTL_PURPOSE | CTL_SHEETS,
};

/* What --with of a certificate takes. */
#define ITEMS_EN                                                                                             \
    "\n--with: domicile, relationship, individual-number, resident-code, remarks (備考); of foreign "      \
    "residents "                                                                                             \
    "nationality,\nstay-section, stay-status, stay-period, stay-until, card-number, alias-history."
#define ITEMS_JA                                                                                                       \
    "\n--with: domicile (本籍・筆頭者)、relationship (世帯主・続柄)、individual-number、"               \
    "resident-code、remarks (備考)、\n外国人住民は nationality (国籍・地域)、stay-section (区分)、" \
    "stay-status (在留資格)、\nstay-period (在留期間等)、stay-until (満了の日)、"                      \
    "card-number (在留カード等の番号)、\nalias-history (通称の記載及び削除に関する事項)。"

static const ctl_command commands[] = {
    {"submit", NULL, ctl_submit, REQUEST | CTL_WAIT, 0, 1, "[FILE|-] [--wait]",
     "Enter changes of residents (異動).\n"
     "Reads one JSON object, an array of them, or one object after the other, with the items of\n"
     "juki.resident.v1.SubmitChange. individual_number and resident_code are given in clear and sealed "
     "before\n"
     "they leave this program. change_id and operator are filled in where they are missing. Prints each\n"
     "change id and its status; without --wait that is 'sent'.",
     "異動を入力する。\n"
     "juki.resident.v1.SubmitChange の項目を持つJSONを、1件、配列、または続けて複数件読み込みます。\n"
     "individual_number と resident_code は平文で書き、送信前にこのプログラムが封緘します。\n"
     "change_id と operator は省略できます。異動ごとに番号と状態を表示します (--wait "
     "がなければ「送信済み」)。"},
    {"review", NULL, ctl_review, REQUEST | CTL_DECISION, 1, -1, "CHANGE-ID... --approve|--return|--withdraw",
     "Approve or send back provisional entries (仮登録), as another person than who entered them.",
     "仮登録を、入力者とは別の職員として承認する、または差し戻す。"},
    {"provisional", "list", ctl_provisional_list, REQUEST, 0, 0, "",
     "List the provisional entries (仮登録) as they were entered: the review list (審査リスト).",
     "審査リスト。仮登録を入力されたとおりに一覧する。"},
    {"provisional", "show", ctl_provisional_show, REQUEST, 1, 2, "CHANGE-ID [FILE]",
     "Show one, to be compared with the notice. The question is recorded.\n"
     "With FILE it goes there with its numbers, as JSON that nobody else can read; the screen never shows "
     "them.",
     "仮登録を1件表示し、届書と照合する。照会は記録されます。\n"
     "FILEを指定すると、番号も含めて本人だけが読めるJSONとして書き出します。画面には番号を表示しません。"},
    {"provisional", "correct", ctl_provisional_correct, REQUEST, 1, 2, "CHANGE-ID [FILE|-]",
     "Put another entry in the place of one's own (訂正).\n"
     "Reads one change as 'submit' does. It waits for its reviews anew; what stood there before is kept.",
     "入力者本人が仮登録を訂正する。\n"
     "submit と同じ形の異動を1件読み込みます。審査は最初からになります。訂正前の内容は残ります。"},
    {"status", NULL, ctl_status, REQUEST | CTL_WAIT, 1, 1, "CHANGE-ID [--wait]",
     "Show how far a change has come.\n"
     "With --wait until prefecture, tax and welfare have acknowledged it, or it is refused or returned.",
     "異動がどこまで進んだかを表示する。\n"
     "--wait では、都道府県・税・福祉の受領が揃うか、拒否・差戻しになるまで待ちます。"},
    {"person", "show", ctl_person_show, REQUEST | CTL_PURPOSE | CTL_CONFIRM, 1, 1, "NUMBER --purpose TEXT",
     "Show the latest record of a person by 宛名番号. The question is recorded.",
     "宛名番号で個人の最新の記録を照会する。照会は記録されます。"},
    {"person", "history", ctl_person_history, REQUEST | CTL_PURPOSE | CTL_CONFIRM, 1, 1,
     "NUMBER --purpose TEXT", "Show all records of a person, oldest first. The question is recorded.",
     "個人の全履歴を古い順に照会する。照会は記録されます。"},
    {"person", "card", ctl_person_card, REQUEST | CTL_PURPOSE | CTL_CONFIRM, 1, 1, "NUMBER --purpose TEXT",
     "Show how the person's 個人番号カード stand (発行状況). The question is recorded.",
     "個人番号カードの発行状況を確認する。照会は記録されます。"},
    {"person", "as-of", ctl_person_as_of, REQUEST | CTL_PURPOSE | CTL_KNOWN | CTL_CONFIRM, 2, 2,
     "NUMBER DATE [--known-at TIME] --purpose TEXT",
     "Show a person as of the end of a day. The question is recorded.\n"
     "Changes filed late or corrected count from their 異動日, cancelled ones never happened. With "
     "--known-at the\n"
     "answer is the one that could be given then: RFC 3339, or a day or a day and time of Japan.",
     "ある日の終わりの時点の個人の記録を照会する。照会は記録されます。\n"
     "遅れて届け出られた異動や修正は異動日から反映され、取り消された異動はなかったものとします。\n"
     "--known-at を付けると、その時点で記録されていたものだけで答えます (RFC "
     "3339、または日本時間の日・日時)。"},
    {"person", "search", ctl_person_search, REQUEST | CTL_PURPOSE, 1, -1, "ITEM=VALUE... --purpose TEXT",
     "Find persons, by one number alone or by any of the other items together.\n"
     "addressee_number; individual_number=- or resident_code=- (the number by standard input);\n"
     "name_kana, name (a part of it; whole with exact=true), given_name_kana, given_name (whole),\n"
     "birth (1980-03-01, 1980-03, 昭和55年), birth_to, sex (male, female), town_code, household_number;\n"
     "removed=true for 除票 too, page_size (20, at most 100), cursor. Kana are compared as the standard "
     "says,\n"
     "variants of a kanji are one. The question and who was found are recorded.",
     "番号一つ、または他の項目の組合せで個人を検索する。\n"
     "addressee_number、individual_number=- または resident_code=- (番号は標準入力から)、\n"
     "name_kana・name (部分一致、exact=true で完全一致)、given_name_kana・given_name (名のみ)、\n"
     "birth (1980-03-01、1980-03、昭和55年)、birth_to、sex (male、female)、town_code、household_number、\n"
     "removed=true (除票を含む)、page_size "
     "(既定20、最大100)、cursor。清濁・長音・異体字などの違いは無視します。\n"
     "検索と該当者は記録されます。"},
    {"person", "searches", ctl_person_searches, REQUEST, 0, 0, "",
     "Show the operator's latest searches, to ask one again. The question is recorded.",
     "職員本人の検索履歴を新しい順に表示する。照会は記録されます。"},
    {"identity", "search", ctl_identity_search, REQUEST | CTL_PURPOSE, 1, -1, "ITEM=VALUE... --purpose TEXT",
     "Find persons in 本人確認情報ファイル, as a list: by a number alone, or by at least two of the first "
     "four.\n"
     "name (whole), name_kana (whole), birth_date (1980-03-01, 昭和55年3月1日), address (a part of it),\n"
     "sex (male, female), or resident_code=- or individual_number=- (the number by standard input);\n"
     "municipality_code of where the person lives, when not here; removed=true for 消除者 too. A name may "
     "end\n"
     "with *, which narrows but does not count. The question and who was found are recorded.",
     "本人確認情報ファイルを検索し、一覧を表示する。番号のみ、または最初の4項目のうち2情報以上で検索します。"
     "\n"
     "name・name_kana (完全一致)、birth_date (1980-03-01、昭和55年3月1日)、address (部分一致)、\n"
     "sex (male、female)、resident_code=- または individual_number=- (番号は標準入力から)、\n"
     "municipality_code (他市町村の住民のとき)、removed=true (消除者を含む)。氏名の末尾の * "
     "は絞り込みのみで、\n"
     "情報の数には入りません。検索と該当者は記録されます。"},
    {"identity", "show", ctl_identity_show, REQUEST | CTL_PURPOSE, 2, 2, "LIST PLACE --purpose TEXT",
     "Show the 本人確認情報 of one person of a list that was got less than half an hour ago. Recorded.\n"
     "The screen never shows the numbers.",
     "30分以内に検索した一覧から1人を選び、本人確認情報を表示する。照会は記録されます。\n"
     "画面には番号を表示しません。"},
    {"move-in", "status", ctl_move_in_status, REQUEST, 0, 1, "[MOVE-REF]",
     "Show how a 特例転入 stands at identity, or all that are not done. The question is recorded.",
     "特例転入の状態を表示する。MOVE-REF がなければ、終わっていないもの全部。照会は記録されます。"},
    {"move-in", "request", ctl_move_in_request, REQUEST | CTL_PURPOSE, 2, 2,
     "MOVE-REF MUNICIPALITY --purpose TEXT",
     "Have the municipality that was left send 転出証明書情報 that never came or was erased.\n"
     "The request names the reference and nothing of a person.",
     "届いていない、または消去した転出証明書情報の送信を転出地市町村に依頼する。\n"
     "依頼は参照番号だけを伝え、個人の情報を含みません。"},
    {"move-in", "show", ctl_move_in_show, REQUEST | CTL_PURPOSE, 1, 2, "MOVE-REF [CHANGE-ID] --purpose TEXT",
     "Show 転出証明書情報 as it is to be entered under CHANGE-ID; its numbers stay sealed. Recorded.",
     "転出証明書情報を、CHANGE-ID で入力する形で表示する。番号は封緘のままです。照会は記録されます。"},
    {"move-out", "due", ctl_move_out_due, REQUEST, 0, 0, "",
     "List who was to leave by today (転出予定年月日) and still is a resident.",
     "転出予定年月日が到来し、まだ消除していない者の一覧。"},
    {"move-out", "settle", ctl_move_out_settle, REQUEST, 1, -1, "NUMBER...",
     "Strike off who was to leave by today, by 宛名番号.", "転出予定年月日が到来した者を消除する。"},
    {"move-out", "notice", ctl_move_out_notice, REQUEST, 0, 1, "[FILE|-]",
     "Take a 転入通知.\n"
     "Reads one JSON object with the items of juki.resident.v1.SettleMoveOut: addressee_number, "
     "destination,\n"
     "arrival_date, notice_date. Strikes off who still is a resident; what was planned stays on record.",
     "転入通知を受理する。\n"
     "juki.resident.v1.SettleMoveOut の項目を持つJSONを1件読み込みます。\n"
     "まだ消除していない者は消除します。転出予定の内容は残ります。"},
    {"household", "as-of", ctl_household_as_of, REQUEST | CTL_PURPOSE | CTL_KNOWN | CTL_MEMBER | CTL_CONFIRM,
     2, 2, "NUMBER DATE [--member] [--known-at TIME] --purpose TEXT",
     "Show the members of a household as of the end of a day, e.g. 賦課期日. The question is recorded.\n"
     "NUMBER is a 世帯番号 or, with --member, the 宛名番号 of somebody who was a member on that day.",
     "ある日の終わりの時点 (賦課期日など) の世帯員を照会する。照会は記録されます。\n"
     "NUMBER は世帯番号、--member を付けるとその日の世帯員の宛名番号です。"},
    {"statistics", "population", ctl_statistics_population, REQUEST | CTL_AS_OF | CTL_BY, 0, 0,
     "[--as-of DATE] [--by district]",
     "Count the residents (人口). The question is recorded.\n"
     "Counts that are too small to show, and what would tell them, are suppressed (秘匿).",
     "人口を集計する。照会は記録されます。\n小さい数と、それが分かる数は秘匿されます。"},
    {"statistics", "households", ctl_statistics_households, REQUEST | CTL_AS_OF | CTL_BY, 0, 0,
     "[--as-of DATE] [--by district]",
     "Count the households (世帯数). The question is recorded.\n"
     "A household counts where its member of the lowest 宛名番号 lives; suppressed as the population.",
     "世帯数を集計する。照会は記録されます。\n"
     "世帯は宛名番号が最小の世帯員の町字で数えます。小さい数は秘匿されます。"},
    {"statistics", "changes", ctl_statistics_changes, REQUEST | CTL_MONTH | CTL_BY, 0, 0,
     "--month YYYY-MM [--by district]",
     "Count the persons changed in a month (異動件数) by reason of change. The question is recorded.\n"
     "By 異動日, without what was cancelled; suppressed as the population.",
     "月の異動件数を異動事由ごとに集計する。照会は記録されます。\n"
     "異動日により、取り消されたものを除いて数えます。小さい数は秘匿されます。"},
    {"certificate", "residence-record", ctl_certificate_resident, ISSUE, 1, 1,
     "NUMBER --purpose TEXT --out FILE.pdf", "Issue a 住民票の写し as PDF. The issue is recorded." ITEMS_EN,
     "住民票の写しを発行する。発行は記録されます。" ITEMS_JA},
    {"certificate", "residence-items", ctl_certificate_items, ISSUE, 1, 1,
     "NUMBER --purpose TEXT --out FILE.pdf",
     "Issue a 住民票記載事項証明書 as PDF. The issue is recorded." ITEMS_EN,
     "住民票記載事項証明書を発行する。発行は記録されます。" ITEMS_JA},
    {"certificate", "removed-record", ctl_certificate_removed, ISSUE, 1, 1,
     "NUMBER --purpose TEXT --out FILE.pdf", "Issue a 除票の写し as PDF. The issue is recorded." ITEMS_EN,
     "除票の写しを発行する。発行は記録されます。" ITEMS_JA},
    {"certificate", "removed-items", ctl_certificate_removed_items, ISSUE, 1, 1,
     "NUMBER --purpose TEXT --out FILE.pdf",
     "Issue a 除票記載事項証明書 as PDF. The issue is recorded." ITEMS_EN,
     "除票記載事項証明書を発行する。発行は記録されます。" ITEMS_JA},
    {"certificate", "moving-out", ctl_certificate_moved_out, ISSUE, 1, 1,
     "NUMBER --purpose TEXT --out FILE.pdf", "Issue a 転出証明書 as PDF. The issue is recorded.",
     "転出証明書を発行する。発行は記録されます。"},
    {"certificate", "history", ctl_certificate_history, REQUEST | CTL_PURPOSE, 1, 1, "NUMBER --purpose TEXT",
     "Show which certificates showed a person. The question is recorded.",
     "交付履歴を照会する。照会は記録されます。"},
    {"certificate", "confirm", ctl_certificate_confirm, REQUEST | CTL_SHEETS, 1, 1, "ISSUE-NUMBER",
     "Record that a certificate was handed out (交付).", "証明書を交付したことを記録する。"},
    {"certificate", "spoil", ctl_certificate_spoil, SHEET_END, 1, 1, "ISSUE-NUMBER --purpose TEXT",
     "Record that a certificate was spoiled or issued by mistake, and why (処分).",
     "書損・誤発行の証明書を処分したことを、その理由とともに記録する。"},
    {"certificate", "open", ctl_certificate_open, REQUEST, 0, 0, "",
     "List the certificates that were issued and neither handed out nor spoiled. The question is recorded.",
     "発行後、交付も処分も記録されていない証明書の一覧。照会は記録されます。"},
    {"migrate", "columns", ctl_migrate_columns, 0, 0, 0, "",
     "Print the first line of a register as CSV: the names of its columns.\n"
     "UTF-8, one line per row of history, sorted by addressee_number as text and then history_number, which "
     "runs\n"
     "from 1. Days are YYYY-MM-DD, codes those of the standard, numbers in clear.",
     "移行元データCSVの1行目 (項目名) を表示する。\n"
     "UTF-8、履歴1件につき1行、宛名番号 (文字列順)・履歴番号 (1からの連番) の順。日付は YYYY-MM-DD、\n"
     "コードは標準の値、番号は平文。"},
    {"migrate", "plan", ctl_migrate_plan, REQUEST, 1, 1, "SOURCE.csv",
     "Check every row of a register and load nothing. Shows what is refused, with code, line and item.",
     "移行元データを全行検査する。取込みは行いません。誤りをコード・行・項目で示します。"},
    {"migrate", "load", ctl_migrate_load, REQUEST, 1, 1, "SOURCE.csv",
     "Load a register with its history into an empty one.\n"
     "The register is closed until the cut-over. Interrupted, the same command goes on where it stood.",
     "移行元データを空の住民記録に取り込む。\n"
     "本番切替まで住民記録は閉じられます。中断しても同じコマンドで続きから再開します。"},
    {"migrate", "compare", ctl_migrate_compare, REQUEST, 2, 2, "SOURCE.csv OLD-LIST.csv",
     "Compare the old system's list of all records, the source and what was loaded, by key and item.\n"
     "Begins anew each time. Exit status 1 when something differs.",
     "旧システムの全件一覧・移行元データ・取込結果を、キーと項目ごとに突合する。\n"
     "毎回最初から行います。差異があれば終了コード 1。"},
    {"migrate", "status", ctl_migrate_status, REQUEST | CTL_DIFFERENCE, 1, 1, "LOAD-ID [--number N]",
     "Show how far a load is, and a hundred differences.", "移行の状況と差異100件を表示する。"},
    {"migrate", "explain", ctl_migrate_explain, REQUEST | CTL_DIFFERENCE | CTL_EXPLAIN, 1, 1,
     "LOAD-ID --number N|--item NAME --reason CODE --explanation TEXT|--agree",
     "Record the reason of differences or, as another person, confirm it.",
     "差異の理由を記録する、または別の者として確認する。"},
    {"migrate", "cut-over", ctl_migrate_cut_over, REQUEST | CTL_DIGEST, 1, 1, "LOAD-ID --digest HEX",
     "Approve the loaded register. Two persons must, each for the report of this digest; then 'fill'.",
     "本番切替を承認する。同じ突合結果について二人の承認が必要です。その後 fill を行います。"},
    {"migrate", "discard", ctl_migrate_discard, REQUEST, 1, 1, "LOAD-ID",
     "Empty the register again, before the cut-over.", "切替前の取込結果を破棄する。"},
    {"migrate", "fill", ctl_migrate_fill, REQUEST | CTL_RATE, 1, 1, "LOAD-ID [--rate N]",
     "After the cut-over: tell the other services of every person; then the register opens.\n"
     "Interrupted, the same command goes on where it stood.",
     "切替後、他のサービスへ全員分の情報を送る。終わると住民記録が開きます。\n"
     "中断しても同じコマンドで続きから再開します。"},
    {"restraint", "set", ctl_restraint_set,
     RESTRAINT | CTL_KIND | CTL_LEVEL | CTL_PERIOD | CTL_HOUSEHOLD | CTL_CONFIRM, 1, -1,
     "NUMBER... --kind KIND [--level error|alert] --purpose TEXT",
     "Enter a restraint (抑止, 支援措置); another person reviews it.\n"
     "KIND is support (支援措置), provisional (仮支援措置), issue (発行抑止), change (異動抑止) or inquiry\n"
     "(照会抑止). The first NUMBER is the applicant's, the others those who are protected along; --household "
     "adds\n"
     "all who live with the applicant, and who joins them later.",
     "抑止・支援措置の設定を入力する。別の職員が審査します。\n"
     "KIND は support (支援措置)、provisional (仮支援措置)、issue (発行抑止)、change (異動抑止)、\n"
     "inquiry (照会抑止)。最初の宛名番号が申出者、以降は併せて支援を求める者。--household では世帯全員と、\n"
     "以後世帯に入る者も対象になります。"},
    {"restraint", "start", ctl_restraint_start, RESTRAINT | CTL_PERIOD, 1, 1, "RESTRAINT-ID --purpose TEXT",
     "Enter the start of 支援措置 in place of 仮支援措置.", "仮支援措置を支援措置として開始する入力をする。"},
    {"restraint", "extend", ctl_restraint_extend, RESTRAINT | CTL_PERIOD, 1, 1, "RESTRAINT-ID --purpose TEXT",
     "Enter an extension, from a month before the end on.", "延長を入力する (期間終了日の１か月前から)。"},
    {"restraint", "lift", ctl_restraint_lift, RESTRAINT, 1, 1, "RESTRAINT-ID --purpose TEXT",
     "Enter the end of a restraint. Nothing else ends it.", "解除を入力する。期間の経過では解除されません。"},
    {"restraint", "release", ctl_restraint_release, RESTRAINT | CTL_MINUTES, 1, 1,
     "RESTRAINT-ID --minutes N --purpose TEXT",
     "Enter a release for a while (一時解除).\n"
     "It counts from the approval, locks again by itself and is told to nobody outside.",
     "一時解除を入力する。\n承認の時から数え、自動で抑止に戻ります。他システムには連携されません。"},
    {"restraint", "review", ctl_restraint_review, REQUEST | CTL_DECISION, 1, 1,
     "REQUEST-ID --approve|--return|--withdraw", "Review an entry, as another person than who entered it.",
     "入力者とは別の職員として審査する。"},
    {"restraint", "show", ctl_restraint_show, RESTRAINT, 1, 1, "NUMBER --purpose TEXT",
     "Show the restraints of a person with their history. The question is recorded.",
     "個人の抑止・支援措置を履歴とともに照会する。照会は記録されます。"},
    {"restraint", "list", ctl_restraint_list, RESTRAINT, 0, 0, "--purpose TEXT",
     "List everybody against whom something stands (抑止対象者一覧). The question is recorded.",
     "抑止対象者一覧を作成する。照会は記録されます。"},
    {"memo", "add", ctl_memo_add, REQUEST | CTL_CONFIRM, 1, 2, "NUMBER [FILE|-]",
     "Write a メモ about a person; its text comes from FILE or standard input. It is on no certificate.",
     "個人のメモを記録する。本文はFILEまたは標準入力から。証明書には出力されません。"},
    {"memo", "change", ctl_memo_change, REQUEST | CTL_CONFIRM, 1, 2, "NOTE-ID [FILE|-]",
     "Write a メモ anew. What stood there before is kept.", "メモを修正する。修正前の内容は残ります。"},
    {"memo", "remove", ctl_memo_remove, REQUEST | CTL_CONFIRM, 1, 1, "NOTE-ID",
     "Remove a メモ. What stood there is kept in its history.", "メモを削除する。内容は履歴に残ります。"},
    {"memo", "list", ctl_memo_list, REQUEST | CTL_PURPOSE | CTL_CONFIRM, 1, 1, "NUMBER --purpose TEXT",
     "Show the メモ about a person. The question is recorded.", "個人のメモを照会する。照会は記録されます。"},
    {"memo", "history", ctl_memo_history, REQUEST | CTL_PURPOSE | CTL_CONFIRM, 1, 1, "NUMBER --purpose TEXT",
     "Show everything that was ever written there. The question is recorded.",
     "個人のメモを、修正・削除の履歴とともに照会する。照会は記録されます。"},
    {"remark", "add", ctl_remark_add, REQUEST | CTL_REMARK | CTL_CONFIRM, 1, 2, "NUMBER [FILE|-]",
     "Enter a 備考 of a 住民票; its text comes from FILE or standard input. Another person reviews it.\n"
     "Certificates show it with its day when asked to: --with remarks.",
     "住民票の備考を入力する。本文はFILEまたは標準入力から。別の職員が審査します。\n"
     "証明書には --with remarks のとき、記載年月日とともに記載されます。"},
    {"remark", "change", ctl_remark_change, REQUEST | CTL_REMARK | CTL_CONFIRM, 1, 2, "NOTE-ID [FILE|-]",
     "Enter a 備考 anew. It stands as it was until the review.",
     "備考の修正を入力する。審査までは修正前の内容が有効です。"},
    {"remark", "remove", ctl_remark_remove, REQUEST | CTL_CONFIRM, 1, 1, "NOTE-ID",
     "Enter the removal of a 備考. It stands until the review.",
     "備考の削除を入力する。審査までは有効です。"},
    {"remark", "review", ctl_remark_review, REQUEST | CTL_DECISION, 1, 1,
     "NOTE-ID --approve|--return|--withdraw", "Review a 備考, as another person than who entered it.",
     "備考を、入力者とは別の職員として審査する。"},
    {"remark", "list", ctl_remark_list, REQUEST | CTL_PURPOSE | CTL_CONFIRM, 1, 1, "NUMBER --purpose TEXT",
     "Show the 備考 of a person, and those that wait for their review. The question is recorded.",
     "個人の備考を、審査待ちのものとともに照会する。照会は記録されます。"},
    {"remark", "history", ctl_remark_history, REQUEST | CTL_PURPOSE | CTL_CONFIRM, 1, 1,
     "NUMBER --purpose TEXT", "Show everything that was ever written there. The question is recorded.",
     "個人の備考を、修正・削除・審査の履歴とともに照会する。照会は記録されます。"},
    {"destination", "set", ctl_destination_set, RESTRAINT | CTL_KIND | CTL_PERIOD, 1, -1,
     "NUMBER... --kind KIND [--end DATE] --purpose TEXT <ADDRESS.json",
     "Enter a 居所 to which 送付先情報 goes instead of the 住所; another person reviews it.\n"
     "KIND is violence (DV etc.), institution (in hospital or care, living alone), disaster or other. The "
     "first\n"
     "NUMBER is who is written to, the others are told along. The place comes by standard input as JSON "
     "with the\n"
     "items of juki.common.v1.Address and is sealed before it leaves this program. It counts for nothing "
     "else.",
     "送付先情報を住所ではなく居所へ送るための登録を入力する。別の職員が審査します。\n"
     "KIND は violence (DV等の被害者)、institution (一人暮らしで長期入院・入所)、disaster (被災者)、other。\n"
     "最初の宛名番号が送付先の名あて人、以降は同じ居所に送る者。居所は標準入力から\n"
     "juki.common.v1.Address の項目を持つJSONで読み込み、送信前に封緘します。他の事務には使われません。"},
    {"destination", "lift", ctl_destination_lift, RESTRAINT, 1, 1, "DESIGNATION-ID --purpose TEXT",
     "Enter the end of a designated 居所.", "居所の登録の廃止を入力する。"},
    {"destination", "review", ctl_destination_review, REQUEST | CTL_DECISION, 1, 1,
     "REQUEST-ID --approve|--return|--withdraw", "Review an entry, as another person than who entered it.",
     "入力者とは別の職員として審査する。"},
    {"destination", "show", ctl_destination_show, RESTRAINT | CTL_CONFIRM, 1, 1, "NUMBER --purpose TEXT",
     "Show the 居所 that is designated for a person. The question is recorded.",
     "居所の登録を照会する。照会は記録されます。"},
    {"kiosk", "register", ctl_kiosk_register, REQUEST, 1, 1, "NUMBER <SERIAL",
     "Record which 利用者証明用電子証明書 a resident has, for コンビニ交付.\n"
     "Its serial comes by standard input and takes the place of an earlier one.",
     "コンビニ交付のため、住民の利用者証明用電子証明書を登録する。\n"
     "シリアル番号は標準入力から読み込み、以前のものと置き換えます。"},
    {"kiosk", "withdraw", ctl_kiosk_withdraw, REQUEST, 1, 1, "NUMBER",
     "Record that a resident has no 利用者証明用電子証明書 any more.",
     "住民の利用者証明用電子証明書の登録を取り消す。"},
    {"card", "show", ctl_card_show, REQUEST | CTL_PURPOSE, 1, 1, "REGISTER-REF --purpose TEXT",
     "Show a person's 個人番号カード: as the card system last said, what it has not answered yet, what it "
     "refused.\n"
     "The question is recorded.",
     "個人番号カードの状態と、カード管理システムの回答待ち・拒否された処理を表示する。照会は記録されます。"},
    {"card", "issue", ctl_card_issue, REQUEST | CTL_PURPOSE, 2, 2, "REGISTER-REF CARD --purpose TEXT",
     "Tell the card system of a 交付: the card was handed over.", "カードの交付を連携する。"},
    {"card", "revoke", ctl_card_revoke, REQUEST | CTL_PURPOSE, 3, 3,
     "REGISTER-REF CARD REASON --purpose TEXT",
     "Tell of a 廃止.\n"
     "REASON is lost, holder-wish, damaged, replaced or, before 交付, not-claimed. What a change of the "
     "register\n"
     "brings (死亡, 転出 ...) comes by itself.",
     "カードの廃止を連携する。\n"
     "REASON は lost (紛失)、holder-wish (自主返納)、damaged (損傷)、replaced (再交付)、\n"
     "交付前は not-claimed。死亡・転出などによる廃止は異動から自動で行われます。"},
    {"card", "collect", ctl_card_collect, REQUEST | CTL_PURPOSE, 2, 2, "REGISTER-REF CARD --purpose TEXT",
     "Tell of a 回収: the card was taken in.", "カードの回収を連携する。"},
    {"card", "resume", ctl_card_resume, REQUEST | CTL_PURPOSE, 2, 2, "REGISTER-REF CARD --purpose TEXT",
     "Lift a 一時停止 for which the holder had called the card system.", "カードの一時停止解除を連携する。"},
    {"card", "return", ctl_card_return, REQUEST | CTL_PURPOSE, 2, 2, "REGISTER-REF CARD --purpose TEXT",
     "Tell of a 返還: a card that was taken in went back to its holder.", "カードの返還情報を連携する。"},
    {"card", "continue", ctl_card_continue, REQUEST | CTL_PURPOSE, 3, 3,
     "REGISTER-REF ARRIVED NOTIFIED --purpose TEXT <CARD-NUMBER",
     "Tell of a 継続利用: the card of somebody who moved in.\n"
     "ARRIVED and NOTIFIED are the days of 転入 and 転入届; the card's number comes by standard input.",
     "転入した者のカードの継続利用を連携する。\n"
     "ARRIVED は転入をした日、NOTIFIED は転入届をした日。カードの番号は標準入力から読み込みます。"},
    {"identity", "notices", ctl_identity_notices, REQUEST, 0, 1, "[CHANGE-ID]",
     "Show how the notices to the prefecture stand: applied here, sent, acknowledged.\n"
     "Of one change or, without it, those whose receipt is overdue. The question is recorded.",
     "都道府県への通知の状態 (更新済み・送信済み・受領済み) を表示する。\n"
     "CHANGE-ID がなければ、受領が遅れている通知を表示します。照会は記録されます。"},
    {"identity", "resend", ctl_identity_resend, REQUEST | CTL_PURPOSE, 2, 2, "EVENT-ID REASON --purpose TEXT",
     "Send a person's latest notice to the prefecture again under another 異動事由.",
     "ある者の最後の通知を、異動事由を改めて都道府県へ再送する。"},
    {"identity", "forbid", ctl_identity_forbid, REQUEST | CTL_PURPOSE, 1, 1, "REGISTER-REF --purpose TEXT",
     "Set 更新禁止フラグ: no update of this record enters 本人確認情報ファイル.\n"
     "What comes meanwhile is a dead letter, to be replayed when updates are allowed again.",
     "更新禁止フラグを立てる。その間の更新は不達となり、解除後に再送できます。"},
    {"identity", "allow", ctl_identity_allow, REQUEST | CTL_PURPOSE, 1, 1, "REGISTER-REF --purpose TEXT",
     "Take 更新禁止フラグ away.", "更新禁止フラグを解除する。"},
    {"identity", "take", ctl_identity_take, REQUEST | CTL_PURPOSE, 1, 1, "REGISTER-REF --purpose TEXT",
     "Take a record in hand (排他フラグ): no update and no other operator.",
     "排他フラグを立てる。更新も他の操作者の処理も受け付けません。"},
    {"identity", "release", ctl_identity_release, REQUEST | CTL_PURPOSE, 1, 1, "REGISTER-REF --purpose TEXT",
     "Let go of a record that was taken in hand.", "排他フラグを解除する。"},
    {"identity", "wide", ctl_identity_wide, REQUEST, 0, 1, "[REQUEST-ID]",
     "Show what other municipalities asked for 広域交付, what they were told and how old the copy was.\n"
     "One request or, without it, the latest 100. The question is recorded.",
     "他の市町村からの広域交付の要求、回答、写しの時点を表示する。\n"
     "REQUEST-ID がなければ最近の100件。照会は記録されます。"},
    {"identity", "compare", ctl_identity_compare, REQUEST | CTL_WAIT, 1, 1, "PARTNER [--wait]",
     "Compare 本人確認情報 with what PARTNER (prefecture, national) holds (整合性確認).\n"
     "Begins anew; with --wait until it is done or --timeout is over. Nothing is corrected. Exit status 1 "
     "when\n"
     "something differs.",
     "本人確認情報を相手 (prefecture, national) の保有する情報と照合する (整合性確認)。\n"
     "新たに開始します。--wait では終わるか --timeout が過ぎるまで待ちます。訂正は行いません。\n"
     "差異があれば終了コード 1。"},
    {"identity", "comparison", ctl_identity_comparison, REQUEST | CTL_WAIT, 1, 1, "PARTNER [--wait]",
     "Show how the latest comparison with PARTNER stands and what it found. The question is recorded.",
     "相手との最新の整合性確認の状況と差異を表示する。照会は記録されます。"},
    {"media", "permit", ctl_media_permit, REQUEST | CTL_PURPOSE, 3, 3, "KIND RECEIVER PERSONS --purpose TEXT",
     "Ask for the permission of one export to 電子記録媒体, of PERSONS at most.\n"
     "KIND notices (RECEIVER prefecture): the notices without receipt, when the line is down; comparison\n"
     "(prefecture, national): 整合性確認用本人確認情報. Another person approves it.",
     "電子記録媒体への出力の許可を申請する。\n"
     "KIND: notices (都道府県への通知のうち受領のないもの)、comparison (整合性確認用本人確認情報)。\n"
     "許可は別の者が行います。"},
    {"media", "approve", ctl_media_approve, REQUEST, 2, 2, "PERMIT-ID DIGEST",
     "Grant a permission that another asked for, as seen by approval list media_export --service identity.",
     "他の者が申請した媒体出力を上長として許可する (approval list media_export で確認)。"},
    {"media", "refuse", ctl_media_refuse, REQUEST, 1, 1, "PERMIT-ID", "Refuse it.",
     "他の者が申請した媒体出力を許可しない。"},
    {"media", "export", ctl_media_export, REQUEST | CTL_PURPOSE, 4, 4,
     "PERMIT-ID KIND RECEIVER FILE --purpose TEXT",
     "Make the export that was granted, once, by who asked for it and for just that.\n"
     "It is recorded before its first byte leaves the service. FILE must not be there yet; it is encrypted "
     "to\n"
     "the receiver's certificate (CMS).",
     "許可された媒体出力を、申請者本人が1回だけ行う。\n"
     "記録されてから出力されます。FILE は新規に作られ、提供先の証明書で暗号化されます (CMS)。"},
    {"media", "list", ctl_media_list, REQUEST, 0, 0, "",
     "List the permissions and what became of them. The question is recorded.",
     "媒体出力の許可と実施の記録を一覧する。照会は記録されます。"},
    {"register", "compare", ctl_register_compare, REQUEST | CTL_WAIT, 0, 0, "[--wait]",
     "Compare the register with 本人確認情報 (整合性確認).\n"
     "Begins anew; with --wait until it is done or --timeout is over. Nothing is corrected. Exit status 1 "
     "when\n"
     "something differs.",
     "住民記録を本人確認情報と照合する (整合性確認)。\n"
     "新たに開始します。--wait では終わるか --timeout が過ぎるまで待ちます。訂正は行いません。\n"
     "差異があれば終了コード 1。"},
    {"register", "comparison", ctl_register_comparison, REQUEST | CTL_WAIT, 0, 0, "[--wait]",
     "Show how the latest comparison stands and what it found. The question is recorded.",
     "最新の整合性確認の状況と差異を表示する。照会は記録されます。"},
    {"delivery", "waiting", ctl_delivery_waiting, REQUEST, 0, 0, "",
     "Show which 送付先情報 waits for its hand-over, what is held first. The question is recorded.\n"
     "What differs from the register is named by item (2.name: of the second person), without any value.",
     "提供待ちの送付先情報を、保留中のものから順に表示する。照会は記録されます。\n"
     "住民記録と異なる項目は項目名だけを示します (2.name は2人目の氏名)。"},
    {"delivery", "renew", ctl_delivery_renew, REQUEST | CTL_PURPOSE, 1, 1, "EVENT-ID --purpose TEXT",
     "Put a new record from the register in the place of one that waits.",
     "提供待ちの送付先情報を、住民記録から作り直したものに置き換える。"},
    {"delivery", "withdraw", ctl_delivery_withdraw, REQUEST | CTL_PURPOSE, 1, 1, "EVENT-ID --purpose TEXT",
     "Take a record that waits out for good.", "提供待ちの送付先情報を取り下げる。"},
    {"delivery", "release", ctl_delivery_release, REQUEST | CTL_PURPOSE, 1, 1, "DAY --purpose TEXT",
     "Let the batch of a day of receipt go on without the records that hold it.\n"
     "Those stay held until they are renewed or withdrawn; the others are checked once more.",
     "受付日ごとの保留を解き、住民記録と異なるものを除いて提供を再開する。\n"
     "異なるものは置き換えまたは取下げまで保留されます。他のものはもう一度確認されます。"},
    {"deadletter", "list", ctl_deadletter_list, LETTERS, 0, 0, "--service NAME",
     "List the records that a service could not apply.", "サービスが適用できなかったメッセージの一覧。"},
    {"deadletter", "show", ctl_deadletter_show, LETTERS | CTL_PURPOSE, 0, 1,
     "--service NAME [ID] [--purpose TEXT [--operator ID]]",
     "Show one dead letter, or all; its message only with --purpose, which is recorded.",
     "不達メッセージを表示する (IDがなければ全件)。本文は --purpose を付けたときだけ表示し、記録されます。"},
    {"deadletter", "replay", ctl_deadletter_replay, LETTERS, 0, 1, "--service NAME [ID]",
     "Send the very same record to its topic again.\n"
     "Of one dead letter, or of all. What was applied meanwhile is not applied twice.",
     "不達メッセージを元のトピックへ同じ内容で再送する。\n"
     "IDがなければ全件。既に適用されたものが二重に適用されることはありません。"},
    {"topic", "tail", ctl_topic_tail, CTL_BUS | CTL_FROM | CTL_COUNT | CTL_PURPOSE, 1, 1,
     "TOPIC [--from beginning|end] [--count N] [--purpose TEXT [--operator ID]]",
     "Show the records of a topic; what stands in them only with --purpose, which is recorded.\n"
     "From the end on it follows until --count, --timeout or an interrupt; from the beginning it ends with\n"
     "the last record, unless --timeout says to go on. TOPIC is without prefix, e.g. feed.tax.\n"
     "Sealed values are shown as (sealed <key id>).",
     "トピックの内容を表示する。本文は --purpose を付けたときだけ表示し、記録されます。\n"
     "endからは--count、--timeout、中断まで待ち続けます。beginningからは最後の1件で終わります。\n"
     "TOPICは接頭辞なしの名前 (例: feed.tax)。封緘された値は (sealed 鍵ID) と表示します。"},
    {"audit", "verify", ctl_audit_verify, REQUEST, 0, 0, "",
     "Read the whole audit log and compute again what it has signed.\n"
     "Prints the number of entries, or the first index that is broken (exit status 1).",
     "監査証跡を全件読み、ハッシュ連鎖を計算し直す。\n"
     "件数を表示します。壊れていれば最初の番号を表示します (終了コード 1)。"},
    {"audit", "refused", ctl_audit_refused, REQUEST, 0, 0, "",
     "Show whom Kafka refused: without a good certificate, or for what is not theirs. The question is "
     "recorded.",
     "証明書がない、または権限のない接続を拒否した記録を表示する。照会は記録されます。"},
    {"audit", "journey", ctl_audit_journey, REQUEST | CTL_PURPOSE, 1, 1, "CHANGE-ID --purpose TEXT",
     "Show all audit entries of one change, from all services. The question is recorded.",
     "1件の異動に関する全サービスの監査記録を表示する。照会は記録されます。"},
    {"code", "check", ctl_code_check, CTL_KIND, 1, -1, "--kind KIND VALUE...|-",
     "Check the check digits of numbers.\n"
     "KIND is individual-number, resident-code, municipality, addressee or corporate.\n"
     "One line per value; an individual number or resident code is not repeated, only its position. Values "
     "on\n"
     "a command line can be seen by other users of the machine: '-' reads them from standard input.",
     "番号の検査数字を確認する。\n"
     "KIND は individual-number, resident-code, municipality, addressee, corporate のいずれか。\n"
     "1行に1件。個人番号と住民票コードは値を表示せず、順番だけを示します。コマンド行の値は同じ機械の\n"
     "他の利用者に見えるため、'-' で標準入力から読み込めます。"},
    {"doctor", NULL, ctl_doctor, CTL_BUS | CTL_TABLE, 0, 0, "",
     "Check configuration, Kafka, topics, clock, keys and the services' readiness.",
     "設定、Kafka、トピック、時計、鍵、各サービスの状態を点検する。"},
    {"completion", "bash", ctl_completion, 0, 0, 0, "",
     "Print the completion of commands and options for bash.\n"
     "Use: source <(jukictl completion bash)",
     "bash の補完設定を出力する。\n使い方: source <(jukictl completion bash)"},
    {0},
};

const ctl_command *ctl_command_next(const ctl_command *row)
{
    static const ctl_command *const tables[] = {
        commands,         ctl_gateway_commands,  ctl_audit_commands,   ctl_case_commands,
        ctl_key_commands, ctl_evidence_commands, ctl_approval_commands};
    const ctl_command *before = NULL;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        for (const ctl_command *next = tables[i]; next->name != NULL; next++) {
            if (before == row) {
                return next;
            }
            before = next;
        }
    }
    return NULL;
}
