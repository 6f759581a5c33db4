#include "deploy/witness/witness.h"

#include "common/base/clock.h"
#include "common/base/hex.h"
#include "common/base/parse.h"
#include "common/log/log.h"
#include "common/merkle/base64.h"
#include "common/merkle/kept.h"
#include "common/merkle/party.h"
#include "common/merkle/proof.h"

#include <stdlib.h>
#include <string.h>

enum {
    LOGS_MAX = 32,
    PROOF_LINES_MAX = 63,
    DIGITS_MAX = 20,
    ARENA_BYTES = 1024 * 1024,
    TELL_EVERY_MS = 60 * 1000
};

typedef struct witnessed_log {
    char *origin;
    ju_note_key *key;
    char *path;     /* of the last checkpoint that was cosigned */
    char *one_past; /* of two notes of one size that contradict each other, when it signed such */
    char *other_past;
    int64_t proof_told_ms; /* when a wrong proof was last told of; 0: never */
    int64_t pasts_told_ms; /* two pasts likewise */
} witnessed_log;

struct witness {
    const char *dir;
    ju_note_key *key;
    ju_hasher *hasher;
    witnessed_log log[LOGS_MAX];
    int log_count;
};

/* ---- opening ------------------------------------------------------------------------------------------ */

/* A file is named after what identifies the log, which may be any text. */
static char *path_of(const witness *w, const char *origin, const char *suffix)
{
    char name[2 * JU_HASH_BYTES + 1];
    char *path = NULL;
    ju_hash hash = ju_hash_leaf(w->hasher, origin, strlen(origin));
    ju_hex(hash.byte, sizeof hash.byte, name);
    return asprintf(&path, "%s/%s%s", w->dir, name, suffix) < 0 ? NULL : path;
}

static ju_rc take_log(void *opaque, const ju_party *party, ju_err *err)
{
    witness *w = opaque;
    int lock = 0;
    if (w->log_count == LOGS_MAX) {
        return ju_fail(err, JU_FATAL, "policy", "more than %d logs", LOGS_MAX);
    }
    witnessed_log *log = &w->log[w->log_count++];
    log->origin = strdup(party->name);
    log->path = path_of(w, party->name, "");
    log->one_past = path_of(w, party->name, ".one");
    log->other_past = path_of(w, party->name, ".other");
    if (log->origin == NULL || log->path == NULL || log->one_past == NULL || log->other_past == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_kept_lock(log->path, &lock, err));
    ju_kept_unlock(lock);
    return ju_note_key_read(party->vkey, &log->key, err);
}

static ju_rc open_all(witness *w, const witness_setup *setup, ju_err *err)
{
    JU_TRY(ju_hasher_new(&w->hasher, err));
    JU_TRY(ju_note_key_open(setup->name, JU_NOTE_WITNESS, setup->key, &w->key, err));
    JU_TRY(ju_parties_read(setup->logs, JU_NOTE_LOG, take_log, w, err));
    return ju_hasher_check(w->hasher, err);
}

ju_rc witness_open(const witness_setup *setup, witness **ret, ju_err *err)
{
    witness *w = calloc(1, sizeof *w);
    if (w == NULL) {
        return ju_no_memory(err);
    }
    w->dir = setup->dir;
    ju_rc rc = open_all(w, setup, err);
    if (rc != JU_OK) {
        witness_close(w);
        return rc;
    }
    *ret = w;
    return JU_OK;
}

void witness_close(witness *w)
{
    if (w == NULL) {
        return;
    }
    for (int i = 0; i < w->log_count; i++) {
        free(w->log[i].origin);
        free(w->log[i].path);
        free(w->log[i].one_past);
        free(w->log[i].other_past);
        ju_note_key_free(w->log[i].key);
    }
    ju_note_key_free(w->key);
    ju_hasher_free(w->hasher);
    free(w);
}

/* ---- what is asked ------------------------------------------------------------------------------------ */

typedef struct question {
    int64_t old_size;
    ju_proof proof;
    const char *note;
    const char *text; /* of the note: what is to be cosigned */
    ju_checkpoint checkpoint;
} question;

