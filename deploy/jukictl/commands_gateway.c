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
    {"consumer", "approve", ctl_consumer_approve, REQUEST, 1, 1, "APPLICATION-ID",
     "Approve an application of another person: the consumer's next version.",
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
    {"consumer", "snapshot", ctl_consumer_snapshot, REQUEST, 1, 1, "CONSUMER",
     "Send a consumer everybody whom it may know, in the place of a snapshot under way. It is recorded.",
     "提供先に全件を提供し直す (途中のものは取りやめる)。操作は記録されます。"},
    {"consumer", "snapshots", ctl_consumer_snapshots, REQUEST, 1, 1, "CONSUMER",
     "Show how the latest snapshots and comparisons of a consumer stand, the last one first.\n"
     "The question is recorded.",
     "提供先への全件提供と照合の状況を新しい順に表示する。照会は記録されます。"},
    {0},
};
