#include "common/log/mask.h"

#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

static const char MASK[] = "***";

typedef struct masker {
    char *out;
    size_t room; /* without the NUL */
    size_t length;
    size_t run_start; /* of the digits being gathered */
    size_t run_end;   /* behind the last of them */
    unsigned run_digits;
    unsigned least_digits;
} masker;

static bool is_digit(utf8proc_int32_t point)
{
    return (point >= '0' && point <= '9') || (point >= 0xFF10 && point <= 0xFF19);
}

static bool is_separator(utf8proc_int32_t point)
{
    return point == ' ' || point == '-';
}

/* The mask is never longer than what it replaces, so it always fits. */
static void end_run(masker *m)
{
    if (m->run_digits >= m->least_digits) {
        size_t rest = m->length - m->run_end;
        size_t mask_end = m->run_start + strlen(MASK);
        memcpy(m->out + m->run_start, MASK, strlen(MASK));
        memmove(m->out + mask_end, m->out + m->run_end, rest);
        m->length = mask_end + rest;
    }
    m->run_digits = 0;
}

static void note(masker *m, utf8proc_int32_t point)
{
    if (is_digit(point)) {
        m->run_start = m->run_digits == 0 ? m->length : m->run_start;
        m->run_digits++;
    } else if (m->run_digits > 0 && !(is_separator(point) && m->run_end == m->length)) {
        end_run(m);
    }
}

static bool put(masker *m, utf8proc_int32_t point, const char *bytes, size_t count)
{
    note(m, point);
    if (m->length + count > m->room) {
        return false;
    }
    memcpy(m->out + m->length, bytes, count);
    m->length += count;
    m->run_end = is_digit(point) ? m->length : m->run_end;
    return true;
}

void ju_mask_digits(const char *text, unsigned least_digits, char *ret, size_t size_bytes)
{
    masker m = {.out = ret, .room = size_bytes - 1, .least_digits = least_digits};
    const char *end = text + strlen(text);
    while (text < end) {
        utf8proc_int32_t point;
        utf8proc_ssize_t count = utf8proc_iterate((const utf8proc_uint8_t *)text, end - text, &point);
        bool fits = count > 0 ? put(&m, point, text, (size_t)count) : put(&m, '?', "?", 1);
        if (!fits) {
            break;
        }
        text += count > 0 ? count : 1;
    }
    end_run(&m);
    m.out[m.length] = '\0';
}
