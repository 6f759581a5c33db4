#include "common/run/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECOND_MS = 1000 };

static bool is_ready(void *opaque, char *reason, size_t size_bytes)
{
    const ju_process *process = opaque;
    if (!atomic_load(&process->ready)) {
        (void)snprintf(reason, size_bytes, "the database cannot be used");
        return false;
    }
    if (!atomic_load(&process->joined)) {
        (void)snprintf(reason, size_bytes, "not yet in the consumer group");
        return false;
    }
    if (atomic_load(&process->trail.closed)) {
        (void)snprintf(reason, size_bytes,
                       "acts are not in the audit trail for too long: no new work is taken");
        return false;
    }
    const char *trouble = process->app->trouble == NULL ? NULL : process->app->trouble(process->state);
    if (trouble != NULL) {
        (void)snprintf(reason, size_bytes, "%s", trouble);
        return false;
    }
    return true;
}

static void refresh_gauges(ju_process *process)
{
    const ju_relay_stats *stats = process->relay == NULL ? NULL : ju_relay_get_stats(process->relay);
    if (stats == NULL) {
        return;
    }
    ju_registry *registry = process->registry;
    ju_gauge_set(
        ju_gauge_new(registry, "juki_outbox_depth", "Events not yet acknowledged by Kafka", JU_NO_LABELS),
        (double)atomic_load(&stats->depth));
    ju_gauge_set(
        ju_gauge_new(registry, "juki_outbox_oldest_seconds", "Age of the oldest of them", JU_NO_LABELS),
        (double)atomic_load(&stats->oldest_s));
    ju_gauge_set(ju_gauge_new(registry, "juki_relay_published", "Events acknowledged by Kafka since start",
                              JU_NO_LABELS),
                 (double)atomic_load(&stats->published));
    ju_gauge_set(
        ju_gauge_new(registry, "juki_relay_failures", "Relay rounds that failed since start", JU_NO_LABELS),
        (double)atomic_load(&stats->failures));
    ju_gauge_set(ju_gauge_new(registry, "juki_relay_leader", "1 when this process relays for its service",
                              JU_NO_LABELS),
                 atomic_load(&stats->leader) ? 1 : 0);
}

static void refresh_trail(ju_process *process)
{
    if (process->app->outside) {
        return;
    }
    ju_gauge_set(ju_gauge_new(process->registry, "juki_audit_lag_seconds",
                              "How long ago every act was known to be in the audit trail", JU_NO_LABELS),
                 (double)(atomic_load(&process->trail.lag_ms) / SECOND_MS));
    ju_gauge_set(ju_gauge_new(process->registry, "juki_audit_late",
                              "1 while no new work is taken because of it", JU_NO_LABELS),
                 atomic_load(&process->trail.closed) ? 1 : 0);
}

static void refresh_links(ju_process *process)
{
    const ju_relay_stats *stats = process->relay == NULL ? NULL : ju_relay_get_stats(process->relay);
    for (size_t i = 0; stats != NULL && i < process->app->link_count; i++) {
        const char *peer = process->app->links[i].peer;
        ju_gauge_set(ju_gauge_new(process->registry, "juki_link_open",
                                  "1 when the side of the body outside is open", JU_LABELS("peer", peer)),
                     atomic_load(&stats->link[i].open) ? 1 : 0);
        ju_gauge_set(ju_gauge_new(process->registry, "juki_link_held",
                                  "Events that wait for its hours or its rate; told by the relay that leads",
                                  JU_LABELS("peer", peer)),
                     (double)atomic_load(&stats->link[i].held));
    }
}

static unsigned metrics(void *opaque, FILE *body)
{
    ju_process *process = opaque;
    refresh_gauges(process);
    refresh_trail(process);
    refresh_links(process);
    return ju_http_metrics(process->registry, body);
}

ju_rc ju_process_serve(ju_process *process, ju_err *err)
{
    static ju_http_readiness readiness;
    static ju_http_route routes[3];
    readiness = (ju_http_readiness){.ready = is_ready, .opaque = process};
    routes[0] = (ju_http_route){"/healthz", "text/plain", ju_http_healthz, NULL};
    routes[1] = (ju_http_route){"/readyz", "text/plain", ju_http_readyz, &readiness};
    routes[2] = (ju_http_route){"/metrics", "text/plain; version=0.0.4", metrics, process};
    char address[JU_HTTP_ADDRESS_SIZE];
    ju_http_config config = {.address = address, .routes = routes, .route_count = 3};
    JU_TRY(ju_http_read_address(process->settings.http_address, address, &config.port, err));
    /* In a container the address is that of the container's own network; nothing is published from there. */
    config.beyond_loopback = process->settings.http_beyond_loopback;
    return ju_http_start(&config, &process->http, err);
}
