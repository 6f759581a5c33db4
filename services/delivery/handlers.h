#ifndef DELIVERY_HANDLERS_H
#define DELIVERY_HANDLERS_H

#include "common/event/batch.h"

enum { DELIVERY_HANDLER_COUNT = 18 };

/* What delivery reads and does; ctx->app is a delivery_state. */
extern const ju_handler delivery_handlers[DELIVERY_HANDLER_COUNT];

#endif
