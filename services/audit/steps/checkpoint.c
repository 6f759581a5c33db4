#include "services/audit/steps/checkpoint.h"

#include "common/base/clock.h"
#include "common/log/log.h"
#include "common/merkle/kept.h"
#include "common/merkle/proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 4096, ARENA_BYTES = 4 * 1024 * 1024 };

static const char SHORTER[] = "log_shorter";      /* entries that were signed are not there any more */
static const char REWRITTEN[] = "log_rewritten";  /* or are not the same */
static const char FORGED[] = "checkpoint_forged"; /* what is remembered is not signed by our key */

ju_rc checkpoint_open(checkpoint_keeper *keeper, const checkpoint_setup *setup, ju_err *err)
{
    char path[PATH_BYTES];
    int lock = 0;
    keeper->path = setup->path;
    keeper->every_ms = setup->every_ms;
    keeper->witnesses = setup->witnesses;
    if (asprintf(&keeper->origin, "%s/audit", setup->prefix) < 0) {
        keeper->origin = NULL;
        return ju_no_memory(err);
    }
    JU_TRY(ju_hasher_new(&keeper->hasher, err));
    JU_TRY(ju_kept_lock(setup->path, &lock, err));
    ju_kept_unlock(lock);
    (void)snprintf(path, sizeof path, "%s/audit-log.pem", setup->key_dir);
    return ju_note_key_open(keeper->origin, JU_NOTE_LOG, path, &keeper->key, err);
}

void checkpoint_close(checkpoint_keeper *keeper)
{
    ju_note_key_free(keeper->key);
    ju_hasher_free(keeper->hasher);
    free(keeper->origin);
    free(keeper->note);
}

void checkpoint_metrics(checkpoint_keeper *keeper, ju_registry *registry)
{
    keeper->shown_size = ju_gauge_new(registry, "juki_audit_checkpoint_size",
                                      "Entries that the last signed checkpoint covers", JU_NO_LABELS);
    keeper->shown_trouble = ju_gauge_new(
        registry, "juki_audit_log_rewritten",
        "1 when the tree is not the growth of what was signed: nothing is signed any more", JU_NO_LABELS);
}

/* ---- trouble ------------------------------------------------------------------------------------------ */

static void set_trouble(checkpoint_keeper *keeper, const char *trouble)
{
    const char *before = atomic_exchange(&keeper->trouble, trouble);
    ju_gauge_set(keeper->shown_trouble, trouble == NULL ? 0 : 1);
    if (trouble != NULL && before != trouble) {
        ju_log_error("the log is not what was signed of it: nothing is signed any more",
                     ju_f_word("code", trouble), ju_f_int("signed_size", keeper->size));
    } else if (trouble == NULL && before != NULL) {
        ju_log_warn("the log is again what was signed of it", ju_f_int("signed_size", keeper->size));
    }
}

ju_rc checkpoint_idle_begin(checkpoint_keeper *keeper, ju_ctx *ctx, ju_err *err)
{
    keeper->telling = atomic_load(&keeper->trouble);
    if (keeper->telling == NULL || keeper->telling == keeper->told) {
        return JU_OK;
    }
    return ju_audit(ctx, &(ju_act){.action = "audit.sign", .refused_code = keeper->telling}, err);
}

/* ---- one look ----------------------------------------------------------------------------------------- */

typedef struct look {
    checkpoint_keeper *keeper;
    ju_db *db;
    ju_arena *arena;
    const char *note; /* "": nothing was ever signed */
    ju_checkpoint last;
    audit_tree tree;
    ju_hash root;
} look;

/* What was signed last. A log of an earlier version remembers it in its database alone. */
static ju_rc remember(look *l, const char **ret_trouble, ju_err *err)
{
    const char *text = NULL;
    JU_TRY(ju_kept_read(l->keeper->path, l->arena, &l->note, err));
    bool kept = *l->note != '\0';
    if (!kept) {
        JU_TRY(checkpoint_read(l->db, l->arena, &l->note, err));
    }
    if (*l->note == '\0') {
        return JU_OK;
    }
    ju_rc rc = ju_note_check(l->keeper->key, l->arena, l->note, &text, NULL, err);
    rc = rc == JU_OK ? ju_checkpoint_read(text, l->arena, &l->last, err) : rc;
    if (rc == JU_REJECT) {
        *ret_trouble = FORGED;
        return JU_OK;
    }
    l->keeper->size = l->last.size;
    return rc != JU_OK || kept ? rc : ju_kept_write(l->keeper->path, l->note, err);
}

