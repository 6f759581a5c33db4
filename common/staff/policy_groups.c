/* What a command asks for beyond its operation: 項目群 (seed 003 REQ-18; seed 004_001 K13). */
#include "common/staff/policy.h"

#include <string.h>

enum group { NUMBERS, HISTORY, REMOVED, RIGHTS, GROUPS };

static const char *const NAMES[GROUPS + 1] = {
    [NUMBERS] = "番号", /* 個人番号, 住民票コード: to search by them, or to show them */
    [HISTORY] = "履歴", /* what stood before */
    [REMOVED] = "除票", /* persons who are not in the register any more */
    [RIGHTS] = "権限",  /* grants and their end */
};

typedef struct field_group {
    const char *operation;
    const char *field;
    const char *text; /* NULL: whatever is set in it */
    int number;       /* of a list of numbers: this one; 0: whatever is set */
    enum group group;
} field_group;

static const field_group FIELDS[] = {
    {"juki.resident.v1.SearchPersons", "individual_number", NULL, 0, NUMBERS},
    {"juki.resident.v1.SearchPersons", "resident_code", NULL, 0, NUMBERS},
    {"juki.resident.v1.SearchPersons", "removed", NULL, 0, REMOVED},
    {"juki.resident.v1.QueryPerson", "history", NULL, 0, HISTORY},
    {"juki.resident.v1.QueryNotes", "history", NULL, 0, HISTORY},
    {"juki.resident.v1.IssueCertificate", "shown", NULL, 3, NUMBERS}, /* individual number */
    {"juki.resident.v1.IssueCertificate", "shown", NULL, 4, NUMBERS}, /* resident code */
    {"juki.identity.v1.SearchIdentity", "individual_number", NULL, 0, NUMBERS},
    {"juki.identity.v1.SearchIdentity", "resident_code", NULL, 0, NUMBERS},
    {"juki.identity.v1.SearchIdentity", "removed", NULL, 0, REMOVED},
    {"juki.gateway.v1.SearchIntegrated", "individual_number", NULL, 0, NUMBERS},
    {"juki.audit.v1.OpenCase", "register", "grant", 0, RIGHTS},
    {"juki.audit.v1.OpenCase", "register", "revocation", 0, RIGHTS},
    {"juki.audit.v1.OpenCase", "register", "terminal", 0, RIGHTS},
};

const char *ju_staff_group_name(size_t number)
{
    return number < GROUPS ? NAMES[number] : NULL;
}

bool ju_staff_group_field(size_t number, const char **ret_operation, const char **ret_field)
{
    if (number >= sizeof FIELDS / sizeof FIELDS[0]) {
        return false;
    }
    *ret_operation = FIELDS[number].operation;
    *ret_field = FIELDS[number].field;
    return true;
}

/* Of numbers in a list: whether this one is in it. */
static bool lists(const char *member, size_t count, int number)
{
    const int *const *list = (const int *const *)(const void *)member;
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        found |= (*list)[i] == number;
    }
    return found;
}

static bool is_set(const ProtobufCMessage *command, const field_group *of)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(command->descriptor, of->field);
    const char *member = (const char *)command + field->offset;
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        return lists(member,
                     *(const size_t *)(const void *)((const char *)command + field->quantifier_offset),
                     of->number);
    }
    switch (field->type) {
    case PROTOBUF_C_TYPE_BOOL:
        return *(const protobuf_c_boolean *)member != 0;
    case PROTOBUF_C_TYPE_STRING:
        return strcmp(*(const char *const *)(const void *)member, of->text) == 0;
    default: /* a message */
        return *(const void *const *)(const void *)member != NULL;
    }
}

unsigned ju_staff_groups_of(const ProtobufCMessage *command)
{
    unsigned groups = 0;
    for (size_t i = 0; i < sizeof FIELDS / sizeof FIELDS[0]; i++) {
        if (strcmp(FIELDS[i].operation, command->descriptor->name) == 0 && is_set(command, &FIELDS[i])) {
            groups |= 1U << FIELDS[i].group;
        }
    }
    return groups;
}
