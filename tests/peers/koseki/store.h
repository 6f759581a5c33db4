#ifndef KOSEKI_STORE_H
#define KOSEKI_STORE_H

#include "common/event/batch.h"

#include "juki/resident/v1/link.pb-c.h"

ju_rc koseki_put_person(ju_ctx *ctx, const Juki__Resident__V1__FamilyAnnexNotice *notice,
                        ju_err *err) JU_MUST_CHECK;
ju_rc koseki_put_restraint(ju_ctx *ctx, const char *person_ref, bool restrained, ju_err *err) JU_MUST_CHECK;

#endif
