#include "services/audit/steps/session.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static const char AUTHORIZED[] = "connection authorized: user=";
static const char REPLICATION[] = "replication ";
static const char DATABASE[] = " database=";
static const char PROGRAM[] = " application_name=";
static const char PARAMETER[] = "parameter \"";
static const char STARTING[] = "starting PostgreSQL ";

/* The beginnings of SQLSTATE with which a login is refused. Of others (57: the server stops, or is not ready
 * yet) nobody is to blame. */
static const struct {
    const char *state;
    const char *code;
} REASONS[] = {
    {"28", "login_failed"},   {"42501", "not_authorized"}, {"3D", "database_unknown"},
    {"55", "not_authorized"}, {"53", "too_many"},
};

static const char *text_of(const json_t *line, const char *name)
{
    const char *text = json_string_value(json_object_get(line, name));
    return text == NULL ? "" : text;
}

static const char *behind(const char *text, const char *beginning)
{
    size_t length = strlen(beginning);
    return strncmp(text, beginning, length) == 0 ? text + length : NULL;
}

/* "2026-11-21 12:33:30.760 UTC" */
static bool read_time(const char *text, char ret[TOLD_TIME])
{
    static const char SHAPE[] = "0000-00-00 00:00:00.000 UTC";
    if (strlen(text) != sizeof SHAPE - 1 || !told_shaped(text, SHAPE)) {
        return false;
    }
    (void)snprintf(ret, TOLD_TIME, "%.10sT%.12sZ", text, text + strlen("0000-00-00 "));
    return true;
}

/* A database's name ends with the first space here, so none may be in it. */
static void keep_database(const char *name, char *ret, size_t size)
{
    told_keep(name, strlen(name), ret, size);
    for (char *c = ret; *c != '\0'; c++) {
        *c = *c == ' ' ? '?' : *c;
    }
}

/* What stands at the end of "... application_name=NAME SSL enabled (...)"; a name may have anything in it. */
static size_t length_of_program(const char *name)
{
    size_t length = strlen(name);
    const char *end = NULL;
    for (const char *at = strstr(name, " SSL enabled ("); at != NULL; at = strstr(at + 1, " SSL enabled (")) {
        end = at;
    }
    return end == NULL ? length : (size_t)(end - name);
}

/* "connection authorized: user=U database=D application_name=P ...": U and D are told beside it, too. */
static bool parse_authorized(const json_t *line, const char *message, told_act *ret)
{
    const char *whole = behind(message, REPLICATION);
    const char *at = behind(whole == NULL ? message : whole, AUTHORIZED);
    char database[TOLD_WHO];
    char program[TOLD_WHO];
    if (at == NULL) {
        return false;
    }
    const char *rest = behind(at, text_of(line, "user"));
    rest = rest == NULL || whole != NULL ? rest : behind(rest, DATABASE);
    rest = rest == NULL || whole != NULL ? rest : behind(rest, text_of(line, "dbname"));
    const char *name = rest == NULL ? NULL : behind(rest, PROGRAM);
    ret->action = "database.connected";
    keep_database(whole != NULL ? "replication" : text_of(line, "dbname"), database, sizeof database);
    told_keep(name == NULL ? "" : name, name == NULL ? 0 : length_of_program(name), program, sizeof program);
    (void)snprintf(ret->what, sizeof ret->what, "%s %s", database, *program == '\0' ? "-" : program);
    return true;
}

static const char *code_of(const json_t *line)
{
    const char *state = text_of(line, "state_code");
    for (size_t i = 0; i < sizeof REASONS / sizeof REASONS[0]; i++) {
        if (behind(state, REASONS[i].state) != NULL) {
            return REASONS[i].code;
        }
    }
    /* later in a session it is a broken one */
    return strcmp(state, "08P01") == 0 && *text_of(line, "user") == '\0' ? "protocol_invalid" : NULL;
}

static bool parse_refused(const json_t *line, told_act *ret)
{
    if (strcmp(text_of(line, "error_severity"), "FATAL") != 0) {
        return false;
    }
    ret->action = "database.refused";
    ret->code = code_of(line);
    const char *database = text_of(line, "dbname");
    keep_database(*database == '\0' ? "-" : database, ret->what, sizeof ret->what);
    return ret->code != NULL;
}

/* A session, too, can write such a line (RAISE LOG), but not without its name. */
static bool parse_server(const char *message, told_act *ret)
{
    if (*ret->who != '\0') {
        return false;
    }
    const char *parameter = behind(message, PARAMETER);
    if (parameter != NULL) {
        ret->action = "database.configured";
        told_keep(parameter, strcspn(parameter, "\""), ret->what,
                  sizeof ret->what); /* its value may be a secret */
        return true;
    }
    const char *version = behind(message, STARTING);
    if (version != NULL) {
        ret->action = "database.started";
        told_keep(version, strcspn(version, " "), ret->what, sizeof ret->what);
        return true;
    }
    return false;
}

static bool parse_object(const json_t *line, told_act *ret)
{
    const char *message = text_of(line, "message");
    const char *who = text_of(line, "user");
    const char *host = text_of(line, "remote_host");
    told_keep(who, strlen(who), ret->who, sizeof ret->who);
    told_keep(host, strlen(host), ret->host, sizeof ret->host);
    return parse_authorized(line, message, ret) || parse_refused(line, ret) || parse_server(message, ret);
}

bool session_parse(const char *line, told_act *ret)
{
    *ret = (told_act){.count = 1};
    json_t *object = json_loads(line, 0, NULL);
    bool good = read_time(text_of(object, "timestamp"), ret->time);
    bool told = good && parse_object(object, ret);
    json_decref(object);
    if (!good) {
        *ret = (told_act){.action = "database.unreadable", .time = "-", .count = 1};
    }
    return told || !good;
}
