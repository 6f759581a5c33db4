#include "tests/unit/resident_sample.h"

#include <assert.h>
#include <string.h>

typedef Juki__Resident__V1__PersonRecord record;
typedef Juki__Resident__V1__PersonEntry person_entry;
typedef Juki__Common__V1__Address address;

char *sample_text(const char *text)
{
    return (char *)(uintptr_t)text;
}

static address address_of(const char *municipality_code, const char *municipality, const char *town,
                          const char *number)
{
    address made = JUKI__COMMON__V1__ADDRESS__INIT;
    made.postal_code = sample_text("1960015");
    made.municipality_code = sample_text(municipality_code);
    made.prefecture = sample_text("東京都");
    made.municipality = sample_text(municipality);
    made.town = sample_text(town);
    made.number = sample_text(number);
    return made;
}

static Juki__Common__V1__Sealed sealed_bytes(void)
{
    static unsigned char bytes[28] = {1};
    Juki__Common__V1__Sealed sealed = JUKI__COMMON__V1__SEALED__INIT;
    sealed.key_id = sample_text("resident/2026");
    sealed.nonce = (ProtobufCBinaryData){.len = 12, .data = bytes};
    sealed.ciphertext = (ProtobufCBinaryData){.len = sizeof bytes, .data = bytes};
    return sealed;
}

static Juki__Common__V1__WrittenDate day(const char *date)
{
    Juki__Common__V1__WrittenDate made = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    made.date = sample_text(date);
    return made;
}

static void fill_record(sample_register *s, size_t at)
{
    static const struct {
        const char *addressee_number;
        const char *register_ref;
        const char *name;
        const char *relationship;
    } rows[SAMPLE_REGISTERED] = {
        [SAMPLE_HEAD] = {"00000000018", "ref-head", "昭島　一郎", "世帯主"},
        [SAMPLE_WIFE] = {"00000000026", "ref-wife", "昭島　花子", "妻"},
        [SAMPLE_CHILD] = {"00000000034", "ref-child", "昭島　桃子", "子"},
        [SAMPLE_ALONE] = {"00000000042", "ref-alone", "拝島　次郎", "世帯主"},
        [SAMPLE_MOVED_OUT] = {"00000000050", "ref-moved-out", "田中　三郎", "世帯主"},
        [SAMPLE_DEAD] = {"00000000069", "ref-dead", "中神　四郎", "世帯主"},
    };
    bool family = at <= SAMPLE_CHILD;
    record *person = &s->person[at];
    juki__resident__v1__person_record__init(person);
    person->addressee_number = sample_text(rows[at].addressee_number);
    person->register_ref = sample_text(rows[at].register_ref);
    person->name = sample_text(rows[at].name);
    person->relationship = sample_text(rows[at].relationship);
    person->history_number = (int32_t)at + 1;
    person->household_number = sample_text(family ? SAMPLE_FAMILY_HOUSEHOLD : SAMPLE_ALONE_HOUSEHOLD);
    person->state = at == SAMPLE_MOVED_OUT ? JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT
                    : at == SAMPLE_DEAD    ? JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DEAD
                                           : JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT;
    person->name_kana = sample_text("アキシマ");
    person->birth_date = &s->birth_date;
    person->sex = JUKI__COMMON__V1__SEX__SEX_FEMALE;
    person->individual_number = &s->individual_number;
    person->resident_code = &s->resident_code;
    person->address = family ? &s->family_address : &s->alone_address;
    person->resident_since = sample_text("2001-04-01");
    person->address_since = sample_text("2010-04-01");
    person->destination = at == SAMPLE_MOVED_OUT ? &s->alone_address : NULL;
    person->registered_domicile = sample_text("東京都昭島市本町1番地");
    person->family_register_head = sample_text("昭島　一郎");
    person->reason = sample_text("move_within");
    person->change_date = sample_text("2010-04-01");
    person->notified_date = sample_text("2010-04-02");
    person->processed_date = sample_text("2010-04-03");
    person->change_id = sample_text("0190a000-0000-7000-8000-000000000001");
    person->operator_id = sample_text("op-old");
    person->terminal_id = sample_text("t-old");
}

void sample_register_fill(sample_register *s)
{
    *s = (sample_register){
        .family_address = address_of(SAMPLE_MUNICIPALITY, "昭島市", "本町一丁目", "1番1号"),
        .alone_address = address_of(SAMPLE_MUNICIPALITY, "昭島市", "拝島町", "2番地"),
        .birth_date = day("1980-05-05"),
        .individual_number = sealed_bytes(),
        .resident_code = sealed_bytes(),
    };
    for (size_t i = 0; i < SAMPLE_REGISTERED; i++) {
        fill_record(s, i);
        if (s->person[i].state == JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT) {
            s->current[s->current_count++] = &s->person[i];
        } else {
            s->removed[s->removed_count++] = &s->person[i];
        }
    }
}

