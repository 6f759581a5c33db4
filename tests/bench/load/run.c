#include "tests/bench/load/run.h"
#include "common/base/hex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { RUN_ARENA_BYTES = 1024 * 1024 * 1024, NONCE_DIGITS = 24, INDEX_DIGITS = 8, TRACE_AT = 3 };

int64_t load_now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* A newborn is fed twice, without and with numbers; its notice and its delivery record come with the numbers.
 */
static void expect(load_change *change)
{
    int persons = (int)change->plan.count;
    bool birth = change->plan.kind == TOWN_BIRTH;
    change->missing[LOAD_TAX] = birth ? 2 : persons;
    change->missing[LOAD_WELFARE] = birth ? 2 : persons;
    change->missing[LOAD_NOTICE] = persons;
    change->missing[LOAD_CARD] = birth ? 1 : 0;
}

static ju_rc make_nonce(load_run *run, ju_err *err)
{
    unsigned char random[NONCE_DIGITS / 2];
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random) {
        return ju_fail(err, JU_FATAL, "random", "no random bytes");
    }
    ju_hex(random, sizeof random, run->nonce);
    return JU_OK;
}

ju_rc load_run_open(load_run *run, const population_change *plan, size_t count, ju_keyring *resident,
                    ju_err *err)
{
    *run = (load_run){.count = count, .change = calloc(count, sizeof *run->change)};
    ju_arena_init(&run->arena, RUN_ARENA_BYTES);
    if (run->change == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    JU_TRY(make_nonce(run, err));
    for (size_t i = 0; i < count; i++) {
        load_change *change = &run->change[i];
        change->plan = plan[i];
        expect(change);
        JU_TRY(load_pack_submit(&change->plan, resident, &run->arena, &change->submit, err));
        JU_TRY(load_pack_review(&change->plan, "B2001", &run->arena, &change->review[0], err));
        JU_TRY(load_pack_review(&change->plan, "B2002", &run->arena, &change->review[1], err));
    }
    return JU_OK;
}

void load_run_close(load_run *run)
{
    ju_arena_done(&run->arena);
    free(run->change);
}

void load_run_trace(const load_run *run, const load_change *change, char ret[56])
{
    unsigned index = (unsigned)(change - run->change);
    (void)snprintf(ret, 56, "00-%s%08x-00000000000000b1-01", run->nonce, index);
}

load_change *load_run_find(const load_run *run, const char *traceparent, size_t size)
{
    if (size < TRACE_AT + NONCE_DIGITS + INDEX_DIGITS ||
        memcmp(traceparent + TRACE_AT, run->nonce, NONCE_DIGITS) != 0) {
        return NULL;
    }
    size_t index = 0;
    for (const char *digit = traceparent + TRACE_AT + NONCE_DIGITS; *digit != '-'; digit++) {
        index = index * 16 + (size_t)(*digit <= '9' ? *digit - '0' : *digit - 'a' + 10);
    }
    return index < run->count ? &run->change[index] : NULL;
}

static int compare_id(const void *id, const void *change)
{
    return strcmp(id, ((const load_change *)change)->plan.id);
}

load_change *load_run_find_id(const load_run *run, const char *change_id)
{
    return bsearch(change_id, run->change, run->count, sizeof *run->change, compare_id);
}

void load_run_note(load_run *run, load_change *change, load_end end)
{
    if (change->missing[end] == 0) {
        run->surplus++;
        return;
    }
    change->missing[end]--;
    if (end == LOAD_NOTICE && change->missing[end] == 0) {
        change->noticed_us = load_now_us();
    }
    for (size_t i = 0; i < LOAD_END_MAX_; i++) {
        if (change->missing[i] > 0) {
            return;
        }
    }
    change->fed_us = load_now_us();
    run->fed++;
}
