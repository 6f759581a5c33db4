#ifndef RESIDENT_ALERT_H
#define RESIDENT_ALERT_H

#include "services/resident/restraint.h"

#include "juki/resident/v1/command.pb-c.h"

#include <stdbool.h>
#include <stddef.h>

/* Alerts (アラート, standard j1440): odd, but possible. The clerk confirms each by its code, or the change is
 * refused. */
#define ALERT_HEAD_LEAVES   "head_leaves"   /* j490: two or more stay behind without 世帯主 */
#define ALERT_HEAD_IS_MINOR "head_is_minor" /* a 世帯主 under 15 */
#define ALERT_ALIKE_REMOVED "alike_removed" /* j600: a 除票 alike in name, sex and birth */
#define ALERT_NO_NUMBERS    "no_numbers"    /* j560: 国内転入 without 住民票コード */
#define ALERT_STAY_OVER     "stay_over"     /* j20: 在留期間の満了の日 before the change */

/* Whether a 除票 is alike in 氏名, 性別 and 生年月日 to who enters (j600). */
bool alert_is_alike(const Juki__Resident__V1__PersonEntry *person,
                    const Juki__Resident__V1__PersonRecord *removed);

#define ALERT_RESTRAINED_CHANGE  "restrained_change"  /* j410: 異動抑止 of this level */
#define ALERT_RESTRAINED_ISSUE   "restrained_issue"   /* j410: 発行抑止 */
#define ALERT_RESTRAINED_INQUIRY "restrained_inquiry" /* j410: 照会抑止 */
#define ALERT_COHABITANTS        "cohabitants"        /* 支援措置 leaves out others who live there */

/* Whether the clerk has confirmed it. */
bool alert_confirmed(char *const *confirmed, size_t count, const char *alert);

/* Whether 照会抑止 lets a question about the persons of the list pass, by itself or as an alert that the
 * clerk has confirmed (j410). */
bool inquiry_unrestrained(char *const *confirmed, size_t count, const restraint_list *found, const char *now,
                          refusal *ret_refusal);

/* What the counter is told, in Japanese; NULL when there is no such alert. */
const char *alert_message(const char *code);

#endif
