/* Any bytes as the answer to a file, as a file's name, and as what is said at the REST door. */
#include "services/gateway/bridge_file.h"
#include "services/gateway/bridge_receipt.h"
#include "services/gateway/steps/rest_auth.h"
#include "tests/fuzz/harness.h"

#include <string.h>

enum { ARENA_BYTES = 8 * 1024 * 1024 };

static const rest_client CLIENT = {"ABCDEFGHabcdefgh0123456789012345",
                                   "synthetic0secret0of0a0test0000000001"};

static void try_receipt(const uint8_t *data, size_t size, ju_arena *arena)
{
    bridge_receipt receipt;
    const char *fault = bridge_receipt_read((const char *)data, size, arena, &receipt);
    if (fault != NULL) {
        must(strstr(bridge_receipt_text(fault), "。") != NULL);
        return;
    }
    must(receipt.file != NULL && receipt.sha256 != NULL && receipt.errors <= BRIDGE_ERRORS_MAX);
    must((strcmp(receipt.result, "partial") == 0) == (receipt.errors > 0));
    for (size_t i = 0; i < receipt.errors; i++) {
        must(receipt.line[i] > (i == 0 ? 1 : receipt.line[i - 1]) && receipt.code[i] != NULL);
    }
}

static void try_door(const char *text)
{
    char value[64];
    int64_t id = 0;
    rest_client client;
    bool found = rest_form_get(text, "grant_type", value, sizeof value);
    must(!found || strlen(value) < sizeof value);
    must(!rest_assertion_valid(text, &CLIENT, "juki-gateway", 1999999900) ||
         rest_assertion_signed(text, &CLIENT));
    (void)rest_basic_matches(text, &CLIENT);
    must(!rest_client_read(text, &client) || strlen(client.id) == REST_ID_CHARS);
    must(!rest_cursor_read("pension", text, &id) || id == rest_cursor_place(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ju_arena *arena = fuzz_arena(ARENA_BYTES);
    char *text = fuzz_text(arena, data, size);
    try_receipt(data, size, arena);
    must(bridge_file_number("pension", text) >= 0);
    try_door(text);
    return 0;
}
