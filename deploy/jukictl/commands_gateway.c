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
    {0},
};
