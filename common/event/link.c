#include "common/event/link.h"

enum { ONE_M = 1000, SECOND_MS = 1000, SAVED_SHARE = 10 };

ju_rc ju_link_open(ju_link *link, const ju_calendar *calendar, ju_err *err)
{
    ju_err why = {0};
    link->calendar = calendar;
    if (ju_window_parse(link->hours, &link->window, &why) != JU_OK) {
        return ju_fail(err, JU_FATAL, "window", "the link to %s: %s", link->peer, why.message);
    }
    return JU_OK;
}

bool ju_link_is_open(const ju_link *link, const char *moment)
{
    return ju_window_is_open(&link->window, link->calendar, moment);
}

int64_t ju_link_span_s(const ju_link *link, const char *moment, int64_t open_s)
{
    return ju_window_span_s(&link->window, link->calendar, moment, open_s);
}

void ju_gate_fill(ju_gate *gate, int64_t now_ms)
{
    int64_t rate = gate->link->rate;
    int64_t most_m = rate * ONE_M / SAVED_SHARE > ONE_M ? rate * ONE_M / SAVED_SHARE : ONE_M;
    int64_t passed_ms = now_ms - gate->filled_ms < SECOND_MS ? now_ms - gate->filled_ms : SECOND_MS;
    int64_t permits_m = gate->permits_m + rate * passed_ms; /* a thousandth a millisecond for each of rate */
    gate->filled_ms = now_ms;
    gate->permits_m = permits_m < most_m ? permits_m : most_m;
}

size_t ju_gate_permits(const ju_gate *gate, size_t max)
{
    size_t permits = (size_t)(gate->permits_m / ONE_M);
    return gate->link->rate == 0 || permits > max ? max : permits;
}

void ju_gate_use(ju_gate *gate, size_t count)
{
    gate->permits_m -= gate->link->rate == 0 ? 0 : (int64_t)count * ONE_M;
}

bool ju_gate_passes(ju_gate *gate)
{
    if (!gate->open || gate->held > 0 || ju_gate_permits(gate, 1) == 0) {
        return false;
    }
    ju_gate_use(gate, 1);
    return true;
}
