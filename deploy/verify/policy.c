#include "deploy/verify/policy.h"

#include "common/base/file.h"
#include "common/base/parse.h"
#include "common/merkle/base64.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PARTS_MAX = 128,
    LOGS_MAX = 32,
    WORDS_MAX = PARTS_MAX + 3,
    FILE_BYTES_MAX = 256 * 1024,
    MOST_LINES = 64
};

/* A witness, or a group of what stands before it. */
typedef struct part {
    char *name;
    ju_note_key *key; /* NULL: a group */
    int64_t least;    /* so many of its members */
    bool member[PARTS_MAX];
} part;

typedef struct log_key {
    char *origin; /* the name of its key */
    ju_note_key *key;
} log_key;

struct policy {
    log_key log[LOGS_MAX];
    int log_count;
    part part[PARTS_MAX];
    int part_count;
    bool decided;
    int quorum; /* which part; -1: none */
};

void policy_free(policy *p)
{
    if (p == NULL) {
        return;
    }
    for (int i = 0; i < p->log_count; i++) {
        free(p->log[i].origin);
        ju_note_key_free(p->log[i].key);
    }
    for (int i = 0; i < p->part_count; i++) {
        free(p->part[i].name);
        ju_note_key_free(p->part[i].key);
    }
    free(p);
}

/* ---- reading ------------------------------------------------------------------------------------------ */

static ju_rc bad(const char *why, ju_err *err)
{
    return ju_fail(err, JU_FATAL, "policy", "%s", why);
}

