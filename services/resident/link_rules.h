#ifndef RESIDENT_LINK_RULES_H
#define RESIDENT_LINK_RULES_H

#include "services/resident/reason.h"
#include "services/resident/refusal.h"

#include "juki/resident/v1/command.pb-c.h"
#include "juki/resident/v1/link.pb-c.h"

/* Whom the links are told of, and of what. Pure. */

/*
 * Whether the 本籍 of a person lies in this municipality: its text begins with the names of 都道府県 and
 * 市区町村 of the person's address here, or with the latter. Of a ward of a 政令市 the name up to 市 counts.
 */
bool domicile_is_here(const Juki__Resident__V1__PersonRecord *record);

/*
 * Whether 戸籍の附票 must follow the change (住基法17条, 19条; standard j1090, j1200): a 住所 that is taken,
 * changed, corrected or given up abroad or ex officio. A domestic 転出 is told of by the municipality of the
 * new 住所, a death and a change of name by 戸籍 itself. new_address: whether the entry corrects one.
 */
bool annex_follows(const reason *why, bool new_address);

/* Under which law 出入国在留管理庁 is told: a 住居地 that the person notifies counts for both (j970). */
Juki__Resident__V1__NoticeLaw notice_law(const reason *why);

/* Whether a notice of 出入国在留管理庁 fits the person whom it names, and says anything. Else refused:
 * person_unknown, not_resident, for_foreign, person_differs, nothing_changed, item_required, kind_item.
 * record may be NULL. */
bool residence_notice_fits(const Juki__Resident__V1__ResidenceNotice *notice,
                           const Juki__Resident__V1__PersonRecord *record, refusal *ret);

/* Whether two written dates are the same. */
bool same_written_date(const Juki__Common__V1__WrittenDate *a, const Juki__Common__V1__WrittenDate *b);

#endif
