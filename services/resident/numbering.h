#ifndef RESIDENT_NUMBERING_H
#define RESIDENT_NUMBERING_H

#include "services/resident/decide.h"

#include "juki/resident/v1/number.pb-c.h"

typedef Juki__Resident__V1__NumberKind number_kind;

/*
 * Which number a change asks for, because the entry gives none: 個人番号の変更請求 and 住民票コードの変更請求
 * never give it; 職権修正 (ex officio after a leak, 番号法施行令4条) and 職権記載 may (standard j870, j890,
 * j900, j1130). Such a change becomes 本登録 when the answer has come. NUMBER_KIND_UNSPECIFIED: none.
 */
number_kind number_asked(const Juki__Resident__V1__SubmitChange *entry);

/* Whether the persons of the entry can be given what it asks for: one at a time, 変更 of what is there, 記載
 * of what is not. */
bool number_request_fits(const decision_frame *d);

#endif
