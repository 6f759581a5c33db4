#ifndef DEMO_DRAIN_H
#define DEMO_DRAIN_H

#include "tests/demo/house.h"

/*
 * Waits until every outbox is empty and every consumer has committed all of its topics: what was going to
 * happen has happened. JU_RETRY with what is left when timeout_ms pass.
 */
ju_rc drain_wait(const demo_house *house, int64_t timeout_ms, ju_err *err) JU_MUST_CHECK;

#endif
