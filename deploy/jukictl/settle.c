#include "deploy/jukictl/migrate.h"

#include "common/base/clock.h"
#include "common/event/json.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* migrate columns, status, explain, cut-over, discard and fill: one message, one answer. */

typedef struct question {
    Juki__Common__V1__Operator who;
    ctl_wire wire;
    ju_err err;
} question;

static ju_rc start(ctl *c, question *q)
{
    q->who = ctl_operator(c);
    return ctl_wire_open(c, c->operand[0], &q->wire, &q->err);
}

/* Prints the answer, or the refusal, and ends. */
static int finish(ctl *c, question *q, ju_rc rc, const ctl_load_reply *reply)
{
    int code = CTL_DONE;
    if (rc != JU_OK) {
        code = ctl_report(&q->err);
    } else if (reply->refusal != NULL) {
        code = ctl_refused(reply->refusal);
    } else {
        ctl_print(c, ju_message_to_json(&reply->base));
    }
    ctl_wire_close(&q->wire);
    return code;
}

int ctl_migrate_columns(ctl *c)
{
    ju_flat_item item[CTL_SOURCE_ITEMS_MAX];
    size_t count = ctl_source_items(item);
    (void)c;
    for (size_t i = 0; i < count; i++) {
        (void)printf("%s%s", i == 0 ? "" : ",", item[i].name);
    }
    (void)printf("\n");
    return CTL_DONE;
}

static ju_rc ask_page(ctl *c, question *q, int64_t after, const ctl_load_reply **ret)
{
    Juki__Resident__V1__QueryLoad message = JUKI__RESIDENT__V1__QUERY_LOAD__INIT;
    message.load_id = c->operand[0];
    message.operator_ = &q->who;
    message.after_difference = after;
    return ctl_wire_ask(&q->wire, &message.base, &message.request_id, ret, &q->err);
}

/* The load, with its differences page by page behind --after. */
int ctl_migrate_status(ctl *c)
{
    question q = {0};
    const ctl_load_reply *reply = NULL;
    ju_rc rc = start(c, &q);
    rc = rc == JU_OK ? ask_page(c, &q, c->options.number, &reply) : rc;
    return finish(c, &q, rc, reply);
}

int ctl_migrate_explain(ctl *c)
{
    Juki__Resident__V1__ExplainDifferences message = JUKI__RESIDENT__V1__EXPLAIN_DIFFERENCES__INIT;
    question q = {0};
    const ctl_load_reply *reply = NULL;
    if ((c->options.number == 0) == (c->options.item == NULL)) {
        return ctl_usage("one of --number and --item is needed", "--number か --item のどちらかが必要です");
    }
    message.load_id = c->operand[0];
    message.operator_ = &q.who;
    message.number = c->options.number;
    message.item = (char *)(uintptr_t)(c->options.item == NULL ? "" : c->options.item);
    message.reason = (char *)(uintptr_t)(c->options.reason == NULL ? "" : c->options.reason);
    message.explanation = (char *)(uintptr_t)(c->options.explanation == NULL ? "" : c->options.explanation);
    message.confirm = c->options.agree;
    ju_rc rc = start(c, &q);
    rc = rc == JU_OK ? ctl_wire_ask(&q.wire, &message.base, &message.request_id, &reply, &q.err) : rc;
    return finish(c, &q, rc, reply);
}

int ctl_migrate_cut_over(ctl *c)
{
    Juki__Resident__V1__CutOver message = JUKI__RESIDENT__V1__CUT_OVER__INIT;
    question q = {0};
    const ctl_load_reply *reply = NULL;
    if (c->options.digest == NULL) {
        return ctl_usage("--digest of the report is needed", "--digest (突合結果の要約値) が必要です");
    }
    message.load_id = c->operand[0];
    message.operator_ = &q.who;
    message.report_digest = (char *)(uintptr_t)c->options.digest;
    ju_rc rc = start(c, &q);
    rc = rc == JU_OK ? ctl_wire_ask(&q.wire, &message.base, &message.request_id, &reply, &q.err) : rc;
    return finish(c, &q, rc, reply);
}

int ctl_migrate_discard(ctl *c)
{
    Juki__Resident__V1__DiscardLoad message = JUKI__RESIDENT__V1__DISCARD_LOAD__INIT;
    question q = {0};
    const ctl_load_reply *reply = NULL;
    message.load_id = c->operand[0];
    message.operator_ = &q.who;
    ju_rc rc = start(c, &q);
    rc = rc == JU_OK ? ctl_wire_ask(&q.wire, &message.base, &message.request_id, &reply, &q.err) : rc;
    return finish(c, &q, rc, reply);
}

/* ---- filling the copies ---------------------------------------------------------------------------------
 */

enum { FILL_PERSONS = 100, RATE_DEFAULT = 500 };

/* Not faster than so many persons a second, so that the changes of the day are not held up behind them. */
static void keep_pace(int64_t begun_ms, int64_t persons, int64_t rate)
{
    int64_t ahead_ms = persons * 1000 / rate - (ju_clock_monotonic_ms() - begun_ms);
    if (ahead_ms > 0) {
        const struct timespec pause = {.tv_sec = ahead_ms / 1000, .tv_nsec = ahead_ms % 1000 * 1000000L};
        (void)nanosleep(&pause, NULL);
    }
}

static ju_rc fill(ctl *c, question *q, const ctl_load_reply **ret)
{
    int64_t rate = c->options.rate > 0 ? c->options.rate : RATE_DEFAULT;
    int64_t begun_ms = ju_clock_monotonic_ms();
    ctl_progress progress = ctl_progress_start(ctl_tr("filling", "初期送信"), 0);
    for (int64_t told = 0;; told += FILL_PERSONS) {
        Juki__Resident__V1__FillCopies message = JUKI__RESIDENT__V1__FILL_COPIES__INIT;
        message.load_id = c->operand[0];
        message.operator_ = &q->who;
        JU_TRY(ctl_wire_ask(&q->wire, &message.base, &message.request_id, ret, &q->err));
        if ((*ret)->refusal != NULL || (*ret)->filled) {
            ctl_progress_end(&progress);
            return JU_OK;
        }
        progress.total = (*ret)->persons;
        ctl_progress_show(&progress, told + FILL_PERSONS);
        keep_pace(begun_ms, told + FILL_PERSONS, rate);
    }
}

int ctl_migrate_fill(ctl *c)
{
    question q = {0};
    const ctl_load_reply *reply = NULL;
    ju_rc rc = start(c, &q);
    rc = rc == JU_OK ? fill(c, &q, &reply) : rc;
    return finish(c, &q, rc, reply);
}
