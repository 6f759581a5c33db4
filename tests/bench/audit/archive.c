#include "tests/bench/audit/archive.h"

#include "common/merkle/note.h"
#include "common/merkle/tree.h"
#include "deploy/verify/archive.h"
#include "tests/bench/load/run.h"
#include "tests/bench/load/sample.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RECORD_BYTES = 300, ARENA_BYTES = 64 * 1024, PATH_BYTES = 4096 };

#define ORIGIN "juki.132071/audit"

static ju_rc write_policy(const char *path, const char *vkey, ju_err *err)
{
    FILE *file = fopen(path, "we");
    bool written = file != NULL && fprintf(file, "log %s\nquorum none\n", vkey) > 0;
    if (file != NULL) {
        written = fclose(file) == 0 && written;
    }
    return written ? JU_OK : ju_fail(err, JU_FATAL, "file", "%s: %s", path, strerror(errno));
}

static ju_rc write_entries(archive_writer *w, ju_hasher *hasher, ju_tree *tree, int64_t leaves, ju_err *err)
{
    unsigned char record[RECORD_BYTES];
    for (int64_t i = 0; i < leaves; i++) {
        memset(record, (int)(i % 251), sizeof record);
        memcpy(record, &i, sizeof i);
        ju_hash leaf = ju_hash_leaf(hasher, record, sizeof record);
        ju_tree_append(hasher, tree, &leaf);
        JU_TRY(archive_entry(w, record, sizeof record, &leaf, err));
    }
    return JU_OK;
}

static ju_rc write_archive(const char *dir, const ju_note_key *key, ju_hasher *hasher, int64_t leaves,
                           ju_arena *arena, ju_err *err)
{
    archive_writer *w = NULL;
    const char *line = NULL;
    ju_tree tree = {0};
    JU_TRY(archive_open(dir, hasher, &w, err));
    ju_rc rc = write_entries(w, hasher, &tree, leaves, err);
    const ju_checkpoint checkpoint = {ORIGIN, leaves, ju_tree_root(hasher, &tree)};
    const char *text = ju_checkpoint_text(&checkpoint, arena);
    rc = rc == JU_OK ? ju_note_sign(key, arena, text, 0, &line, err) : rc;
    rc = rc == JU_OK ? archive_end(w, ju_arena_printf(arena, "%s\n%s", text, line), err) : rc;
    archive_close(w);
    return rc;
}

static ju_rc run(const char *program, const char *signers, const char *dir, double *ret_s, ju_err *err)
{
    int status = -1;
    int64_t begun_us = load_now_us();
    pid_t pid = fork();
    if (pid == 0) {
        (void)execl(program, program, "--policy", signers, dir, (char *)NULL);
        _exit(127);
    }
    bool good = pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    *ret_s = (double)(load_now_us() - begun_us) / 1e6;
    return good ? JU_OK : ju_fail(err, JU_FATAL, "verify", "%s did not find all right", program);
}

ju_rc archive_measure(const char *dir, const char *program, FILE *out, int64_t runs, int64_t leaves,
                      ju_err *err)
{
    char archive[PATH_BYTES];
    char signers[PATH_BYTES];
    char key_path[PATH_BYTES];
    ju_arena arena;
    ju_note_key *key = NULL;
    ju_hasher *hasher = NULL;
    (void)snprintf(archive, sizeof archive, "%s/archive", dir);
    (void)snprintf(signers, sizeof signers, "%s/audit.policy", dir);
    (void)snprintf(key_path, sizeof key_path, "%s/keys/audit-log.pem", dir);
    JU_TRY(ju_note_key_open(ORIGIN, JU_NOTE_LOG, key_path, &key, err));
    ju_arena_init(&arena, ARENA_BYTES);
    ju_rc rc = ju_hasher_new(&hasher, err);
    rc = rc == JU_OK ? write_policy(signers, ju_note_key_text(key, &arena), err) : rc;
    rc = rc == JU_OK ? write_archive(archive, key, hasher, leaves, &arena, err) : rc;
    for (int64_t i = 0; rc == JU_OK && i < runs; i++) {
        double took_s = 0;
        rc = run(program, signers, archive, &took_s, err);
        if (rc == JU_OK) {
            sample_write(out, "audit.verify_leaves_per_s", "1/s", (double)leaves / took_s);
        }
    }
    ju_hasher_free(hasher);
    ju_note_key_free(key);
    ju_arena_done(&arena);
    return rc;
}
