#ifndef RESIDENT_CERTIFICATE_H
#define RESIDENT_CERTIFICATE_H

#include "services/resident/refusal.h"
#include "services/resident/restraint.h"

#include "juki/resident/v1/certificate.pb-c.h"

#include <stddef.h>

/* Rules of certificates (証明書), without I/O. */

/* A set of Juki__Resident__V1__CertificateItem. */
#define CERTIFICATE_BIT(item) (1U << (unsigned)JUKI__RESIDENT__V1__CERTIFICATE_ITEM__CERTIFICATE_ITEM_##item)
enum { CERTIFICATE_ITEM_COUNT = JUKI__RESIDENT__V1__CERTIFICATE_ITEM__CERTIFICATE_ITEM_REMARKS };
#define CERTIFICATE_ALL_ITEMS ((1U << (CERTIFICATE_ITEM_COUNT + 1)) - 2)

/*
 * The items that a certificate of this kind shows when these were asked for. All are left out by default
 * (法12条 5項, standard j1000); a 転出証明書 carries them all, as the next municipality needs them, but for
 * 備考, which it has not.
 */
unsigned certificate_shown(const Juki__Resident__V1__IssueCertificate *question);

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

/* What is known of an issue when its end is to be recorded. */
typedef struct certificate_ended {
    bool issued;
    int latest; /* Juki__Resident__V1__CertificateEndKind; 0: open */
} certificate_ended;

/* Whether this end may be recorded (処分情報, j300); else false and why. */
bool certificate_may_end(const Juki__Resident__V1__ConfirmCertificate *message,
                         const certificate_ended *known, refusal *ret);

#endif
