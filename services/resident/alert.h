#ifndef RESIDENT_ALERT_H
#define RESIDENT_ALERT_H

#include <stdbool.h>

/* Alerts (アラート, standard j1440): odd, but possible. The clerk confirms each by its code, or the change is
 * refused. */
#define ALERT_HEAD_LEAVES   "head_leaves"   /* j490: two or more stay behind without 世帯主 */
#define ALERT_HEAD_IS_MINOR "head_is_minor" /* a 世帯主 under 15 */

/* What the counter is told, in Japanese; NULL when there is no such alert. */
const char *alert_message(const char *code);

#endif
