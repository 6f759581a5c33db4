/* Items that few entries have, through Kafka and PostgreSQL: what was entered is on record and found, what
 * was emptied is gone. */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/process.h"
#include "tests/integration/harness/restraint.h"

#include "common/event/topic_names.h"
#include "juki/resident/v1/search.pb-c.h"

#include <string.h>

typedef Juki__Resident__V1__SubmitChange submit;
typedef Juki__Resident__V1__PersonEntry person_entry;
typedef Juki__Resident__V1__PersonReply person_reply;

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static int set_up(void **state)
{
    int failed = restraint_set_up(state);
    if (failed == 0) {
        (void)process_start(*state, "juki-resident", NULL);
    }
    return failed;
}

/* Enters it as today's, of one person, and has it registered. */
static void register_one(world *w, submit *entry, const char *reason, person_entry *who)
{
    command_id id = command_new_id();
    person_entry *persons[] = {who};
    entry->change_id = id.text;
    entry->reason = text(reason);
    entry->justification = text(strcmp(reason, "overseas_move_in") == 0 ? "" : "実態調査");
    entry->change_date = entry->notified_date = text(TEST_TODAY);
    entry->person = persons;
    entry->n_person = 1;
    command_send(w, entry, "clerk1");
    AWAIT(command_status(w, id.text) == 1);
    command_approve(w, id.text);
    AWAIT(command_status(w, id.text) == 2);
}

/* Somebody from abroad whose name is known in letters and in kanji, in the household of who is no resident.
 */
static void come_from_abroad(world *w)
{
    submit entry = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    person_entry who = JUKI__RESIDENT__V1__PERSON_ENTRY__INIT;
    Juki__Common__V1__Address here = JUKI__COMMON__V1__ADDRESS__INIT;
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    Juki__Resident__V1__ForeignStay stay = JUKI__RESIDENT__V1__FOREIGN_STAY__INIT;
    Juki__Resident__V1__ActingHead colonel = JUKI__RESIDENT__V1__ACTING_HEAD__INIT;
    Juki__Resident__V1__KanaConfirmed confirmed = JUKI__RESIDENT__V1__KANA_CONFIRMED__INIT;
    Juki__Common__V1__WrittenDate registered_then = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    confirmed.name = 1;
    registered_then.date = text("2001-03-01");
    registered_then.uncertain = 1;
    registered_then.written = text("平成13年3月 日不詳");
    command_address(&here, TEST_MUNICIPALITY, "１－１");
    birth.date = text("1988-08-08");
    stay.section = JUKI__RESIDENT__V1__FOREIGN_SECTION__FOREIGN_SECTION_SPECIAL_PERMANENT;
    stay.card_number = text("AB00000001CD");
    colonel.name = text("JOHN SMITH");
    colonel.name_kana = text("ジョン　スミス");
    who.name = text("SHIKEN SUMI");
    who.name_kanji = text("試験　澄");
    who.relationship = text("世帯主");
    who.birth_date = &birth;
    who.resident_kind = JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_FOREIGN;
    who.nationality = text("韓国");
    who.foreign_stay = &stay;
    who.name_kana = text("シケン　スミ");
    who.kana_confirmed = &confirmed;
    who.last_registered_address = text("北海道小樽市花園二丁目12番");
    who.alien_registered = &registered_then;
    who.under_guardianship = 1;
    entry.address = &here;
    entry.acting_head = &colonel;
    register_one(w, &entry, "overseas_move_in", &who);
}

static person_reply *person(world *w, const char *number)
{
    command_id id = command_query_person(w, number);
    return (person_reply *)restraint_answer(id.text, &juki__resident__v1__person_reply__descriptor, 1);
}

/* Who is found by this name, "" for nobody; static. */
static const char *found(world *w, const char *name)
{
    static char number[16];
    command_id id = command_new_id();
    Juki__Common__V1__Operator who = restraint_operator("clerk1");
    Juki__Resident__V1__SearchPersons question = JUKI__RESIDENT__V1__SEARCH_PERSONS__INIT;
    question.request_id = id.text;
    question.operator_ = &who;
    question.name = text(name);
    question.purpose = text("test");
    bus_send(w, JU_TOPIC_RESIDENT_COMMAND, &(bus_event){.key = id.text, .message = &question.base});
    Juki__Resident__V1__SearchReply *reply = (Juki__Resident__V1__SearchReply *)restraint_answer(
        id.text, &juki__resident__v1__search_reply__descriptor, 1);
    assert_null(reply->refusal);
    (void)snprintf(number, sizeof number, "%s",
                   reply->n_person == 0 ? "" : reply->person[0]->addressee_number);
    juki__resident__v1__search_reply__free_unpacked(reply, NULL);
    return number;
}

