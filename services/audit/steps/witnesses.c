#include "services/audit/steps/witnesses.h"

#include "common/base/clock.h"
#include "common/base/parse.h"
#include "common/log/log.h"
#include "common/merkle/base64.h"
#include "common/merkle/party.h"
#include "common/merkle/proof.h"
#include "services/audit/steps/asker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WITNESSES_MAX = 32,
    NAME_SIZE = 64,
    URL_SIZE = 512,
    PAUSE_MS = 1000, /* before somebody who did not cosign is asked again */
    ARENA_BYTES = 1024 * 1024,
    CONFLICT = 409,
};

typedef struct one_witness {
    char name[NAME_SIZE];
    ju_note_key *key;
    asker *asker;
    char *note; /* that it was asked about */
    int64_t asked_size;
    int64_t known;    /* what it says that it cosigned last */
    int64_t cosigned; /* the last one that we have its line of */
    int64_t from_ms;  /* when it may be asked again */
    bool told;        /* that it does not cosign */
    ju_gauge *behind;
    ju_gauge *up;
} one_witness;

struct witnesses {
    ju_hasher *hasher;
    one_witness *one[WITNESSES_MAX];
    int count;
};

/* ---- opening ------------------------------------------------------------------------------------------ */

static ju_rc start(one_witness *w, const ju_party *party, ju_err *err)
{
    char url[URL_SIZE];
    (void)snprintf(w->name, sizeof w->name, "%s", party->name);
    (void)snprintf(url, sizeof url, "%s/add-checkpoint", party->url);
    JU_TRY(ju_note_key_read(party->vkey, &w->key, err));
    return asker_open(url, "text/plain; charset=utf-8", &w->asker, err);
}

static ju_rc take(void *opaque, const ju_party *party, ju_err *err)
{
    witnesses *all = opaque;
    if (*party->url == '\0') {
        return JU_OK;
    }
    if (all->count == WITNESSES_MAX) {
        return ju_fail(err, JU_FATAL, "policy", "more than %d witnesses", WITNESSES_MAX);
    }
    one_witness *w = calloc(1, sizeof *w);
    if (w == NULL) {
        return ju_no_memory(err);
    }
    all->one[all->count++] = w;
    return start(w, party, err);
}

ju_rc witnesses_open(const char *path, witnesses **ret, ju_err *err)
{
    *ret = calloc(1, sizeof **ret);
    if (*ret == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_hasher_new(&(*ret)->hasher, err));
    return path == NULL ? JU_OK : ju_parties_read(path, JU_NOTE_WITNESS, take, *ret, err);
}

static void end(one_witness *w)
{
    asker_close(w->asker);
    ju_note_key_free(w->key);
    free(w->note);
    free(w);
}

void witnesses_close(witnesses *all)
{
    if (all == NULL) {
        return;
    }
    for (int i = 0; i < all->count; i++) {
        end(all->one[i]);
    }
    ju_hasher_free(all->hasher);
    free(all);
}

void witnesses_metrics(witnesses *all, ju_registry *registry)
{
    for (int i = 0; i < all->count; i++) {
        one_witness *w = all->one[i];
        w->behind = ju_gauge_new(registry, "juki_audit_witness_behind",
                                 "Entries that are signed and not cosigned by this witness",
                                 JU_LABELS("witness", w->name));
        w->up = ju_gauge_new(registry, "juki_audit_witness_up",
                             "1 when this witness cosigned when last asked", JU_LABELS("witness", w->name));
    }
}

int witnesses_count(const witnesses *all)
{
    return all->count;
}

/* ---- what it answered --------------------------------------------------------------------------------- */

/* Its line of the answer; others' lines count for nothing. NULL: none is right. */
static const char *line_of(const one_witness *w, const char *answer, ju_arena *arena)
{
    const char *text_end = strstr(w->note, "\n\n");
    const char *at = answer;
    for (size_t length = 0; *at != '\0'; at += length) {
        const char *signed_text = NULL;
        ju_err err;
        length = strcspn(at, "\n") + 1;
        if (at[length - 1] == '\0') {
            break;
        }
        const char *line = ju_arena_printf(arena, "%.*s", (int)length, at);
        const char *note =
            line == NULL ? NULL
                         : ju_arena_printf(arena, "%.*s%s", (int)(text_end + 2 - w->note), w->note, line);
        if (note != NULL && ju_note_check(w->key, arena, note, &signed_text, NULL, &err) == JU_OK) {
            return line;
        }
    }
    return NULL;
}

/* "123" and a line feed; what it says of itself is believed, for it can do no more than not cosign. */
static bool read_size(const char *body, int64_t *ret)
{
    char digits[24] = "";
    (void)snprintf(digits, sizeof digits, "%.*s", (int)strcspn(body, "\n"), body);
    return ju_parse_int64(digits, 0, INT64_MAX, ret);
}

