#include "common/base/uuid7.h"
#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "deploy/jukictl/cell.h"
#include "deploy/jukictl/items.h"
#include "juki/resident/v1/search.pb-c.h"

#include <stdio.h>

typedef Juki__Resident__V1__SearchReply search_reply;
typedef Juki__Resident__V1__SearchPersons search_persons;

enum { QUESTION_BYTES = 1 << 20 };

typedef struct search {
    const ctl *c;
    ju_arena arena;
    char request_id[JU_UUID_SIZE];
} search;

/* Who asks, why and under which id is not the items' to say. */
static ju_rc make_question(search *s, search_persons **ret, ju_err *err)
{
    ProtobufCMessage *message = NULL;
    JU_TRY(ju_uuid7(s->request_id, err));
    JU_TRY(ctl_items_read(s->c, "resident", s->request_id, &juki__resident__v1__search_persons__descriptor,
                          &s->arena, &message, err));
    *ret = (search_persons *)message;
    (*ret)->request_id = s->request_id;
    (*ret)->purpose = (char *)(uintptr_t)s->c->options.purpose;
    return JU_OK;
}

/* ---- the list ------------------------------------------------------------------------------------------ */

static const char *state_word(Juki__Resident__V1__PersonState state)
{
    switch (state) {
    case JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_RESIDENT:
        return "住登";
    case JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_MOVED_OUT:
        return "転出";
    case JUKI__RESIDENT__V1__PERSON_STATE__PERSON_STATE_DEAD:
        return "死亡";
    default:
        return "消除";
    }
}

static void print_person(const Juki__Resident__V1__FoundPerson *person)
{
    const Juki__Common__V1__Address none = JUKI__COMMON__V1__ADDRESS__INIT;
    const Juki__Common__V1__Address *address = person->address == NULL ? &none : person->address;
    ctl_print_cell(person->addressee_number, 10);
    ctl_print_cell(person->household_number, 10);
    ctl_print_cell(state_word(person->state), 4);
    ctl_print_cell(person->n_restraint > 0 ? "抑止" : "", 4);
    ctl_print_cell(person->name, 20);
    ctl_print_cell(person->name_kana, 24);
    ctl_print_cell(ctl_birth_word(person->birth_date), 10);
    ctl_print_cell(ctl_sex_word(person->sex), 2);
    (void)printf("%s%s%s\n", address->town, address->number, address->building);
}

static void print_reply(const ctl *c, const search_reply *reply)
{
    if (c->options.json) {
        ctl_print(c, ju_message_to_json(&reply->base));
        return;
    }
    for (size_t i = 0; i < reply->n_person; i++) {
        print_person(reply->person[i]);
    }
    (void)printf("%zu/%d %s\n", reply->n_person, (int)reply->found, ctl_tr("found", "人"));
    if (*reply->next_cursor != '\0') {
        (void)printf("%s cursor=%s\n", ctl_tr("the next page:", "次の頁:"), reply->next_cursor);
    }
}

/* ---- the command --------------------------------------------------------------------------------------- */

static ju_rc ask(ctl_bus *bus, search_persons *question, const search_reply **ret, ju_err *err)
{
    ProtobufCMessage *body = NULL;
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_RESIDENT_COMMAND, &question->base,
                       &juki__resident__v1__search_reply__descriptor, &body, err));
    *ret = (const search_reply *)body;
    return JU_OK;
}

static int run(search *s)
{
    const char *topics[] = {JU_TOPIC_RESIDENT_REPLY};
    ju_err err = {0};
    ctl_bus *bus = NULL;
    search_persons *question = NULL;
    const search_reply *reply = NULL;
    int code = CTL_DONE;
    ju_rc rc = make_question(s, &question, &err);
    if (rc == JU_REJECT) { /* the caller's mistake: nothing was asked */
        (void)ctl_report(&err);
        return CTL_USAGE;
    }
    rc = rc == JU_OK ? ctl_bus_open(s->c, topics, 1, &bus, &err) : rc;
    rc = rc == JU_OK ? ask(bus, question, &reply, &err) : rc;
    if (rc != JU_OK) {
        code = ctl_report(&err);
    } else if (reply->refusal != NULL) {
        code = ctl_refused(reply->refusal);
    } else {
        print_reply(s->c, reply);
    }
    ctl_bus_close(bus);
    return code;
}

int ctl_person_search(ctl *c)
{
    search s = {.c = c};
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    ju_arena_init(&s.arena, QUESTION_BYTES);
    int code = run(&s);
    ju_arena_done(&s.arena);
    return code;
}
