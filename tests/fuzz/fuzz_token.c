/*
 * Any bytes as an operator's token and as the identity provider's keys. Nobody here has the provider's
 * private key (that of RFC 8037, appendix A, whose public half stands below), so a token that is taken is one
 * of the seeds.
 */
#include "common/staff/token.h"
#include "tests/fuzz/harness.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 1 << 20, NOW = 1780000300 };

static const char KEYS[] = "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"k1\",\"use\":\"sig\","
                           "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}";
static const ju_staff_terms POLICY = {"https://idp.example", "juki", 900, 30};

static ju_staff_keys *open_keys(const char *name, const void *text, size_t size)
{
    char path[256];
    ju_staff_keys *keys = NULL;
    ju_err err = {0};
    fuzz_file(name, text, size);
    (void)snprintf(path, sizeof path, "%s/%s", fuzz_dir(), name);
    ju_rc rc = ju_staff_keys_open(path, &keys, &err);
    must((rc == JU_OK) == (keys != NULL));
    must(rc == JU_OK || (rc == JU_FATAL && strcmp(err.code, "staff_keys") == 0));
    return keys;
}

static void try_token(const char *text, size_t size, ju_arena *arena)
{
    static ju_staff_keys *keys;
    ju_staff_token token = {0};
    ju_err err = {0};
    keys = keys == NULL ? open_keys("keys.json", KEYS, sizeof KEYS - 1) : keys;
    must(keys != NULL);
    ju_rc rc = ju_staff_token_check(keys, &POLICY, NOW, text, size, arena, &token, &err);
    if (rc == JU_OK) {
        must(strcmp(token.operator_id, "clerk1") == 0 && strcmp(token.terminal_id, "t1") == 0);
        must(ju_staff_token_match(&token, "clerk2", "t1", &err) == JU_REJECT);
    } else {
        must((rc == JU_REJECT && strncmp(err.code, "token_", 6) == 0) || (rc == JU_FATAL && arena->full));
        must(*ju_staff_refusal_text(err.code) != '\0');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ju_arena *arena = fuzz_arena(ARENA_BYTES);
    try_token(fuzz_text(arena, data, size), size, arena);
    ju_staff_keys_free(open_keys("other.json", data, size));
    return 0;
}
