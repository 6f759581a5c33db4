#ifndef RESIDENT_CERTIFICATE_H
#define RESIDENT_CERTIFICATE_H

#include "services/resident/refusal.h"
#include "services/resident/restraint.h"

#include "juki/resident/v1/certificate.pb-c.h"

#include <stddef.h>

/* Rules of certificates (証明書), without I/O. */

/* A set of Juki__Resident__V1__CertificateItem. */
#define CERTIFICATE_BIT(item) (1U << (unsigned)JUKI__RESIDENT__V1__CERTIFICATE_ITEM__CERTIFICATE_ITEM_##item)

/*
 * The items that a certificate of this kind shows when these were asked for. All are left out by default
 * (法12条 5項, standard j1000); a 転出証明書 carries them all, as the next municipality needs them.
 */
unsigned certificate_shown(const Juki__Resident__V1__IssueCertificate *question);

/*
 * The order of the members of a household (standard 5.2): 世帯主, 配偶者, 子, then the children's families,
 * parents, brothers and sisters, grandparents, other relatives, 縁故者, 同居人; within these by birth date
 * and 宛名番号. Total over records of different persons. Two children's families are not told apart: 続柄
 * does not say whose wife a 子の妻 is.
 */
int certificate_compare(const Juki__Resident__V1__PersonRecord *a, const Juki__Resident__V1__PersonRecord *b);

/* What the register knows when a certificate is asked for. */
typedef struct certificate_case {
    const Juki__Resident__V1__PersonRecord *person; /* NULL: unknown */
    bool held;                                      /* by a 仮登録 */
    restraint_list restraints;                      /* of the person and of the household's members */
    bool unattended; /* at a kiosk: no clerk confirms an アラート, and no 一時解除 reaches there (j410) */
    const char *now;
} certificate_case;

/* Whether it may be issued; else false and why. 支援措置 and 発行抑止 refuse in here (j410, j440). */
bool certificate_may_issue(const Juki__Resident__V1__IssueCertificate *question,
                           const certificate_case *known, refusal *ret);

#endif
