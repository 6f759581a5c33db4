/* Any bytes as a law table and as 副本 of an office. */
#include "common/text/text.h"
#include "services/gateway/copy_file.h"
#include "services/gateway/law_file.h"
#include "tests/fuzz/harness.h"

#include <string.h>

enum { ARENA_BYTES = 4 * 1024 * 1024 };

static const copy_kind KINDS[] = {
    {"い", "a", "text"}, {"い", "b", "amount"}, {"い", "c", "date"}, {"ろ", "d", "year"}};

/* What is refused is named with a line of the file; what is taken has only cells that can be shown. */
static void must_be_told(const ju_sheet *lines, const ju_sheet_fault *why, size_t columns, size_t size)
{
    if (why->code != NULL) {
        must(why->item != NULL && why->line >= 0 && (size_t)why->line <= size + 1);
        return;
    }
    must(lines->count > 0 && lines->count <= JU_SHEET_LINES_MAX);
    for (size_t i = 0; i < lines->count; i++) {
        for (size_t k = 0; k < columns; k++) {
            const char *cell = lines->line[i].cell[k];
            must(cell != NULL && strlen(cell) <= JU_SHEET_CELL_MAX_BYTES &&
                 ju_text_valid(cell, strlen(cell)));
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ju_arena *arena = fuzz_arena(ARENA_BYTES);
    law_file law;
    ju_sheet copies;
    ju_sheet_fault why;
    ju_err err = {0};
    if (law_file_read(arena, data, size, &law, &why, &err) == JU_OK) {
        must_be_told(&law.sheet, &why, LAW_COLUMNS, size);
        must(why.code != NULL || (*law.version != '\0' && *law.law_table != '\0'));
    }
    if (copy_file_read(arena, data, size, &copies, &why, &err) == JU_OK) {
        if (why.code == NULL) {
            why = copy_file_check(&copies, "2026-04-10", KINDS, sizeof KINDS / sizeof KINDS[0]);
        }
        must_be_told(&copies, &why, COPY_COLUMNS, size);
    }
    return 0;
}
