#ifndef PROPERTY_GAME_H
#define PROPERTY_GAME_H

#include "tests/integration/harness/counter.h"
#include "tests/integration/property/player.h"

/* One register, one player, and what is remembered between waves of changes. */

enum { WAVE_MAX = 400, MOMENTS_MAX = 24, DIGEST_SIZE = 40 };

/* The register between two waves. */
typedef struct moment {
    char known_at[40];
    int changes;
    char digest[DIGEST_SIZE]; /* of all rows there are */
} moment;

typedef struct game {
    world *w;
    counter *desk;
    player player;
    plan wave[WAVE_MAX];
    int planned;
    moment moment[MOMENTS_MAX];
    int moments;
    int refused; /* entries, other than for an alert that was then confirmed */
} game;

/* Makes up at most so many changes, sends them all, and sees each to its end. */
void game_play_wave(game *g, int size);

#endif
