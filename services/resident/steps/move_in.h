#ifndef RESIDENT_STEPS_MOVE_IN_H
#define RESIDENT_STEPS_MOVE_IN_H

#include "services/resident/steps/prepare.h"

/* 特例転入 inside an entry and its registration. An entry that is none costs nothing. */

/* In ask of an entry. */
ju_rc entry_ask_move_in(ju_ctx *ctx, const Juki__Resident__V1__SubmitChange *entry,
                        ju_err *err) JU_MUST_CHECK;
/* In apply; answer: of entry_ask_move_in. */
ju_rc entry_check_move_in(ju_ctx *ctx, const prepared_entry *prepared, int answer, refusal *ret_why,
                          ju_err *err) JU_MUST_CHECK;

/* At 本登録: what was entered from is erased, and of a 転出 by card 転出証明書情報 is sent. */
ju_rc register_move(ju_ctx *ctx, const prepared_entry *prepared, const change_result *result,
                    ju_err *err) JU_MUST_CHECK;

/* What the day erases, in a batch without messages; asked: how many questions were asked before. */
enum { MOVE_IN_IDLE_QUESTIONS = 1 };
ju_rc move_in_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc move_in_idle_begin(ju_ctx *ctx, int asked, ju_err *err) JU_MUST_CHECK;

#endif
