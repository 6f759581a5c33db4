/*
 * Any bytes as what is handed to who verifies the audit trail: a bundle, a segment, a policy, a checkpoint
 * that was kept. What is good of it was signed; nobody here has the log's key.
 */
#include "common/merkle/segment.h"
#include "deploy/verify/check.h"
#include "tests/fuzz/harness.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 4 * 1024 * 1024 };

static const char LOG_VKEY[] = "example.org/audit+7fea552a+AZBSvELqUCTOsuzOGPYZdRDyKaB0KyqoRGbygUFcD7WH";

static void hear(void *opaque, const finding *found)
{
    (void)opaque;
    must(*found->code != '\0' && *found->text != '\0' && found->line >= 0 && found->entry >= 0);
}

static void try_bundle(const char *path)
{
    verifier v;
    policy *signers = NULL;
    report to = {.tell = hear};
    ju_err err = {0};
    must(policy_of_log(LOG_VKEY, &signers, &err) == JU_OK);
    must(verifier_init(&v, signers, &to, &err) == JU_OK);
    (void)verifier_keep(&v, path, &err);
    to.count = 0;
    ju_rc rc = check_path(&v, path, &err);
    must(rc != JU_OK || to.count > 0); /* what is not signed by the log is found */
    verifier_done(&v);
    policy_free(signers);
}

static void try_policy(const char *path, const char *note, ju_arena *arena)
{
    policy *signers = NULL;
    report to = {.tell = hear};
    ju_checkpoint checkpoint;
    ju_err err = {0};
    if (policy_read(path, &signers, &err) == JU_OK) {
        (void)policy_check(signers, note, arena, &to, (place){.file = "note", .line = 1}, &checkpoint);
    } else {
        must(err.code[0] != '\0' && err.message[0] != '\0');
    }
    policy_free(signers);
}

static void try_segment(const char *text, ju_arena *arena)
{
    ju_segment segment;
    ju_err err = {0};
    if (ju_segment_read(text, arena, &segment, &err) == JU_OK) {
        const char *again = ju_segment_text(&segment, arena);
        must(again == NULL || strcmp(again, text) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ju_arena *arena = fuzz_arena(ARENA_BYTES);
    char path[256];
    char *text = fuzz_text(arena, data, size);
    fuzz_file("evidence", data, size);
    (void)snprintf(path, sizeof path, "%s/evidence", fuzz_dir());
    try_bundle(path);
    try_policy(path, text, arena);
    try_segment(text, arena);
    return 0;
}
