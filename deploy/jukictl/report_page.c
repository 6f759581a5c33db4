#include "deploy/jukictl/report_page.h"

#include "common/text/date.h"
#include "deploy/jukictl/ctl.h"

#include <stdio.h>
#include <string.h>

enum { BARS_MAX = 31, WHO_MAX = 12, HEIGHT = 120, WIDTH = 720, ROW = 22, NAME_WIDTH = 200 };

typedef Juki__Audit__V1__Report report;
typedef Juki__Audit__V1__ReportFinding finding;

/* One bar of a chart. */
typedef struct bar {
    const char *name;
    int64_t value;
} bar;

static void put(const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '<':
            (void)fputs("&lt;", stdout);
            break;
        case '>':
            (void)fputs("&gt;", stdout);
            break;
        case '&':
            (void)fputs("&amp;", stdout);
            break;
        case '"':
            (void)fputs("&quot;", stdout);
            break;
        default:
            (void)putchar(*text);
        }
    }
}

static void put_in(const char *tag, const char *text)
{
    (void)printf("<%s>", tag);
    put(text);
    (void)printf("</%s>", tag);
}

static int64_t largest(const bar *bars, size_t count)
{
    int64_t most = 0;
    for (size_t i = 0; i < count; i++) {
        most = bars[i].value > most ? bars[i].value : most;
    }
    return most;
}

/* ---- by whom ------------------------------------------------------------------------------------------- */

/* The ones with the most, in the order of what they have. */
static size_t by_who(const report *r, bar bars[WHO_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < r->n_finding; i++) {
        bar one = {r->finding[i]->who, 0};
        bool seen = false;
        for (size_t k = 0; k < r->n_finding; k++) {
            bool same = strcmp(r->finding[k]->who, one.name) == 0;
            seen = seen || (same && k < i);
            one.value += same ? r->finding[k]->count : 0;
        }
        size_t at = count < WHO_MAX ? count : WHO_MAX;
        while (!seen && at > 0 && bars[at - 1].value < one.value) {
            if (at < WHO_MAX) {
                bars[at] = bars[at - 1];
            }
            at--;
        }
        if (!seen && at < WHO_MAX) {
            bars[at] = one;
            count += count < WHO_MAX;
        }
    }
    return count;
}

static void chart_who(const report *r)
{
    bar bars[WHO_MAX];
    size_t count = by_who(r, bars);
    int64_t most = largest(bars, count);
    if (most == 0) {
        return;
    }
    put_in("h2", ctl_tr("By whom", "対象者別"));
    (void)printf("<svg viewBox=\"0 0 %d %zu\" role=\"img\">", WIDTH, count * ROW);
    for (size_t i = 0; i < count; i++) {
        double width = (double)bars[i].value * (WIDTH - NAME_WIDTH - 80) / (double)most;
        (void)printf("<text x=\"%d\" y=\"%zu\" text-anchor=\"end\">", NAME_WIDTH - 8, i * ROW + 15);
        put(bars[i].name);
        (void)printf("</text><rect x=\"%d\" y=\"%zu\" width=\"%.1f\" height=\"%d\"/>"
                     "<text x=\"%.1f\" y=\"%zu\">%lld</text>",
                     NAME_WIDTH, i * ROW + 3, width, ROW - 6, NAME_WIDTH + width + 6, i * ROW + 15,
                     (long long)bars[i].value);
    }
    (void)printf("</svg>\n");
}

/* ---- by time ------------------------------------------------------------------------------------------- */

/* Two digits of a moment, its hour or its day; -1: it has none there. */
static int digits(const char *moment, size_t at)
{
    bool has = strlen(moment) == strlen("YYYY-MM-DDTHH:MM:SS");
    return has ? (moment[at] - '0') * 10 + moment[at + 1] - '0' : -1;
}

/* By the hours of a day, by the days of anything longer; what began outside is not in it. */
static size_t by_time(const report *r, bar bars[BARS_MAX])
{
    int64_t from_s = 0;
    int64_t to_s = 0;
    bool day = ju_moment_parse(r->begins, &from_s) && ju_moment_parse(r->ends, &to_s) &&
               to_s - from_s <= 24 * 60 * 60;
    for (size_t i = 0; i < r->n_finding; i++) {
        const finding *one = r->finding[i];
        int64_t at =
            day ? digits(one->from, strlen("YYYY-MM-DDT")) : digits(one->from, strlen("YYYY-MM-")) - 1;
        bool within = strcmp(one->from, r->begins) >= 0 && strcmp(one->from, r->ends) < 0;
        if (within && at >= 0 && at < BARS_MAX) {
            bars[at].value += one->count;
        }
    }
    return day ? 24 : BARS_MAX;
}

