#include "tests/town/random.h"

uint64_t town_random_next(town_random *random)
{
    random->state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t mixed = random->state;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ (mixed >> 31);
}

size_t town_random_below(town_random *random, size_t limit)
{
    return (size_t)(((town_random_next(random) >> 32) * limit) >> 32);
}

int town_random_between(town_random *random, int from, int to)
{
    return from + (int)town_random_below(random, (size_t)(to - from) + 1);
}

bool town_random_chance(town_random *random, unsigned permille)
{
    return town_random_below(random, 1000) < permille;
}