/* "old 123" and a line feed; where it goes on, or NULL. */
static const char *read_old(const char *body, int64_t *ret)
{
    char digits[DIGITS_MAX + 1];
    size_t length = strcspn(body, "\n");
    if (strncmp(body, "old ", 4) != 0 || length > 4 + DIGITS_MAX || body[length] == '\0') {
        return NULL;
    }
    (void)snprintf(digits, sizeof digits, "%.*s", (int)length - 4, body + 4);
    return ju_parse_int64(digits, 0, INT64_MAX, ret) ? body + length + 1 : NULL;
}

/* The hashes up to the empty line; where it goes on, or NULL. */
static const char *read_proof(const char *at, ju_proof *ret)
{
    for (; *at != '\n'; at++) {
        size_t length = strcspn(at, "\n");
        if (at[length] == '\0' || ret->count == PROOF_LINES_MAX ||
            ju_base64_read(at, length, ret->hash[ret->count].byte, JU_HASH_BYTES) != JU_HASH_BYTES) {
            return NULL;
        }
        ret->count++;
        at += length;
    }
    return at + 1;
}

/* Whose signature it needs is not known before its first line is read. */
static bool read_question(const char *body, ju_arena *arena, question *ret)
{
    ju_err err;
    const char *at = read_old(body, &ret->old_size);
    at = at == NULL ? NULL : read_proof(at, &ret->proof);
    ret->note = at;
    return at != NULL && strlen(at) <= JU_KEPT_BYTES_MAX && /* what is below the log's line is anybody's */
           ju_checkpoint_read(at, arena, &ret->checkpoint, &err) == JU_OK &&
           ret->old_size <= ret->checkpoint.size;
}

static witnessed_log *find_log(witness *w, const char *origin)
{
    for (int i = 0; i < w->log_count; i++) {
        if (strcmp(w->log[i].origin, origin) == 0) {
            return &w->log[i];
        }
    }
    return NULL;
}

/* ---- the decision ------------------------------------------------------------------------------------- */

/* What was cosigned last of this log; size 0: nothing yet. */
static ju_rc read_last(const witnessed_log *log, ju_arena *arena, ju_checkpoint *ret, ju_err *err)
{
    const char *kept = NULL;
    *ret = (ju_checkpoint){0};
    JU_TRY(ju_kept_read(log->path, arena, &kept, err));
    return *kept == '\0' ? JU_OK : ju_checkpoint_read(kept, arena, ret, err);
}

static unsigned conflict(const ju_checkpoint *last, ju_http_exchange *exchange)
{
    exchange->content_type = "text/x.tlog.size";
    (void)fprintf(exchange->answer, "%lld\n", (long long)last->size);
    return 409;
}

/* 200: it has grown out of what was cosigned last. */
static unsigned judge(const witness *w, const question *asked, const ju_checkpoint *last,
                      ju_http_exchange *exchange)
{
    if (asked->old_size != last->size) {
        return conflict(last, exchange);
    }
    if (last->size == 0) {
        return asked->proof.count == 0 ? 200 : 422;
    }
    if (last->size == asked->checkpoint.size && !ju_hash_equal(&last->root, &asked->checkpoint.root)) {
        return conflict(last, exchange);
    }
    return ju_check_consistency(w->hasher, last->size, asked->checkpoint.size, &last->root,
                                &asked->checkpoint.root, &asked->proof)
               ? 200
               : 422;
}

/* Kept before it is given away; the whole note, as evidence of what the log has signed. */
static ju_rc cosign(const witness *w, const witnessed_log *log, const question *asked, ju_arena *arena,
                    ju_http_exchange *exchange, ju_err *err)
{
    const char *line = NULL;
    JU_TRY(ju_note_sign(w->key, arena, asked->text, ju_clock_epoch_s(), &line, err));
    JU_TRY(ju_kept_write(log->path, asked->note, err));
    (void)fputs(line, exchange->answer);
    return JU_OK;
}