static int find_part(const policy *p, const char *name)
{
    for (int i = 0; i < p->part_count; i++) {
        if (strcmp(p->part[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

/* JU_FATAL when the text is no key of this kind. */
static ju_rc read_key(const char *vkey, ju_note_kind kind, ju_note_key **ret, ju_err *err)
{
    if (ju_note_key_read(vkey, ret, err) != JU_OK) {
        return bad("this is no key", err);
    }
    if (ju_note_key_kind(*ret) != kind) {
        ju_note_key_free(*ret);
        *ret = NULL;
        return bad("a log has a log's key, a witness that of a witness", err);
    }
    return JU_OK;
}

static ju_rc add_log(policy *p, const char *vkey, ju_err *err)
{
    if (p->log_count == LOGS_MAX) {
        return bad("too many logs", err);
    }
    ju_note_key *key = NULL;
    JU_TRY(read_key(vkey, JU_NOTE_LOG, &key, err));
    char *origin = strndup(vkey, strcspn(vkey, "+"));
    if (origin == NULL) {
        ju_note_key_free(key);
        return bad("out of memory", err);
    }
    p->log[p->log_count++] = (log_key){origin, key};
    return JU_OK;
}

static ju_rc add_part(policy *p, const char *name, ju_err *err)
{
    if (p->part_count == PARTS_MAX || strcmp(name, "none") == 0 || find_part(p, name) >= 0) {
        return bad("a name that is taken, or too many names", err);
    }
    char *own = strdup(name);
    if (own == NULL) {
        return bad("out of memory", err);
    }
    p->part[p->part_count++].name = own;
    return JU_OK;
}

static ju_rc add_witness(policy *p, char **word, int words, ju_err *err)
{
    if (words < 3 || words > 4) {
        return bad("a witness is: witness NAME KEY [URL]", err);
    }
    JU_TRY(add_part(p, word[1], err));
    return read_key(word[2], JU_NOTE_WITNESS, &p->part[p->part_count - 1].key, err);
}

static bool read_least(const char *word, int members, int64_t *ret)
{
    if (strcmp(word, "any") == 0 || strcmp(word, "all") == 0) {
        *ret = strcmp(word, "any") == 0 ? 1 : members;
        return true;
    }
    return ju_parse_int64(word, 1, members, ret);
}

static ju_rc add_group(policy *p, char **word, int words, ju_err *err)
{
    int64_t least = 0;
    if (words < 4 || !read_least(word[2], words - 3, &least)) {
        return bad("a group is: group NAME any|all|NUMBER NAME...", err);
    }
    bool member[PARTS_MAX] = {false};
    for (int i = 3; i < words; i++) {
        int at = find_part(p, word[i]);
        if (at < 0 || member[at]) {
            return bad("a member of a group is named once, and on a line before", err);
        }
        member[at] = true;
    }
    JU_TRY(add_part(p, word[1], err));
    part *group = &p->part[p->part_count - 1];
    group->least = least;
    memcpy(group->member, member, sizeof member);
    return JU_OK;
}

static ju_rc set_quorum(policy *p, char **word, int words, ju_err *err)
{
    if (words != 2 || p->decided) {
        return bad("there is one quorum NAME", err);
    }
    p->decided = true;
    p->quorum = find_part(p, word[1]);
    return p->quorum >= 0 || strcmp(word[1], "none") == 0 ? JU_OK
                                                          : bad("the quorum is not named before", err);
}

static ju_rc take_line(policy *p, char *line, ju_err *err)
{
    char *word[WORDS_MAX];
    int words = 0;
    char *rest = line;
    for (char *next = NULL; (next = strsep(&rest, " \t")) != NULL;) {
        if (*next != '\0' && words < WORDS_MAX) {
            word[words++] = next;
        }
    }
    if (words == 0 || *word[0] == '#') {
        return JU_OK;
    }
    if (strcmp(word[0], "log") == 0 && (words == 2 || words == 3)) {
        return add_log(p, word[1], err);
    }
    if (strcmp(word[0], "witness") == 0) {
        return add_witness(p, word, words, err);
    }
    if (strcmp(word[0], "group") == 0) {
        return add_group(p, word, words, err);
    }
    return strcmp(word[0], "quorum") == 0 ? set_quorum(p, word, words, err)
                                          : bad("a line is log, witness, group or quorum", err);
}

static ju_rc take_text(policy *p, const char *path, char *text, ju_err *err)
{
    int number = 1;
    char *rest = text;
    for (char *line = NULL; (line = strsep(&rest, "\n")) != NULL; number++) {
        ju_err why = {0};
        if (take_line(p, line, &why) != JU_OK) {
            return ju_fail(err, JU_FATAL, "policy", "%s:%d: %s", path, number, why.message);
        }
    }
    return p->decided && p->log_count > 0
               ? JU_OK
               : ju_fail(err, JU_FATAL, "policy", "%s: a policy has a log and a quorum", path);
}

ju_rc policy_read(const char *path, policy **ret, ju_err *err)
{
    char *text = NULL;
    size_t length = 0;
    JU_TRY(ju_file_read(path, FILE_BYTES_MAX, &text, &length, err));
    policy *p = calloc(1, sizeof *p);
    ju_rc rc = p == NULL ? bad("out of memory", err) : take_text(p, path, text, err);
    ju_file_release(text, length);
    if (rc != JU_OK) {
        policy_free(p);
        return rc;
    }
    *ret = p;
    return JU_OK;
}

ju_rc policy_of_log(const char *vkey, policy **ret, ju_err *err)
{
    policy *p = calloc(1, sizeof *p);
    if (p == NULL) {
        return bad("out of memory", err);
    }
    p->quorum = -1;
    ju_rc rc = add_log(p, vkey, err);
    if (rc != JU_OK) {
        policy_free(p);
        return rc;
    }
    *ret = p;
    return JU_OK;
}

/* ---- checking ----------------------------------------------------------------------------------------- */

/* Where the name and key of a line end: a second line of one key would say the same twice. */
static size_t key_length(const char *line, size_t length)
{
    enum { KEY_DIGITS = 5 }; /* of base64, within the four bytes of the key's hash */
    const char *last = memrchr(line, ' ', length);
    size_t at = last == NULL ? length : (size_t)(last - line) + 1 + KEY_DIGITS;
    return at < length ? at : length;
}

/* Below the text stand lines "— name base64", no two of one key, to the very end. ju_note_check asks less: it
 * looks for one line. */
static bool lines_well(const char *note)
{
    static const char dash[] = "\xe2\x80\x94 ";
    const char *seen[MOST_LINES];
    size_t seen_length[MOST_LINES];
    unsigned char bytes[128];
    int count = 0;
    const char *line = note;
    for (const char *at = note; (at = strstr(at, "\n\n")) != NULL; at++) {
        line = at + 2;
    }
    for (const char *end = NULL; *line != '\0'; line = end + 1) {
        end = strchr(line, '\n');
        const char *last = end == NULL ? NULL : memrchr(line, ' ', (size_t)(end - line));
        if (last == NULL || count == MOST_LINES || strncmp(line, dash, sizeof dash - 1) != 0 ||
            last < line + sizeof dash ||
            ju_base64_read(last + 1, (size_t)(end - last - 1), bytes, sizeof bytes) == 0) {
            return false;
        }
        size_t length = key_length(line, (size_t)(end - line));
        for (int i = 0; i < count; i++) {
            if (seen_length[i] == length && memcmp(seen[i], line, length) == 0) {
                return false;
            }
        }
        seen[count] = line;
        seen_length[count++] = length;
    }
    return count > 0;
}

/* The log that has signed it, and what it signed. */
static const log_key *signer(const policy *p, const char *note, ju_arena *arena, const char **ret_text,
                             ju_err *why)
{
    for (int i = 0; i < p->log_count; i++) {
        ju_err of_this = {0};
        if (ju_note_check(p->log[i].key, arena, note, ret_text, NULL, &of_this) == JU_OK) {
            return &p->log[i];
        }
        if (i == 0 || strcmp(of_this.code, "note_unsigned") != 0) {
            *why = of_this;
        }
    }
    return NULL;
}

/* Who of the witnesses has cosigned; false: somebody's line is wrong. */
static bool witnessed(const policy *p, const char *note, ju_arena *arena, report *to, place where,
                      bool ret[PARTS_MAX])
{
    bool good = true;
    for (int i = 0; i < p->part_count; i++) {
        const part *one = &p->part[i];
        const char *text = NULL;
        ju_err why = {0};
        int64_t members = 0;
        for (int j = 0; j < i; j++) {
            members += one->member[j] && ret[j];
        }
        ret[i] = one->key == NULL ? members >= one->least
                                  : ju_note_check(one->key, arena, note, &text, NULL, &why) == JU_OK;
        if (one->key != NULL && !ret[i] && strcmp(why.code, "note_unsigned") != 0) {
            report_add(to, where, "cosignature", "%s: %s", one->name, why.message);
            good = false;
        }
    }
    return good;
}

bool policy_check(const policy *p, const char *note, ju_arena *arena, report *to, place where,
                  ju_checkpoint *ret)
{
    bool has[PARTS_MAX] = {false};
    const char *text = NULL;
    ju_err why = {0};
    if (!lines_well(note)) {
        report_add(to, where, "note_invalid", "this is no signed note");
        return false;
    }
    const log_key *log = signer(p, note, arena, &text, &why);
    if (log == NULL || ju_checkpoint_read(text, arena, ret, &why) != JU_OK) {
        report_add(to, where, why.code, "%s", why.message);
        return false;
    }
    if (strcmp(ret->origin, log->origin) != 0) {
        report_add(to, where, "origin_differs", "it is of the log %s and signed by %s", ret->origin,
                   log->origin);
        return false;
    }
    bool good = witnessed(p, note, arena, to, where, has);
    if (p->quorum >= 0 && !has[p->quorum]) {
        report_add(to, where, "quorum_missing", "too few witnesses have cosigned it (%s)",
                   p->part[p->quorum].name);
        good = false;
    }
    return good;
}
