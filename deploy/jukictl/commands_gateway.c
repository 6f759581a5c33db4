/* The commands that the gateway answers. */
#include "deploy/jukictl/ctl.h"

enum { REQUEST = CTL_BUS | CTL_WHO };

const ctl_command ctl_gateway_commands[] = {
    {"consumer", "apply", ctl_consumer_apply, REQUEST, 0, 1, "[FILE|-]",
     "Apply for a consumer, or for a change of one, always the whole of it; another person decides.\n"
     "One JSON object with the items of juki.gateway.v1.Consumer (services/gateway/README.md).",
     "情報の提供先の登録または変更を申請する。別の職員が決裁します。\n"
     "juki.gateway.v1.Consumer の項目を持つJSON (services/gateway/README.md)。"},
    {"consumer", "load", ctl_consumer_load, REQUEST, 1, 1, "FILE.csv",
     "Apply for each row of a file such as services/gateway/affairs.csv.\n"
     "Prints a line per row: the consumer and its application, or why it was refused (exit status 1).",
     "services/gateway/affairs.csv のようなファイルの各行について申請する。\n"
     "1行に1件、申請番号または拒否の理由を表示します (拒否があれば終了コード 1)。"},
    {"consumer", "approve", ctl_consumer_approve, REQUEST, 2, 2, "APPLICATION-ID DIGEST",
     "Approve an application of another person: the consumer's next version. For a supervisor, who has seen\n"
     "it: approval list consumer_activation --service gateway.",
     "他の者の申請を承認する。提供先の新しい版になります。"},
    {"consumer", "reject", ctl_consumer_reject, REQUEST, 1, 1, "APPLICATION-ID",
     "Reject an application of another person.", "他の者の申請を承認しない。"},
    {"consumer", "withdraw", ctl_consumer_withdraw, REQUEST, 1, 1, "APPLICATION-ID",
     "Withdraw an application of one's own.", "自らの申請を取り下げる。"},
    {"consumer", "revoke", ctl_consumer_revoke, REQUEST | CTL_PURPOSE, 1, 1, "CONSUMER --purpose TEXT",
     "Stop a consumer at once: nothing more is told, also not what is on its way.\n"
     "One person is enough; to bring it back needs an application and its approval.",
     "提供を直ちに停止する。送信待ちの情報も提供されません。\n"
     "停止は一人で行えますが、再開には申請と承認が必要です。"},
    {"consumer", "names", ctl_consumer_names, REQUEST, 0, 0, "",
     "Print who is approved, one to a line, for juki-topics --consumers. The question is recorded.",
     "承認されている提供先を1行に1件表示する (juki-topics --consumers 用)。照会は記録されます。"},
    {"consumer", "list", ctl_consumer_list, REQUEST, 0, 0, "",
     "List who receives a feed, for which affair and which items. The question is recorded.",
     "情報の提供先 (事務・根拠法令・項目・期間) を一覧する。照会は記録されます。"},
    {"consumer", "show", ctl_consumer_show, REQUEST, 1, 1, "CONSUMER",
     "Show the history of one consumer, the latest version first. The question is recorded.",
     "提供先の履歴を新しい順に表示する。照会は記録されます。"},
    {"nonresident", "search", ctl_nonresident_search, REQUEST | CTL_PURPOSE, 1, -1,
     "ITEM=VALUE... --purpose TEXT",
     "Look for 住登外者 (照会) by two of name or name_kana, birth_date and address.\n"
     "A text is whole, with * behind it its beginning, with * before and behind a part; address is always a "
     "part.\n"
     "Former names and addresses count. The question and each person found are recorded.",
     "住登外者を照会する。name 又は name_kana、birth_date、address のうち2情報以上。\n"
     "末尾の * は前方一致、前後の * は部分一致。address "
     "は常に部分一致。履歴も検索します。照会と該当者は記録されます。"},
    {"nonresident", "show", ctl_nonresident_show, REQUEST | CTL_PURPOSE, 1, 1, "NUMBER --purpose TEXT",
     "Show one 住登外者 with his history, the affairs that use his number and the numbers linked to it.",
     "住登外者1人を、履歴、使用する事務、名寄せ元とともに表示する。"},
    {"nonresident", "number", ctl_nonresident_number, REQUEST | CTL_PURPOSE, 1, -1,
     "ITEM=VALUE... --purpose TEXT",
     "Have a new 住登外者宛名番号 given (付番) for the affair of the token.\n"
     "Items as in juki.gateway.v1.NonresidentBasics (individual_number=- is read from standard input), and\n"
     "affair_number, not_shared=true (他業務参照不可), others_ruled_out=true (who has this name and birth "
     "date is\n"
     "somebody else).",
     "住登外者宛名番号を付番する (トークンの事務による)。\n"
     "項目は juki.gateway.v1.NonresidentBasics のとおり (individual_number=- "
     "は標準入力から読み込む)。ほかに\n"
     "affair_number、not_shared=true (他業務参照不可)、others_ruled_out=true (同名・同生年月日の者は別人)。"},
    {"nonresident", "select", ctl_nonresident_select, REQUEST | CTL_PURPOSE, 1, -1,
     "NUMBER [affair_number=N] --purpose TEXT",
     "Use the number of a candidate (選択) for the affair of the token.",
     "候補者の住登外者宛名番号を選択し、この事務で使用する。"},
    {"nonresident", "use", ctl_nonresident_use, REQUEST | CTL_PURPOSE, 1, -1,
     "NUMBER [ITEM=VALUE...] --purpose TEXT",
     "Use a known number; the one of a former resident becomes his 住登外者宛名番号 (引継), with the items "
     "given.",
     "既存の宛名番号を使用する。元住民の住民宛名番号は、宛名基本情報を付けて引き継ぐ。"},
    {"nonresident", "update", ctl_nonresident_update, REQUEST | CTL_PURPOSE, 3, -1,
     "NUMBER HISTORY ITEM=VALUE... --purpose TEXT",
     "Change the row HISTORY of a 住登外者 (更新): all items as they are from now on; state=dead when he has "
     "died.",
     "住登外者の宛名基本情報を更新する (HISTORY は変更前の履歴番号)。全項目を指定する。死亡は state=dead。"},
    {"nonresident", "delete", ctl_nonresident_delete, REQUEST | CTL_PURPOSE, 2, 2,
     "NUMBER HISTORY --purpose TEXT", "Take a 住登外者 out of use (削除); his number and history stay.",
     "住登外者を管理対象外とする (削除)。宛名番号と履歴は残ります。"},
    {"nonresident", "hold", ctl_nonresident_hold, REQUEST, 1, 1, "NUMBER",
     "Take a 住登外者 in hand for half an hour (排他): others may only look.",
     "住登外者の異動処理を始める (排他。30分間)。他の職員は閲覧のみできます。"},
    {"nonresident", "release", ctl_nonresident_release, REQUEST, 1, 1, "NUMBER", "Let go of him.",
     "排他を解除する。"},
    {"nonresident", "link", ctl_nonresident_link, REQUEST | CTL_PURPOSE, 2, 2,
     "NUMBER REPRESENTATIVE --purpose TEXT",
     "Ask that NUMBER be linked to REPRESENTATIVE, since both are one person (名寄せ). Another person "
     "approves it.",
     "NUMBER を REPRESENTATIVE に名寄せする申請を行う。決裁は別の者が行います。"},
    {"nonresident", "unlink", ctl_nonresident_unlink, REQUEST | CTL_PURPOSE, 2, 2,
     "NUMBER REPRESENTATIVE --purpose TEXT", "Ask that the link be undone (名寄せ解除).",
     "名寄せを解除する申請を行う。"},
    {"nonresident", "approve", ctl_nonresident_approve, REQUEST, 1, 1, "LINK-ID",
     "Approve a link, or its undoing, that another person asked for.",
     "他の者が申請した名寄せ又は解除を承認する。"},
    {"nonresident", "refuse", ctl_nonresident_refuse, REQUEST, 1, 1, "LINK-ID", "Refuse it.",
     "他の者が申請した名寄せ又は解除を承認しない。"},
    {"integrated", "search", ctl_integrated_search, REQUEST | CTL_PURPOSE, 1, 1, "ITEM=VALUE --purpose TEXT",
     "Find a 団体内統合宛名番号 by one of individual_number=- (from standard input), addressee_number, "
     "affair_number\n"
     "(of the affair of the token) and integrated_number, with all numbers of the person. Recorded.",
     "団体内統合宛名番号を、individual_number=- (標準入力)、addressee_number、affair_number "
     "(トークンの事務)、\n"
     "integrated_number のいずれかで検索し、その者の宛名番号を表示する。記録されます。"},
    {"consumer", "snapshot", ctl_consumer_snapshot, REQUEST, 1, 1, "CONSUMER",
     "Send a consumer everybody whom it may know, in the place of a snapshot under way. It is recorded.",
     "提供先に全件を提供し直す (途中のものは取りやめる)。操作は記録されます。"},
    {"consumer", "snapshots", ctl_consumer_snapshots, REQUEST, 1, 1, "CONSUMER",
     "Show how the latest snapshots and comparisons of a consumer stand, the last one first.\n"
     "The question is recorded.",
     "提供先への全件提供と照合の状況を新しい順に表示する。照会は記録されます。"},
    {"inquiry", "ask", ctl_inquiry_ask, REQUEST | CTL_PURPOSE, 1, -1, "ITEM=VALUE... --purpose TEXT",
     "Ask another body for 特定個人情報 of one person, in the name of an office. It waits for the approval.\n"
     "consumer (the office), item (項番), provider (code of the body), information, asked_item (with "
     "commas),\n"
     "addressee_number. Prints the digest that the approval is bound to. The request is recorded.",
     "所属の名で、1人の特定個人情報を他団体に照会する (上長の承認待ちになる)。\n"
     "consumer (所属)、item (項番)、provider (団体コード)、information (特定個人情報)、asked_item (項目、"
     "コンマ区切り)、\naddressee_number (宛名番号)。承認に必要なダイジェストを表示します。記録されます。"},
    {"inquiry", "approve", ctl_inquiry_approve, REQUEST, 2, 2, "INQUIRY-ID DIGEST",
     "Approve an inquiry as 上長, another person than who asked, for exactly the content of the digest.",
     "照会を、入力者とは別の上長として、ダイジェストの内容のとおり承認する。"},
    {"inquiry", "return", ctl_inquiry_return, REQUEST, 2, 2, "INQUIRY-ID DIGEST",
     "Do not approve an inquiry: it ends.", "照会を承認しない (取りやめになる)。"},
    {"inquiry", "cancel", ctl_inquiry_cancel, REQUEST, 1, 1, "INQUIRY-ID",
     "Cancel an inquiry (取りやめ). What is answered later is not taken.",
     "照会を取りやめる。その後に届いた回答は受け取りません。"},
    {"inquiry", "list", ctl_inquiry_list, REQUEST, 0, 0, "",
     "List the latest inquiries and how they stand. The question is recorded.",
     "照会の状況を新しい順に一覧する。照会は記録されます。"},
    {"inquiry", "show", ctl_inquiry_show, REQUEST | CTL_PURPOSE, 1, 1, "INQUIRY-ID --purpose TEXT",
     "Show an inquiry and, while it is kept, what was answered. The look at it is recorded.",
     "照会と、保存期間内であれば照会結果を表示する。閲覧は記録されます。"},
    {"subject-code", "request", ctl_subject_code_request, REQUEST, 1, 1, "NUMBER",
     "Ask 情報提供ネットワークシステム for the 符号 of a person by his 宛名番号, once more when it failed.",
     "宛名番号の人の符号取得を依頼する (失敗したものは再依頼)。"},
    {"subject-code", "list", ctl_subject_code_list, REQUEST, 0, 1, "[requested|acquired|failed]",
     "List who is in a state of 符号取得 (failed), the longest first, and how many are in each. The question "
     "is recorded.",
     "符号取得状況 (既定は失敗) の人と状況別の人数を表示する。照会は記録されます。"},
    {"provision", "held", ctl_provision_held, REQUEST, 0, 0, "",
     "List inquiries of other bodies that are held (自動応答不可). The question is recorded.",
     "保留中 (自動応答不可) の情報照会を一覧する。照会は記録されます。"},
    {"provision", "check", ctl_provision_check, REQUEST | CTL_PURPOSE, 1, 1, "PERMIT --purpose TEXT",
     "Show what would be sent to one that is held, and be named as who checked it.",
     "保留中の照会に送る内容を表示し、確認者として記録する。"},
    {"provision", "release", ctl_provision_release, REQUEST, 2, 2, "PERMIT DIGEST",
     "Release one that is held, of exactly the content that somebody else checked: DIGEST as his check told "
     "it. "
     "For a supervisor.",
     "別の職員が確認した内容 (確認時のダイジェスト) のとおり、保留中の照会への送信を承認する (上長)。"},
    {"provision", "refuse", ctl_provision_refuse, REQUEST, 1, 1, "PERMIT",
     "Refuse one that is held and was checked by somebody else. For a supervisor.",
     "別の職員が確認した保留中の照会への提供を拒否する (上長)。"},
    {"provision", "record", ctl_provision_record, REQUEST, 1, -1, "ITEM=VALUE...",
     "Record a provision outside of the automated path: document approver_id witness_id addressee_number "
     "law_table item\n"
     "inquirer_kind inquirer affair information asked_item=NAME,NAME.",
     "自動によらない提供を記録する (依頼文の文書番号・承認者・立会者・対象者・照会の内容)。"},
    {"exchange", "list", ctl_exchange_list, REQUEST | CTL_PURPOSE, 2, -1,
     "from=DATE to=DATE [ITEM=VALUE...] --purpose TEXT",
     "List 情報提供等記録 of a period, the latest first. The question is recorded.\n"
     "direction (asked, provided, self, notice), inquirer (code of a body), outcome (answered, or a code),\n"
     "before (next of the page before).",
     "期間の情報提供等記録を新しい順に一覧する。照会は記録されます。\n"
     "direction (asked 照会、provided 提供、self 自己情報、notice お知らせ)、inquirer (団体コード)、outcome "
     "(結果)、\nbefore (前の頁の next)。"},
    {"exchange", "show", ctl_exchange_show, REQUEST | CTL_PURPOSE, 1, -1,
     "NUMBER [ITEM=VALUE...] --purpose TEXT",
     "List 情報提供等記録 of a person by 宛名番号, as they are disclosed to him. The question is recorded.\n"
     "from, to and the others as of 'exchange list'.",
     "宛名番号の人の情報提供等記録を一覧する (開示)。照会は記録されます。\nfrom・to などは exchange list "
     "と同じです。"},
    {"exchange", "statistics", ctl_exchange_statistics, REQUEST, 2, 2, "FROM TO",
     "Count 情報提供等記録 by day, direction, item and outcome, and tell what is in hand.\n"
     "Counts that are too small to show are suppressed (秘匿). The question is recorded.",
     "情報提供等記録を日・区分・項番・結果ごとに集計し、処理中の件数を表示する。\n"
     "小さい数は秘匿されます。照会は記録されます。"},
    {"exchange", "erase", ctl_exchange_erase, REQUEST | CTL_PURPOSE, 1, 1, "DATE --purpose TEXT",
     "Ask to erase what was closed before a day, at least seven years ago. A supervisor decides.",
     "7年以上前の情報提供等記録の消去を申請する。上長が決裁します。"},
    {"exchange", "erase-approve", ctl_exchange_approve, REQUEST, 2, 2, "ERASURE-ID DIGEST",
     "Approve an erasure as 上長, another person than who asked: the records go. DIGEST: approval list\n"
     "exchange_erasure --service gateway.",
     "消去を、申請者とは別の上長として承認する (消去される)。"},
    {"exchange", "erase-refuse", ctl_exchange_refuse, REQUEST, 1, 1, "ERASURE-ID", "Refuse an erasure.",
     "消去の申請を却下する。"},
    {"notice", "enter", ctl_notice_enter, REQUEST, 4, -1, "OFFICE TITLE BODY NUMBER...",
     "Enter a notice (お知らせ) to persons by 宛名番号, in the name of an office. A supervisor sends it.",
     "所属の名で、宛名番号の人へのお知らせを入力する。上長の承認で送信されます。"},
    {"notice", "send", ctl_notice_send, REQUEST, 1, 1, "NOTICE-ID",
     "Send a notice as 上長, another person than who entered it.",
     "お知らせを、入力者とは別の上長として承認し、送信する。"},
    {"notice", "return", ctl_notice_return, REQUEST, 1, 1, "NOTICE-ID", "Do not send a notice.",
     "お知らせを承認しない。"},
    {"notice", "status", ctl_notice_status, REQUEST, 1, 1, "NOTICE-ID",
     "Show how a notice stands, and ask the network about those that wait.",
     "お知らせの状況を表示し、未到達のものをネットワークに確認する。"},
    {"law", "load", ctl_law_load, REQUEST, 1, 1, "FILE",
     "Load one version of a law table (照会許可照合リスト) from a CSV file, whole or not at all.\n"
     "It decides nothing until another person activates it.",
     "法令の表 (照会許可照合リスト) の1つの版をCSVファイルから登録する。\n"
     "誤りが1行でもあれば登録されません。別の者が適用するまでは、判定に使われません。"},
    {"law", "activate", ctl_law_activate, REQUEST, 3, 3, "VERSION DATE DIGEST",
     "Let a version decide from its legal effective day on; DATE may lie in the past.\n"
     "By another person than who loaded it; DIGEST: approval list law_activation --service gateway.",
     "版を法令の施行日から適用する。DATE は過去の日でもかまいません。登録者とは別の者が行います。"},
    {"law", "refuse", ctl_law_refuse, REQUEST, 1, 1, "VERSION",
     "Refuse a version that another person loaded.", "他の者が登録した版を却下する。"},
    {"law", "list", ctl_law_list, REQUEST, 0, 0, "",
     "List the versions of all law tables, by table, the one that counts first. The question is recorded.",
     "法令の表の版を一覧する。照会は記録されます。"},
    {"law", "show", ctl_law_show, REQUEST, 1, 2, "VERSION [ITEM]",
     "Show the lines of a version, of one item (項番) or of all. The question is recorded.",
     "版の内容を、1つの項又は全部について表示する。照会は記録されます。"},
    {"law", "diff", ctl_law_diff, REQUEST, 2, 3, "VERSION OTHER [INFORMATION]",
     "Show by item and information where two versions differ. Exit status 1 when they do.",
     "2つの版の違いを項と特定個人情報ごとに表示する。違いがあれば終了コード1。"},
    {"law", "explain", ctl_law_explain, REQUEST | CTL_AS_OF, 6, 6,
     "TABLE ITEM INQUIRER AFFAIR PROVIDER INFORMATION [--as-of DATE]",
     "Tell which version allows or refuses this on a day, why, and what every table says of the item.\n"
     "INQUIRER and PROVIDER are kinds of the table (市町村長), AFFAIR its code (155.1).",
     "ある日にこの照会を許す又は拒む版とその理由、各表のその項の内容を表示する。\n"
     "INQUIRER・PROVIDER は表の区分 (市町村長)、AFFAIR は事務の符号 (155.1) です。"},
    {"copy", "show", ctl_copy_show, REQUEST | CTL_PURPOSE, 1, 1, "NUMBER --purpose TEXT",
     "Show what is held as 副本 of a person, by 宛名番号, with its flags. The question is recorded.",
     "宛名番号で1人の副本とフラグを表示する。照会は記録されます。"},
    {"copy", "compare", ctl_copy_compare, REQUEST, 0, 1, "[FILE]",
     "Compare 副本 of 住民票関係情報 with the register or, with a file as for import, those of an office "
     "with it\n"
     "(正本との照合). Exit status 1 when something differs.",
     "住民票関係情報の副本を正本と照合する。FILE (copy import の形式) "
     "があれば、業務の副本をそれと照合する。\n"
     "違いがあれば終了コード1。"},
    {"copy", "register", ctl_copy_register, REQUEST | CTL_PURPOSE, 1, -1, "NUMBER... --purpose TEXT",
     "Register 住民票関係情報 of persons anew as the register has it, by 団体内統合宛名番号.",
     "正本のとおりに、住民票関係情報の副本を再登録する。NUMBER は団体内統合宛名番号です。"},
    {"copy", "flag", ctl_copy_flag, REQUEST | CTL_PURPOSE, 3, 4,
     "NUMBER FLAG set|lift [INFORMATION] --purpose TEXT",
     "Enter 自動応答不可 (no_auto_answer) or 不開示 (not_disclosed) of a person, by 宛名番号, or its end.\n"
     "It counts once another person has approved it. Without INFORMATION it is for all.",
     "自動応答不可 (no_auto_answer) 又は不開示 (not_disclosed) の設定・解除を登録する。\n"
     "別の者が承認してから有効になります。INFORMATION がなければ全ての特定個人情報が対象です。"},
    {"copy", "import", ctl_copy_import, REQUEST | CTL_PURPOSE, 1, 1, "FILE --purpose TEXT",
     "Enter 副本 of an office from a CSV file, whole or not at all.\n"
     "Columns: addressee_number, information, as_of, item, value, in this order of lines. It takes effect "
     "once\n"
     "two others have checked it and a supervisor has approved it.",
     "業務の副本をCSVファイルから登録する。誤りが1行でもあれば登録されません。\n"
     "項目: addressee_number, information, as_of, item, "
     "value。他の2人の確認と上長の承認の後に有効になります。"},
    {"copy", "check", ctl_copy_check, REQUEST, 1, 1, "ENTRY",
     "Confirm that an entry of another person agrees with its original.",
     "他の者が登録した内容を原本と確認したことを記録する。"},
    {"copy", "approve", ctl_copy_approve, REQUEST, 1, 1, "ENTRY",
     "Approve an entry, as a supervisor who had no part in it.", "登録を上長として承認する。"},
    {"copy", "refuse", ctl_copy_refuse, REQUEST, 1, 1, "ENTRY", "Refuse an entry.", "登録を却下する。"},
    {"copy", "list", ctl_copy_list, REQUEST, 0, 2, "[ENTRY [LINE]]",
     "List the entries that wait, or show one with the lines of its file, 500 at a time (\"more\": there "
     "are\n"
     "others); with LINE those behind that line. The question is recorded.",
     "決裁待ちの登録を一覧する。ENTRY を指定すると、その内容を500行まで表示する (more "
     "があれば続きがあります)。\n"
     "LINE を指定すると、その行より後を表示する。照会は記録されます。"},
    {"bridge", "list", ctl_bridge_list, REQUEST, 1, 1, "CONSUMER",
     "Show the latest files of a consumer by file, the last one first. The question is recorded.",
     "ファイル連携の提供先へのファイルの状況を新しい順に表示する。照会は記録されます。"},
    {"bridge", "errors", ctl_bridge_errors, REQUEST, 1, 1, "CONSUMER",
     "Show the rows that a consumer by file could not take; they are sent again with the next difference.\n"
     "The question is recorded.",
     "ファイル連携の提供先が取り込めなかった行を表示する (次の差分で再送されます)。照会は記録されます。"},
    {0},
};
