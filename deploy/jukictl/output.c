#include "deploy/jukictl/ctl.h"

#include <stdio.h>
#include <string.h>

static int exit_code(ju_rc rc)
{
    switch (rc) {
    case JU_OK:
        return CTL_DONE;
    case JU_REJECT:
        return CTL_REFUSED;
    case JU_RETRY:
        return CTL_UNREACHABLE;
    case JU_FATAL:
        break;
    }
    return CTL_USAGE;
}

int ctl_report(const ju_err *err)
{
    (void)fprintf(stderr, "jukictl: %s%s%s [%s]\n", err->item, *err->item == '\0' ? "" : ": ", err->message,
                  err->code);
    return exit_code(err->rc);
}

int ctl_usage(const char *en, const char *ja)
{
    (void)fprintf(stderr, "jukictl: %s\n%s\n", ctl_tr(en, ja),
                  ctl_tr("Try 'jukictl help'.", "使い方は 'jukictl help' で見られます。"));
    return CTL_USAGE;
}

static void print_value(const json_t *json, int depth);

static void print_scalar(const json_t *json)
{
    if (json_is_string(json)) {
        (void)printf("%s\n", json_string_value(json));
    } else {
        (void)json_dumpf(json, stdout, JSON_ENCODE_ANY);
        (void)printf("\n");
    }
}

static void print_nested(const json_t *json, int depth)
{
    if (json_is_object(json) || json_is_array(json)) {
        (void)printf("\n");
        print_value(json, depth + 1);
    } else {
        (void)printf(" ");
        print_scalar(json);
    }
}

static void print_value(const json_t *json, int depth)
{
    if (json_is_array(json)) {
        size_t index = 0;
        json_t *item = NULL;
        json_array_foreach((json_t *)(uintptr_t)json, index, item)
        {
            (void)printf("%*s-", depth * 2, "");
            print_nested(item, depth);
        }
    } else if (json_is_object(json)) {
        const char *name = NULL;
        json_t *value = NULL;
        json_object_foreach((json_t *)(uintptr_t)json, name, value)
        {
            (void)printf("%*s%s:", depth * 2, "", name);
            print_nested(value, depth);
        }
    } else {
        print_scalar(json);
    }
}

void ctl_print(const ctl *c, json_t *json)
{
    if (c->options.json) {
        (void)json_dumpf(json, stdout, JSON_INDENT(2) | JSON_ENCODE_ANY);
        (void)printf("\n");
    } else {
        print_value(json, 0);
    }
    json_decref(json);
}

void ctl_print_line(json_t *json)
{
    (void)json_dumpf(json, stdout, JSON_COMPACT);
    (void)printf("\n");
    (void)fflush(stdout);
    json_decref(json);
}
