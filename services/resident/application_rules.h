#ifndef RESIDENT_APPLICATION_RULES_H
#define RESIDENT_APPLICATION_RULES_H

#include "services/resident/refusal.h"

#include "juki/resident/v1/link.pb-c.h"

#include <stddef.h>

enum { APPLICATION_MEMBERS_MAX = 20, APPLICATION_DAYS = 7 };

/* Whether an application is for us, of these days and under the id that it was sent under (key): else refused
 * as application_mismatch, address_outside, date_invalid, application_expired, persons_too_many,
 * item_required. */
bool application_fits(const Juki__Resident__V1__MoveOutApplication *application, const char *key,
                      const char *municipality, const char *today, refusal *ret);

/*
 * Finds who moves: the applicant, who must be a resident and be named in the certificate, and the members of
 * the household named by 氏名 and 生年月日. ret_moving has room for 1 + n_member, the applicant first.
 * Refused: person_unknown, not_resident, person_differs, member_unknown, person_twice. applicant may be NULL.
 */
bool application_persons(const Juki__Resident__V1__MoveOutApplication *application,
                         Juki__Resident__V1__PersonRecord *applicant, const char *signer_name,
                         const char *signer_birth_date, Juki__Resident__V1__PersonRecord *const *household,
                         size_t household_count, Juki__Resident__V1__PersonRecord **ret_moving, refusal *ret);

#endif
