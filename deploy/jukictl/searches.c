#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/resident/v1/search.pb-c.h"

typedef Juki__Resident__V1__SearchesReply searches_reply;

static ju_rc ask(ctl_bus *bus, const searches_reply **ret, ju_err *err)
{
    Juki__Resident__V1__QuerySearches question = JUKI__RESIDENT__V1__QUERY_SEARCHES__INIT;
    ProtobufCMessage *body = NULL;
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_RESIDENT_COMMAND, &question.base,
                       &juki__resident__v1__searches_reply__descriptor, &body, err));
    *ret = (const searches_reply *)body;
    return JU_OK;
}

static void print(const ctl *c, const searches_reply *reply)
{
    json_t *list = json_array();
    for (size_t i = 0; i < reply->n_search; i++) {
        json_t *past = ju_message_to_json(&reply->search[i]->base);
        json_t *question = json_object_get(past, "question");
        (void)json_object_del(question, "request_id");
        (void)json_object_del(question, "operator");
        (void)json_array_append_new(list, past);
    }
    ctl_print(c, list);
}

int ctl_person_searches(ctl *c)
{
    const char *topics[] = {JU_TOPIC_RESIDENT_REPLY};
    ju_err err = {0};
    ctl_bus *bus = NULL;
    const searches_reply *reply = NULL;
    int code = CTL_DONE;
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    rc = rc == JU_OK ? ask(bus, &reply, &err) : rc;
    if (rc != JU_OK) {
        code = ctl_report(&err);
    } else if (reply->refusal != NULL) {
        code = ctl_refused(reply->refusal);
    } else {
        print(c, reply);
    }
    ctl_bus_close(bus);
    return code;
}