record *sample_named(sample_register *s, const char *addressee_number)
{
    for (size_t i = 0; i < SAMPLE_REGISTERED; i++) {
        if (strcmp(s->person[i].addressee_number, addressee_number) == 0) {
            return &s->person[i];
        }
    }
    return NULL;
}

/* A person whom the register does not know yet. */
static void fill_new_person(sample_entry *s, size_t at, bool birth)
{
    static const char *const relationships[] = {"世帯主", "妻", "子", "子"};
    person_entry *person = &s->person[at];
    s->birth_date[at] = day(birth ? "2026-04-01" : "1990-02-28");
    person->name = sample_text("玉川　五郎");
    person->name_kana = sample_text("タマガワ　ゴロウ");
    person->birth_date = &s->birth_date[at];
    person->sex = JUKI__COMMON__V1__SEX__SEX_MALE;
    person->relationship = sample_text(birth ? "子" : relationships[at % SAMPLE_NUMBERED_MAX]);
    person->registered_domicile = sample_text("東京都立川市柴崎町1番地");
    person->family_register_head = sample_text("玉川　五郎");
}

static void give_numbers(sample_entry *s, size_t at)
{
    static const entry_numbers samples[SAMPLE_NUMBERED_MAX] = {
        {.individual_number = SAMPLE_NUMBER, .resident_code = SAMPLE_CODE},
        {.individual_number = "621498320257", .resident_code = "09876543211"},
        {.individual_number = "465281266333", .resident_code = "12345000001"},
        {.individual_number = "111111111118", .resident_code = "12345000010"},
    };
    s->person[at].individual_number = &s->sealed;
    s->person[at].resident_code = &s->sealed;
    s->numbers[at] = samples[at % SAMPLE_NUMBERED_MAX];
}

static void fill_person(sample_entry *s, const char *reason_code, size_t at)
{
    static const char *const registered[] = {"00000000018", "00000000026", "00000000034"};
    bool birth = strcmp(reason_code, "birth") == 0;
    bool move_in = strcmp(reason_code, "domestic_move_in") == 0;
    s->persons[at] = &s->person[at];
    s->numbers[at] = (entry_numbers){.individual_number = "", .resident_code = ""};
    juki__resident__v1__person_entry__init(&s->person[at]);
    if (birth || move_in) {
        fill_new_person(s, at, birth);
    } else {
        s->person[at].addressee_number = sample_text(registered[at % 3]);
    }
    if (move_in) {
        give_numbers(s, at);
    }
}

static void fill_places(sample_entry *s, const char *reason_code)
{
    if (strcmp(reason_code, "domestic_move_in") == 0 || strcmp(reason_code, "move_within") == 0) {
        s->entry.address = &s->address;
    }
    if (strcmp(reason_code, "domestic_move_in") == 0) {
        s->entry.previous_address = &s->elsewhere;
    }
    if (strcmp(reason_code, "domestic_move_out") == 0) {
        s->entry.destination = &s->elsewhere;
    }
    if (strcmp(reason_code, "birth") == 0) {
        s->entry.household_number = sample_text(SAMPLE_FAMILY_HOUSEHOLD);
    }
}

void sample_entry_fill(sample_entry *s, const char *reason_code, size_t count)
{
    assert(count <= SAMPLE_ENTRY_MAX);
    *s = (sample_entry){
        .entry = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT,
        .operator_ = JUKI__COMMON__V1__OPERATOR__INIT,
        .address = address_of(SAMPLE_MUNICIPALITY, "昭島市", "昭和町二丁目", "3番4号"),
        .elsewhere = address_of("131121", "世田谷区", "世田谷四丁目", "21番27号"),
        .sealed = sealed_bytes(),
    };
    juki__resident__v1__identity_check__init(&s->identity_check);
    s->identity_check.method = JUKI__RESIDENT__V1__IDENTITY_METHOD__IDENTITY_METHOD_NUMBER_CARD;
    s->identity_check.comparison = JUKI__RESIDENT__V1__COMPARISON__COMPARISON_EQUAL;
    s->entry.identity_check = &s->identity_check;
    s->operator_.operator_id = sample_text("op-1");
    s->operator_.terminal_id = sample_text("t-1");
    s->entry.change_id = sample_text("0190a000-0000-7000-8000-000000000002");
    s->entry.reason = sample_text(reason_code);
    s->entry.change_date = sample_text("2026-04-01");
    s->entry.notified_date = sample_text("2026-04-05");
    s->entry.operator_ = &s->operator_;
    for (size_t i = 0; i < count; i++) {
        fill_person(s, reason_code, i);
    }
    s->entry.person = s->persons;
    s->entry.n_person = count;
    fill_places(s, reason_code);
}
