#include "deploy/jukictl/migrate.h"

#include "common/event/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* migrate plan, load and compare: files on one side, resident.migrate on the other. */

typedef Juki__Resident__V1__PersonRecord person_record;
typedef Juki__Resident__V1__LoadState load_state;

/* A message ends with a person once it has so many rows or bytes; a person of more rows than fit is refused.
 */
enum { ROWS_ENOUGH = 100, ROWS_MAX = 200, BYTES_ENOUGH = 120 * 1024, ARENA_BYTES = 8 * 1024 * 1024 };
enum { LINES_SHOWN = 1000, FILES = 2 };

typedef struct rows {
    person_record *row[ROWS_MAX];
    char *restraints[ROWS_MAX];
    int64_t line[ROWS_MAX];
    size_t count;
    size_t bytes;
} rows;

/* One run over one file, or over the source and the old list side by side. */
typedef struct run {
    ctl *c;
    ju_keyring *ring;
    char load_id[JU_UUID_SIZE];
    char digest[CTL_SOURCE_DIGEST_SIZE];
    ctl_feed feed[FILES];
    size_t files;
    rows taken[FILES];
    ju_arena arena[2]; /* of the rows taken, and of those that follow */
    size_t current;
    ctl_progress progress;
    ctl_wire wire;
    json_t *last;      /* the newest reply */
    int64_t bad_lines; /* shown or not */
    int64_t differences;
} run;

static Juki__Common__V1__Operator *operator_of(const run *r, Juki__Common__V1__Operator *who)
{
    *who = ctl_operator(r->c);
    return who;
}

/* ---- what is wrong with lines ---------------------------------------------------------------------------
 */

static void show_line(run *r, const char *file, int64_t line, const char *code, const char *item,
                      const char *message)
{
    if (r->bad_lines++ < LINES_SHOWN) {
        (void)fprintf(stderr, "%s: %s %" PRId64 ": %s%s%s %s\n", file, ctl_tr("line", "行"), line, code,
                      *item == '\0' ? "" : " ", item, message);
    }
}

static const char *const NAMES[FILES] = {"source", "old-list"};

static void bad_source_line(void *opaque, int64_t line, const char *code, const char *item)
{
    show_line(opaque, NAMES[0], line, code, item, "");
}

static void bad_list_line(void *opaque, int64_t line, const char *code, const char *item)
{
    show_line(opaque, NAMES[1], line, code, item, "");
}

static void show_refusals(run *r, const ctl_load_reply *reply)
{
    for (size_t i = 0; i < reply->n_row_refusal; i++) {
        const Juki__Common__V1__Refusal *why = reply->row_refusal[i]->refusal;
        show_line(r, NAMES[0], reply->row_refusal[i]->line, why->code, why->item, why->message);
    }
}

/* ---- files ----------------------------------------------------------------------------------------------
 */

static ju_rc open_file(run *r, size_t at, const char *path, ju_keyring *ring, ju_err *err)
{
    r->feed[at] =
        (ctl_feed){.ring = ring, .bad_line = at == 0 ? bad_source_line : bad_list_line, .opaque = r};
    return ctl_source_open(path, at == 1, &r->feed[at].source, err);
}

static void close_files(run *r)
{
    for (size_t i = 0; i < FILES; i++) {
        ctl_source_close(r->feed[i].source);
        r->feed[i].source = NULL;
    }
}

static void show_progress(run *r)
{
    int64_t bytes = 0;
    for (size_t i = 0; i < r->files; i++) {
        bytes += ctl_source_bytes(r->feed[i].source);
    }
    ctl_progress_show(&r->progress, bytes);
}

static void start_progress(run *r, const char *what)
{
    int64_t bytes = 0;
    for (size_t i = 0; i < r->files; i++) {
        bytes += ctl_source_size(r->feed[i].source);
    }
    r->progress = ctl_progress_start(what, bytes);
}

/* The id of a load is made of its source, so that the same file goes on where it was interrupted. */
static void name_load(run *r)
{
    const char *d = r->digest;
    (void)snprintf(r->load_id, sizeof r->load_id, "%.8s-%.4s-8%.3s-8%.3s-%.12s", d, d + 8, d + 12, d + 15,
                   d + 18);
}

