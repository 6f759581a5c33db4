#include "deploy/verify/segment.h"

#include "common/base/file.h"
#include "common/base/parse.h"
#include "deploy/verify/leaves.h"
#include "deploy/verify/stray.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char DESCRIBED_BY[] = "segment";

void segment_name(int64_t number, char ret[SEGMENT_NAME_SIZE])
{
    (void)snprintf(ret, SEGMENT_NAME_SIZE, "%06d", (int)number);
}

/* ---- which there are ---------------------------------------------------------------------------------- */

/* The number that a name tells; 0: it is no segment's. */
static int64_t number_of(const char *name)
{
    char expected[SEGMENT_NAME_SIZE];
    int64_t number = 0;
    const char *digits = name + strspn(name, "0");
    if (!ju_parse_int64(digits, 1, INT32_MAX, &number)) {
        return 0;
    }
    segment_name(number, expected);
    return strcmp(expected, name) == 0 ? number : 0;
}

int64_t segment_last_in(const char *path)
{
    int64_t last = 0;
    DIR *folder = opendir(path);
    for (const struct dirent *at = NULL; folder != NULL && (at = readdir(folder)) != NULL;) {
        int64_t number = number_of(at->d_name);
        last = number > last ? number : last;
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    return last;
}

static bool is_there(const char *path, const char *file)
{
    char name[PATH_BYTES];
    (void)snprintf(name, sizeof name, "%s/%s", path, file);
    return access(name, F_OK) == 0;
}

static bool is_segment(const char *path)
{
    return is_there(path, DESCRIBED_BY);
}

bool segments_are_in(const char *path)
{
    return is_segment(path) || segment_last_in(path) > 0;
}

ju_rc segment_read(const char *path, ju_arena *arena, const char **ret_text, ju_segment *ret, ju_err *err)
{
    char name[PATH_BYTES];
    char *text = NULL;
    size_t length = 0;
    (void)snprintf(name, sizeof name, "%s/%s", path, DESCRIBED_BY);
    JU_TRY(ju_file_read(name, JU_SEGMENT_BYTES_MAX, &text, &length, err));
    *ret_text = ju_arena_strdup(arena, text);
    ju_file_release(text, length);
    return *ret_text == NULL ? ju_no_memory(err) : ju_segment_read(*ret_text, arena, ret, err);
}

/* ---- one ---------------------------------------------------------------------------------------------- */

/* The name of the folder, without what is above it. */
static void name_of(const char *path, char ret[PATH_BYTES])
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') {
        length--;
    }
    (void)snprintf(ret, PATH_BYTES, "%.*s", (int)length, path);
    const char *slash = strrchr(ret, '/');
    if (slash != NULL && slash[1] != '\0') {
        memmove(ret, slash + 1, strlen(slash));
    }
}

/* Its place behind the one that was read before it. */
static void check_order(verifier *v, place where, const char *path, const ju_segment *s)
{
    static const ju_hash none = {{0}};
    char name[PATH_BYTES];
    const segment_mark *before = &v->segment;
    name_of(path, name);
    if (number_of(name) != s->number) {
        report_add(v->report, where, "segment_misplaced", "this is segment %lld", (long long)s->number);
    }
    bool follows = before->number > 0 && s->number == before->number + 1;
    if (s->number == 1 ? !ju_hash_equal(&s->previous, &none)
                       : follows && !ju_hash_equal(&s->previous, &before->digest)) {
        report_add(v->report, where, "segment_chain",
                   "the segment before it is not the one whose digest stands here");
    }
    if (follows && s->first != before->last + 1) {
        report_add(v->report, where, "segment_chain", "it does not begin behind the segment before it");
    }
}

/* That its root is the one of the signed log, and both of its ends stand there. */
static void check_place(leaves *a, place where, const ju_segment *s)
{
    ju_hasher *hasher = a->v->hasher;
    const ju_hash *signed_root = &a->v->checkpoint.root;
    ju_hash root = ju_root_at_leaf(hasher, s->last - 1, s->size, &a->last, &s->after);
    if (!ju_hash_equal(&root, &s->root) ||
        !ju_check_inclusion(hasher, s->first - 1, s->size, &a->first, signed_root, &s->before) ||
        !ju_check_inclusion(hasher, s->last - 1, s->size, &a->last, signed_root, &s->after)) {
        report_add(a->v->report, where, "segment_wrong",
                   "these entries are not proved to be in the log that was signed");
        a->right = false;
    }
}

