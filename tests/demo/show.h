#ifndef DEMO_SHOW_H
#define DEMO_SHOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Japanese when the locale of messages is, else English. */
const char *show_words(const char *english, const char *japanese);

/* Terminal columns of a UTF-8 text: wide characters take two. */
size_t show_width(const char *text);

/* A bar that is drawn over itself on a terminal; elsewhere a line now and then. */
typedef struct show_progress {
    const char *title;
    size_t total;
    bool terminal;
    int64_t started_ms;
    int64_t shown_ms;
} show_progress;

void show_progress_start(show_progress *progress, const char *title, size_t total);
void show_progress_step(show_progress *progress, size_t done);
void show_progress_end(show_progress *progress, size_t done);

#endif
