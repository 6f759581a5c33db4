/* Any bytes as lines of other servers' logs: what Kafka says of whom it refused, what PostgreSQL says of who
 * came. */
#include "services/audit/steps/refusal.h"
#include "services/audit/steps/session.h"
#include "tests/fuzz/harness.h"

#include <ctype.h>
#include <string.h>

enum { ARENA_BYTES = 1 << 20 };

static void must_be_printable(const char *text, size_t size)
{
    size_t length = strnlen(text, size);
    must(length < size);
    for (size_t i = 0; i < length; i++) {
        must(isprint((unsigned char)text[i]));
    }
}

static void try_line(const char *line, told_parse parse)
{
    told_act act = {0};
    if (parse(line, &act)) {
        must(act.action != NULL && act.action[0] != '\0');
        must_be_printable(act.who, sizeof act.who);
        must_be_printable(act.host, sizeof act.host);
        must_be_printable(act.what, sizeof act.what);
        must_be_printable(act.time, sizeof act.time);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ju_arena *arena = fuzz_arena(ARENA_BYTES);
    char *rest = fuzz_text(arena, data, size);
    for (char *line = strsep(&rest, "\n"); line != NULL; line = strsep(&rest, "\n")) {
        try_line(line, refusal_parse);
        try_line(line, session_parse);
    }
    return 0;
}
