#include "deploy/jukictl/migrate.h"

#include "common/base/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum { WHOLE = 1000, TENTH = 100, BAR_WIDTH = 40 };

ctl_progress ctl_progress_start(const char *what, int64_t total)
{
    return (ctl_progress){
        .what = what, .total = total > 0 ? total : 1, .begun_ms = ju_clock_monotonic_ms(), .shown = -1};
}

static void print_bar(const ctl_progress *progress, int now, int64_t seconds)
{
    (void)fprintf(stderr, "\r%s [", progress->what);
    for (int i = 0; i < BAR_WIDTH; i++) {
        (void)fputc(i * WHOLE < now * BAR_WIDTH ? '#' : '.', stderr);
    }
    (void)fprintf(stderr, "] %3d.%d %% %" PRId64 " s ", now / 10, now % 10, seconds);
}

void ctl_progress_show(ctl_progress *progress, int64_t done)
{
    int now = done >= progress->total ? WHOLE : (int)(done * WHOLE / progress->total);
    bool terminal = isatty(STDERR_FILENO) != 0;
    int step = terminal ? 1 : TENTH;
    if (now / step <= progress->shown / step && progress->shown >= 0) {
        return;
    }
    int64_t seconds = (ju_clock_monotonic_ms() - progress->begun_ms) / 1000;
    progress->shown = now;
    if (terminal) {
        print_bar(progress, now, seconds);
    } else {
        (void)fprintf(stderr, "%s %d %% %" PRId64 " s\n", progress->what, now / 10, seconds);
    }
    (void)fflush(stderr);
}

void ctl_progress_end(ctl_progress *progress)
{
    if (isatty(STDERR_FILENO) != 0 && progress->shown >= 0) {
        (void)fputc('\n', stderr);
    }
}
