#include "tests/integration/harness/played.h"

#include "common/event/topic_names.h"
#include "juki/resident/v1/event.pb-c.h"

static char *text(const char *value)
{
    return (char *)(uintptr_t)value;
}

const char *played_ref(scene *s, int serial)
{
    return ju_arena_printf(&s->arena, "c0ffee00-0000-4000-8000-%012d", serial);
}

void played_tell(scene *s, const played *who)
{
    Juki__Common__V1__WrittenDate birth = JUKI__COMMON__V1__WRITTEN_DATE__INIT;
    Juki__Common__V1__Address address;
    Juki__Resident__V1__IdentityChanged changed = JUKI__RESIDENT__V1__IDENTITY_CHANGED__INIT;
    const char *ref = played_ref(s, who->serial);
    test_person numbers = person_of(who->serial);
    command_id id = command_new_id();
    command_address(&address, TEST_MUNICIPALITY, who->number);
    birth.date = text(who->birth);
    changed.change_id = id.text;
    changed.register_ref = text(ref);
    changed.name = text(who->name);
    changed.name_kana = text(who->kana);
    changed.birth_date = &birth;
    changed.sex = who->serial % 2 == 0 ? JUKI__COMMON__V1__SEX__SEX_FEMALE : JUKI__COMMON__V1__SEX__SEX_MALE;
    changed.address = &address;
    changed.reason = text(who->reason == NULL ? "birth" : who->reason);
    changed.change_date = text(TEST_TODAY);
    changed.resident_code = scene_seal(s, "resident_code", ref, numbers.resident_code);
    changed.individual_number = scene_seal(s, "individual_number", ref, numbers.individual_number);
    if (who->new_code != 0) {
        changed.old_resident_code = changed.resident_code;
        changed.resident_code = scene_seal(s, "resident_code", ref, person_of(who->new_code).resident_code);
    }
    bus_send(s->w, JU_TOPIC_RESIDENT_TO_IDENTITY,
             &(bus_event){
                 .key = ref, .sequence = who->sequence == 0 ? 1 : who->sequence, .message = &changed.base});
}
