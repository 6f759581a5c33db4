#ifndef PEER_NETWORK_PROVIDER_H
#define PEER_NETWORK_PROVIDER_H

#include "common/event/batch.h"

/*
 * The bodies that our own inquiries go to (information of migrations/0002): they answer with what they hold
 * of the asked items, encrypted to the certificate of the permit and signed with their own key; or as
 * provider_mode says. Hooks of an idle batch for answers that come later or again; number: of the first of
 * its two answers.
 */
enum { PROVIDER_QUESTIONS = 2 };
ju_rc provider_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc provider_idle_begin(ju_ctx *ctx, int number, ju_err *err) JU_MUST_CHECK;

#endif
