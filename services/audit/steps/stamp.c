#include "services/audit/steps/stamp.h"

#include "common/base/clock.h"
#include "common/log/log.h"
#include "common/merkle/stamp.h"
#include "services/audit/steps/asker.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 1024 * 1024, PAUSE_MS = 60 * 1000, CLOCKS_DIFFER_MS = 5 * 60 * 1000 };

struct stamper {
    const stamp_settings *own;
    asker *asker;
    ju_stamp *asked;
    char *note; /* that was asked for */
    int64_t asked_size;
    int64_t size;    /* of the last one that is stamped; -1: not known yet */
    int64_t from_ms; /* when the next may be asked for */
    bool told;       /* that there is none */
    ju_gauge *stamped;
    ju_gauge *seconds;
};

ju_rc stamper_open(const stamp_settings *own, stamper **ret, ju_err *err)
{
    stamper *s = calloc(1, sizeof *s);
    *ret = s;
    if (s == NULL) {
        return ju_no_memory(err);
    }
    s->own = own;
    s->size = -1;
    if (own->url == NULL) {
        return JU_OK;
    }
    if (own->authorities == NULL) {
        return ju_fail(err, JU_FATAL, "stamp", "JUKI_TIMESTAMP_URL needs JUKI_TIMESTAMP_CA");
    }
    return asker_open(own->url, "application/timestamp-query", &s->asker, err);
}

void stamper_close(stamper *s)
{
    if (s != NULL) {
        asker_close(s->asker);
        ju_stamp_free(s->asked);
        free(s->note);
        free(s);
    }
}

void stamper_metrics(stamper *s, ju_registry *registry)
{
    if (s->asker != NULL) {
        s->stamped = ju_gauge_new(registry, "juki_audit_stamped_size",
                                  "Entries that the last checkpoint with a time stamp covers", JU_NO_LABELS);
        s->seconds = ju_gauge_new(registry, "juki_audit_stamped_time_seconds",
                                  "The time that the last time stamp says, since 1970", JU_NO_LABELS);
    }
}

static void warn_of_clocks(int64_t ahead_s)
{
    ju_log_warn("a time stamp is not of its time: the authority's clock or ours is wrong",
                ju_f_int("ahead_s", ahead_s));
}

/* What was stamped before this process began. */
static ju_rc remember(stamper *s, ju_db *db, ju_arena *arena, ju_err *err)
{
    audit_stamp *last = NULL;
    int count = 0;
    JU_TRY(stamp_list(db, arena, 1, &last, &count, err));
    s->size = count == 0 ? 0 : last->size;
    int64_t age_ms = count == 0 ? s->own->every_ms : (ju_clock_epoch_s() - last->seconds) * 1000;
    if (age_ms < -CLOCKS_DIFFER_MS) {
        warn_of_clocks(-age_ms / 1000);
    }
    age_ms = age_ms < 0 ? 0 : age_ms; /* or the next would wait until then */
    s->from_ms = ju_clock_monotonic_ms() + (age_ms < s->own->every_ms ? s->own->every_ms - age_ms : 0);
    return JU_OK;
}

static void say(stamper *s, const ju_err *why)
{
    if (why != NULL && !s->told) {
        ju_log_warn("a checkpoint gets no time stamp", ju_f_err(why));
    } else if (why == NULL && s->told) {
        ju_log_info("checkpoints get time stamps again");
    }
    s->told = why != NULL;
}

static ju_rc check(const stamper *s, const ju_http_answer *answer, int64_t *ret_seconds, ju_err *err)
{
    if (answer->status != 200) {
        return ju_reject(err, "stamp_away", "stamp", "no answer of the authority (%u)", answer->status);
    }
    return ju_stamp_check(s->asked, s->own->authorities, answer->body, answer->body_size, ret_seconds, err);
}

/* Without a good stamp the next checkpoint is shown after a while. */
static ju_rc take_answer(stamper *s, const ju_http_answer *answer, ju_db *db, ju_arena *arena, ju_err *err)
{
    audit_stamp stamp = {.size = s->asked_size,
                         .note = s->note,
                         .answer = (const unsigned char *)answer->body,
                         .answer_size = answer->body_size};
    ju_err why = {0};
    bool good = check(s, answer, &stamp.seconds, &why) == JU_OK;
    int64_t pause_ms = good || s->own->every_ms < PAUSE_MS ? s->own->every_ms : PAUSE_MS;
    s->from_ms = ju_clock_monotonic_ms() + pause_ms;
    say(s, good ? NULL : &why);
    if (!good) {
        return JU_OK;
    }
    int64_t ahead_s = stamp.seconds - ju_clock_epoch_s();
    if (llabs(ahead_s) * 1000 > CLOCKS_DIFFER_MS) {
        warn_of_clocks(ahead_s);
    }
    JU_TRY(stamp_put(db, arena, &stamp, err));
    s->size = stamp.size;
    ju_gauge_set(s->stamped, (double)stamp.size);
    ju_gauge_set(s->seconds, (double)stamp.seconds);
    return JU_OK;
}

static ju_rc ask(stamper *s, int64_t size, const char *note, ju_err *err)
{
    char *request = NULL;
    size_t request_size = 0;
    free(s->note);
    ju_stamp_free(s->asked);
    s->asked = NULL;
    s->note = strdup(note);
    if (s->note == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_stamp_new(note, &s->asked, err));
    JU_TRY(ju_stamp_request(s->asked, &request, &request_size, err));
    s->asked_size = size;
    asker_ask(s->asker, request, request_size);
    return JU_OK;
}

static ju_rc look(stamper *s, ju_db *db, ju_arena *arena, int64_t size, const char *note, ju_err *err)
{
    ju_http_answer answer;
    JU_TRY(s->size < 0 ? remember(s, db, arena, err) : JU_OK);
    if (asker_answered(s->asker, &answer)) {
        JU_TRY(take_answer(s, &answer, db, arena, err));
    }
    bool due =
        note != NULL && size > s->size && asker_idle(s->asker) && ju_clock_monotonic_ms() >= s->from_ms;
    return due ? ask(s, size, note, err) : JU_OK;
}

ju_rc stamper_look(stamper *s, ju_db *db, int64_t size, const char *note, ju_err *err)
{
    ju_arena arena;
    if (s->asker == NULL) {
        return JU_OK;
    }
    ju_arena_init(&arena, ARENA_BYTES);
    ju_rc rc = look(s, db, &arena, size, note, err);
    ju_arena_done(&arena);
    return rc;
}