/* Reads a file to its end, looking only: counts, digest, bad lines. */
static ju_rc scan_file(run *r, size_t at, const char *path, ju_err *err)
{
    JU_TRY(open_file(r, at, path, NULL, err));
    ctl_feed *feed = &r->feed[at];
    r->files = at + 1;
    r->progress = ctl_progress_start(ctl_tr("reading", "読込み"), ctl_source_size(feed->source));
    do {
        ju_arena_reset(&r->arena[0]);
        JU_TRY(ctl_feed_advance(feed, &r->arena[0], err));
        ctl_progress_show(&r->progress, ctl_source_bytes(feed->source));
    } while (feed->next.line != 0);
    ctl_progress_end(&r->progress);
    if (at == 0) {
        JU_TRY(ctl_source_digest(feed->source, r->digest, err));
        name_load(r);
    }
    ctl_source_close(feed->source);
    feed->source = NULL;
    return feed->bad == 0
               ? JU_OK
               : ju_reject(err, "rows_refused", NAMES[at], "%" PRId64 " lines cannot be read", feed->bad);
}

/* ---- rows of whole persons ------------------------------------------------------------------------------
 */

static ju_rc take_person(run *r, size_t at, const char *addressee, ju_err *err)
{
    ctl_feed *feed = &r->feed[at];
    rows *taken = &r->taken[at];
    while (feed->next.line != 0 && strcmp(feed->next.record->addressee_number, addressee) == 0) {
        if (taken->count == ROWS_MAX) {
            return ju_reject(err, "history_too_long", "history_number",
                             "line %" PRId64 ": more than %d rows in one message", feed->next.line, ROWS_MAX);
        }
        taken->row[taken->count] = feed->next.record;
        taken->restraints[taken->count] = (char *)(uintptr_t)feed->next.restraints;
        taken->line[taken->count++] = feed->next.line;
        taken->bytes += protobuf_c_message_get_packed_size(&feed->next.record->base);
        JU_TRY(ctl_feed_advance(feed, &r->arena[r->current], err));
    }
    return JU_OK;
}

/* The lowest 宛名番号 not yet taken, copied; NULL when all files are at their end. */
static const char *next_addressee(run *r, char addressee[16])
{
    *addressee = '\0';
    for (size_t i = 0; i < r->files; i++) {
        const ctl_row *next = &r->feed[i].next;
        if (next->line != 0 &&
            (*addressee == '\0' || strcmp(next->record->addressee_number, addressee) < 0)) {
            (void)snprintf(addressee, 16, "%s", next->record->addressee_number);
        }
    }
    return *addressee == '\0' ? NULL : addressee;
}

static bool enough(const run *r)
{
    size_t bytes = 0;
    size_t most = 0;
    for (size_t i = 0; i < r->files; i++) {
        bytes += r->taken[i].bytes;
        most = r->taken[i].count > most ? r->taken[i].count : most;
    }
    return most >= ROWS_ENOUGH || bytes >= BYTES_ENOUGH;
}

/* Takes whole persons until it is enough; last receives the 宛名番号 of the last. False: nothing is left. */
static ju_rc take_rows(run *r, char last[16], bool *ret_more, ju_err *err)
{
    char addressee[16];
    const char *next = next_addressee(r, addressee);
    *ret_more = next != NULL;
    while (next != NULL && !enough(r)) {
        (void)snprintf(last, 16, "%s", next);
        for (size_t i = 0; i < r->files; i++) {
            JU_TRY(take_person(r, i, last, err));
        }
        next = next_addressee(r, addressee);
    }
    return JU_OK;
}

/* Forgets the rows taken; those already read go on in the other arena. */
static ju_rc pass_rows(run *r, ju_err *err)
{
    size_t other = 1 - r->current;
    for (size_t i = 0; i < r->files; i++) {
        JU_TRY(ctl_feed_move(&r->feed[i], &r->arena[other], err));
        r->taken[i] = (rows){.count = 0};
    }
    ju_arena_reset(&r->arena[r->current]);
    r->current = other;
    return JU_OK;
}

/* Reads the first row of each file that lies behind this 宛名番号. */
static ju_rc start_feeds(run *r, const char *after, ju_err *err)
{
    r->current = 0;
    ju_arena_reset(&r->arena[0]);
    for (size_t i = 0; i < r->files; i++) {
        do {
            ju_arena_reset(&r->arena[1]);
            r->feed[i].number[0] = NULL;
            r->feed[i].number[1] = NULL;
            JU_TRY(ctl_feed_advance(&r->feed[i], &r->arena[1], err));
        } while (r->feed[i].next.line != 0 && strcmp(r->feed[i].next.record->addressee_number, after) <= 0);
        JU_TRY(ctl_feed_move(&r->feed[i], &r->arena[0], err));
    }
    return JU_OK;
}

/* ---- replies --------------------------------------------------------------------------------------------
 */

