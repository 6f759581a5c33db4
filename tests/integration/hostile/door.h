#ifndef HOSTILE_DOOR_H
#define HOSTILE_DOOR_H

#include "tests/fuzz/wire.h"

/*
 * Hostile HTTP: one request made of good ones and of what no client sends, to this port of the machine from
 * one of its own addresses. The test fails when the server says that it failed, when the answer is no
 * HTTP, or has what was planted.
 */
void door_attack(int port, wire_random *random);

#endif
