#include "services/audit/steps/turn.h"

#include <pthread.h>
#include <stdlib.h>

typedef enum whose { CALLERS, THREADS, ENDING } whose;

struct turn {
    void (*work)(void *opaque);
    void *opaque;
    pthread_t thread;
    bool started;
    pthread_mutex_t lock;
    pthread_cond_t turned;
    whose now;
};

static void *attend(void *opaque)
{
    turn *t = opaque;
    (void)pthread_mutex_lock(&t->lock);
    while (t->now != ENDING) {
        if (t->now == CALLERS) {
            (void)pthread_cond_wait(&t->turned, &t->lock);
            continue;
        }
        (void)pthread_mutex_unlock(&t->lock);
        t->work(t->opaque);
        (void)pthread_mutex_lock(&t->lock);
        t->now = t->now == ENDING ? ENDING : CALLERS;
    }
    (void)pthread_mutex_unlock(&t->lock);
    return NULL;
}

static void set(turn *t, whose now)
{
    (void)pthread_mutex_lock(&t->lock);
    t->now = now;
    (void)pthread_cond_signal(&t->turned);
    (void)pthread_mutex_unlock(&t->lock);
}

ju_rc turn_open(void (*work)(void *opaque), void *opaque, turn **ret, ju_err *err)
{
    turn *t = calloc(1, sizeof *t);
    *ret = t;
    if (t == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    t->work = work;
    t->opaque = opaque;
    (void)pthread_mutex_init(&t->lock, NULL);
    (void)pthread_cond_init(&t->turned, NULL);
    t->started = pthread_create(&t->thread, NULL, attend, t) == 0;
    return t->started ? JU_OK : ju_fail(err, JU_FATAL, "thread", "no thread can be started");
}

void turn_close(turn *t)
{
    if (t == NULL) {
        return;
    }
    if (t->started) {
        set(t, ENDING);
        (void)pthread_join(t->thread, NULL);
    }
    (void)pthread_mutex_destroy(&t->lock);
    (void)pthread_cond_destroy(&t->turned);
    free(t);
}

bool turn_is_callers(turn *t)
{
    (void)pthread_mutex_lock(&t->lock);
    bool callers = t->now == CALLERS;
    (void)pthread_mutex_unlock(&t->lock);
    return callers;
}

void turn_give(turn *t)
{
    set(t, THREADS);
}
