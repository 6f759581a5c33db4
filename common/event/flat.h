#ifndef JU_EVENT_FLAT_H
#define JU_EVENT_FLAT_H

#include "common/base/arena.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A message as a flat list of items, for tables and comparisons: its fields in their order, those of nested
 * messages by "outer.field" (address.town). A sealed value is one item. Repeated fields and oneofs have no
 * place in such a message.
 */
enum { JU_FLAT_NAME_SIZE = 96, JU_FLAT_TEXT_SIZE = 24, JU_FLAT_DEPTH_MAX = 3 };

typedef struct ju_flat_item {
    char name[JU_FLAT_NAME_SIZE];
    const ProtobufCFieldDescriptor *outer[JU_FLAT_DEPTH_MAX]; /* from the message inwards */
    size_t depth;                                             /* how many of these there are */
    const ProtobufCFieldDescriptor *field;
    bool sealed; /* a juki.common.v1.Sealed, which has no text */
} ju_flat_item;

/* Fills at most max items; returns how many the message has. */
size_t ju_flat_items(const ProtobufCMessageDescriptor *descriptor, ju_flat_item *ret, size_t max);

/*
 * The item as text: texts as they are, numbers and enums in decimal, a bool as 1; "" for the initial value
 * and what is absent. The text belongs to the message or is written into buffer. Not for sealed items.
 */
const char *ju_flat_text(const ProtobufCMessage *message, const ju_flat_item *item,
                         char buffer[JU_FLAT_TEXT_SIZE]);

/*
 * The other way: sets the item from its text, which is borrowed, not copied; nested messages that are absent
 * are made in the arena. "" leaves everything as it is. False when the text is no value of the item, or the
 * arena is full.
 */
bool ju_flat_set(ProtobufCMessage *message, const ju_flat_item *item, char *text, ju_arena *arena);

#endif
