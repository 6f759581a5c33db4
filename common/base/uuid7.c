#include "common/base/uuid7.h"

#include "common/base/hex.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

enum {
    COUNTER_MAX = 0xfff,
    UUID_BYTES = 16,
    TAIL_BYTES = 8,                /* of an id, behind stamp and counter */
    RANDOM_BYTES = TAIL_BYTES + 2, /* and what a counter starts with */
    DRAWN_AHEAD = 25,
};

/* The last stamp given out; one for the process, since that is what the order promises. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t last_ms;
static uint32_t last_counter;

/* Random bytes for the ids to come, used from the last on: to draw for all costs as much as for one. A child
 * after fork draws its own. */
static struct {
    unsigned char id[DRAWN_AHEAD][RANDOM_BYTES];
    size_t left;
    pid_t of;
} drawn;

static uint64_t wall_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* getrandom gives up to 256 bytes whole or not at all. */
static bool draw(unsigned char ret[RANDOM_BYTES])
{
    pid_t self = getpid();
    if (drawn.left == 0 || drawn.of != self) {
        ssize_t got = 0;
        do {
            got = getrandom(drawn.id, sizeof drawn.id, 0);
        } while (got < 0 && errno == EINTR);
        drawn.left = got == (ssize_t)sizeof drawn.id ? DRAWN_AHEAD : 0;
        drawn.of = self;
    }
    if (drawn.left == 0) {
        return false;
    }
    memcpy(ret, drawn.id[--drawn.left], RANDOM_BYTES);
    return true;
}

/*
 * A stamp greater than the last. The counter of a new millisecond starts in its lower half, which leaves
 * room to count; when it is used up the stamp runs ahead of the clock by a millisecond.
 */
static void next_stamp(uint32_t seed)
{
    uint64_t now_ms = wall_ms();
    if (now_ms > last_ms) {
        last_ms = now_ms;
        last_counter = seed & (COUNTER_MAX >> 1);
    } else if (last_counter < COUNTER_MAX) {
        last_counter++;
    } else {
        last_ms++;
        last_counter = seed & (COUNTER_MAX >> 1);
    }
}

static void write_number(uint64_t number, unsigned char *ret, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--, number >>= 8) {
        ret[i] = (unsigned char)number;
    }
}

/* The bytes of RFC 9562 section 5.7; false: the kernel gives no random ones. */
static bool next_id(unsigned char ret[UUID_BYTES])
{
    unsigned char random[RANDOM_BYTES] = {0};
    (void)pthread_mutex_lock(&lock);
    bool whole = draw(random);
    next_stamp((uint32_t)random[TAIL_BYTES] << 8 | random[TAIL_BYTES + 1]);
    write_number(last_ms, ret, 6);
    write_number(0x7000 | last_counter, ret + 6, 2);
    (void)pthread_mutex_unlock(&lock);
    memcpy(ret + 8, random, TAIL_BYTES);
    ret[8] = (unsigned char)(0x80 | (ret[8] & 0x3f));
    return whole;
}

ju_rc ju_uuid7(char out[JU_UUID_SIZE], ju_err *err)
{
    static const size_t groups[] = {4, 2, 2, 2, 6};
    unsigned char id[UUID_BYTES];
    const unsigned char *from = id;
    if (!next_id(id)) {
        return ju_fail(err, JU_FATAL, "random", "getrandom: %s", strerror(errno));
    }
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        ju_hex(from, groups[i], out);
        from += groups[i];
        out += 2 * groups[i];
        *out++ = '-';
    }
    out[-1] = '\0';
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
