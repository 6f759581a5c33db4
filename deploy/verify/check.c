#include "deploy/verify/check.h"

#include "common/base/file.h"
#include "deploy/verify/archive.h"
#include "deploy/verify/bundle.h"
#include "deploy/verify/segment.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { ARENA_BYTES = 4 * 1024 * 1024, NOTE_BYTES_MAX = 64 * 1024 };

ju_rc verifier_init(verifier *v, const policy *signers, report *to, ju_err *err)
{
    *v = (verifier){.policy = signers, .report = to};
    ju_arena_init(&v->arena, ARENA_BYTES);
    ju_arena_init(&v->kept_arena, ARENA_BYTES);
    return ju_hasher_new(&v->hasher, err);
}

void verifier_done(verifier *v)
{
    ju_hasher_free(v->hasher);
    ju_arena_done(&v->arena);
    ju_arena_done(&v->kept_arena);
}

ju_rc verifier_keep(verifier *v, const char *path, ju_err *err)
{
    char *note = NULL;
    size_t length = 0;
    if (v->kept_count == KEPT_MAX) {
        return ju_fail(err, JU_FATAL, "kept", "more than %d checkpoints", KEPT_MAX);
    }
    JU_TRY(ju_file_read(path, NOTE_BYTES_MAX, &note, &length, err));
    kept_checkpoint *kept = &v->kept[v->kept_count];
    kept->file = path;
    if (policy_check(v->policy, note, &v->arena, v->report, (place){path, 0, 0}, &kept->checkpoint)) {
        kept->checkpoint.origin = ju_arena_strdup(&v->kept_arena, kept->checkpoint.origin);
        v->kept_count += kept->checkpoint.origin != NULL ? 1 : 0;
    }
    bool full = v->arena.full || v->kept_arena.full;
    ju_arena_reset(&v->arena);
    ju_file_release(note, length);
    return full ? ju_no_memory(err) : JU_OK;
}

/* A policy may know several logs, and of another one nothing follows. */
static bool of_this_log(const verifier *v, const kept_checkpoint *kept)
{
    return strcmp(kept->checkpoint.origin, v->checkpoint.origin) == 0;
}

void check_kept(verifier *v, place where, int64_t size, const ju_hash *root)
{
    for (int i = 0; i < v->kept_count; i++) {
        kept_checkpoint *kept = &v->kept[i];
        if (kept->checkpoint.size != size || kept->found || !of_this_log(v, kept)) {
            continue;
        }
        kept->found = true;
        if (!ju_hash_equal(&kept->checkpoint.root, root)) {
            report_add(v->report, where, "log_forked", "its first %lld entries are not those of %s",
                       (long long)size, kept->file);
        }
    }
}

void check_kept_end(verifier *v, const char *path, bool whole)
{
    int fitting = 0;
    for (int i = 0; i < v->kept_count; i++) {
        bool fits = whole && of_this_log(v, &v->kept[i]);
        fitting += fits ? 1 : 0;
        if (fits && !v->kept[i].found) {
            report_add(v->report, (place){path, 0, 0}, "growth_missing",
                       "nothing here proves that it grew out of %s", v->kept[i].file);
        }
        v->kept[i].found = false;
    }
    if (whole && v->kept_count > 0 && fitting == 0) {
        report_add(v->report, (place){path, 0, 0}, "growth_missing",
                   "no checkpoint that was kept is of this log, %s", v->checkpoint.origin);
    }
}

ju_rc check_path(verifier *v, const char *path, ju_err *err)
{
    struct stat what;
    if (stat(path, &what) != 0) {
        return ju_fail(err, JU_FATAL, "file", "cannot open %s: %s", path, strerror(errno));
    }
    if (!S_ISDIR(what.st_mode) && !S_ISREG(what.st_mode)) {
        return ju_fail(err, JU_FATAL, "file", "%s is neither a file nor a folder", path);
    }
    v->entries = 0;
    v->taken = 0;
    v->checkpoint = (ju_checkpoint){0};
    ju_arena_reset(&v->arena);
    JU_TRY(!S_ISDIR(what.st_mode)  ? bundle_check(v, path, err)
           : segments_are_in(path) ? segments_check(v, path, err)
                                   : archive_check(v, path, err));
    return ju_hasher_check(v->hasher, err);
}