/* Whoever asks can do it again at once. */
static bool may_tell(int64_t *told_ms)
{
    int64_t now_ms = ju_clock_monotonic_ms();
    bool may = *told_ms == 0 || now_ms - *told_ms >= TELL_EVERY_MS;
    *told_ms = may ? now_ms : *told_ms;
    return may;
}

/* The first two notes of one size with two roots: whoever has them can prove to anybody what the log did. */
static ju_rc keep_pasts(const witnessed_log *log, const question *asked, ju_arena *arena, ju_err *err)
{
    const char *kept = NULL;
    JU_TRY(ju_kept_read(log->other_past, arena, &kept, err));
    if (*kept != '\0') {
        return JU_OK;
    }
    JU_TRY(ju_kept_read(log->path, arena, &kept, err));
    JU_TRY(ju_kept_write(log->one_past, kept, err));
    return ju_kept_write(log->other_past, asked->note, err);
}

/* Two roots of one size that the log signed are two pasts. A proof is not signed: a wrong one accuses nobody.
 */
static ju_rc tell(witnessed_log *log, const question *asked, const ju_checkpoint *last, unsigned status,
                  ju_arena *arena, ju_err *err)
{
    const ju_checkpoint *shown = &asked->checkpoint;
    if (last->size > 0 && shown->size == last->size && !ju_hash_equal(&shown->root, &last->root)) {
        if (may_tell(&log->pasts_told_ms)) {
            ju_log_error("a log signed two pasts of one size", ju_f_word("log", log->origin),
                         ju_f_int("size", last->size));
        }
        return keep_pasts(log, asked, arena, err);
    }
    if (status == 422 && may_tell(&log->proof_told_ms)) {
        ju_log_warn("a question does not prove that the log has grown out of what was cosigned before",
                    ju_f_word("log", log->origin), ju_f_int("cosigned_size", last->size),
                    ju_f_int("shown_size", shown->size));
    }
    return JU_OK;
}

/* With the file locked, so that no other question comes between the comparison and what is kept. */
static ju_rc decide(const witness *w, witnessed_log *log, const question *asked, ju_arena *arena,
                    ju_http_exchange *exchange, ju_err *err)
{
    ju_checkpoint last;
    JU_TRY(read_last(log, arena, &last, err));
    exchange->status = judge(w, asked, &last, exchange);
    JU_TRY(ju_hasher_check(w->hasher, err));
    if (exchange->status == 200) {
        return cosign(w, log, asked, arena, exchange, err);
    }
    return tell(log, asked, &last, exchange->status, arena, err);
}

static ju_rc add_checkpoint(witness *w, ju_arena *arena, ju_http_exchange *exchange, ju_err *err)
{
    question asked = {0};
    int lock = 0;
    exchange->status = 400;
    if (!read_question(exchange->body, arena, &asked)) {
        return JU_OK;
    }
    witnessed_log *log = find_log(w, asked.checkpoint.origin);
    exchange->status = log == NULL ? 404 : 403;
    if (log == NULL) {
        return JU_OK;
    }
    ju_rc rc = ju_note_check(log->key, arena, asked.note, &asked.text, NULL, err);
    if (rc != JU_OK) {
        return rc == JU_REJECT ? JU_OK : rc;
    }
    JU_TRY(ju_kept_lock(log->path, &lock, err));
    rc = decide(w, log, &asked, arena, exchange, err);
    ju_kept_unlock(lock);
    return rc;
}

void witness_respond(void *opaque, ju_http_exchange *exchange)
{
    ju_arena arena;
    ju_err err = {0};
    exchange->status = 404;
    if (strcmp(exchange->path, "/add-checkpoint") != 0) {
        return;
    }
    if (strcmp(exchange->method, "POST") != 0) {
        exchange->status = 405;
        return;
    }
    ju_arena_init(&arena, ARENA_BYTES);
    if (add_checkpoint(opaque, &arena, exchange, &err) != JU_OK) {
        ju_log_error("a checkpoint could not be cosigned", ju_f_err(&err));
        exchange->status = 500;
    }
    ju_arena_done(&arena);
}
