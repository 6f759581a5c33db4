#include "common/base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static ju_rc fill(ju_err *err, ju_rc rc, const char *code, const char *item, const char *format, va_list args)
{
    if (err != NULL) {
        memset(err, 0, sizeof *err);
        err->rc = rc;
        (void)snprintf(err->code, sizeof err->code, "%s", code);
        (void)snprintf(err->item, sizeof err->item, "%s", item);
        (void)vsnprintf(err->message, sizeof err->message, format, args);
    }
    return rc;
}

ju_rc ju_fail(ju_err *err, ju_rc rc, const char *code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, rc, code, "", format, args);
    va_end(args);
    return rc;
}

ju_rc ju_reject(ju_err *err, const char *code, const char *item, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err, JU_REJECT, code, item, format, args);
    va_end(args);
    return JU_REJECT;
}