static void j20_names_in_letters_and_in_kanji(world *w, char number[16])
{
    come_from_abroad(w);
    (void)snprintf(number, 16, "%s", found(w, "試験澄"));
    assert_string_equal(found(w, "SHIKEN"), number);
    person_reply *reply = person(w, number);
    const Juki__Resident__V1__PersonRecord *record = reply->record[0];
    assert_string_equal(record->name, "SHIKEN SUMI");
    assert_string_equal(record->name_kanji, "試験　澄");
    assert_string_equal(record->acting_head->name, "JOHN SMITH");
    assert_string_equal(record->acting_head->name_kana, "ジョン　スミス");
    assert_true(record->kana_confirmed->name && !record->kana_confirmed->alias);
    assert_string_equal(record->last_registered_address, "北海道小樽市花園二丁目12番");
    assert_string_equal(record->alien_registered->written, "平成13年3月 日不詳");
    assert_true(record->under_guardianship);
    assert_string_equal(record->resident_since, TEST_TODAY);
    assert_string_equal(record->resident_since_written, "");
    juki__resident__v1__person_reply__free_unpacked(reply, NULL);
}

/* 誤記修正: the days since when are 不詳, there is no name in kanji, nobody acts as 世帯主. */
static void j80_corrected(world *w, const char *number)
{
    char *cleared[] = {text("name_kanji"), text("acting_head"), text("last_registered_address"),
                       text("alien_registered"), text("under_guardianship")};
    submit entry = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    person_entry who = JUKI__RESIDENT__V1__PERSON_ENTRY__INIT;
    Juki__Common__V1__WrittenDate day = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    day.date = text("2012-07-01");
    day.uncertain = 1;
    day.written = text("平成24年7月 日不詳");
    who.addressee_number = text(number);
    who.resident_since = who.address_since = who.foreign_resident_since = &day;
    entry.cleared = cleared;
    entry.n_cleared = sizeof cleared / sizeof cleared[0];
    register_one(w, &entry, "error_correction", &who);
    person_reply *reply = person(w, number);
    const Juki__Resident__V1__PersonRecord *record = reply->record[0];
    assert_int_equal(record->history_number, 2);
    assert_string_equal(record->name_kanji, "");
    assert_null(record->acting_head);
    assert_string_equal(record->last_registered_address, "");
    assert_null(record->alien_registered);
    assert_false(record->under_guardianship);
    assert_true(record->kana_confirmed->name);
    assert_string_equal(record->resident_since, "2012-07-01");
    assert_string_equal(record->resident_since_written, day.written);
    assert_string_equal(record->address_since_written, day.written);
    assert_string_equal(record->foreign_resident_since, "2012-07-01");
    assert_string_equal(record->foreign_resident_since_written, day.written);
    juki__resident__v1__person_reply__free_unpacked(reply, NULL);
    assert_string_equal(found(w, "試験澄"), "");
    assert_string_equal(found(w, "SHIKEN"), number);
}

static void j80_j20_j740_items(void **state)
{
    world *w = *state;
    char number[16];
    j20_names_in_letters_and_in_kanji(w, number);
    j80_corrected(w, number);
}

static void j10_the_code_of_a_domicile(void **state)
{
    world *w = *state;
    registered japanese = command_register(w, 1);
    submit entry = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    person_entry who = JUKI__RESIDENT__V1__PERSON_ENTRY__INIT;
    who.addressee_number = text(japanese.addressee_number);
    who.registered_domicile = text("東京都昭島市田中町一丁目１番");
    who.registered_domicile_code = text(TEST_MUNICIPALITY);
    register_one(w, &entry, "official_correction", &who);
    person_reply *reply = person(w, japanese.addressee_number);
    assert_string_equal(reply->record[0]->registered_domicile_code, TEST_MUNICIPALITY);
    juki__resident__v1__person_reply__free_unpacked(reply, NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, restraint_tear_down)
    const struct CMUnitTest tests[] = {TEST(j80_j20_j740_items), TEST(j10_the_code_of_a_domicile)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
