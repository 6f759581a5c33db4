/* Any text as a table that an office or a migration gives: rosters, holidays, hours, variants, the office's
 * places, restraints of another system, destinations, who signs a log. */
#include "common/event/window.h"
#include "common/merkle/party.h"
#include "common/run/destination.h"
#include "common/text/calendar.h"
#include "services/audit/roster.h"
#include "services/resident/kiosk.h"
#include "services/resident/load_restraint.h"
#include "services/resident/office.h"
#include "services/resident/variant.h"
#include "tests/fuzz/harness.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 4 * 1024 * 1024 };

static void must_be_told(ju_rc rc, const ju_err *err)
{
    must(rc == JU_OK || (rc == JU_FATAL && err->code[0] != '\0' && err->message[0] != '\0'));
}

static void try_variants(const char *text, ju_arena *arena)
{
    variant_table *variants = NULL;
    ju_err err = {0};
    must_be_told(variant_table_parse(text, &variants, &err), &err);
    if (variants != NULL) {
        const char *once = variant_fold(variants, "渡邉 太郎", arena);
        const char *twice = once == NULL ? NULL : variant_fold(variants, once, arena);
        must(twice == NULL || strcmp(once, twice) == 0);
    }
    variant_table_free(variants);
}

static void try_roster(const void *data, size_t size, ju_arena *arena)
{
    ju_sheet lines;
    ju_sheet_fault why = {0};
    ju_err err = {0};
    if (roster_read(arena, data, size, &lines, &why, &err) == JU_OK && why.code != NULL) {
        must(*roster_text(why.code) != '\0' && why.item != NULL);
    }
}

static void try_times(const char *text)
{
    ju_window window;
    ju_calendar *calendar = NULL;
    kiosk_hours hours;
    ju_err err = {0};
    must_be_told(ju_window_parse(text, &window, &err), &err);
    must_be_told(ju_calendar_parse(text, &calendar, &err), &err);
    ju_calendar_free(calendar);
    must(!kiosk_hours_parse(text, &hours) || (hours.open >= 0 && hours.close <= JU_WINDOW_MINUTES));
}

static ju_rc take_party(void *opaque, const ju_party *party, ju_err *err)
{
    (void)opaque;
    (void)err;
    must(*party->name != '\0' && *party->vkey != '\0' && party->url != NULL);
    return JU_OK;
}

static void hear(void *opaque, const char *text)
{
    int *errors = opaque;
    must(*text != '\0');
    (*errors)++;
}

static void try_files(const void *data, size_t size)
{
    char path[256];
    int errors = 0;
    ju_err err = {0};
    const ju_config_report report = {.error = hear, .warning = hear, .opaque = &errors};
    fuzz_file("table", data, size);
    (void)snprintf(path, sizeof path, "%s/table", fuzz_dir());
    must_be_told(ju_parties_read(path, JU_NOTE_LOG, take_party, NULL, &err), &err);
    ju_destination_check(
        &(ju_destination_claim){
            .list = path, .program = "tax", .bootstrap = "kafka:9092", .prefix = "juki.132071"},
        &report);
    const char *broker = size == 0 ? NULL : memmem(data, size, "kafka:9092", strlen("kafka:9092"));
    must(errors > 0 || broker != NULL); /* who is not on the list is refused */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ju_arena *arena = fuzz_arena(ARENA_BYTES);
    load_restraint restraints[LOAD_RESTRAINTS_MAX];
    office_places places = {0};
    refusal why = {0};
    size_t count = 0;
    ju_err err = {0};
    try_times(fuzz_text(arena, data, size));
    try_variants(fuzz_text(arena, data, size), arena);
    try_roster(data, size, arena);
    try_files(data, size);
    must_be_told(office_places_parse(fuzz_text(arena, data, size), arena, &places, &err), &err);
    if (load_restraints_read(fuzz_text(arena, data, size), restraints, &count, &why)) {
        must(count <= LOAD_RESTRAINTS_MAX);
    } else {
        must(why.code != NULL);
    }
    return 0;
}
