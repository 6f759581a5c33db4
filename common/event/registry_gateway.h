#ifndef JU_EVENT_REGISTRY_GATEWAY_H
#define JU_EVENT_REGISTRY_GATEWAY_H

/* The contracts of the gateway, for the registry. */
#include "juki/gateway/v1/bridge.pb-c.h"
#include "juki/gateway/v1/copy.pb-c.h"
#include "juki/gateway/v1/exchange.pb-c.h"
#include "juki/gateway/v1/feed.pb-c.h"
#include "juki/gateway/v1/inquiry.pb-c.h"
#include "juki/gateway/v1/law.pb-c.h"
#include "juki/gateway/v1/network.pb-c.h"
#include "juki/gateway/v1/notice.pb-c.h"
#include "juki/gateway/v1/numbers.pb-c.h"
#include "juki/gateway/v1/provision.pb-c.h"
#include "juki/gateway/v1/registry.pb-c.h"
#include "juki/gateway/v1/snapshot.pb-c.h"

#endif