static ju_rc keep_reply(run *r, const ctl_load_reply *reply, ju_err *err)
{
    json_decref(r->last);
    r->last = ju_message_to_json(&reply->base);
    r->differences = reply->differences;
    show_refusals(r, reply);
    return reply->refusal == NULL ? JU_OK
                                  : ju_reject(err, reply->refusal->code, reply->refusal->item, "%.200s",
                                              reply->refusal->message);
}

/* Stops at the first refusal. */
static ju_rc take_answer(void *opaque, const ctl_load_reply *reply, ju_err *err)
{
    return keep_reply(opaque, reply, err);
}

/* A plan goes on: it shows all that is wrong. */
static ju_rc take_check(void *opaque, const ctl_load_reply *reply, ju_err *err)
{
    bool of_rows = reply->refusal != NULL && strcmp(reply->refusal->code, "rows_refused") == 0;
    ju_rc rc = keep_reply(opaque, reply, err);
    return of_rows ? JU_OK : rc;
}

/* ---- rows to the register -------------------------------------------------------------------------------
 */

static ju_rc send_rows(run *r, const char *after, bool check_only, ju_err *err)
{
    Juki__Resident__V1__LoadRows message = JUKI__RESIDENT__V1__LOAD_ROWS__INIT;
    Juki__Common__V1__Operator who;
    message.load_id = r->load_id;
    message.operator_ = operator_of(r, &who);
    message.after = (char *)(uintptr_t)after;
    message.row = r->taken[0].row;
    message.n_row = r->taken[0].count;
    message.line = r->taken[0].line;
    message.n_line = r->taken[0].count;
    message.restraints = r->taken[0].restraints;
    message.n_restraints = r->taken[0].count;
    message.check_only = check_only;
    return ctl_wire_send(&r->wire, &message.base, &message.request_id, err);
}

/* All persons behind loaded_to, in messages one after the other. */
static ju_rc send_all(run *r, const char *loaded_to, bool check_only, ju_err *err)
{
    char after[16];
    char last[16];
    bool more = true;
    (void)snprintf(after, sizeof after, "%s", loaded_to);
    JU_TRY(start_feeds(r, loaded_to, err));
    JU_TRY(take_rows(r, last, &more, err));
    while (more) {
        JU_TRY(send_rows(r, after, check_only, err));
        (void)snprintf(after, sizeof after, "%s", last);
        JU_TRY(pass_rows(r, err));
        show_progress(r);
        JU_TRY(take_rows(r, last, &more, err));
    }
    return ctl_wire_drain(&r->wire, err);
}

static ju_rc begin_load(run *r, const ctl_load_reply **ret, ju_err *err)
{
    Juki__Resident__V1__BeginLoad message = JUKI__RESIDENT__V1__BEGIN_LOAD__INIT;
    Juki__Common__V1__Operator who;
    message.load_id = r->load_id;
    message.operator_ = operator_of(r, &who);
    message.source_digest = r->digest;
    message.rows = r->feed[0].rows;
    message.persons = r->feed[0].persons;
    JU_TRY(ctl_wire_ask(&r->wire, &message.base, &message.request_id, ret, err));
    return keep_reply(r, *ret, err);
}

static ju_rc load_source(run *r, ju_err *err)
{
    char loaded_to[16];
    const ctl_load_reply *begun = NULL;
    JU_TRY(scan_file(r, 0, r->c->operand[0], err));
    JU_TRY(ctl_wire_open(r->c, r->load_id, &r->wire, err));
    r->wire.answered = take_answer;
    r->wire.opaque = r;
    JU_TRY(begin_load(r, &begun, err));
    if (begun->state != JUKI__RESIDENT__V1__LOAD_STATE__LOAD_STATE_LOADING) {
        return JU_OK; /* all of it is there */
    }
    (void)snprintf(loaded_to, sizeof loaded_to, "%s", begun->loaded_to);
    JU_TRY(open_file(r, 0, r->c->operand[0], r->ring, err));
    start_progress(r, ctl_tr("loading", "取込み"));
    return send_all(r, loaded_to, false, err);
}