static void chart_time(const report *r)
{
    bar bars[BARS_MAX] = {0};
    size_t count = by_time(r, bars);
    int64_t most = largest(bars, count);
    if (most == 0) {
        return;
    }
    bool hours = count == 24;
    put_in("h2", hours ? ctl_tr("By hour of the day", "時刻別") : ctl_tr("By day of the month", "日別"));
    (void)printf("<svg viewBox=\"0 0 %d %d\" role=\"img\">", WIDTH, HEIGHT + 40);
    for (size_t i = 0; i < count; i++) {
        size_t step = WIDTH / count;
        double height = (double)bars[i].value * HEIGHT / (double)most;
        (void)printf("<text x=\"%zu\" y=\"%d\" text-anchor=\"middle\">%zu</text>", i * step + step / 2,
                     HEIGHT + 34, i + !hours);
        if (bars[i].value > 0) {
            (void)printf("<rect x=\"%zu\" y=\"%.1f\" width=\"%zu\" height=\"%.1f\"/>"
                         "<text x=\"%zu\" y=\"%.1f\" text-anchor=\"middle\">%lld</text>",
                         i * step + 2, HEIGHT + 18 - height, step - 4, height, i * step + step / 2,
                         HEIGHT + 14 - height, (long long)bars[i].value);
        }
    }
    (void)printf("</svg>\n");
}

/* ---- the page ------------------------------------------------------------------------------------------ */

static void put_row(const char *name, const char *value)
{
    (void)printf("<tr>");
    put_in("th", name);
    put_in("td", value);
    (void)printf("</tr>\n");
}

static void put_number(const char *name, int64_t value)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%lld", (long long)value);
    put_row(name, text);
}

static void put_facts(const report *r, const char *report_id, const char *digest)
{
    (void)printf("<table>\n");
    put_row(ctl_tr("from", "始め"), r->begins);
    put_row(ctl_tr("until, not included", "終わり (この時刻を含まない)"), r->ends);
    put_number(ctl_tr("findings", "該当"), r->found);
    put_number(ctl_tr("acts of these days", "期間の記録の件数"), r->acts);
    put_number(ctl_tr("last entry of the log", "記録の最終番号"), r->last_index);
    for (size_t i = 0; i < r->n_limit; i++) {
        put_row(r->limit[i]->name, r->limit[i]->value);
    }
    put_row(ctl_tr("made", "作成"), r->made);
    put_row(ctl_tr("report", "報告書"), report_id);
    put_row("SHA-256", digest);
    (void)printf("</table>\n");
}

static void put_findings(const report *r, finding *const *list, size_t count)
{
    (void)printf("<table>\n<tr>");
    put_in("th", ctl_tr("who", "対象者"));
    put_in("th", ctl_tr("office", "部署"));
    put_in("th", ctl_tr("from", "始め"));
    put_in("th", ctl_tr("to", "終わり"));
    put_in("th", r->unit);
    put_in("th", ctl_tr("detail", "内容"));
    put_in("th", ctl_tr("entry", "記録の番号"));
    (void)printf("</tr>\n");
    for (size_t i = 0; i < count; i++) {
        const finding *one = list[i];
        (void)printf("<tr>");
        put_in("td", one->who);
        put_in("td", one->office);
        put_in("td", one->from);
        put_in("td", one->to);
        (void)printf("<td class=\"n\">%lld</td>", (long long)one->count);
        put_in("td", one->detail);
        (void)printf("<td class=\"n\">%lld</td></tr>\n", (long long)one->index);
    }
    (void)printf("</table>\n");
}

void ctl_print_report_page(const report *r, const char *report_id, const char *digest)
{
    (void)printf("<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\">"
                 "<meta name=\"viewport\" content=\"width=device-width\">\n");
    put_in("title", r->title);
    (void)printf(
        "<style>body{font:15px/1.6 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        "table{border-collapse:collapse;margin:1rem 0}th,td{border:1px solid #bbb;padding:.2rem .6rem;"
        "text-align:left;vertical-align:top}th{background:#eef1f4}.n{text-align:right}"
        "svg{width:100%%;max-width:%dpx}rect{fill:#2f6f9f}text{font-size:11px}</style></head><body>\n",
        WIDTH);
    put_in("h1", r->title);
    put_in("p", r->meaning);
    (void)printf("\n");
    put_facts(r, report_id, digest);
    if (r->found == 0) {
        put_in("p", ctl_tr("Nothing was found.", "該当はありません。"));
    } else {
        chart_time(r);
        chart_who(r);
        put_findings(r, r->finding, r->n_finding);
        if (r->found > (int64_t)r->n_finding) {
            (void)printf("<p>+ %lld</p>\n", (long long)(r->found - (int64_t)r->n_finding));
        }
    }
    if (r->n_usual > 0) {
        put_in("h2", ctl_tr("As usual", "想定内"));
        put_findings(r, r->usual, r->n_usual);
    }
    (void)printf("</body></html>\n");
}
