#include "tests/bench/load/message.h"

#include "common/code/code.h"
#include "juki/identity/v1/identity.pb-c.h"
#include "juki/resident/v1/command.pb-c.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

typedef Juki__Resident__V1__SubmitChange submit;
typedef Juki__Resident__V1__PersonEntry person_entry;
typedef Juki__Common__V1__Address bus_address;
typedef Juki__Common__V1__Operator bus_operator;

static const char LATER[] = "2026-04-15"; /* day of every change but the arrivals */

static ju_rc no_memory(ju_err *err)
{
    return ju_fail(err, JU_FATAL, "memory", "the run's messages do not fit in memory");
}

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

static ju_rc pack(const ProtobufCMessage *message, ju_arena *arena, load_message *ret, ju_err *err)
{
    ret->type = message->descriptor->name;
    ret->size = protobuf_c_message_get_packed_size(message);
    ret->value = ju_arena_alloc(arena, ret->size);
    if (ret->value == NULL) {
        return no_memory(err);
    }
    (void)protobuf_c_message_pack(message, ret->value);
    return JU_OK;
}

static bus_operator operator_of(const char *id, const char *terminal)
{
    bus_operator operator_ = JUKI__COMMON__V1__OPERATOR__INIT;
    operator_.operator_id = text(id);
    operator_.terminal_id = text(terminal);
    operator_.office = text("市民課");
    return operator_;
}

static bus_address address_of(const town_address *from)
{
    bus_address address = JUKI__COMMON__V1__ADDRESS__INIT;
    address.postal_code = text(from->postal_code);
    address.municipality_code = text(from->municipality_code);
    address.town_code = text(from->town_code);
    address.prefecture = text(from->prefecture);
    address.municipality = text(from->municipality);
    address.town = text(from->town);
    address.number = text(from->number);
    address.building = text(from->building);
    return address;
}

/* 氏名 to 筆頭者 of somebody new to the register. */
static ju_rc describe(const town_person *from, person_entry *entry, ju_arena *arena, ju_err *err)
{
    entry->birth_date = ju_arena_alloc(arena, sizeof *entry->birth_date);
    if (entry->birth_date == NULL) {
        return no_memory(err);
    }
    juki__common__v1__written_date__init(entry->birth_date);
    entry->birth_date->date = text(from->birth_date);
    entry->birth_date->uncertain = from->birth_written != NULL;
    entry->birth_date->written = text(from->birth_written == NULL ? "" : from->birth_written);
    entry->name = text(from->name);
    entry->name_kana = text(from->name_kana);
    entry->sex = (Juki__Common__V1__Sex)from->sex;
    entry->relationship = text(from->relationship);
    entry->registered_domicile = text(from->registered_domicile);
    entry->family_register_head = text(from->family_register_head);
    return JU_OK;
}

static ju_rc put_person(const population_change *change, size_t at, ju_keyring *resident, ju_arena *arena,
                        person_entry *entry, ju_err *err)
{
    juki__resident__v1__person_entry__init(entry);
    if (change->kind == TOWN_BIRTH) {
        return describe(&change->newborn, entry, arena, err);
    }
    if (change->kind != TOWN_MOVE_IN) {
        entry->addressee_number = change->household->addressee[change->first + at];
        return JU_OK;
    }
    const town_person *person = &change->household->facts->member[at];
    JU_TRY(describe(person, entry, arena, err));
    JU_TRY(ju_seal_text(resident, arena, "individual_number", change->id, person->individual_number,
                        &entry->individual_number, err));
    return ju_seal_text(resident, arena, "resident_code", change->id, person->resident_code,
                        &entry->resident_code, err);
}

/* The town's own people may have come from nowhere: any other municipality does for the notice. */
static const town_address *origin_of(const town_household *household)
{
    static const town_address elsewhere = {
        .postal_code = "1900022",
        .municipality_code = "132021",
        .town_code = "0000000",
        .prefecture = "東京都",
        .municipality = "立川市",
        .town = "錦町",
        .number = "１番１号",
        .building = "",
    };
    for (size_t i = 0; i < household->member_count; i++) {
        if (household->member[i].previous_address != NULL) {
            return household->member[i].previous_address;
        }
    }
    return &elsewhere;
}

/* A household is there when the last of its members has settled. */
static const char *day_of_arrival(const town_household *household)
{
    const char *day = household->member[0].address_since;
    for (size_t i = 1; i < household->member_count; i++) {
        day = strcmp(household->member[i].address_since, day) > 0 ? household->member[i].address_since : day;
    }
    return day;
}

static ju_rc put_persons(const population_change *change, ju_keyring *resident, ju_arena *arena,
                         submit *entry, ju_err *err)
{
    entry->n_person = change->count;
    entry->person = ju_arena_alloc(arena, change->count * sizeof *entry->person);
    person_entry *persons = ju_arena_alloc(arena, change->count * sizeof *persons);
    if (entry->person == NULL || persons == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < change->count; i++) {
        entry->person[i] = &persons[i];
        JU_TRY(put_person(change, i, resident, arena, &persons[i], err));
    }
    return JU_OK;
}

