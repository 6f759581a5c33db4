#ifndef CERTIFICATE_FIELD_H
#define CERTIFICATE_FIELD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* The texts that a template may name, as JSON objects of strings; release with json_decref. reply is a
 * CertificateReply as JSON with its numbers opened. */
json_t *field_of_page(const json_t *reply, const json_t *template);
json_t *field_of_person(const json_t *reply, const json_t *person, const json_t *template);

/* Text with each {name} replaced; to be freed. NULL when a name is unknown or memory is out. */
char *field_fill(const char *text, const json_t *page, const json_t *person);

/* Whether a person of the reply is a foreign resident: the template has a block of its own for these. */
bool field_is_foreign(const json_t *person);

#endif
