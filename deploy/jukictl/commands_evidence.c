/* The commands that take the audit trail out of the house, for anybody to check. */
#include "deploy/jukictl/ctl.h"

enum { REQUEST = CTL_BUS | CTL_WHO | CTL_PURPOSE };

const ctl_command ctl_evidence_commands[] = {
    {"audit", "prove", ctl_audit_prove, REQUEST, 1, 1, "INDEX|RECORD-ID --purpose TEXT",
     "Prove that an entry is in the audit log: its record, the signed checkpoint and the hashes between.\n"
     "The proof is checked here, too. The question is recorded.",
     "監査記録1件が監査証跡に含まれることを証明する (記録、署名、木のハッシュ)。\n"
     "証明はこのプログラムでも確認します。照会は記録されます。"},
    {"audit", "prove-consistency", ctl_audit_prove_growth, REQUEST, 1, 2, "SIZE [LATER-SIZE] --purpose TEXT",
     "Prove that the log of a checkpoint grew out of that of an earlier one, of SIZE entries.\n"
     "Without LATER-SIZE the last checkpoint is the later one.",
     "SIZE件で署名された監査証跡が、後の署名の監査証跡に全て含まれることを証明する。\n"
     "LATER-SIZE がなければ最新の署名との間で証明します。"},
    {"audit", "export", ctl_audit_export, REQUEST, 2, -1, "FILE ITEM... --purpose TEXT",
     "Write entries of the audit log with their proofs into a new file for juki-verify.\n"
     "ITEM is entry=N, entry=N-M, record=RECORD-ID, change=CHANGE-ID, or earlier=SIZE: the proof that the "
     "log\n"
     "grew out of that checkpoint. services/audit/VERIFY.md tells how it is checked.",
     "監査記録を証明とともに新しいファイルに書き出す (juki-verify で確認できる)。\n"
     "ITEM は entry=N、entry=N-M、record=記録ID、change=異動番号、または earlier=SIZE (以前の署名からの\n"
     "連続性の証明)。確認の方法は services/audit/VERIFY.md。"},
    {"audit", "archive", ctl_audit_archive, REQUEST | CTL_UNTIL, 1, 1, "DIR [--until DATE] --purpose TEXT",
     "Write the whole audit log up to its last checkpoint into a new folder (C2SP tlog-tiles), to be kept.\n"
     "With --until: what is not archived yet, up to the end of that day, as closed segments of the folder.",
     "監査証跡の全件を最新の署名まで新しいフォルダに書き出す (C2SP tlog-tiles)。長期保存用。\n"
     "--until を指定すると、その日までの未保存の記録を、閉じた区分としてフォルダに追加します。"},
    {"audit", "segments", ctl_audit_segments, REQUEST, 0, 1, "[AFTER] --purpose TEXT",
     "List the segments that are archived, and what has left the log of each. The question is recorded.",
     "保存済みの区分と、監査証跡から消去された件数を一覧する。照会は記録されます。"},
    {"audit", "expire-preview", ctl_audit_expire_preview, REQUEST | CTL_ARCHIVE, 1, 1,
     "SEGMENT [--archive] --purpose TEXT",
     "Show what of an archived segment is over its time, by class of act. Nothing is changed.",
     "保存済みの区分のうち保存期間を過ぎた記録の件数を、操作の分類ごとに表示する。変更はしません。"},
    {"audit", "expire", ctl_audit_expire, REQUEST | CTL_ARCHIVE, 2, 2,
     "DIR SEGMENT [--archive] --purpose TEXT",
     "Ask that the content of what is over its time leave the log, after checking the segment in DIR.\n"
     "It goes once another person has approved it; hashes stay, and the log can be verified as before.",
     "DIR の区分を確認し、保存期間を過ぎた記録の内容を監査証跡から消去するよう申請する。\n"
     "別の者の承認後に消去されます。ハッシュは残り、検証は引き続き可能です。"},
    {"audit", "expire-approve", ctl_audit_expire_approve, REQUEST, 2, 2, "DIR EXPIRY --purpose TEXT",
     "Approve it, as another person, after checking the segment in DIR.",
     "DIR の区分を確認し、申請者とは別の者として消去を承認する。"},
    {"audit", "expire-refuse", ctl_audit_expire_refuse, CTL_BUS | CTL_WHO, 1, 1, "EXPIRY", "Refuse it.",
     "消去の申請を却下する。"},
    {"audit", "purge", ctl_audit_purge, REQUEST, 2, 2, "DIR EXPIRY --purpose TEXT",
     "Take out of the segment in DIR what an approved expiry with --archive lets go; hashes stay.",
     "承認された消去 (--archive) の対象を DIR の区分からも消去する。ハッシュは残ります。"},
    {"audit", "policy", ctl_audit_policy, CTL_BUS, 0, 0, "",
     "Print the log's public key as juki-verify --policy takes it; witnesses are added by who trusts them.",
     "juki-verify --policy 用に監査証跡の公開鍵を表示する。立会人は確認する者が追記します。"},
    {0},
};
