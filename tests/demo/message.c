#include "tests/demo/job.h"

#include <string.h>

static ju_rc no_memory(ju_err *err)
{
    return ju_fail(err, JU_FATAL, "memory", "out of memory");
}

typedef Juki__Resident__V1__SubmitChange submit;
typedef Juki__Resident__V1__PersonEntry person_entry;

static char *text(const char *value)
{
    return (char *)(uintptr_t)(value == NULL ? "" : value);
}

static ju_rc put_address(const town_address *from, ju_arena *arena, Juki__Common__V1__Address **ret,
                         ju_err *err)
{
    *ret = ju_arena_alloc(arena, sizeof **ret);
    if (*ret == NULL) {
        return no_memory(err);
    }
    juki__common__v1__address__init(*ret);
    (*ret)->postal_code = text(from->postal_code);
    (*ret)->municipality_code = text(from->municipality_code);
    (*ret)->town_code = text(from->town_code);
    (*ret)->prefecture = text(from->prefecture);
    (*ret)->municipality = text(from->municipality);
    (*ret)->town = text(from->town);
    (*ret)->number = text(from->number);
    (*ret)->building = text(from->building);
    return JU_OK;
}

static ju_rc put_operator(const char *id, const char *terminal, ju_arena *arena,
                          Juki__Common__V1__Operator **ret, ju_err *err)
{
    *ret = ju_arena_alloc(arena, sizeof **ret);
    if (*ret == NULL) {
        return no_memory(err);
    }
    juki__common__v1__operator__init(*ret);
    (*ret)->operator_id = text(id);
    (*ret)->terminal_id = text(terminal);
    (*ret)->office = text("市民課");
    return JU_OK;
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
    entry->birth_date->written = text(from->birth_written);
    entry->name = text(from->name);
    entry->name_kana = text(from->name_kana);
    entry->sex = (Juki__Common__V1__Sex)from->sex;
    entry->relationship = text(from->relationship);
    entry->registered_domicile = text(from->registered_domicile);
    entry->family_register_head = text(from->family_register_head);
    return JU_OK;
}

static ju_rc seal_numbers(const job_desk *desk, const demo_job *job, const town_person *from,
                          person_entry *entry, ju_arena *arena, ju_err *err)
{
    JU_TRY(ju_seal_text(desk->resident, arena, "individual_number", job->change_id, from->individual_number,
                        &entry->individual_number, err));
    return ju_seal_text(desk->resident, arena, "resident_code", job->change_id, from->resident_code,
                        &entry->resident_code, err);
}

static const town_person *subject_of(const demo_job *job, size_t at)
{
    return job->change == NULL ? &job->household->member[at] : job->change->entry[at].subject;
}

static const town_person *person_of(const demo_job *job, size_t at)
{
    return job->change == NULL ? &job->household->member[at] : &job->change->entry[at].person;
}

static town_change_kind kind_of(const demo_job *job)
{
    return job->change == NULL ? TOWN_MOVE_IN : job->change->kind;
}

static ju_rc put_person(const job_desk *desk, const demo_job *job, size_t at, ju_arena *arena,
                        person_entry **ret, ju_err *err)
{
    const town_person *person = person_of(job, at);
    person_entry *entry = ju_arena_alloc(arena, sizeof *entry);
    if (entry == NULL) {
        return no_memory(err);
    }
    juki__resident__v1__person_entry__init(entry);
    *ret = entry;
    switch (kind_of(job)) {
    case TOWN_MOVE_IN:
        JU_TRY(describe(person, entry, arena, err));
        return seal_numbers(desk, job, person, entry, arena, err);
    case TOWN_BIRTH:
        return describe(person, entry, arena, err);
    default:
        break;
    }
    entry->addressee_number = roster_person(desk->roster, job->household, subject_of(job, at));
    if (job->change->fault == TOWN_FAULT_MOVE_CHANGES_NAME) {
        entry->name = text(person->name);
        entry->name_kana = text(person->name_kana);
    }
    return JU_OK;
}

static ju_rc put_persons(const job_desk *desk, const demo_job *job, submit *entry, ju_arena *arena,
                         ju_err *err)
{
    entry->n_person = job->change == NULL ? job->household->member_count : job->change->entry_count;
    entry->person = ju_arena_alloc(arena, entry->n_person * sizeof(void *));
    if (entry->person == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < entry->n_person; i++) {
        JU_TRY(put_person(desk, job, i, arena, &entry->person[i], err));
    }
    return JU_OK;
}

/* Where they came from; those who were born here are loaded as if from elsewhere. */
static const town_address *previous_address(const job_desk *desk, const demo_job *job, size_t person_count)
{
    for (size_t i = 0; i < person_count; i++) {
        if (person_of(job, i)->previous_address != NULL) {
            return person_of(job, i)->previous_address;
        }
    }
    return &desk->outside;
}

