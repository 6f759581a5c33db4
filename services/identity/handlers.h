#ifndef IDENTITY_HANDLERS_H
#define IDENTITY_HANDLERS_H

#include "common/event/batch.h"

enum { IDENTITY_HANDLER_COUNT = 44 };

/* What identity reads and does; ctx->app is its identity_state. */
extern const ju_handler identity_handlers[IDENTITY_HANDLER_COUNT];

#endif
