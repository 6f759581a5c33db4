#include "common/base/parse.h"

#include <stddef.h>
#include <string.h>

typedef struct unit {
    const char *name;
    int64_t factor;
} unit;

/* Reads digits at *cursor and leaves it after them. */
static bool scan_uint64(const char **cursor, uint64_t *ret)
{
    const char *text = *cursor;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || (digits > 1 && text[0] == '0')) {
        return false;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < digits; i++) {
        if (__builtin_mul_overflow(value, (uint64_t)10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(text[i] - '0'), &value)) {
            return false;
        }
    }
    *cursor = text + digits;
    *ret = value;
    return true;
}

bool ju_parse_int64(const char *text, int64_t min, int64_t max, int64_t *ret)
{
    bool negative = text[0] == '-';
    const char *cursor = negative ? text + 1 : text;
    uint64_t magnitude = 0;
    int64_t value = 0;
    if (!scan_uint64(&cursor, &magnitude) || *cursor != '\0') {
        return false;
    }
    if (negative ? __builtin_sub_overflow(0, magnitude, &value)
                 : __builtin_add_overflow(0, magnitude, &value)) {
        return false;
    }
    if ((negative && magnitude == 0) || value < min || value > max) {
        return false;
    }
    *ret = value;
    return true;
}

bool ju_parse_bool(const char *text, bool *ret)
{
    bool is_true = strcmp(text, "true") == 0;
    if (!is_true && strcmp(text, "false") != 0) {
        return false;
    }
    *ret = is_true;
    return true;
}

static bool parse_with_unit(const char *text, const unit *units, size_t count, int64_t *ret)
{
    uint64_t value = 0;
    if (!scan_uint64(&text, &value)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        int64_t product = 0;
        if (strcmp(text, units[i].name) == 0 && !__builtin_mul_overflow(value, units[i].factor, &product)) {
            *ret = product;
            return true;
        }
    }
    return false;
}

bool ju_parse_duration_ms(const char *text, int64_t *ret_ms)
{
    static const unit units[] = {
        {"ms", 1}, {"s", 1000}, {"m", 60 * 1000}, {"h", 60 * 60 * 1000}, {"d", 24 * 60 * 60 * 1000},
    };
    return parse_with_unit(text, units, sizeof units / sizeof units[0], ret_ms);
}

bool ju_parse_size_bytes(const char *text, int64_t *ret_bytes)
{
    static const unit units[] = {{"", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}};
    return parse_with_unit(text, units, sizeof units / sizeof units[0], ret_bytes);
}