static void check_entries(leaves *a, const ju_segment *s)
{
    verifier *v = a->v;
    int64_t before = v->report->count;
    a->start = s->first - 1;
    a->size = s->last;
    a->segment = true;
    a->told = is_there(a->path, SEGMENT_TAKEN);
    a->entries.full = ju_segment_tree(s);
    a->hashes = a->entries;
    leaves_check(a);
    v->taken += a->taken;
    leaves_check_root(a, &s->root);
    (void)snprintf(a->file, sizeof a->file, "%s/%s", a->path, DESCRIBED_BY);
    if (a->right && a->difference_count == 0) {
        check_place(a, leaves_file(a), s);
    }
    stray_check(a->path, &(stray_bounds){DESCRIBED_BY, SEGMENT_TAKEN, 1, a->start, a->size}, v->report);
    if (v->proved != NULL && v->report->count == before) {
        leaves_tell(a);
    }
    leaves_tell_kept(a);
}

/* What cannot be read as a segment is a finding, and what cannot be read at all no answer. */
static ju_rc check_one(verifier *v, const char *path, ju_err *err)
{
    const char *text = NULL;
    ju_segment s;
    segment_mark now = {0};
    leaves *a = calloc(1, sizeof *a);
    if (a == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    a->v = v;
    a->path = path;
    ju_arena_reset(&v->arena);
    v->checkpoint = (ju_checkpoint){.origin = ""};
    (void)snprintf(a->file, sizeof a->file, "%s/%s", path, DESCRIBED_BY);
    ju_rc rc = segment_read(path, &v->arena, &text, &s, err);
    rc = rc == JU_OK ? ju_segment_digest(text, &now.digest, err) : rc;
    bool unreadable = rc == JU_REJECT || (rc == JU_FATAL && strcmp(err->code, "file") == 0);
    if (unreadable) {
        report_add(v->report, leaves_file(a), "segment_malformed", "%s", err->message);
    } else if (rc == JU_OK &&
               policy_check(v->policy, s.note, &v->arena, v->report, leaves_file(a), &v->checkpoint)) {
        check_order(v, leaves_file(a), path, &s);
        check_entries(a, &s);
        check_kept(v, leaves_file(a), v->checkpoint.size, &v->checkpoint.root);
        now.number = s.number;
        now.last = s.last;
    }
    v->segment = now;
    free(a);
    return unreadable ? JU_OK : rc;
}

/* ---- those of a folder -------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a;
    int64_t other = *(const int64_t *)b;
    return (one > other) - (one < other);
}

/* What else stands in the folder is reported. */
static ju_rc list(verifier *v, const char *path, int64_t **ret, size_t *ret_count, ju_err *err)
{
    size_t capacity = 0;
    DIR *folder = opendir(path);
    for (const struct dirent *at = NULL; folder != NULL && (at = readdir(folder)) != NULL;) {
        int64_t number = number_of(at->d_name);
        if (number == 0 && strcmp(at->d_name, ".") != 0 && strcmp(at->d_name, "..") != 0) {
            report_add(v->report, (place){path, 0, 0}, "file_stray", "%s is no segment", at->d_name);
        }
        if (*ret_count == capacity) {
            capacity = 2 * capacity + 64;
            int64_t *more = reallocarray(*ret, capacity, sizeof **ret);
            if (more == NULL) {
                (void)closedir(folder);
                return ju_fail(err, JU_FATAL, "memory", "out of memory");
            }
            *ret = more;
        }
        if (number > 0) {
            (*ret)[(*ret_count)++] = number;
        }
    }
    if (folder != NULL) {
        (void)closedir(folder);
    }
    if (*ret_count > 1) {
        qsort(*ret, *ret_count, sizeof **ret, compare);
    }
    return JU_OK;
}

static ju_rc check_all(verifier *v, const char *path, const int64_t *number, size_t count, ju_err *err)
{
    char name[SEGMENT_NAME_SIZE];
    char one[PATH_BYTES];
    for (size_t i = 0; i < count; i++) {
        for (int64_t n = i == 0 ? number[i] : number[i - 1] + 1; n < number[i]; n++) {
            report_add(v->report, (place){path, 0, 0}, "segment_missing", "segment %lld is missing",
                       (long long)n);
        }
        segment_name(number[i], name);
        if (snprintf(one, sizeof one, "%s/%s", path, name) >= (int)sizeof one) {
            return ju_fail(err, JU_FATAL, "file", "the name of the folder is too long");
        }
        JU_TRY(check_one(v, one, err));
    }
    return JU_OK;
}

ju_rc segments_check(verifier *v, const char *path, ju_err *err)
{
    int64_t *number = NULL;
    size_t count = 0;
    int64_t before = v->report->count;
    ju_rc rc = JU_OK;
    if (is_segment(path)) {
        rc = check_one(v, path, err);
    } else {
        v->segment = (segment_mark){0};
        rc = list(v, path, &number, &count, err);
        rc = rc == JU_OK ? check_all(v, path, number, count, err) : rc;
    }
    check_kept_end(v, path, v->report->count == before);
    free(number);
    return rc;
}
