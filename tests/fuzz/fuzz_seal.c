/*
 * Any bytes as a Sealed value. Nobody without the key can make one that opens, so what opens is one of the
 * seeds: "seed" sealed for this field and subject.
 */
#include "common/seal/seal.h"
#include "tests/fuzz/harness.h"
#include "tests/fuzz/keys.h"

#include <string.h>

enum { ARENA_BYTES = 1 << 20 };

static const char KEYS[] = "fuzz/2025 " FUZZ_KEY_OLD "\nfuzz/2026 " FUZZ_KEY_NEW "\n";

static ju_keyring *ring(void)
{
    static ju_keyring *opened;
    ju_err err;
    if (opened == NULL) {
        fuzz_file("fuzz.keys", KEYS, sizeof KEYS - 1);
        fuzz_file("fuzz.index", FUZZ_INDEX, sizeof FUZZ_INDEX - 1);
        must(ju_keyring_open(fuzz_dir(), "fuzz", &opened, &err) == JU_OK);
    }
    return opened;
}

static void must_be_refused(ju_arena *arena, const char *field, const char *subject,
                            const Juki__Common__V1__Sealed *sealed)
{
    ju_err err = {0};
    char *text = NULL;
    must(ju_unseal_text(ring(), arena, field, subject, sealed, &text, &err) == JU_REJECT);
    must(text == NULL && strncmp(err.code, "seal_", 5) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ju_arena *arena = fuzz_arena(ARENA_BYTES);
    Juki__Common__V1__Sealed *sealed = juki__common__v1__sealed__unpack(&arena->allocator, size, data);
    if (sealed == NULL) {
        return 0;
    }
    ju_err err = {0};
    char *text = NULL;
    ju_rc rc = ju_unseal_text(ring(), arena, "individual_number", "ref-1", sealed, &text, &err);
    if (rc == JU_OK) {
        must(strcmp(text, "seed") == 0);
        must_be_refused(arena, "resident_code", "ref-1", sealed);
        must_be_refused(arena, "individual_number", "ref-2", sealed);
    } else {
        must_be_refused(arena, "individual_number", "ref-1", sealed);
    }
    return 0;
}
