/* The commands of the registers that audit keeps. */
#include "deploy/jukictl/ctl.h"

enum { REQUEST = CTL_BUS | CTL_WHO };

const ctl_command ctl_case_commands[] = {
    {"case", "open", ctl_case_open, REQUEST, 2, -1, "REGISTER ITEM=VALUE...",
     "Open a case: REGISTER is incident, request, inquiry, erasure, contractor, backup,\n"
     "backup_place, grant, terminal or revocation.\n"
     "Its items are in services/audit/REGISTERS.md.",
     "台帳に記載する。REGISTER: incident (事故)、request (開示・訂正・利用停止請求)、inquiry (問合せ)、\n"
     "erasure (消去)、contractor (委託先の従事者)、backup (バックアップ)、\n"
     "backup_place (バックアップ保管先)、grant (権限付与)、"
     "terminal (端末登録)、revocation (失効)。項目は services/audit/REGISTERS.md。"},
    {"case", "amend", ctl_case_amend, REQUEST, 2, -1, "CASE-ID ITEM=VALUE...",
     "Add to a case or mend it; ITEM= takes one away. What was said before stays on record.",
     "記載を追加または訂正する (ITEM= は取消し)。前の記載は履歴に残ります。"},
    {"case", "complete", ctl_case_complete, REQUEST, 1, -1, "CASE-ID [ITEM=VALUE...]",
     "Hold a case to be complete; another person closes it.",
     "記載の完了を申し出る。別の職員が完結させます。"},
    {"case", "close", ctl_case_close, REQUEST, 2, 2, "CASE-ID STEP",
     "Close a complete case as it was seen with this step.", "確認した履歴番号の記載を完結させる。"},
    {"case", "return", ctl_case_return, REQUEST, 2, 2, "CASE-ID STEP", "Give a complete case back.",
     "完了の申出を差し戻す。"},
    {"case", "show", ctl_case_show, REQUEST | CTL_PURPOSE, 1, 1, "CASE-ID --purpose TEXT",
     "Show a case with all its steps. The question is recorded.",
     "1件の記載を履歴とともに表示する。照会は記録されます。"},
    {"case", "list", ctl_case_list, REQUEST | CTL_PURPOSE, 1, 4,
     "REGISTER [from=DATE] [until=DATE] [state=STATE] --purpose TEXT",
     "Show the cases of a register; STATE is open, complete, closed or overdue. Long texts are cut: case "
     "show.\n"
     "The question is recorded.",
     "台帳の記載を表示する。STATE: open、complete、closed、overdue (期限超過)。長い文は省略 (case show "
     "で全文)。\n"
     "照会は記録されます。"},
    {"case", "incidents", ctl_case_incidents, REQUEST | CTL_PURPOSE | CTL_YEARS, 0, 1,
     "[DATE] [--years N] --purpose TEXT",
     "Was there a serious incident in the three years up to the day (today without)? The question is "
     "recorded.",
     "過去3年以内に重大事故が発生したか (DATEまで。省略時は本日)。照会は記録されます。"},
    {0},
};
