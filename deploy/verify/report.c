#include "deploy/verify/report.h"

#include <stdarg.h>
#include <stdio.h>

enum { TEXT_BYTES = 512 };

void report_add(report *to, place where, const char *code, const char *format, ...)
{
    char text[TEXT_BYTES];
    va_list arguments;
    if (to->count++ >= FINDINGS_TOLD) {
        return;
    }
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    to->tell(to->opaque, &(finding){code, where.file, where.line, where.entry, text});
}
