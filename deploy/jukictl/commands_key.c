/* The commands of the sealing keys. */
#include "deploy/jukictl/ctl.h"

enum { REQUEST = CTL_BUS | CTL_WHO };

const ctl_command ctl_key_commands[] = {
    {"key", "list", ctl_key_list, 0, 0, 1, "[AUDIENCE]",
     "Show the sealing keys: current (seals and opens), opens, erased; never a key itself.",
     "封緘鍵の一覧。current (封緘と開封)、opens (開封のみ)、erased (破棄済み)。鍵そのものは表示しません。"},
    {"key", "add", ctl_key_add, 0, 2, 2, "AUDIENCE PERIOD",
     "Make a key for a new period and seal with it from now on. Services take it up by themselves.",
     "新しい期間の鍵を作り、以後これで封緘する。各サービスは自動的に読み込みます。"},
    {"key", "prepare", ctl_key_prepare, 0, 2, 2, "AUDIENCE PERIOD",
     "Make a key for a new period that opens only, to be taken to other machines before 'key promote'.",
     "開封だけに使う新しい期間の鍵を作る (他の機器に配った後に key promote)。"},
    {"key", "promote", ctl_key_promote, 0, 1, 1, "KEY-ID", "Seal with this key from now on.",
     "以後この鍵で封緘する。"},
    {"key", "wrap", ctl_key_wrap, 0, 1, 2, "AUDIENCE [FROM-PROVIDER]",
     "Write the keys anew, wrapped by JUKI_KEY_PROVIDER; they were wrapped by FROM-PROVIDER (file: not at "
     "all).",
     "鍵を JUKI_KEY_PROVIDER で包み直す。FROM-PROVIDER: これまでの方式 (既定 file: 包まない)。"},
    {"key", "ask", ctl_key_ask, REQUEST | CTL_PURPOSE, 2, 2, "KEY-ID RECORDS --purpose TEXT",
     "Ask that a key be destroyed; RECORDS: in how many records it still is (deploy/local/sealed.sh).\n"
     "Another person, 上長, approves just this: approval approve key_destruction ID DIGEST.",
     "鍵の破棄を申請する。RECORDS: その鍵で封緘された記録の件数。別の上長が approval approve\n"
     "key_destruction ID DIGEST で承認する。"},
    {"key", "destroy", ctl_key_destroy, REQUEST, 3, 3, "KEY-ID RECORDS APPROVAL-ID",
     "Destroy a key, as it was approved, and with it all that it sealed. The approval is used up ahead of "
     "it.\n"
     "Opens the certificate (消去証明).",
     "承認のとおり鍵を破棄し、封緘したものをすべて消去する。承認はその前に使用済みとなる。\n"
     "消去証明が記載されます。"},
    {0},
};
