#ifndef JU_STAFF_POLICY_H
#define JU_STAFF_POLICY_H

#include "common/base/err.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Who may do what (design section 6; seed 002; seed 003 REQ-18, REQ-22, REQ-36; seed 004_001 K11,
 * K13, K15, K31), without I/O: one table as data, default deny. What no row allows is refused.
 *
 * The table is CSV (common/text/sheet.h) with the columns below; a cell is a list with ';' between, "*" for
 * any. A row allows its operations to whoever meets all of its cells; rows add up.
 *
 *   operations   full names of commands
 *   groups       項目群 that it gives besides what the operation itself is about; "-": none
 *   affairs      事務, as staff tokens name them
 *   departments  所属, likewise
 *   persons      操作者ID
 *   classes      区分 of persons: 職員, 会計年度任用職員, 委託, 他団体
 *   roles        役割: 入力, 審査, 照会, 管理, 監査, 運用; one of them is enough
 *   grant        "yes": only with a grant (権限付与) in force that has one of these roles, too; "no": the
 *                token's word is enough
 */
enum ju_staff_role {
    JU_STAFF_ENTRY = 1,    /* 入力 */
    JU_STAFF_REVIEW = 2,   /* 審査 */
    JU_STAFF_INQUIRY = 4,  /* 照会 */
    JU_STAFF_MANAGE = 8,   /* 管理 */
    JU_STAFF_AUDIT = 16,   /* 監査 */
    JU_STAFF_OPERATE = 32, /* 運用: runs the house and sees nobody's data; stands alone in a token */
};

#define JU_STAFF_CONTRACTOR "委託"

/* The roles that are named in a text with blanks between; words that are none do not count. */
unsigned ju_staff_roles_of(const char *words);
/* Whether each word is a role, and none stands twice. */
bool ju_staff_roles_valid(const char *words);
bool ju_staff_class_valid(const char *name);

/* What a command asks for beyond its operation, by the fields that are set in it: a set of groups. The fields
 * stand in policy_groups.c. */
unsigned ju_staff_groups_of(const ProtobufCMessage *command);
/* Names by number from 0; NULL behind the last. */
const char *ju_staff_group_name(size_t number);
/* The operation and its field of each line of that table, for who checks it; false behind the last. */
bool ju_staff_group_field(size_t number, const char **ret_operation, const char **ret_field);

typedef struct ju_staff_policy ju_staff_policy;

/* JU_FATAL "staff_policy": the table is not good; the message names all faults that fit it, each as
 * line:column. Free with ju_staff_policy_free. */
ju_rc ju_staff_policy_parse(const char *csv, size_t size, ju_staff_policy **ret, ju_err *err) JU_MUST_CHECK;
void ju_staff_policy_free(ju_staff_policy *policy); /* may be NULL */

/* The table that programs carry: policy.csv. */
extern const char ju_staff_policy_csv[];

/* Who wants to do what. */
typedef struct ju_staff_deed {
    const char *operation; /* full name of the command */
    unsigned groups;       /* ju_staff_groups_of */
    const char *affair;
    const char *department;
    const char *person;
    const char *person_class;
    unsigned roles;   /* of the token */
    unsigned granted; /* of the grants in force for this affair, department, class and place; all bits: not
                         known yet, nothing is refused for want of one */
} ju_staff_deed;

/*
 * The decision. NULL: allowed; else why not, the reason of the row that came nearest:
 * "roles_conflict" (運用 with another role), "operation_not_allowed" (in no row), "affair_not_allowed",
 * "department_not_allowed", "person_not_allowed", "class_not_allowed", "items_not_allowed",
 * "role_not_allowed", "grant_missing".
 */
const char *ju_staff_decide(const ju_staff_policy *policy, const ju_staff_deed *deed);

#endif
