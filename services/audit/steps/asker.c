#include "services/audit/steps/asker.h"

#include "services/audit/steps/turn.h"

#include <stdlib.h>
#include <string.h>

enum { ANSWER_BYTES = 64 * 1024, TIMEOUT_MS = 5000 };

struct asker {
    char *url;
    char *content_type;
    turn *turn;
    char *body; /* not NULL: there is an answer to it */
    size_t size;
    ju_http_answer answer;
    char buffer[ANSWER_BYTES];
};

static void ask(void *opaque)
{
    asker *a = opaque;
    const ju_http_call call = {.url = a->url,
                               .content_type = a->content_type,
                               .body = a->body,
                               .body_size = a->size,
                               .timeout_ms = TIMEOUT_MS};
    ju_err ignored; /* that nobody answers is all that is of use */
    if (ju_http_ask(&call, a->buffer, sizeof a->buffer, &a->answer, &ignored) != JU_OK) {
        a->answer = (ju_http_answer){0};
    }
}

ju_rc asker_open(const char *url, const char *content_type, asker **ret, ju_err *err)
{
    asker *a = calloc(1, sizeof *a);
    *ret = a;
    if (a == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    a->url = strdup(url);
    a->content_type = strdup(content_type);
    return a->url == NULL || a->content_type == NULL ? ju_fail(err, JU_FATAL, "memory", "out of memory")
                                                     : turn_open(ask, a, &a->turn, err);
}

void asker_close(asker *a)
{
    if (a == NULL) {
        return;
    }
    turn_close(a->turn);
    free(a->url);
    free(a->content_type);
    free(a->body);
    free(a);
}

bool asker_idle(asker *a)
{
    return turn_is_callers(a->turn);
}

void asker_ask(asker *a, char *body, size_t size)
{
    free(a->body);
    a->body = body;
    a->size = size;
    turn_give(a->turn);
}

bool asker_answered(asker *a, ju_http_answer *ret)
{
    if (!asker_idle(a) || a->body == NULL) {
        return false;
    }
    free(a->body);
    a->body = NULL;
    *ret = a->answer;
    return true;
}