static ju_rc put_places(const job_desk *desk, const demo_job *job, submit *entry, ju_arena *arena,
                        ju_err *err)
{
    switch (kind_of(job)) {
    case TOWN_MOVE_IN:
        JU_TRY(
            put_address(previous_address(desk, job, entry->n_person), arena, &entry->previous_address, err));
        return put_address(job->change == NULL ? &job->household->address : &job->change->address, arena,
                           &entry->address, err);
    case TOWN_MOVE:
        return put_address(&job->change->address, arena, &entry->address, err);
    case TOWN_MOVE_OUT:
        return put_address(&job->change->destination, arena, &entry->destination, err);
    case TOWN_BIRTH:
        entry->household_number = roster_household(desk->roster, job->household);
        return JU_OK;
    default:
        return JU_OK;
    }
}

/* A household of the town came when the last of its members settled at its address. */
static const char *day_settled(const town_household *household)
{
    const char *day = household->member[0].address_since;
    for (size_t i = 1; i < household->member_count; i++) {
        const char *other = household->member[i].address_since;
        day = strcmp(other, day) > 0 ? other : day;
    }
    return day;
}

/* The counter has eight clerks at four terminals. */
static const char *clerk_of(const demo_job *job)
{
    static const char *const clerks[] = {"S1001", "S1002", "S1003", "S1004",
                                         "S1005", "S1006", "S1007", "S1008"};
    return clerks[(unsigned char)job->change_id[JU_UUID_SIZE - 2] % 8];
}

static const char *terminal_of(const demo_job *job)
{
    static const char *const terminals[] = {"T01", "T02", "T03", "T04"};
    return terminals[(unsigned char)job->change_id[JU_UUID_SIZE - 2] % 4];
}

static ju_rc pack(const ProtobufCMessage *message, const char *type, ju_arena *arena, job_message *ret,
                  ju_err *err)
{
    ret->type = type;
    ret->size = protobuf_c_message_get_packed_size(message);
    ret->value = ju_arena_alloc(arena, ret->size);
    if (ret->value == NULL) {
        return no_memory(err);
    }
    (void)protobuf_c_message_pack(message, ret->value);
    return JU_OK;
}

static ju_rc pack_submit(const job_desk *desk, const demo_job *job, ju_arena *arena, job_message *ret,
                         ju_err *err)
{
    static const char *const reasons[TOWN_CHANGE_KIND_MAX_] = {
        [TOWN_MOVE_IN] = "domestic_move_in",
        [TOWN_MOVE] = "move_within",
        [TOWN_MOVE_OUT] = "domestic_move_out",
        [TOWN_BIRTH] = "birth",
        [TOWN_DEATH] = "death",
    };
    static char head_leaves[] = "head_leaves"; /* the town's families settle their head later (j490) */
    static char alike_removed[] =
        "alike_removed"; /* somebody of that name and birth moved out before (j600) */
    static char *confirmed[] = {head_leaves, alike_removed};
    submit entry = JUKI__RESIDENT__V1__SUBMIT_CHANGE__INIT;
    Juki__Resident__V1__IdentityCheck check = JUKI__RESIDENT__V1__IDENTITY_CHECK__INIT;
    check.method = JUKI__RESIDENT__V1__IDENTITY_METHOD__IDENTITY_METHOD_NUMBER_CARD;
    check.comparison = JUKI__RESIDENT__V1__COMPARISON__COMPARISON_EQUAL;
    entry.identity_check = &check;
    entry.confirmed_alert = confirmed;
    entry.n_confirmed_alert = sizeof confirmed / sizeof confirmed[0];
    entry.change_id = text(job->change_id);
    entry.reason = text(reasons[kind_of(job)]);
    entry.change_date = text(job->change == NULL ? day_settled(job->household) : job->change->change_date);
    entry.notified_date = job->change == NULL ? entry.change_date : text(job->change->notified_date);
    JU_TRY(put_operator(clerk_of(job), terminal_of(job), arena, &entry.operator_, err));
    JU_TRY(put_persons(desk, job, &entry, arena, err));
    JU_TRY(put_places(desk, job, &entry, arena, err));
    return pack(&entry.base, "juki.resident.v1.SubmitChange", arena, ret, err);
}

static ju_rc pack_review(const demo_job *job, ju_arena *arena, job_message *ret, ju_err *err)
{
    Juki__Resident__V1__ReviewChange review = JUKI__RESIDENT__V1__REVIEW_CHANGE__INIT;
    const char *reviewer = job->stage == JOB_SELF_REVIEWED    ? clerk_of(job)
                           : job->stage == JOB_REVIEWED_TWICE ? "S2002"
                                                              : "S2001";
    review.change_id = text(job->change_id);
    review.decision = JUKI__RESIDENT__V1__DECISION__DECISION_APPROVE;
    JU_TRY(put_operator(reviewer, "T05", arena, &review.operator_, err));
    return pack(&review.base, "juki.resident.v1.ReviewChange", arena, ret, err);
}

ju_rc job_pack(const job_desk *desk, const demo_job *job, ju_arena *arena, job_message *ret, ju_err *err)
{
    return job->stage == JOB_SUBMITTED ? pack_submit(desk, job, arena, ret, err)
                                       : pack_review(job, arena, ret, err);
}
