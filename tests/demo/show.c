#include "tests/demo/show.h"

#include "common/base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BAR_COLUMNS = 30, TITLE_COLUMNS = 24, TERMINAL_EVERY_MS = 100, LINE_EVERY_MS = 5000 };

const char *show_words(const char *english, const char *japanese)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < 3; i++) {
        const char *locale = getenv(names[i]);
        if (locale != NULL && *locale != '\0') {
            return strncmp(locale, "ja", 2) == 0 ? japanese : english;
        }
    }
    return english;
}

/* Our own words only: beyond ASCII they are kana and kanji, three bytes and two columns each. */
size_t show_width(const char *text)
{
    size_t width = 0;
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        width += *c < 0x80 ? 1 : *c >= 0xc0 ? 2 : 0;
    }
    return width;
}

static void print_title(const show_progress *progress)
{
    size_t width = show_width(progress->title);
    (void)printf("%s%*s", progress->title, width < TITLE_COLUMNS ? (int)(TITLE_COLUMNS - width) : 0, "");
}

static double per_second(const show_progress *progress, size_t done)
{
    int64_t ms = ju_clock_monotonic_ms() - progress->started_ms;
    return ms <= 0 ? 0 : (double)done * 1000 / (double)ms;
}

static void draw(const show_progress *progress, size_t done)
{
    size_t full = progress->total == 0 ? BAR_COLUMNS : done * BAR_COLUMNS / progress->total;
    (void)fputs(progress->terminal ? "\r  " : "  ", stdout);
    print_title(progress);
    if (progress->terminal) {
        (void)fputc('[', stdout);
        for (size_t i = 0; i < BAR_COLUMNS; i++) {
            (void)fputc(i < full ? '#' : '.', stdout);
        }
        (void)fputs("] ", stdout);
    }
    (void)printf("%zu/%zu  %.0f/s%s", done, progress->total, per_second(progress, done),
                 progress->terminal ? "\033[K" : "\n");
    (void)fflush(stdout);
}

void show_progress_start(show_progress *progress, const char *title, size_t total)
{
    int64_t now_ms = ju_clock_monotonic_ms();
    *progress = (show_progress){.title = title,
                                .total = total,
                                .terminal = isatty(STDOUT_FILENO) == 1,
                                .started_ms = now_ms,
                                .shown_ms = now_ms};
}

void show_progress_step(show_progress *progress, size_t done)
{
    int64_t now_ms = ju_clock_monotonic_ms();
    if (now_ms - progress->shown_ms >= (progress->terminal ? TERMINAL_EVERY_MS : LINE_EVERY_MS)) {
        progress->shown_ms = now_ms;
        draw(progress, done);
    }
}

void show_progress_end(show_progress *progress, size_t done)
{
    draw(progress, done);
    if (progress->terminal) {
        (void)fputc('\n', stdout);
    }
}
