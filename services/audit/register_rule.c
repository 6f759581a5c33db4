#include "services/audit/register_rule.h"

#include "common/staff/policy.h"
#include "services/audit/register.h"

#include <string.h>

static const register_rule REGISTERS[] = {
    /* 事故 (seed 002 R-89; seed 004_001 K79, M6, O16; seed 003 REQ-81: to whom a leak was reported) */
    {"incident",
     "occurred_on",
     0,
     false,
     {{"occurred_on", PAST_DAY, OPENING, NULL},
      {"found_on", PAST_DAY, OPENING, NULL},
      {"serious", YES_NO, OPENING, NULL},
      {"affected", TEXT, OPENING, NULL},
      {"content", TEXT, OPENING, NULL},
      {"items", TEXT, 0, NULL},
      {"persons", COUNT, 0, NULL},
      {"persons_with_number", COUNT, 0, NULL},
      {"measure", TEXT, 0, NULL},
      {"cause", TEXT, COMPLETE, NULL},
      {"prevention", TEXT, COMPLETE, NULL},
      {"evidence", TEXT, COMPLETE, NULL},
      {"reported_to", TEXT, COMPLETE | IF_SERIOUS, NULL},
      {"reported_on", PAST_DAY, COMPLETE | IF_SERIOUS, NULL}}},
    /* 開示・訂正・利用停止請求 (K77, REQ-80), within thirty days (個人情報保護法83条, 94条, 102条) */
    {"request",
     "received_on",
     30,
     false,
     {{"kind", WORD, OPENING, " disclosure correction suspension "},
      {"received_on", PAST_DAY, OPENING, NULL},
      {"person", PERSON, OPENING, NULL},
      {"identity_check", TEXT, OPENING, NULL},
      {"content", TEXT, OPENING, NULL},
      {"due_on", DAY, 0, NULL},
      {"extension_reason", TEXT, 0, NULL},
      {"decision", WORD, COMPLETE, " granted partly refused withdrawn "},
      {"decided_on", PAST_DAY, COMPLETE, NULL},
      {"reason", TEXT, COMPLETE, NULL},
      {"answered_on", PAST_DAY, COMPLETE, NULL}}},
    /* 問合せ (受付票: K78, REQ-81); a serious one has its day */
    {"inquiry",
     "received_on",
     0,
     false,
     {{"received_on", PAST_DAY, OPENING, NULL},
      {"serious", YES_NO, OPENING, NULL},
      {"content", TEXT, OPENING, NULL},
      {"due_on", DAY, OPENING | IF_SERIOUS, NULL},
      {"course", TEXT, COMPLETE, NULL},
      {"answered_on", PAST_DAY, COMPLETE, NULL}}},
    /* 消去証明 (K28, K69, REQ-39): of what kind and how much, never of what */
    {"erasure",
     "erased_on",
     0,
     false,
     {{"erased_on", PAST_DAY, OPENING, NULL},
      {"kind", TEXT, OPENING, NULL},
      {"place", TEXT, OPENING, NULL},
      {"basis", TEXT, OPENING, NULL},
      {"records", COUNT, OPENING, NULL},
      {"method", TEXT, OPENING, NULL},
      {"approval", REFERENCE, 0, NULL}, /* its number (common/staff/APPROVALS.md), where it needed one */
      {"copies", TEXT, COMPLETE, NULL},
      {"evidence", TEXT, COMPLETE, NULL}}},
    /* 従事者名簿 of contractors (O13) */
    {"contractor",
     "begins_on",
     0,
     false,
     {{"organisation", TEXT, OPENING, NULL},
      {"name", TEXT, OPENING, NULL},
      {"work", TEXT, OPENING, NULL},
      {"begins_on", DAY, OPENING, NULL},
      {"subcontracted_by", TEXT, 0, NULL},
      {"consent", TEXT, 0, NULL},
      {"pledged_on", PAST_DAY, OPENING, NULL},
      {"ended_on", PAST_DAY, COMPLETE, NULL},
      {"returned", TEXT, COMPLETE, NULL}}},
    /* バックアップ that were made (deploy/backup); one is taken out by an approval of its own (REQ-68; O14)
     */
    {REGISTER_BACKUP,
     "taken_on",
     0,
     false,
     {{"taken_on", PAST_DAY, OPENING, NULL},
      {"content", TEXT, OPENING, NULL},
      {"store", NAME, OPENING, NULL},
      {"receiver", REFERENCE, OPENING, NULL},
      {"manifest", REFERENCE, COMPLETE, NULL},
      {"place", TEXT, COMPLETE, NULL},
      {"evidence", TEXT, COMPLETE, NULL}}},
    /* バックアップ保管先 (REQ-68, K68, O14): where they may lie and who may open them; counts when it is
     * closed
     */
    {REGISTER_BACKUP_PLACE,
     "begins_on",
     0,
     true,
     {{"store", NAME, OPENING | FIXED, NULL},
      {"receiver", REFERENCE, OPENING | FIXED, NULL},
      {"begins_on", DAY, OPENING | FIXED, NULL},
      {"until", DAY, OPENING | FIXED, NULL},
      {"reason", TEXT, OPENING | FIXED, NULL}}},
    /* 権限付与 (seed 002 R-37; REQ-21, REQ-25; K18 to K20, K31): counts when it is closed (rights.h) */
    {REGISTER_GRANT,
     "begins_on",
     0,
     true,
     {{"staff", NAME, OPENING | FIXED, NULL},
      {"class", WORD, OPENING | FIXED, " 職員 会計年度任用職員 " JU_STAFF_CONTRACTOR " 他団体 "},
      {"affair", NAME, OPENING | FIXED, NULL},
      {"department", NAME, OPENING | FIXED, NULL},
      {"roles", ROLES, OPENING | FIXED, NULL},
      {"begins_on", DAY, OPENING | FIXED, NULL},
      {"until", DAY, OPENING | FIXED, NULL},
      {"reason", TEXT, OPENING | FIXED, NULL},
      {"organisation", TEXT, OPENING | IF_CONTRACTOR | FIXED, NULL},
      {"place", NAME, OPENING | IF_CONTRACTOR | FIXED, NULL}}},
    /* 端末登録 (seed 002 R-39; K8): which terminals a department works at; counts when it is closed */
    {REGISTER_TERMINAL,
     "begins_on",
     0,
     true,
     {{"terminals", NAMES, OPENING | FIXED, NULL},
      {"department", NAME, OPENING | FIXED, NULL},
      {"begins_on", DAY, OPENING | FIXED, NULL},
      {"until", DAY, OPENING | FIXED, NULL},
      {"reason", TEXT, OPENING | FIXED, NULL},
      {"place", NAME, FIXED, NULL}}},
    /* 失効 (R-37; REQ-23, REQ-24; K18): counts when it is opened */
    {REGISTER_REVOCATION,
     "revoked_on",
     0,
     false,
     {{"kind", WORD, OPENING | FIXED, " person token key grant terminal " REGISTER_BACKUP_PLACE " "},
      {"value", NAME, OPENING | FIXED, NULL},
      {"reason", TEXT, OPENING | FIXED, NULL},
      {"revoked_on", PAST_DAY, OPENING | FIXED, NULL},
      {"confirmation", TEXT, COMPLETE, NULL}}},
};

const register_rule *register_rule_of(const char *name)
{
    for (size_t i = 0; i < sizeof REGISTERS / sizeof REGISTERS[0]; i++) {
        if (strcmp(REGISTERS[i].name, name) == 0) {
            return &REGISTERS[i];
        }
    }
    return NULL;
}
