/*
 * Hostile records, commands and HTTP requests to the running services: none of them ends one, changes what it
 * holds, makes it grow, or is repeated to anybody; afterwards the house works as before. JUKI_HOSTILE_SEED
 * draws others; JUKI_HOSTILE_RECORDS, _COMMANDS and _REQUESTS say how many (make hostile: 10,000).
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/hostile/door.h"
#include "tests/integration/hostile/house.h"
#include "tests/integration/hostile/record.h"

#include "common/base/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PERSONS = 2, WARM_UP = 200, REPLAYS_MAX = 300, GROWTH_MAX_KIB = 48 * 1024 };

static int64_t wanted(const char *name, int64_t usual)
{
    const char *text = secure_getenv(name);
    int64_t value = usual;
    assert_true(text == NULL || ju_parse_int64(text, 0, INT64_MAX, &value));
    return value;
}

static bool has_arrived(world *w, int64_t before)
{
    return sql_int(world_database_of(w, "identity")->conn, "SELECT count(*) FROM record") > before;
}

/* A person is registered, and 本人確認情報 knows of it. */
static void live(world *w, int serial)
{
    int64_t before = sql_int(world_database_of(w, "identity")->conn, "SELECT count(*) FROM record");
    (void)command_register(w, serial);
    AWAIT(has_arrived(w, before));
}

/* Every other one is made of golden bytes, type by type, so that none is passed over; the rest of what was
 * recorded. */
static void attack_with_records(house *h, const hostile_seeds *seeds, wire_random *random, int64_t count)
{
    size_t recorded = seeds->count - seeds->golden;
    for (int64_t i = 0; i < count; i++) {
        size_t which =
            i % 2 == 0 ? (size_t)(i / 2) % seeds->golden : seeds->golden + wire_below(random, recorded);
        hostile_send(h->w, &seeds->item[which], random);
    }
}

static void replay(house *h, const hostile_seeds *seeds)
{
    for (size_t i = seeds->golden; i < seeds->count && i < seeds->golden + REPLAYS_MAX; i++) {
        hostile_replay(h->w, &seeds->item[i]);
    }
}

static void attack_with_commands(house *h, const hostile_seeds *seeds, wire_random *random, int64_t count)
{
    while (count > 0) {
        const hostile_seed *seed = &seeds->item[wire_below(random, seeds->golden)];
        if (hostile_is_command(seed->topic)) {
            hostile_command(h->w, seed, random);
            count--;
        }
    }
}

static void attack_doors(house *h, wire_random *random, int64_t count)
{
    for (int64_t i = 0; i < count; i++) {
        size_t door = wire_below(random, HOUSE_SERVICES + 2);
        door_attack(door < HOUSE_SERVICES    ? h->service[door]->http_port
                    : door == HOUSE_SERVICES ? h->tile_port
                                             : h->rest_port,
                    random);
    }
    for (size_t i = 0; i < HOUSE_SERVICES; i++) {
        AWAIT(process_ready(h->service[i]));
    }
}

/* A build with sanitizers keeps what was freed, to find who uses it: its leaks are told at its end. */
static void check_growth(const house *h, int64_t before)
{
    int64_t grown = house_memory(h) - before;
    print_error("hostile: memory of the largest service grew by %lld KiB\n", (long long)grown);
#ifndef JU_ASAN
    assert_true(grown < GROWTH_MAX_KIB);
#else
    (void)before;
#endif
}

static void test_nothing_happens(void **state)
{
    world *w = *state;
    static house_state before;
    static house_state after;
    wire_random random = {(uint64_t)wanted("JUKI_HOSTILE_SEED", time(NULL))};
    print_error("hostile: seed %llu\n", (unsigned long long)random.state);
    command_all_topics(w, 1);
    house *h = house_open(w);
    for (int i = 1; i <= PERSONS; i++) {
        live(w, i);
    }
    hostile_seeds *seeds = hostile_seeds_new(w);
    attack_with_records(h, seeds, &random, WARM_UP);
    house_settle(h, seeds);
    int64_t memory = house_memory(h);
    w->unregistered = true; /* the terminals that are made up from here on */
    house_look(h, false, &before);
    attack_with_records(h, seeds, &random, wanted("JUKI_HOSTILE_RECORDS", 1500));
    replay(h, seeds);
    attack_doors(h, &random, wanted("JUKI_HOSTILE_REQUESTS", 400));
    house_settle(h, seeds);
    house_look(h, false, &after);
    house_compare(&before, &after);
    house_look(h, true, &before);
    attack_with_commands(h, seeds, &random, wanted("JUKI_HOSTILE_COMMANDS", 300));
    house_settle(h, seeds);
    house_look(h, true, &after);
    house_compare(&before, &after);
    hostile_tell();
    check_growth(h, memory);
    house_search(h, seeds, HOSTILE_CANARY);
    live(w, PERSONS + 1);
    hostile_seeds_free(seeds);
    free(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_nothing_happens, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
}