static ju_rc compare(look *l, const char **ret_trouble, ju_err *err)
{
    ju_proof proof;
    audit_tiles tiles = {.db = l->db, .arena = l->arena, .hasher = l->keeper->hasher};
    const ju_subtrees from = {audit_tiles_subtree, &tiles};
    if (l->last.size == 0) {
        return JU_OK;
    }
    if (l->last.size > l->tree.size) {
        *ret_trouble = SHORTER;
        return JU_OK;
    }
    ju_rc rc = ju_prove_consistency(l->keeper->hasher, &from, l->last.size, l->tree.size, &proof, err);
    if (rc != JU_OK && strcmp(err->code, "tile") != 0) {
        return rc;
    }
    bool grown = rc == JU_OK && ju_check_consistency(l->keeper->hasher, l->last.size, l->tree.size,
                                                     &l->last.root, &l->root, &proof);
    *ret_trouble = grown ? NULL : REWRITTEN;
    return ju_hasher_check(l->keeper->hasher, err);
}

static ju_rc store(look *l, int64_t size, const char *note, ju_err *err)
{
    char *stored = strdup(note);
    if (stored == NULL) {
        return ju_no_memory(err);
    }
    free(l->keeper->note);
    l->keeper->note = stored;
    JU_TRY(checkpoint_put(l->db, l->arena, &(audit_checkpoint){size, note, l->keeper->witnesses}, err));
    l->keeper->stored = size;
    ju_gauge_set(l->keeper->shown_size, (double)size);
    return JU_OK;
}

/* Remembered before anybody can see it. */
static ju_rc sign(look *l, ju_err *err)
{
    checkpoint_keeper *keeper = l->keeper;
    const ju_checkpoint checkpoint = {keeper->origin, l->tree.size, l->root};
    const char *text = ju_checkpoint_text(&checkpoint, l->arena);
    const char *line = NULL;
    if (text == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_note_sign(keeper->key, l->arena, text, ju_clock_epoch_s(), &line, err));
    const char *note = ju_arena_printf(l->arena, "%s\n%s", text, line);
    if (note == NULL) {
        return ju_no_memory(err);
    }
    JU_TRY(ju_kept_write(keeper->path, note, err));
    keeper->size = l->tree.size;
    keeper->signed_ms = ju_clock_monotonic_ms();
    return store(l, l->tree.size, note, err);
}

static ju_rc look_once(look *l, ju_err *err)
{
    const char *trouble = NULL;
    JU_TRY(remember(l, &trouble, err));
    ju_rc rc = tree_read(l->db, &l->tree, err);
    if (rc == JU_FATAL && tree_damaged(err)) {
        set_trouble(l->keeper, REWRITTEN);
        return JU_OK;
    }
    JU_TRY(rc);
    l->root = audit_tree_root(&l->tree);
    JU_TRY(trouble == NULL ? compare(l, &trouble, err) : JU_OK);
    set_trouble(l->keeper, trouble);
    if (trouble != NULL) {
        return JU_OK;
    }
    if (l->last.size > l->keeper->stored) { /* by another process, or before a crash */
        JU_TRY(store(l, l->last.size, l->note, err));
    }
    return l->tree.size > l->last.size ? sign(l, err) : JU_OK;
}

/* A tree that has grown is signed when the last signature is old enough; one that has not is looked at all
 * the same. */
static bool due(const checkpoint_keeper *keeper, int64_t size)
{
    int64_t now_ms = ju_clock_monotonic_ms();
    bool grown = size > keeper->size && atomic_load(&keeper->trouble) == NULL;
    return keeper->looked_ms == 0 || now_ms - keeper->looked_ms >= keeper->every_ms ||
           (grown && (keeper->signed_ms == 0 || now_ms - keeper->signed_ms >= keeper->every_ms));
}

/* A file that cannot be read or written, on a full disk perhaps, ends nothing: nothing is signed until it
 * can. */
static ju_rc again(ju_rc rc, const ju_err *err)
{
    return rc == JU_FATAL && strcmp(err->code, "file") == 0 ? JU_RETRY : rc;
}

ju_rc checkpoint_look(checkpoint_keeper *keeper, ju_db *db, int64_t size, ju_err *err)
{
    ju_arena arena;
    int lock = 0;
    keeper->told = keeper->telling; /* it is durable */
    if (!due(keeper, size)) {
        return JU_OK;
    }
    keeper->looked_ms = ju_clock_monotonic_ms();
    ju_rc rc = ju_kept_lock(keeper->path, &lock, err);
    if (rc != JU_OK) {
        return again(rc, err);
    }
    ju_arena_init(&arena, ARENA_BYTES);
    look l = {
        .keeper = keeper, .db = db, .arena = &arena, .tree = {.arena = &arena, .hasher = keeper->hasher}};
    rc = look_once(&l, err);
    ju_arena_done(&arena);
    ju_kept_unlock(lock);
    return again(rc, err);
}
