#include "tests/demo/tally.h"

#include <stdlib.h>

enum { LISTED_MAX = 20 };

static const char *const STAGES[] = {
    [JOB_WAITING] = "waiting",
    [JOB_SUBMITTED] = "submitted",
    [JOB_SELF_REVIEWED] = "self_reviewed",
    [JOB_REVIEWED] = "reviewed",
    [JOB_REVIEWED_TWICE] = "reviewed_twice",
    [JOB_REGISTERED] = "registered",
    [JOB_REFUSED] = "refused",
    [JOB_LOST] = "lost",
};

static json_int_t count_stage(const demo_job *jobs, size_t count, job_stage stage)
{
    json_int_t n = 0;
    for (size_t i = 0; i < count; i++) {
        n += jobs[i].stage == stage;
    }
    return n;
}

static json_t *count_refusals(const demo_job *jobs, size_t count)
{
    json_t *codes = json_object();
    for (size_t i = 0; i < count; i++) {
        if (jobs[i].stage == JOB_REFUSED) {
            json_int_t n = json_integer_value(json_object_get(codes, jobs[i].refusal));
            (void)json_object_set_new(codes, jobs[i].refusal, json_integer(n + 1));
        }
    }
    return codes;
}

static json_t *list_unexpected(const demo_job *jobs, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count && json_array_size(list) < LISTED_MAX; i++) {
        const demo_job *job = &jobs[i];
        if (job->unexpected) {
            const char *expected = job->expected_refusal == NULL ? "registered" : job->expected_refusal;
            (void)json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "change_id", job->change_id,
                                                        "expected", expected, "came", STAGES[job->stage],
                                                        "refusal", job->refusal));
        }
    }
    return list;
}

static json_int_t count_unexpected(const demo_job *jobs, size_t count)
{
    json_int_t n = 0;
    for (size_t i = 0; i < count; i++) {
        n += jobs[i].unexpected;
    }
    return n;
}

static int by_value(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* From entering a change until its final answer; lost ones have none. */
static json_t *latencies(const demo_job *jobs, size_t count)
{
    int64_t *ms = calloc(count + 1, sizeof *ms);
    size_t n = 0;
    for (size_t i = 0; ms != NULL && i < count; i++) {
        if (jobs[i].stage == JOB_REGISTERED || jobs[i].stage == JOB_REFUSED) {
            ms[n++] = jobs[i].ended_ms - jobs[i].sent_ms;
        }
    }
    json_t *json = json_object();
    if (n > 0) {
        qsort(ms, n, sizeof *ms, by_value);
        (void)json_object_set_new(json, "p50", json_integer(ms[n / 2]));
        (void)json_object_set_new(json, "p99", json_integer(ms[n * 99 / 100]));
    }
    free(ms);
    return json;
}

static double seconds(const demo_job *jobs, size_t count)
{
    int64_t from_ms = INT64_MAX;
    int64_t to_ms = 0;
    for (size_t i = 0; i < count; i++) {
        from_ms = jobs[i].sent_ms < from_ms ? jobs[i].sent_ms : from_ms;
        to_ms = jobs[i].ended_ms > to_ms ? jobs[i].ended_ms : to_ms;
    }
    return to_ms > from_ms ? (double)(to_ms - from_ms) / 1000 : 0;
}

json_t *tally_jobs(const demo_job *jobs, size_t count)
{
    return json_pack("{s:I, s:I, s:o, s:I, s:I, s:o, s:o, s:f}", "submitted",
                     (json_int_t)count - count_stage(jobs, count, JOB_WAITING), "registered",
                     count_stage(jobs, count, JOB_REGISTERED), "refused", count_refusals(jobs, count), "lost",
                     count_stage(jobs, count, JOB_LOST), "unexpected", count_unexpected(jobs, count),
                     "unexpected_changes", list_unexpected(jobs, count), "latency_ms", latencies(jobs, count),
                     "seconds", seconds(jobs, count));
}
