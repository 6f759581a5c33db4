/* The commands of approvals and of erasures, which every service takes. */
#include "deploy/jukictl/ctl.h"

enum { ROOM = CTL_BUS | CTL_WHO | CTL_SERVICE, TOOL = CTL_BUS | CTL_WHO };

const ctl_command ctl_approval_commands[] = {
    {"approval", "list", ctl_approval_list, ROOM, 0, 1, "[KIND] [--service NAME]",
     "Show what waits for a decision in a service (audit, unless another is named), with its digest.\n"
     "Kinds: common/staff/APPROVALS.md. The question is recorded.",
     "サービス (指定がなければ audit) で決裁を待つ申請を、要約値とともに表示する。照会は記録されます。"},
    {"approval", "show", ctl_approval_show, ROOM, 2, 2, "KIND ID [--service NAME]",
     "Show one request, whatever became of it.", "1件の申請とその後の経過を表示する。"},
    {"approval", "approve", ctl_approval_approve, ROOM, 3, 3, "KIND ID DIGEST [--service NAME]",
     "Approve, as 上長 and another person, exactly the request of the digest. It serves once, for some days.",
     "申請者とは別の上長として、要約値の申請そのものを承認する。有効期限内に1回限り使用できます。"},
    {"approval", "refuse", ctl_approval_refuse, ROOM, 2, 2, "KIND ID [--service NAME]", "Refuse a request.",
     "申請を却下する。"},
    {"approval", "ask", ctl_approval_ask, TOOL | CTL_PURPOSE, 2, -1, "KIND ITEM=VALUE... --purpose TEXT",
     "Ask for the approval of an act that a tool carries out: key_destruction, backup_takeout, bulk_output.",
     "ツールで行う作業の承認を申請する: key_destruction (鍵の廃棄)、backup_takeout (バックアップの持出し)、\n"
     "bulk_output (一括出力)。"},
    {"approval", "use", ctl_approval_use, TOOL, 3, -1, "KIND ID ITEM=VALUE...",
     "Use an approval up, ahead of the act; ends with 0 when just this was approved. For tools.",
     "作業の前に承認を使用する。承認された内容と同じ場合だけ0で終了します (ツール用)。"},
    {"retention", "preview", ctl_retention_preview, ROOM | CTL_PURPOSE, 0, 1,
     "[CLASS] --service NAME --purpose TEXT",
     "Show what a service keeps for how long, and how much is over its time. Nothing is changed.",
     "保存区分ごとの保存期間と、期間を過ぎた件数を表示する。変更はしません。"},
    {"retention", "erase", ctl_retention_erase, ROOM | CTL_PURPOSE, 1, 1,
     "CLASS --service NAME --purpose TEXT",
     "Ask that what is over its time be erased. It goes once 上長 has approved it: approval approve erasure.",
     "保存期間を過ぎたものの消去を申請する。上長の承認 (approval approve erasure) 後に消去されます。"},
    {"retention", "report", ctl_retention_report, ROOM, 0, 1, "[ERASURE] --service NAME",
     "Show what was erased, by which rule, on whose word, with the certificates.",
     "消去の結果を、根拠・決裁者・消去証明とともに表示する。"},
    {0},
};
