#ifndef JU_EVENT_REGISTRY_H
#define JU_EVENT_REGISTRY_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>

/* One message type of proto/juki. */
typedef struct ju_registry_row {
    const char *file; /* where it is written, below proto/ */
    const ProtobufCMessageDescriptor *descriptor;
} ju_registry_row;

/* All message types, sorted by full name. */
const ju_registry_row *ju_registry_rows(size_t *ret_count);

/* The row of a full name such as "juki.resident.v1.SubmitChange", which is also its ce_type; NULL if
 * there is no such type. */
const ju_registry_row *ju_registry_row_of(const char *full_name);

/* As ju_registry_row_of, only the descriptor. */
const ProtobufCMessageDescriptor *ju_registry_find(const char *full_name);

#endif