ju_rc load_pack_submit(const population_change *change, ju_keyring *resident, ju_arena *arena,
                       load_message *ret, ju_err *err)
{
    static const char *const reasons[TOWN_CHANGE_KIND_MAX_] = {
        [TOWN_MOVE_IN] = "domestic_move_in",
        [TOWN_MOVE] = "move_within",
        [TOWN_MOVE_OUT] = "domestic_move_out",
        [TOWN_BIRTH] = "birth",
        [TOWN_DEATH] = "death",
    };
    const town_household *facts = change->household->facts;
    bus_operator clerk = operator_of("B1001", "T01");
    bus_address address = JUKI__COMMON__V1__ADDRESS__INIT;
    bus_address origin = JUKI__COMMON__V1__ADDRESS__INIT;
    static char alike_removed[] =
        "alike_removed"; /* somebody of that name and birth moved out before (j600) */
    static char *confirmed[] = {alike_removed};
    submit entry = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    Juki__Resident__V1__IdentityCheck check = JUKI__RESIDENT__V1__IDENTITY_CHECK__INIT;
    check.method = JUKI__RESIDENT__V1__IDENTITY_METHOD__IDENTITY_METHOD_NUMBER_CARD;
    check.comparison = JUKI__RESIDENT__V1__COMPARISON__COMPARISON_EQUAL;
    entry.identity_check = &check;
    entry.confirmed_alert = confirmed;
    entry.n_confirmed_alert = change->kind == TOWN_MOVE_IN ? 1 : 0;
    entry.change_id = text(change->id);
    entry.reason = text(reasons[change->kind]);
    entry.change_date = text(change->kind == TOWN_MOVE_IN ? day_of_arrival(facts) : LATER);
    entry.notified_date = entry.change_date;
    entry.operator_ = &clerk;
    if (change->kind == TOWN_MOVE_IN || change->kind == TOWN_MOVE) {
        address = address_of(&change->address);
        entry.address = &address;
    }
    if (change->kind == TOWN_MOVE_IN) {
        origin = address_of(origin_of(facts));
        entry.previous_address = &origin;
    }
    if (change->kind == TOWN_MOVE_OUT) {
        address = address_of(&change->address);
        entry.destination = &address;
    }
    if (change->kind == TOWN_BIRTH) {
        entry.household_number = text(change->household->number);
    }
    JU_TRY(put_persons(change, resident, arena, &entry, err));
    return pack(&entry.base, arena, ret, err);
}

ju_rc load_pack_review(const population_change *change, const char *reviewed_by, ju_arena *arena,
                       load_message *ret, ju_err *err)
{
    bus_operator reviewer = operator_of(reviewed_by, "T02");
    Juki__Resident__V1__ReviewChange review = JUKI__RESIDENT__V1__REVIEW_CHANGE__INIT;
    review.change_id = text(change->id);
    review.decision = JUKI__RESIDENT__V1__DECISION__DECISION_APPROVE;
    review.operator_ = &reviewer;
    return pack(&review.base, arena, ret, err);
}

static ju_rc seal_number(ju_code_kind kind, const char *field, int digits, int64_t serial,
                         const char *request_id, ju_keyring *identity, ju_arena *arena,
                         Juki__Common__V1__Sealed **ret, ju_err *err)
{
    char number[JU_CODE_SIZE];
    int length = snprintf(number, sizeof number, "00009%0*" PRId64, digits, serial);
    char check = ju_code_check_digit(kind, number);
    number[length] = check;
    number[length + 1] = '\0';
    return ju_seal_text(identity, arena, field, request_id, number, ret, err);
}

static ju_rc return_code(const Juki__Identity__V1__NumberGenerationRequested *request,
                         const load_rings *rings, ju_arena *arena, Juki__Common__V1__Sealed **ret,
                         ju_err *err)
{
    char *code = NULL;
    JU_TRY(ju_unseal_text(rings->national, arena, "resident_code", request->request_id,
                          request->resident_code, &code, err));
    return ju_seal_text(rings->identity, arena, "resident_code", request->request_id, code, ret, err);
}

static ju_rc within_block(int64_t serial, ju_err *err)
{
    return serial <= LOAD_SERIAL_MAX
               ? JU_OK
               : ju_fail(err, JU_FATAL, "numbers_used_up", "the block of synthetic numbers is used up");
}

ju_rc load_pack_numbers(const Juki__Identity__V1__NumberGenerationRequested *request, int64_t serial,
                        const load_rings *rings, ju_arena *arena, load_message *ret, ju_err *err)
{
    Juki__Identity__V1__NumberGenerated generated = JUKI__IDENTITY__V1__NUMBER_GENERATED__INIT;
    JU_TRY(within_block(serial, err));
    generated.request_id = request->request_id;
    JU_TRY(seal_number(JU_CODE_INDIVIDUAL_NUMBER, "individual_number", 6, serial, request->request_id,
                       rings->identity, arena, &generated.individual_number, err));
    JU_TRY(return_code(request, rings, arena, &generated.resident_code, err));
    return pack(&generated.base, arena, ret, err);
}

ju_rc load_pack_codes(const Juki__Identity__V1__CodesRequested *request, int64_t first,
                      const load_rings *rings, ju_arena *arena, load_message *ret, ju_err *err)
{
    Juki__Identity__V1__CodesDelivered codes = JUKI__IDENTITY__V1__CODES_DELIVERED__INIT;
    size_t count = (size_t)request->count;
    JU_TRY(within_block(first + request->count - 1, err));
    codes.request_id = request->request_id;
    codes.resident_code = ju_arena_alloc(arena, count * sizeof *codes.resident_code);
    if (codes.resident_code == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "the arena is full");
    }
    for (; codes.n_resident_code < count; codes.n_resident_code++) {
        JU_TRY(seal_number(JU_CODE_RESIDENT_CODE, "resident_code", 5, first + (int64_t)codes.n_resident_code,
                           request->request_id, rings->identity, arena,
                           &codes.resident_code[codes.n_resident_code], err));
    }
    return pack(&codes.base, arena, ret, err);
}
