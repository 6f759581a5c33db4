#ifndef RESIDENT_MEMBER_ORDER_H
#define RESIDENT_MEMBER_ORDER_H

#include "common/base/arena.h"

#include "juki/resident/v1/record.pb-c.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Puts the members of a household into the order of 世帯連記式 (standard 5.2, j1010): 世帯主, 配偶者, 子;
 * then the families of the children, each with its 子 first, by the child's birth; then parents, brothers and
 * sisters, grandparents; then other relatives, 縁故者, 同居人. Within these by birth date and 宛名番号, of
 * parents and grandparents the 筆頭者 before. Total over records of different persons, whatever order they
 * come in.
 *
 * 続柄 does not say whose wife a 子の妻 is. She and a 子の子 belong to the 子 with whom they share 本籍 and
 * 筆頭者, as a couple and its children do (戸籍法6条); where the household has one 子 only, to that one; else
 * they follow after the families that are known. False when the arena is full.
 */
bool member_order(Juki__Resident__V1__PersonRecord **member, size_t count, ju_arena *arena);

#endif
