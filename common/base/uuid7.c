#include "common/base/uuid7.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { COUNTER_MAX = 0xfff };

/* The last stamp given out; one for the process, since that is what the order promises. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t last_ms;
static uint32_t last_counter;

static uint64_t wall_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/*
 * A stamp greater than the last. The counter of a new millisecond starts in its lower half, which leaves
 * room to count; when it is used up the stamp runs ahead of the clock by a millisecond.
 */
static void next_stamp(uint32_t seed, uint64_t *ret_ms, uint32_t *ret_counter)
{
    uint64_t now_ms = wall_ms();
    (void)pthread_mutex_lock(&lock);
    if (now_ms > last_ms) {
        last_ms = now_ms;
        last_counter = seed & (COUNTER_MAX >> 1);
    } else if (last_counter < COUNTER_MAX) {
        last_counter++;
    } else {
        last_ms++;
        last_counter = seed & (COUNTER_MAX >> 1);
    }
    *ret_ms = last_ms;
    *ret_counter = last_counter;
    (void)pthread_mutex_unlock(&lock);
}

ju_rc ju_uuid7(char out[JU_UUID_SIZE], ju_err *err)
{
    struct {
        uint64_t tail;
        uint32_t seed;
    } random;
    ssize_t got;
    do {
        got = getrandom(&random, sizeof random, 0);
    } while (got < 0 && errno == EINTR);
    if (got != (ssize_t)sizeof random) {
        return ju_fail(err, JU_FATAL, "random", "getrandom: %s", strerror(errno));
    }
    uint64_t ms;
    uint32_t counter;
    next_stamp(random.seed, &ms, &counter);
    unsigned variant_and_random = 0x8000u | (unsigned)(random.tail >> 48 & 0x3fff);
    (void)snprintf(out, JU_UUID_SIZE, "%08x-%04x-7%03x-%04x-%012llx", (unsigned)(ms >> 16 & 0xffffffff),
                   (unsigned)(ms & 0xffff), (unsigned)counter, variant_and_random,
                   (unsigned long long)(random.tail & 0xffffffffffff));
    return JU_OK;
}

bool ju_uuid_valid(const char *text)
{
    static const char shape[] = "xxxxxxxx-xxxx-Vxxx-Rxxx-xxxxxxxxxxxx";
    for (size_t i = 0; i < sizeof shape - 1; i++) {
        const char *allowed = shape[i] == '-'   ? "-"
                              : shape[i] == 'V' ? "12345678"
                              : shape[i] == 'R' ? "89abAB"
                                                : "0123456789abcdefABCDEF";
        if (text[i] == '\0' || strchr(allowed, text[i]) == NULL) {
            return false;
        }
    }
    return text[sizeof shape - 1] == '\0';
}
