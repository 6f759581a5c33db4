#include "deploy/jukictl/ctl.h"

/* The commands that ask the audit trail. */

enum { QUESTION = CTL_BUS | CTL_WHO | CTL_PURPOSE | CTL_PERIOD };

#define PERIOD_EN " Without --start and --end: of all days. The question is recorded."
#define PERIOD_JA "--start, --end がなければ全期間です。照会は記録されます。"

const ctl_command ctl_audit_commands[] = {
    {"audit", "person", ctl_audit_person, QUESTION, 1, 1, "NUMBER --purpose TEXT [--start DATE] [--end DATE]",
     "Show every act about one person, by 宛名番号, as for 開示請求." PERIOD_EN,
     "1人に関する全ての監査記録を宛名番号で表示する (開示請求など)。" PERIOD_JA},
    {"audit", "operator", ctl_audit_operator, QUESTION, 1, 1,
     "OPERATOR --purpose TEXT [--start DATE] [--end DATE]", "Show every act of one operator." PERIOD_EN,
     "1人の操作者の全ての操作を表示する。" PERIOD_JA},
    {"audit", "inquiries", ctl_audit_inquiries, QUESTION, 0, 0, "--purpose TEXT [--start DATE] [--end DATE]",
     "Show every act of 情報照会, 情報提供 and 自己情報提供." PERIOD_EN,
     "情報照会、情報提供及び自己情報提供の記録を表示する。" PERIOD_JA},
    {"audit", "protected", ctl_audit_protected, QUESTION, 0, 0, "--purpose TEXT [--start DATE] [--end DATE]",
     "Show who looked at or acted upon persons under 支援措置 or another 抑止, since it was set." PERIOD_EN,
     "支援措置等の抑止の設定後に、その対象者を照会・操作した記録を表示する。" PERIOD_JA},
    {"audit", "counts", ctl_audit_counts, QUESTION, 0, 0, "--purpose TEXT [--start DATE] [--end DATE]",
     "Show how often each service did and refused what. All days together are compared with the entries of "
     "the\nlog; exit status 1 when they differ." PERIOD_EN,
     "サービスと操作ごとに、実施と拒否の件数を表示する。総数が記録の件数と異なれば終了コード 1。" PERIOD_JA},
    {"audit", "history", ctl_audit_history, QUESTION, 1, 2,
     "NUMBER [PORTAL-REQUEST] --purpose TEXT [--start DATE] [--end DATE]",
     "Print for a resident who used his data: when, which office, for what affair and purpose, what it did.\n"
     "With PORTAL-REQUEST (a UUID) the portal gets it, too." PERIOD_EN,
     "本人に交付するアクセス履歴 (日時、部署、事務、目的、操作) を出力する。\n"
     "PORTAL-REQUEST (UUID) を指定するとポータルにも送ります。" PERIOD_JA},
    {"audit", "hold", ctl_audit_hold, CTL_BUS | CTL_WHO | CTL_PURPOSE, 3, 3,
     "NUMBER OPERATOR UNTIL --purpose TEXT",
     "Ask that what OPERATOR does about a person is not told to the person before the day UNTIL.\n"
     "It counts once another person has approved it; a later one stands in the place of an earlier one.",
     "OPERATOR の操作を、期日 UNTIL まで本人のアクセス履歴に表示しないよう申請する (捜査等)。\n"
     "別の者が承認してから有効になります。後の決裁が前の決裁に代わります。"},
    {"audit", "hold-approve", ctl_audit_hold_approve, CTL_BUS | CTL_WHO, 1, 1, "HOLD",
     "Approve it, as another person.", "表示しない申請を、申請者とは別の者として承認する。"},
    {"audit", "hold-refuse", ctl_audit_hold_refuse, CTL_BUS | CTL_WHO, 1, 1, "HOLD", "Refuse it.",
     "表示しない申請を却下する。"},
    {"audit", "holds", ctl_audit_holds, CTL_BUS | CTL_WHO | CTL_PURPOSE, 0, 0, "--purpose TEXT",
     "List what was asked for and decided, the latest first. The question is recorded.",
     "表示しない申請とその決裁を新しい順に一覧する。照会は記録されます。"},
    {"audit", "report", ctl_audit_report, CTL_BUS | CTL_WHO | CTL_PURPOSE | CTL_MONTH | CTL_REPORT, 1, 1,
     "NAME [--day DATE | --month YYYY-MM] --purpose TEXT [--html]",
     "Make a report of a day or a month (default: the last that is over) and print it; "
     "services/audit/REPORTS.md\n"
     "lists them. The question is recorded.",
     "1日又は1か月 (既定値は直近の終わったもの) の報告書を作成して表示する。\n"
     "種類は services/audit/REPORTS.md にあります。照会は記録されます。"},
    {"audit", "report-show", ctl_audit_report_show, CTL_BUS | CTL_WHO | CTL_PURPOSE | CTL_REPORT, 1, 1,
     "REPORT --purpose TEXT [--html]", "Print a report that was made before. The question is recorded.",
     "作成済みの報告書を表示する。照会は記録されます。"},
    {"audit", "reports", ctl_audit_reports, QUESTION, 0, 1,
     "[NAME] --purpose TEXT [--start DATE] [--end DATE]",
     "List the reports that were made by schedule and on demand, the latest first." PERIOD_EN,
     "定期及び随時に作成した報告書を新しい順に一覧する。" PERIOD_JA},
    {"audit", "roster", ctl_audit_roster, CTL_BUS | CTL_WHO | CTL_PURPOSE, 1, 1, "FILE --purpose TEXT",
     "Load 名簿, who may work with the system: a CSV file with the columns operator_id, department, affair,\n"
     "valid_from and valid_to (department, affair and valid_to may be empty). It stands in the place of the "
     "one\n"
     "before; the report roster holds it against who did.",
     "操作者の名簿 (operator_id, department, affair, valid_from, valid_to の CSV) を登録する。\n"
     "前の名簿に代わり、報告書 roster が操作の記録と突合します。"},
    {0},
};
