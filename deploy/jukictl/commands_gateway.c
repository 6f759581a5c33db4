/* The commands that the gateway answers. */
#include "deploy/jukictl/ctl.h"

enum { REQUEST = CTL_BUS | CTL_WHO };

const ctl_command ctl_gateway_commands[] = {
    {"consumer", "list", ctl_consumer_list, REQUEST, 0, 0, "",
     "List who receives a feed, for which affair and which items. The question is recorded.",
     "情報の提供先 (事務・根拠法令・項目・期間) を一覧する。照会は記録されます。"},
    {"consumer", "show", ctl_consumer_show, REQUEST, 1, 1, "CONSUMER",
     "Show the history of one consumer, the latest version first. The question is recorded.",
     "提供先の履歴を新しい順に表示する。照会は記録されます。"},
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
    {"provision", "release", ctl_provision_release, REQUEST, 1, 1, "PERMIT",
     "Release one that is held and was checked by somebody else. For a supervisor.",
     "別の職員が確認した保留中の照会への送信を承認する (上長)。"},
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
    {"exchange", "erase-approve", ctl_exchange_approve, REQUEST, 1, 1, "ERASURE-ID",
     "Approve an erasure as 上長, another person than who asked: the records go.",
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
    {"law", "activate", ctl_law_activate, REQUEST, 2, 2, "VERSION DATE",
     "Let a version decide from its legal effective day on; DATE may lie in the past.\n"
     "By another person than who loaded it.",
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
    {"copy", "list", ctl_copy_list, REQUEST, 0, 1, "[ENTRY]",
     "List the entries that wait, or show one with the lines of its file. The question is recorded.",
     "決裁待ちの登録を一覧する。ENTRY を指定すると、その内容を表示する。照会は記録されます。"},
    {0},
};
