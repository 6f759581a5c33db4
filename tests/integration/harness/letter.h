#ifndef HARNESS_LETTER_H
#define HARNESS_LETTER_H

#include "common/base/arena.h"
#include "juki/common/v1/common.pb-c.h"
#include "tests/integration/harness/bus.h"

/* What is sealed between our services and in dead letters (common/event/body.h), opened with JUKI_TEST_KEYS.
 */

/* Puts what a record has sealed in its place. */
void letter_open_record(const char *topic, bus_record *record);

/* The value of the record that is dead, opened when the letter has it sealed; in the arena, or the letter's.
 */
ProtobufCBinaryData letter_value(const Juki__Common__V1__DeadLetter *letter, ju_arena *arena);

#endif
