#ifndef JU_EVENT_LINK_H
#define JU_EVENT_LINK_H

#include "common/config/config.h"
#include "common/event/window.h"

#include <stddef.h>

enum { JU_LINKS_MAX = 8 };

/*
 * A body outside to which a program writes: in which hours, and how fast (seed 002 S3: no load of ours
 * breaks the other side). Events for it wait in outbox_held meanwhile, in their order; see relay.h.
 */
typedef struct ju_link {
    const char *peer;  /* for metrics and the log */
    const char *topic; /* JU_TOPIC_LINK_<PEER>_OUT */
    char *hours;       /* as ju_window_parse; NULL: always open */
    int64_t rate;      /* events a second at most; 0: no limit */
    /* made by ju_link_open */
    ju_window window;
    const ju_calendar *calendar;
} ju_link;

/* The variables of a link, for the table of its program: PEER in capitals, at the offset of the ju_link in
 * the struct of its settings. */
#define JU_LINK_ITEMS(PEER, at)                                                                              \
    {"JUKI_LINK_WINDOW_" PEER,                                                                               \
     JU_CONFIG_STRING,                                                                                       \
     0,                                                                                                      \
     (at) + offsetof(ju_link, hours),                                                                        \
     NULL,                                                                                                   \
     "hours in which its side is open, as \"mon-fri 08:30-17:30; holiday 09:00-12:00\"; empty: always",      \
     0,                                                                                                      \
     0},                                                                                                     \
    {                                                                                                        \
        "JUKI_LINK_RATE_" PEER, JU_CONFIG_INT, 0, (at) + offsetof(ju_link, rate), "0",                       \
            "events a second that it gets at most; 0: no limit", 0, 100000                                   \
    }

/* Reads the hours. JU_FATAL "window" names the peer. The calendar must outlive the link. */
ju_rc ju_link_open(ju_link *link, const ju_calendar *calendar, ju_err *err) JU_MUST_CHECK;

/* Whether it takes what is sent at this moment (ju_clock_moment). */
bool ju_link_is_open(const ju_link *link, const char *moment);

/* The time before this moment in which it was open for so long (ju_window_span_s), for what is overdue. */
int64_t ju_link_span_s(const ju_link *link, const char *moment, int64_t open_s);

/* ---- for the relay: one link at work ------------------------------------------------------------------- */

typedef struct ju_gate {
    const ju_link *link;
    bool open;
    int64_t held;      /* events that wait */
    int64_t permits_m; /* how many may leave now, in thousandths */
    int64_t filled_ms; /* when that was last counted, by the monotonic clock */
} ju_gate;

/*
 * Permits come evenly, rate of them in a second, and are not saved up: a tenth of a second's at most, so that
 * a link that was quiet or closed begins without a burst.
 */
void ju_gate_fill(ju_gate *gate, int64_t now_ms);

/* How many may leave now, max at most. */
size_t ju_gate_permits(const ju_gate *gate, size_t max);
void ju_gate_use(ju_gate *gate, size_t count);

/* Whether an event that comes now leaves at once; takes its permit then. Behind one that waits all wait. */
bool ju_gate_passes(ju_gate *gate);

#endif
