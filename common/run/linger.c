#include "common/run/linger.h"

enum { MOST_MS = 50 };

int64_t ju_linger_ms(int64_t least_ms, int64_t took_ms)
{
    int64_t wait_ms = took_ms / 2 < MOST_MS ? took_ms / 2 : MOST_MS;
    return wait_ms > least_ms ? wait_ms : least_ms;
}
