/* The header juki-signature: what is taken is of one form only, and its way up the tree ends in bounds. */
#include "common/event/signature.h"
#include "tests/fuzz/harness.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ju_signed_place place;
    ju_signature again;
    ju_hash root;
    ju_err err = {0};
    static const ju_hash leaf;
    static ju_hasher *hasher;
    must(hasher != NULL || ju_hasher_new(&hasher, &err) == JU_OK);
    unsigned char *header = malloc(size == 0 ? 1 : size); /* its very size: what is read behind it shows */
    must(header != NULL);
    if (size > 0) {
        memcpy(header, data, size);
    }
    if (ju_signature_read(header, size, &place, &err) == JU_OK) {
        must(place.index < place.size && place.size <= JU_TREE_EVENTS_MAX &&
             place.path.count <= JU_TREE_PATH_MAX);
        ju_signature_write(&place, &again);
        must(again.size == size && memcmp(again.byte, data, size) == 0);
        (void)ju_inclusion_root(hasher, place.index, place.size, &leaf, &place.path, &root);
    } else {
        must(strcmp(err.code, "signature_malformed") == 0);
    }
    free(header);
    return 0;
}
