#include "services/audit/report.h"

#include "common/base/uuid7.h"
#include "services/audit/question.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_S = 24 * 60 * 60, HALF_HOUR_S = 30 * 60, SOON_S = 60 };

static const audit_refusal NO_KIND = {"report_unknown", "name", "該当する報告書の種類がありません。"};
static const audit_refusal BAD_PERIOD = {
    "period_invalid", "period", "対象は処理日までの日 (YYYY-MM-DD) 又は月 (YYYY-MM) で指定してください。"};
const audit_refusal report_too_large = {
    "report_too_large", "period", "対象の記録が多く、時間内に作成できませんでした。期間を短くしてください。"};
const audit_refusal report_failed = {"report_failed", "", "報告書を作成できませんでした。"};
const audit_refusal report_not_kept = {"report_not_kept", "report_id", "該当する報告書がありません。"};

const report_kind *report_kind_of(const char *name)
{
    for (size_t i = 0; i < report_kind_count; i++) {
        if (strcmp(report_kinds[i].name, name) == 0) {
            return &report_kinds[i];
        }
    }
    return NULL;
}

/* ---- limits -------------------------------------------------------------------------------------------- */

void report_tell_limit(const report_work *work, const char *setting, const char *value)
{
    Juki__Audit__V1__Report *report = work->report;
    Juki__Audit__V1__ReportLimit *limit = ju_arena_alloc(work->arena, sizeof *limit);
    Juki__Audit__V1__ReportLimit **all = ju_arena_alloc(work->arena, (report->n_limit + 1) * sizeof *all);
    if (limit == NULL || all == NULL) { /* the arena is full, which whoever gave it sees */
        return;
    }
    juki__audit__v1__report_limit__init(limit);
    limit->name = (char *)(uintptr_t)setting;
    limit->value = (char *)(uintptr_t)value;
    for (size_t i = 0; i < report->n_limit; i++) {
        all[i] = report->limit[i];
    }
    all[report->n_limit++] = limit;
    report->limit = all;
}

/* ---- periods ------------------------------------------------------------------------------------------- */

static void put_moment(ju_date day, char ret[REPORT_MOMENT_SIZE])
{
    char text[JU_DATE_SIZE];
    ju_date_format(day, text);
    (void)snprintf(ret, REPORT_MOMENT_SIZE, "%.10sT00:00:00", text);
}

static ju_date next_month(ju_date first)
{
    return first.month == 12 ? (ju_date){first.year + 1, 1, 1} : (ju_date){first.year, first.month + 1, 1};
}

static void put_period(ju_date begins, ju_date ends, report_period *ret)
{
    put_moment(begins, ret->begins);
    put_moment(ends, ret->ends);
}

void report_moment(int64_t seconds, char ret[REPORT_MOMENT_SIZE])
{
    char day[JU_DATE_SIZE];
    unsigned minute = (unsigned)(seconds % DAY_S / 60);
    ju_date_format(ju_date_from_days((int)(seconds / DAY_S)), day);
    (void)snprintf(ret, REPORT_MOMENT_SIZE, "%.10sT%02u:%02u:00", day, minute / 60 % 24, minute % 60);
}

bool report_period_of(const char *text, report_period *ret)
{
    char day[JU_DATE_SIZE + sizeof "-01"];
    ju_date begins;
    bool month = strlen(text) == JU_DATE_SIZE - 1 - strlen("-01");
    (void)snprintf(day, sizeof day, "%.10s%s", text, month ? "-01" : "");
    if (strlen(text) >= JU_DATE_SIZE || !ju_date_parse(day, &begins)) {
        return false;
    }
    put_period(begins, month ? next_month(begins) : ju_date_add_days(begins, 1), ret);
    return true;
}

/* A little later than it is over: what was seen in its last moment is then in the trail. */
static void put_half_hour(const char *now, report_period *ret)
{
    int64_t now_s = 0;
    (void)ju_moment_parse(now, &now_s); /* of the clock */
    int64_t ends_s = (now_s - SOON_S) / HALF_HOUR_S * HALF_HOUR_S;
    report_moment(ends_s - HALF_HOUR_S, ret->begins);
    report_moment(ends_s, ret->ends);
}

void report_last(report_every every, const char *now, int64_t hour, report_period *ret)
{
    if (every == REPORT_HALF_HOURLY) {
        put_half_hour(now, ret);
        return;
    }
    char text[JU_DATE_SIZE];
    ju_date day = {0};
    (void)snprintf(text, sizeof text, "%.10s", now);
    (void)ju_date_parse(text, &day); /* of the clock, which has a day */
    if ((now[11] - '0') * 10 + now[12] - '0' < hour) {
        day = ju_date_add_days(day, -1);
    }
    if (every == REPORT_DAILY) {
        put_period(ju_date_add_days(day, -1), day, ret);
        return;
    }
    day.day = 1;
    ju_date last = ju_date_add_days(day, -1);
    put_period((ju_date){last.year, last.month, 1}, day, ret);
}

const char *report_step(report_every every)
{
    static const char *const steps[] = {
        [REPORT_HALF_HOURLY] = "30 minutes", [REPORT_DAILY] = "1 day", [REPORT_MONTHLY] = "1 month"};
    return steps[every];
}

/* ---- which wishes can be fulfilled --------------------------------------------------------------------- */

const audit_refusal *report_check_wish(const Juki__Audit__V1__MakeReport *wish, const char *now,
                                       report_period *ret)
{
    const report_kind *kind = report_kind_of(wish->name);
    const audit_refusal *refused = question_check_purpose(wish->purpose);
    if (refused != NULL || kind == NULL) {
        return refused != NULL ? refused : &NO_KIND;
    }
    if (*wish->period == '\0') {
        report_last(kind->every, now, 0, ret);
        return NULL;
    }
    bool good = report_period_of(wish->period, ret) && strcmp(ret->begins, now) <= 0;
    return good ? NULL : &BAD_PERIOD;
}

const audit_refusal *report_check_show(const Juki__Audit__V1__ShowReport *wish)
{
    const audit_refusal *refused = question_check_purpose(wish->purpose);
    return refused == NULL && !ju_uuid_valid(wish->report_id) ? &report_not_kept : refused;
}

const audit_refusal *report_check_list(const Juki__Audit__V1__QueryReports *wish)
{
    const audit_refusal *refused = question_check_purpose(wish->purpose);
    refused = refused == NULL ? question_check_period(wish->from, wish->to, 0) : refused;
    return refused == NULL && *wish->name != '\0' && report_kind_of(wish->name) == NULL ? &NO_KIND : refused;
}