static void say(one_witness *w, bool cosigned, const char *why, unsigned status)
{
    if (!cosigned && !w->told) {
        ju_log_warn("a witness does not cosign", ju_f_word("witness", w->name), ju_f_word("reason", why),
                    ju_f_int("status", (int64_t)status));
    } else if (cosigned && w->told) {
        ju_log_info("a witness cosigns again", ju_f_word("witness", w->name));
    }
    w->told = !cosigned;
    ju_gauge_set(w->up, cosigned ? 1 : 0);
    w->from_ms = cosigned ? 0 : ju_clock_monotonic_ms() + PAUSE_MS;
}

static const char *why_not(const ju_http_answer *answer, bool ahead)
{
    if (ahead) {
        return "ahead";
    }
    return answer->status == 0 ? "away" : answer->status == 200 ? "signature" : "refused";
}

/* It cosigned, or knows another size than we thought it does and is asked once more; everything else is told.
 * One that knows more than the `signed_size` that we signed is told, too: our log was cut back, the answer is
 * not the witness's own, or another instance was quicker, which the next answers show. */
static ju_rc take_answer(one_witness *w, const ju_http_answer *answer, int64_t signed_size, ju_db *db,
                         ju_arena *arena, ju_err *err)
{
    int64_t size = 0;
    const char *line = answer->status == 200 ? line_of(w, answer->body, arena) : NULL;
    if (line != NULL) {
        JU_TRY(cosignature_put(db, arena, &(audit_cosignature){w->asked_size, w->name, line}, err));
        w->known = w->asked_size;
        w->cosigned = w->asked_size;
        say(w, true, "", answer->status);
        return JU_OK;
    }
    bool read = answer->status == CONFLICT && read_size(answer->body, &size);
    if (read && size != w->known && size <= signed_size) {
        w->known = size;
        return JU_OK;
    }
    say(w, false, why_not(answer, read && size > signed_size), answer->status);
    return JU_OK;
}

/* ---- what it is asked --------------------------------------------------------------------------------- */

static ju_rc prove(const witnesses *all, const one_witness *w, ju_db *db, int64_t size, ju_arena *arena,
                   ju_proof *ret, ju_err *err)
{
    audit_tiles tiles = {.db = db, .arena = arena, .hasher = all->hasher};
    const ju_subtrees from = {audit_tiles_subtree, &tiles};
    *ret = (ju_proof){0};
    return w->known == 0 ? JU_OK : ju_prove_consistency(all->hasher, &from, w->known, size, ret, err);
}

static char *request_of(const one_witness *w, const ju_proof *proof, const char *note, ju_arena *arena,
                        size_t *ret_size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, ret_size);
    if (out == NULL) {
        return NULL;
    }
    (void)fprintf(out, "old %lld\n", (long long)w->known);
    bool whole = true;
    for (size_t i = 0; i < proof->count; i++) {
        const char *hash = ju_base64(arena, proof->hash[i].byte, JU_HASH_BYTES);
        whole = whole && hash != NULL && fprintf(out, "%s\n", hash) > 0;
    }
    whole = fprintf(out, "\n%s", note) > 0 && whole;
    if (fclose(out) != 0 || !whole) {
        free(text);
        return NULL;
    }
    return text;
}

static ju_rc put_question(const witnesses *all, one_witness *w, ju_db *db, int64_t size, const char *note,
                          ju_arena *arena, ju_err *err)
{
    ju_proof proof;
    ju_rc rc = prove(all, w, db, size, arena, &proof, err);
    if (rc != JU_OK) { /* tiles that do not fit are the checkpoint's trouble, and end nothing here */
        say(w, false, "unproved", 0);
        return rc == JU_RETRY ? rc : JU_OK;
    }
    size_t request_size = 0;
    char *request = request_of(w, &proof, note, arena, &request_size);
    free(w->note);
    w->note = strdup(note);
    if (w->note == NULL || request == NULL) {
        free(request);
        return ju_no_memory(err);
    }
    w->asked_size = size;
    asker_ask(w->asker, request, request_size);
    return JU_OK;
}

static ju_rc look_at(const witnesses *all, one_witness *w, ju_db *db, int64_t size, const char *note,
                     ju_arena *arena, ju_err *err)
{
    ju_http_answer answer;
    if (asker_answered(w->asker, &answer)) {
        JU_TRY(take_answer(w, &answer, size, db, arena, err));
    }
    ju_gauge_set(w->behind, (double)(size - w->cosigned));
    bool due = note != NULL && size > w->cosigned && size >= w->known && asker_idle(w->asker) &&
               ju_clock_monotonic_ms() >= w->from_ms;
    return due ? put_question(all, w, db, size, note, arena, err) : JU_OK;
}

ju_rc witnesses_look(witnesses *all, ju_db *db, int64_t size, const char *note, ju_err *err)
{
    ju_rc rc = JU_OK;
    for (int i = 0; rc == JU_OK && i < all->count; i++) {
        ju_arena arena;
        ju_arena_init(&arena, ARENA_BYTES);
        rc = look_at(all, all->one[i], db, size, note, &arena, err);
        ju_arena_done(&arena);
    }
    return rc;
}
