/* Any bytes as what is posted to a witness, as a note, a key, and the path of a tile. */
#include "common/merkle/tile.h"
#include "deploy/witness/witness.h"
#include "tests/fuzz/harness.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 1024 * 1024, PATH_SIZE = 256 };

static const char KEY[] = "-----BEGIN PRIVATE KEY-----\n"
                          "MC4CAQAwBQYDK2VwBCIEIMYFKGkxIs1w+rhSayL3omCRaMzRH0YcAvn1WmfWtSi+\n"
                          "-----END PRIVATE KEY-----\n";
static const char LOG_VKEY[] = "example.org/audit+7fea552a+AZBSvELqUCTOsuzOGPYZdRDyKaB0KyqoRGbygUFcD7WH";

static witness *open_witness(ju_err *err)
{
    static char key[PATH_SIZE];
    static char logs[PATH_SIZE];
    const witness_setup setup = {"witness.example", key, logs, fuzz_dir()};
    witness *w = NULL;
    char line[PATH_SIZE];
    int length = snprintf(line, sizeof line, "log %s\n", LOG_VKEY);
    fuzz_file("key.pem", KEY, sizeof KEY - 1);
    fuzz_file("policy", line, (size_t)length);
    (void)snprintf(key, sizeof key, "%s/key.pem", fuzz_dir());
    (void)snprintf(logs, sizeof logs, "%s/policy", fuzz_dir());
    must(witness_open(&setup, &w, err) == JU_OK);
    return w;
}

static void try_question(witness *w, const char *text, size_t size)
{
    char *answer = NULL;
    size_t answer_size = 0;
    ju_http_exchange exchange = {
        .method = "POST", .path = "/add-checkpoint", .body = text, .body_size = size};
    exchange.answer = open_memstream(&answer, &answer_size);
    witness_respond(w, &exchange);
    (void)fclose(exchange.answer);
    must(exchange.status >= 200 && exchange.status < 500);
    must((exchange.status == 200 || exchange.status == 409) == (answer_size > 0));
    free(answer);
}

static void try_path(const char *text)
{
    char again[JU_TILE_PATH_SIZE];
    int level = 0;
    int64_t index = 0;
    int width = 0;
    if (ju_tile_path_read(text, &level, &index, &width)) {
        ju_tile_path(level, index, width, again);
        must(strcmp(text, again) == 0 && index >= 0 && width >= 1 && width <= JU_TILE_WIDTH);
    }
}

static void try_key(const char *text, ju_arena *arena, ju_err *err)
{
    ju_note_key *key = NULL;
    if (ju_note_key_read(text, &key, err) == JU_OK) {
        must(strcmp(ju_note_key_text(key, arena), text) == 0);
        ju_note_key_free(key);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static witness *w;
    ju_err err;
    ju_arena *arena = fuzz_arena(ARENA_BYTES);
    char *text = fuzz_text(arena, data, size);
    w = w == NULL ? open_witness(&err) : w;
    try_question(w, text, size);
    try_path(text);
    try_key(text, arena, &err);
    return 0;
}
