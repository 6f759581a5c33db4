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
    {"key", "destroy", ctl_key_destroy, REQUEST | CTL_PURPOSE, 3, 3, "KEY-ID CASE-ID DATE --purpose TEXT",
     "Destroy a key, and with it all that it sealed. CASE-ID is a case of the register 'key' about it\n"
     "that another person has closed within seven days; DATE is today. Opens the certificate (消去証明).",
     "鍵を破棄し、封緘したものをすべて消去する。CASE-ID: 別の職員が7日以内に完結させた台帳 key の記載。\n"
     "DATE: 本日。消去証明が記載されます。"},
    {0},
};
