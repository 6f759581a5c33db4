#ifndef AUDIT_REPORT_H
#define AUDIT_REPORT_H

#include "common/base/arena.h"
#include "common/event/window.h"
#include "juki/audit/v1/report.pb-c.h"
#include "services/audit/query.h"

/*
 * Reports about the trail (REPORTS.md; R-64, REQ-30, REQ-31, K23), without I/O: which there are, what time
 * they are about, which wishes can be fulfilled. A report is one statement that answers findings, all of one
 * form.
 */

/* of common/db, which nothing here uses */
struct ju_args;
struct ju_sql;

enum {
    REPORT_MOMENT_SIZE = 20,
    REPORT_FINDINGS_MAX = 400,
    REPORT_LIST_MAX = 200,
    REPORT_WAITING_MAX = 8,
    REPORT_NEVER = 24
};

typedef struct report_settings {
    int64_t hour;       /* of the day from which the last day and month are reported; REPORT_NEVER */
    char *office_hours; /* as common/event/window.h */
    /* from how many on, and how near each other, it is told */
    int64_t bulk_persons;
    int64_t scraping_steps;
    int64_t scraping_gap_ms;
    int64_t login_failures;
    int64_t no_task_persons;
    int64_t no_task_days;
    int64_t shared_within_ms;
    int64_t unused_days;
    char *database_services; /* role:program of who may always come, with blanks between */
} report_settings;

/* Moments in Japan, YYYY-MM-DDTHH:MM:SS; the end is not included. */
typedef struct report_period {
    char begins[REPORT_MOMENT_SIZE];
    char ends[REPORT_MOMENT_SIZE];
} report_period;

/* REPORT_HALF_HOURLY: what was missed is made up for by one report about all of it. */
typedef enum report_every { REPORT_HALF_HOURLY, REPORT_DAILY, REPORT_MONTHLY } report_every;

/* One report that is being made. */
typedef struct report_work {
    const report_settings *settings;
    const ju_window *office_hours;
    const ju_calendar *calendar;
    const report_period *period;
    ju_arena *arena;
    Juki__Audit__V1__Report *report; /* in which the limits are told */
} report_work;

typedef struct report_kind {
    const char *name;
    const char *title;
    const char *meaning; /* what it can see and what it cannot */
    const char *unit;    /* of what it counts */
    report_every every;
    /* $1 timestamptz from, $2 until (not included), $3 most rows, then what limits adds: who, office, from,
     * to, count, detail, index of an entry or NULL, findings in all; and, where the report tells of it, too,
     * whether it is no finding but what was to be expected */
    const struct ju_sql *sql;
    void (*limits)(const report_work *work, struct ju_args *args); /* NULL: none */
} report_kind;

extern const report_kind report_kinds[];
extern const size_t report_kind_count;

/* NULL: there is none of this name. */
const report_kind *report_kind_of(const char *name);

/* In the report, under the name of its setting. */
void report_tell_limit(const report_work *work, const char *setting, const char *value);

/* Seconds by ju_moment_parse, as a moment again, to the minute. */
void report_moment(int64_t seconds, char ret[REPORT_MOMENT_SIZE]);

/* A day or a month as it is asked for; false: it is neither. */
bool report_period_of(const char *text, report_period *ret);

/* The last one that was over when the day's hour had come; now: ju_clock_moment. */
void report_last(report_every every, const char *now, int64_t hour, report_period *ret);

/* How long a period is, as PostgreSQL writes it. */
const char *report_step(report_every every);

/* NULL: it can be fulfilled, and *ret is what it is about. */
const audit_refusal *report_check_wish(const Juki__Audit__V1__MakeReport *wish, const char *now,
                                       report_period *ret);
const audit_refusal *report_check_show(const Juki__Audit__V1__ShowReport *wish);
const audit_refusal *report_check_list(const Juki__Audit__V1__QueryReports *wish);

/* Why one could not be made, or is not there. */
extern const audit_refusal report_too_large;
extern const audit_refusal report_failed;
extern const audit_refusal report_not_kept;

#endif
