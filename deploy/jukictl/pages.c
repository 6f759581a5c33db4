/* Answers that come page by page, shown as one. */
#include "common/event/json.h"
#include "deploy/jukictl/bus.h"

static json_t *part(json_t *answer, const char *inside)
{
    return inside == NULL ? answer : json_object_get(answer, inside);
}

/* The items of the page behind those of the pages before. */
static void add_page(const ctl_pages *of, json_t **all, json_t *page)
{
    if (*all == NULL) {
        *all = page;
    } else {
        (void)json_array_extend(json_object_get(part(*all, of->inside), of->list),
                                json_object_get(part(page, of->inside), of->list));
        json_decref(page);
    }
}

static ju_rc ask_all(ctl_bus *bus, const ctl_pages *of, const Juki__Common__V1__Refusal **ret_refusal,
                     json_t **ret, ju_err *err)
{
    ProtobufCMessage *reply = NULL;
    do {
        JU_TRY(ctl_bus_ask(bus, of->command, of->wish, of->answer, &reply, err));
        *ret_refusal = ctl_refusal_of(reply);
        if (*ret_refusal != NULL) {
            return JU_OK;
        }
        add_page(of, ret, ju_message_to_json(reply));
    } while (of->next(of->wish, reply));
    (void)json_object_del(part(*ret, of->inside), "more");
    return JU_OK;
}

int ctl_bus_ask_pages(const ctl *c, const ctl_pages *of)
{
    ju_err err = {0};
    ctl_bus *bus = NULL;
    json_t *all = NULL;
    const Juki__Common__V1__Refusal *refusal = NULL;
    ju_rc rc = ctl_bus_open(c, &of->reply_topic, 1, &bus, &err);
    rc = rc == JU_OK ? ask_all(bus, of, &refusal, &all, &err) : rc;
    int code = rc != JU_OK ? ctl_report(&err) : refusal != NULL ? ctl_refused(refusal) : CTL_DONE;
    if (code == CTL_DONE) {
        ctl_print(c, json_incref(all));
    }
    json_decref(all);
    ctl_bus_close(bus);
    return code;
}
