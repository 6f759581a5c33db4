#ifndef RESIDENT_CERTIFICATE_REMARK_H
#define RESIDENT_CERTIFICATE_REMARK_H

#include "common/event/batch.h"
#include "juki/resident/v1/certificate.pb-c.h"

/* 備考 (C類型, standard j140) of one person: those that stand, and who acts as 世帯主 (j740). The answer
 * remarks is that of ask_certificate_remarks. メモ are on no certificate (j150). */
ju_rc show_remarks(ju_ctx *ctx, const Juki__Resident__V1__PersonRecord *record, int remarks,
                   Juki__Resident__V1__CertificatePerson *shown, ju_err *err) JU_MUST_CHECK;

#endif
