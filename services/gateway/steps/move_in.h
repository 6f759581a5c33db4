#ifndef GATEWAY_STEPS_MOVE_IN_H
#define GATEWAY_STEPS_MOVE_IN_H

#include "services/gateway/handlers.h"

/*
 * 住登外者が住民になった場合 (共通機能標準仕様書 2.1; seed 003 REQ-84): part of
 * juki.resident.v1.PersonChanged. Of somebody whom the gateway knew as no resident and who is one now, every
 * 住登外者宛名番号 ends as moved_in, and who held it is told of it once.
 */
ju_rc move_in_apply(ju_ctx *ctx, const Juki__Gateway__V1__PersonFeed *full, ju_err *err) JU_MUST_CHECK;

#endif
