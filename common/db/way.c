#include "common/db/way.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <string.h>

static bool is_there(const char *value)
{
    return value != NULL && *value != '\0';
}

static const char *value_of(const PQconninfoOption *options, const char *keyword)
{
    for (; options->keyword != NULL; options++) {
        if (strcmp(options->keyword, keyword) == 0) {
            return options->val == NULL ? "" : options->val;
        }
    }
    return "";
}

/* Several hosts stand with commas between them; an empty one is a socket, too. */
static bool names_hosts(const char *hosts)
{
    for (const char *host = hosts;; host++) {
        if (*host == '\0' || *host == ',' || *host == '/' || *host == '@') {
            return false;
        }
        host += strcspn(host, ",");
        if (*host == '\0') {
            return true;
        }
    }
}

static const char *fault_of(const PQconninfoOption *options)
{
    if (is_there(value_of(options, "password")) || is_there(value_of(options, "passfile"))) {
        return "has a password: a certificate says who comes";
    }
    if (is_there(value_of(options, "service"))) {
        return "names a service file: what is there cannot be checked";
    }
    if (strcmp(value_of(options, "sslmode"), "verify-full") != 0) {
        return "has not sslmode=verify-full: anybody could be the server";
    }
    if (!names_hosts(value_of(options, "host"))) {
        return "names no host: over a socket no certificate is asked for";
    }
    static const char *const files[] = {"sslrootcert", "sslcert", "sslkey"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (*value_of(options, files[i]) != '/') {
            return "needs sslrootcert, sslcert and sslkey, each the whole path of a file";
        }
    }
    return NULL;
}

const char *ju_db_way_fault(const char *conninfo)
{
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    const char *fault = options == NULL ? "cannot be read" : fault_of(options);
    PQconninfoFree(options);
    return fault;
}
