#include "common/run/destination.h"

#include "common/base/file.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "links.h" /* JU_LINKS: {program, link} of proto/topics.csv */

enum { LIST_MAX_BYTES = 64 * 1024, ROWS_MAX = 512, TEXT_SIZE = 512 };

static const char HEADER[] = "program,kind,destination";

/* What may be tuned; anything else could lead a program elsewhere, or take its certificate from it. */
static const char *const TUNABLE[] = {
    "batch.num.messages",      "compression.codec",
    "fetch.max.bytes",         "fetch.message.max.bytes",
    "fetch.wait.max.ms",       "group.instance.id",
    "heartbeat.interval.ms",   "linger.ms",
    "max.poll.interval.ms",    "queued.max.messages.kbytes",
    "queued.min.messages",     "reconnect.backoff.max.ms",
    "reconnect.backoff.ms",    "session.timeout.ms",
    "socket.keepalive.enable", "topic.metadata.refresh.interval.ms",
};

typedef struct row {
    const char *program;
    const char *kind;
    const char *destination;
} row;

typedef struct list {
    const ju_destination_claim *claim;
    const ju_config_report *report;
    row row[ROWS_MAX];
    size_t count;
} list;

__attribute__((format(printf, 2, 3))) static void complain(const list *l, const char *format, ...)
{
    char text[TEXT_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    l->report->error(l->report->opaque, text);
}

/* ---- the file ------------------------------------------------------------------------------------------ */

static bool is_kind(const char *word)
{
    return strcmp(word, "broker") == 0 || strcmp(word, "prefix") == 0 || strcmp(word, "link") == 0;
}

static bool take_row(list *l, char *line)
{
    row *r = &l->row[l->count];
    r->program = strsep(&line, ",");
    r->kind = line == NULL ? "" : strsep(&line, ",");
    r->destination = line == NULL ? "" : strsep(&line, ",");
    l->count++;
    return line == NULL && *r->program != '\0' && is_kind(r->kind) && *r->destination != '\0';
}

static bool parse(list *l, char *text)
{
    int number = 1;
    char *line = strsep(&text, "\n");
    bool good = strcmp(line, HEADER) == 0;
    while (good && text != NULL && *text != '\0') {
        line = strsep(&text, "\n");
        number++;
        good = l->count < ROWS_MAX && take_row(l, line);
    }
    if (!good) {
        complain(l, "JUKI_DESTINATIONS: %s:%d is not %s", l->claim->list, number, HEADER);
    }
    return good;
}

/* Who may write the list decides where data go: that is its owner alone. */
static bool is_protected(const list *l)
{
    struct stat status;
    if (stat(l->claim->list, &status) != 0) {
        complain(l, "JUKI_DESTINATIONS: %s: %s", l->claim->list, strerror(errno));
        return false;
    }
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        complain(l, "JUKI_DESTINATIONS: %s can be written by others than its owner", l->claim->list);
        return false;
    }
    return true;
}

/* ---- the claims ---------------------------------------------------------------------------------------- */

static bool is_for(const list *l, const row *r, const char *kind)
{
    bool mine = strcmp(r->program, "*") == 0 || strcmp(r->program, l->claim->program) == 0;
    return mine && strcmp(r->kind, kind) == 0;
}

static bool has(const list *l, const char *kind, const char *destination)
{
    for (size_t i = 0; i < l->count; i++) {
        if (is_for(l, &l->row[i], kind) && strcmp(l->row[i].destination, destination) == 0) {
            return true;
        }
    }
    return false;
}

/* Calls visit with each part of a text between separators. */
static void each_part(const list *l, const char *text, const char *separator,
                      void (*visit)(const list *l, const char *part))
{
    char *copy = strdup(text);
    char *rest = copy;
    for (char *part = strsep(&rest, separator); part != NULL; part = strsep(&rest, separator)) {
        visit(l, part);
    }
    free(copy);
}

static void check_broker(const list *l, const char *broker)
{
    if (!has(l, "broker", broker)) {
        complain(l, "JUKI_KAFKA_BOOTSTRAP: %s is no destination of %s (%s)", broker, l->claim->program,
                 l->claim->list);
    }
}

static void check_prefix(const list *l)
{
    if (!has(l, "prefix", l->claim->prefix)) {
        complain(l, "JUKI_TOPIC_PREFIX: %s is no destination of %s (%s)", l->claim->prefix, l->claim->program,
                 l->claim->list);
    }
}

static void check_property(const list *l, const char *property)
{
    size_t length = strcspn(property, "=");
    for (size_t i = 0; i < sizeof TUNABLE / sizeof TUNABLE[0]; i++) {
        if (strlen(TUNABLE[i]) == length && strncmp(TUNABLE[i], property, length) == 0) {
            return;
        }
    }
    complain(l, "JUKI_KAFKA_PROPERTIES: %.*s cannot be set there", (int)length, property);
}

static bool is_built_in(const char *program, const char *link)
{
    for (size_t i = 0; i < sizeof JU_LINKS / sizeof JU_LINKS[0]; i++) {
        if (strcmp(JU_LINKS[i].program, program) == 0 && strcmp(JU_LINKS[i].link, link) == 0) {
            return true;
        }
    }
    return false;
}

static void check_links(const list *l)
{
    for (size_t i = 0; i < l->count; i++) {
        if (is_for(l, &l->row[i], "link") && !is_built_in(l->claim->program, l->row[i].destination)) {
            complain(l, "JUKI_DESTINATIONS: %s has no link to %s (%s)", l->claim->program,
                     l->row[i].destination, l->claim->list);
        }
    }
    for (size_t i = 0; i < sizeof JU_LINKS / sizeof JU_LINKS[0]; i++) {
        if (strcmp(JU_LINKS[i].program, l->claim->program) == 0 && !has(l, "link", JU_LINKS[i].link)) {
            complain(l, "JUKI_DESTINATIONS: %s sends to %s, which is no destination of it (%s)",
                     l->claim->program, JU_LINKS[i].link, l->claim->list);
        }
    }
}

static void check_claims(const list *l)
{
    each_part(l, l->claim->bootstrap, ",", check_broker);
    check_prefix(l);
    check_links(l);
    if (l->claim->properties != NULL) {
        each_part(l, l->claim->properties, ";", check_property);
    }
}

void ju_destination_check(const ju_destination_claim *claim, const ju_config_report *report)
{
    list l = {.claim = claim, .report = report};
    char *text = NULL;
    size_t length = 0;
    ju_err err = {0};
    if (!is_protected(&l)) {
        return;
    }
    if (ju_file_read(claim->list, LIST_MAX_BYTES, &text, &length, &err) != JU_OK) {
        complain(&l, "JUKI_DESTINATIONS: %s", err.message);
        return;
    }
    if (parse(&l, text)) {
        check_claims(&l);
    }
    ju_file_release(text, length);
}
