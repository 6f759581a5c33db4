#ifndef PEER_NETWORK_CARRY_H
#define PEER_NETWORK_CARRY_H

#include "common/event/batch.h"

/* Inquiries of other bodies: rows of call are permitted and carried to the gateway. Hooks of an idle batch.
 */
ju_rc carry_idle_ask(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;
ju_rc carry_idle_begin(ju_ctx *ctx, ju_err *err) JU_MUST_CHECK;

/* peer-network --ask ITEM AFFAIR KIND INQUIRER INFORMATION NAME,NAME: has a body ask about the person whose
 * 個人番号 comes by standard input, and prints the answer as JSON. The peer itself must run. Exit code: 0
 * there is information, 1 there is none, 64 usage, 70 no answer or no way to ask. */
int carry_ask(int argc, char **argv);

#endif