/* Checks every line here and every row in the register, and loads nothing. */
static ju_rc plan_source(run *r, ju_err *err)
{
    char id[JU_UUID_SIZE];
    JU_TRY(ju_uuid7(id, err));
    memcpy(r->load_id, id, sizeof id);
    JU_TRY(ctl_wire_open(r->c, r->load_id, &r->wire, err));
    r->wire.answered = take_check;
    r->wire.opaque = r;
    r->files = 1;
    JU_TRY(open_file(r, 0, r->c->operand[0], r->ring, err));
    start_progress(r, ctl_tr("checking", "検査"));
    JU_TRY(send_all(r, "", true, err));
    JU_TRY(ctl_source_digest(r->feed[0].source, r->digest, err));
    name_load(r);
    json_decref(r->last);
    r->last = json_pack("{s:s, s:s, s:I, s:I, s:I}", "load_id", r->load_id, "source_digest", r->digest,
                        "rows", (json_int_t)r->feed[0].rows, "persons", (json_int_t)r->feed[0].persons,
                        "bad_lines", (json_int_t)r->bad_lines);
    return r->bad_lines == 0 ? JU_OK : ju_reject(err, "rows_refused", "", "%" PRId64 " faults", r->bad_lines);
}

/* ---- comparing ------------------------------------------------------------------------------------------
 */

static ju_rc send_stretch(run *r, const char *after, const char *up_to, ju_err *err)
{
    Juki__Resident__V1__CompareRows message = JUKI__RESIDENT__V1__COMPARE_ROWS__INIT;
    Juki__Common__V1__Operator who;
    message.load_id = r->load_id;
    message.operator_ = operator_of(r, &who);
    message.after = (char *)(uintptr_t)after;
    message.up_to = (char *)(uintptr_t)up_to;
    message.source_row = r->taken[0].row;
    message.n_source_row = r->taken[0].count;
    message.source_restraints = r->taken[0].restraints;
    message.n_source_restraints = r->taken[0].count;
    message.old_row = r->taken[1].row;
    message.n_old_row = r->taken[1].count;
    message.old_restraints = r->taken[1].restraints;
    message.n_old_restraints = r->taken[1].count;
    return ctl_wire_send(&r->wire, &message.base, &message.request_id, err);
}

static ju_rc send_stretches(run *r, ju_err *err)
{
    char after[16] = "";
    char last[16];
    char peeked[16];
    bool more = true;
    JU_TRY(start_feeds(r, "", err));
    JU_TRY(take_rows(r, last, &more, err));
    while (more) {
        JU_TRY(send_stretch(r, after, next_addressee(r, peeked) == NULL ? "" : last, err));
        (void)snprintf(after, sizeof after, "%s", last);
        JU_TRY(pass_rows(r, err));
        show_progress(r);
        JU_TRY(take_rows(r, last, &more, err));
    }
    return ctl_wire_drain(&r->wire, err);
}

static ju_rc compare_files(run *r, ju_err *err)
{
    JU_TRY(scan_file(r, 0, r->c->operand[0], err));
    JU_TRY(scan_file(r, 1, r->c->operand[1], err));
    JU_TRY(ctl_wire_open(r->c, r->load_id, &r->wire, err));
    r->wire.answered = take_answer;
    r->wire.opaque = r;
    r->files = FILES;
    for (size_t i = 0; i < FILES; i++) {
        JU_TRY(open_file(r, i, r->c->operand[i], r->ring, err));
    }
    start_progress(r, ctl_tr("comparing", "突合"));
    return send_stretches(r, err);
}

/* ---- commands -------------------------------------------------------------------------------------------
 */

static ju_rc open_ring(run *r, ju_err *err)
{
    return r->c->settings.key_dir == NULL
               ? ju_fail(err, JU_FATAL, "setting_missing",
                         "JUKI_KEY_DIR is not set, so numbers cannot be sealed")
               : ju_keyring_open(r->c->settings.key_dir, "resident", &r->ring, err);
}

static int run_files(ctl *c, ju_rc (*what)(run *r, ju_err *err))
{
    static run r; /* too large for a stack */
    ju_err err = {0};
    r = (run){.c = c};
    ju_arena_init(&r.arena[0], ARENA_BYTES);
    ju_arena_init(&r.arena[1], ARENA_BYTES);
    ju_rc rc = open_ring(&r, &err);
    rc = rc == JU_OK ? what(&r, &err) : rc;
    ctl_progress_end(&r.progress);
    if (r.last != NULL) {
        ctl_print(c, r.last);
    }
    int code = rc == JU_OK ? (r.differences > 0 ? CTL_REFUSED : CTL_DONE) : ctl_report(&err);
    ctl_wire_close(&r.wire);
    close_files(&r);
    ju_keyring_free(r.ring);
    ju_arena_done(&r.arena[0]);
    ju_arena_done(&r.arena[1]);
    return code;
}

int ctl_migrate_plan(ctl *c)
{
    return run_files(c, plan_source);
}

int ctl_migrate_load(ctl *c)
{
    return run_files(c, load_source);
}

int ctl_migrate_compare(ctl *c)
{
    return run_files(c, compare_files);
}
