#ifndef HARNESS_LETTER_H
#define HARNESS_LETTER_H

#include "common/base/arena.h"
#include "common/event/body.h"
#include "juki/common/v1/common.pb-c.h"
#include "tests/integration/harness/bus.h"

/* What is sealed on the bus and in dead letters (common/event/body.h), opened with everybody's keys. */

/* Puts what a record has sealed in its place, opened by the keyrings of this folder. */
void letter_open_record(const char *keys, const char *topic, bus_record *record);

/* Seals a body as its writer does, into arena; what is too large, or on a topic of no audience, stays as it
 * is. */
void letter_seal(const char *keys, const ju_body_of *of, ju_arena *arena, ProtobufCBinaryData *body);

/* The value of the record that is dead, opened when the letter has it sealed; in the arena, or the letter's.
 */
ProtobufCBinaryData letter_value(const Juki__Common__V1__DeadLetter *letter, ju_arena *arena);

#endif
