#ifndef JU_DB_RECORD_H
#define JU_DB_RECORD_H

#include "common/db/db.h"

/*
 * One protobuf message as one row. The columns are the message's fields in descriptor order, nested
 * messages flattened in place (an Address is eight columns); a Sealed value, and a nested message that has
 * repeated fields, is one bytea, its bytes. Repeated fields and oneofs have no place in the message itself.
 */

/* Appends every field of the message as a parameter; absent text and absent messages become NULL. */
void ju_arg_message(ju_args *args, const ProtobufCMessage *message);

/* Reads a row from *column on into a new message in the arena, and moves *column past it.
 * NULL when the arena is full. */
ProtobufCMessage *ju_col_message(const PGresult *result, int row, int *column,
                                 const ProtobufCMessageDescriptor *descriptor, ju_arena *arena);

/* One message, such as a Sealed value, as one bytea column; NULL stays NULL. */
void ju_arg_packed(ju_args *args, const ProtobufCMessage *message);
/* Reads it into the arena. NULL when the column is null, holds no such message, or the arena is full. */
ProtobufCMessage *ju_col_packed(const PGresult *result, int row, int column,
                                const ProtobufCMessageDescriptor *descriptor, ju_arena *arena);

#endif
