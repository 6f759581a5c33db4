#ifndef HARNESS_OPENAPI_H
#define HARNESS_OPENAPI_H

#include <stddef.h>

/* What a door answered, to be held against its document (x-code: the codes of a refusal). */
enum { OPENAPI_SEEN_MAX = 256, OPENAPI_SEEN_SIZE = 96 };

typedef struct openapi {
    char seen[OPENAPI_SEEN_MAX][OPENAPI_SEEN_SIZE]; /* "GET /v1/persons 200 code" */
    size_t count;
} openapi;

void openapi_note(openapi *o, const char *method, const char *path, int status, const char *code);

/* All that the document names was answered so, and nothing was that it does not name. */
void openapi_expect(const openapi *o, const char *path_of_document);

#endif
