/* Any bytes as text of the register, as a day, as a number: the readers agree with their writers. */
#include "common/base/parse.h"
#include "common/base/uuid7.h"
#include "common/code/code.h"
#include "common/text/era.h"
#include "common/text/text.h"
#include "common/text/written_date.h"
#include "tests/fuzz/harness.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 1 << 20 };

static void try_lengths(const char *text)
{
    size_t length = ju_text_length(text);
    must(length <= strlen(text));
    must(ju_text_external_count(text) <= length);
    must(ju_text_truncate(text, length) == strlen(text));
    must(ju_text_truncate(text, 0) == 0);
    if (length > 0) {
        size_t most = ju_text_truncate(text, length - 1);
        must(most < strlen(text) && ju_text_valid(text, most));
    }
}

static void try_kana(const char *text, ju_arena *arena)
{
    const char *hiragana = ju_text_hiragana(text, arena);
    must(hiragana != NULL && ju_text_valid(hiragana, strlen(hiragana)));
    must(strcmp(ju_text_hiragana(hiragana, arena), hiragana) == 0);
    for (unsigned steps = 0; steps < 16; steps++) {
        const char *plain = ju_text_seion(text, steps, arena);
        must(plain != NULL && strlen(plain) <= strlen(text) && ju_text_valid(plain, strlen(plain)));
        must(strcmp(ju_text_seion(plain, steps, arena), plain) == 0);
    }
    must(!ju_text_is_katakana_name(text) || ju_text_length(text) > 0);
}

static void try_day(ju_date date)
{
    char text[JU_DATE_SIZE];
    char era_text[JU_ERA_TEXT_SIZE];
    ju_date again = {0};
    must(ju_date_exists(date));
    ju_date_format(date, text);
    must(ju_date_parse(text, &again) && ju_date_compare(date, again) == 0);
    again = ju_date_from_days(ju_date_to_days(date));
    must(ju_date_compare(date, again) == 0);
    must(ju_date_weekday(date) >= 0 && ju_date_weekday(date) <= 6);
    if (ju_era_format(date, era_text)) {
        must(ju_era_parse(era_text, &again) && ju_date_compare(date, again) == 0);
    }
}

static void try_dates(const char *text)
{
    ju_date date = {0};
    if (ju_date_parse(text, &date)) {
        char formatted[JU_DATE_SIZE];
        ju_date_format(date, formatted);
        must(strcmp(formatted, text) == 0);
        try_day(date);
    }
    if (ju_era_parse(text, &date)) {
        try_day(date);
    }
    bool known = ju_written_date_is_known(text);
    ju_err err;
    ju_rc rc = ju_written_date_check("birth_date", "1945-03-01", true, text, &err);
    bool readable = known && ju_text_length(text) <= JU_WRITTEN_DATE_LENGTH_MAX;
    must((rc == JU_OK || strcmp(err.code, "written_differs") == 0) == readable);
    must((ju_written_date_check("birth_date", text, false, "", &err) == JU_OK) == ju_date_parse(text, &date));
}

static void try_codes(const char *text)
{
    for (int kind = 0; kind < JU_CODE_KIND_MAX_; kind++) {
        if (!ju_code_valid((ju_code_kind)kind, text)) {
            continue;
        }
        char body[JU_CODE_SIZE];
        size_t length = strlen(text);
        bool first = kind == JU_CODE_CORPORATE;
        must(length > 1 && length < JU_CODE_SIZE && strspn(text, "0123456789") == length);
        (void)snprintf(body, sizeof body, "%.*s", (int)length - 1, text + (first ? 1 : 0));
        must(ju_code_check_digit((ju_code_kind)kind, body) == text[first ? 0 : length - 1]);
    }
    char digit = ju_code_check_digit(JU_CODE_ADDRESSEE, text);
    must(digit == 0 || (digit >= '0' && digit <= '9'));
}

static void try_numbers(const char *text)
{
    int64_t value = 0;
    char again[32];
    if (ju_parse_int64(text, INT64_MIN, INT64_MAX, &value)) {
        (void)snprintf(again, sizeof again, "%lld", (long long)value);
        must(strcmp(again, text) == 0);
    }
    must(!ju_parse_duration_ms(text, &value) || value >= 0);
    must(!ju_parse_size_bytes(text, &value) || value >= 0);
    must(!ju_uuid_valid(text) || strlen(text) == 36);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ju_arena *arena = fuzz_arena(ARENA_BYTES);
    bool valid = ju_text_valid((const char *)data, size);
    const char *text = fuzz_text(arena, data, size);
    must(!valid || strlen(text) == size);
    if (valid) {
        try_lengths(text);
        try_kana(text, arena);
        try_dates(text);
    }
    /* these read arguments and files too, which nobody has checked */
    try_codes(text);
    try_numbers(text);
    return 0;
}
