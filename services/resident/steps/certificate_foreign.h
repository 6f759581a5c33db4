#ifndef RESIDENT_STEPS_CERTIFICATE_FOREIGN_H
#define RESIDENT_STEPS_CERTIFICATE_FOREIGN_H

#include "common/event/batch.h"
#include "juki/resident/v1/certificate.pb-c.h"

/* What a certificate shows of a foreign resident, without what is left out (standard j1000); items is a set
 * of CertificateItem. The answer alias is read with CERTIFICATE_ITEM_ALIAS_HISTORY only. */
ju_rc show_foreign(ju_ctx *ctx, const Juki__Resident__V1__PersonRecord *record, unsigned items, int alias,
                   Juki__Resident__V1__CertificatePerson *shown, ju_err *err);

#endif
