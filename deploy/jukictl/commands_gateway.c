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
    {0},
};
