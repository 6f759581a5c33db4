#include "tests/integration/harness/comer.h"

#include <string.h>

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

registered comer_register(world *w, const comer *c)
{
    registered person = {.change = command_new_id()};
    ju_arena arena;
    Juki__Resident__V1__SubmitChange message = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    Juki__Resident__V1__PersonEntry entry = JUKI__RESIDENT__V1__PERSON_ENTRY__INIT;
    Juki__Resident__V1__PersonEntry *persons[] = {&entry};
    Juki__Common__V1__Address address;
    Juki__Common__V1__Address before;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    Juki__Resident__V1__ForeignStay stay = JUKI__RESIDENT__V1__FOREIGN_STAY__INIT;
    test_person who = person_of(c->serial);
    bool foreign = c->nationality != NULL;
    ju_arena_init(&arena, 64 * 1024);
    command_address(&address, TEST_MUNICIPALITY, "１－１");
    command_address(&before, "131016", "２－２");
    birth.date = text("1990-01-15");
    message.change_id = person.change.text;
    message.reason = text(foreign ? "overseas_move_in" : "domestic_move_in");
    message.change_date = message.notified_date = text(TEST_TODAY);
    message.address = &address;
    message.previous_address = foreign ? NULL : &before;
    message.person = persons;
    message.n_person = 1;
    entry.name = who.name;
    entry.birth_date = &birth;
    entry.sex = JUKI__COMMON__V1__SEX__SEX_MALE;
    entry.relationship = text("世帯主");
    entry.registered_domicile = text(foreign ? "" : c->domicile);
    entry.family_register_head = foreign ? entry.family_register_head : who.name;
    entry.nationality = text(foreign ? c->nationality : "");
    stay.section = JUKI__RESIDENT__V1__FOREIGN_SECTION__FOREIGN_SECTION_MID_TO_LONG_TERM;
    stay.card_number = text("AB12345678CD");
    entry.foreign_stay = foreign ? &stay : NULL;
    entry.resident_kind = foreign ? JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_FOREIGN
                                  : JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_UNSPECIFIED;
    entry.individual_number =
        command_seal(w, &arena, "individual_number", person.change.text, who.individual_number);
    entry.resident_code = command_seal(w, &arena, "resident_code", person.change.text, who.resident_code);
    command_send(w, &message, "clerk1");
    AWAIT(command_status(w, person.change.text) > 0);
    assert_string_equal(sql_text(world_database_of(w, "resident")->conn,
                                 "SELECT coalesce(refusal_code || ' ' || refusal_item, '') "
                                 "FROM change WHERE change_id = '%s'",
                                 person.change.text),
                        "");
    command_approve(w, person.change.text);
    AWAIT(command_status(w, person.change.text) == 2);
    command_register_ids(w, person.change.text, &person);
    ju_arena_done(&arena);
    return person;
}
