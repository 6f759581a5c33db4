#include "tests/integration/harness/openapi.h"

#include "tests/integration/harness/world.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

void openapi_note(openapi *o, const char *method, const char *path, int status, const char *code)
{
    const char *shown = strncmp(path, "/v1/persons/", 12) == 0 ? "/v1/persons/{addressee_number}" : path;
    assert_true(o->count < OPENAPI_SEEN_MAX);
    (void)snprintf(o->seen[o->count++], sizeof o->seen[0], "%s %.*s %d %s", method, (int)strcspn(shown, "?"),
                   shown, status, code);
}

static bool has_seen(const openapi *o, const char *what)
{
    for (size_t i = 0; i < o->count; i++) {
        if (strcmp(o->seen[i], what) == 0) {
            return true;
        }
    }
    return false;
}

/* "POST /token 401 client_invalid" is in the document. */
static bool is_documented(const json_t *paths, const char *what)
{
    char method[8];
    char path[64];
    char status[8];
    char code[32] = "";
    assert_true(sscanf(what, "%7s %63s %7s %31s", method, path, status, code) >= 3);
    for (char *c = method; *c != '\0'; c++) {
        *c = (char)(*c - 'A' + 'a');
    }
    const json_t *operation = json_object_get(json_object_get(paths, path), method);
    const json_t *response = json_object_get(json_object_get(operation, "responses"), status);
    const json_t *codes = json_object_get(response, "x-code");
    bool found = response != NULL && codes == NULL && code[0] == '\0';
    for (size_t i = 0; i < json_array_size(codes); i++) {
        found |= strcmp(json_string_value(json_array_get(codes, i)), code) == 0;
    }
    return found;
}

static void expect_answered(const openapi *o, const char *path, const char *method, json_t *operation)
{
    const char *status;
    json_t *response;
    char upper[8] = "";
    for (size_t i = 0; method[i] != '\0'; i++) {
        upper[i] = (char)(method[i] - 'a' + 'A');
    }
    json_object_foreach(json_object_get(operation, "responses"), status, response)
    {
        json_t *codes = json_object_get(response, "x-code");
        for (size_t i = 0; i < (codes == NULL ? 1 : json_array_size(codes)); i++) {
            char what[192];
            (void)snprintf(what, sizeof what, "%s %s %s %s", upper, path, status,
                           codes == NULL ? "" : json_string_value(json_array_get(codes, i)));
            if (!has_seen(o, what)) {
                fail_msg("not answered: %s", what);
            }
        }
    }
}

void openapi_expect(const openapi *o, const char *path_of_document)
{
    json_t *document = json_load_file(path_of_document, 0, NULL);
    assert_non_null(document);
    json_t *paths = json_object_get(document, "paths");
    const char *path;
    json_t *methods;
    json_object_foreach(paths, path, methods)
    {
        const char *method;
        json_t *operation;
        json_object_foreach(methods, method, operation)
        {
            expect_answered(o, path, method, operation);
        }
    }
    for (size_t i = 0; i < o->count; i++) {
        if (!is_documented(paths, o->seen[i])) {
            fail_msg("not in the document: %s", o->seen[i]);
        }
    }
    json_decref(document);
}
