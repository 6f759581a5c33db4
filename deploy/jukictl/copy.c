/* 副本: what inquiries of other bodies are answered from. */
#include "common/base/file.h"
#include "common/base/uuid7.h"
#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/gateway/v1/copy.pb-c.h"

#include <stdio.h>
#include <string.h>

/* What a message holds besides the file stays below this. */
enum { FILE_MAX_BYTES = JU_MESSAGE_MAX_BYTES - 4096 };

static char *text(const char *value)
{
    return (char *)(uintptr_t)(value == NULL ? "" : value);
}

/* Every wish has its own number and the operator. */
static int begin(const ctl *c, char request_id[JU_UUID_SIZE], Juki__Common__V1__Operator *ret)
{
    ju_err err = {0};
    *ret = ctl_operator(c);
    return ju_uuid7(request_id, &err) == JU_OK ? CTL_DONE : ctl_report(&err);
}

int ctl_copy_show(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    Juki__Common__V1__Operator who;
    Juki__Gateway__V1__ShowCopy wish = JUKI__GATEWAY__V1__SHOW_COPY__INIT;
    int code = begin(c, request_id, &who);
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.addressee_number = c->operand[0];
    wish.purpose = text(c->options.purpose);
    return code != CTL_DONE
               ? code
               : ctl_ask_gateway(c, request_id, &wish.base, &juki__gateway__v1__copy_shown__descriptor);
}

int ctl_copy_register(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    Juki__Common__V1__Operator who;
    Juki__Gateway__V1__RegisterCopies wish = JUKI__GATEWAY__V1__REGISTER_COPIES__INIT;
    int code = begin(c, request_id, &who);
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.integrated_number = c->operand;
    wish.n_integrated_number = (size_t)c->operand_count;
    wish.purpose = text(c->options.purpose);
    return code != CTL_DONE ? code
                            : ctl_ask_gateway(c, request_id, &wish.base,
                                              &juki__gateway__v1__copies_registered__descriptor);
}

/* ---- 正本との照合 ------------------------------------------------------------------------------------- */

/* Asks, adds what differs to found and how many were looked at to persons; last, which may be NULL, is how
 * far it came. */
static ju_rc ask_part(ctl_bus *bus, const char *request_id, const ProtobufCMessage *wish, json_t *found,
                      int64_t *persons, char last[64], ju_err *err)
{
    ProtobufCMessage *body = NULL;
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_GATEWAY_COMMAND, request_id, wish,
                       &juki__gateway__v1__copies_compared__descriptor, &body, err));
    const Juki__Gateway__V1__CopiesCompared *reply = (const void *)body;
    if (reply->refusal != NULL) {
        return ju_reject(err, reply->refusal->code, reply->refusal->item, "%s", reply->refusal->message);
    }
    for (size_t i = 0; i < reply->n_difference; i++) {
        (void)json_array_append_new(found, ju_message_to_json(&reply->difference[i]->base));
    }
    *persons += reply->checked;
    if (last != NULL) {
        (void)snprintf(last, 64, "%s", reply->last);
    }
    return JU_OK;
}

static ju_rc compare_part(const ctl *c, ctl_bus *bus, char after[64], json_t *found, int64_t *persons,
                          ju_err *err)
{
    char request_id[JU_UUID_SIZE];
    Juki__Common__V1__Operator who = ctl_operator(c);
    Juki__Gateway__V1__CompareCopies wish = JUKI__GATEWAY__V1__COMPARE_COPIES__INIT;
    JU_TRY(ju_uuid7(request_id, err));
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.after = after;
    return ask_part(bus, request_id, &wish.base, found, persons, after, err);
}

static int print_compared(const ctl *c, json_t *found, int64_t persons)
{
    int code = json_array_size(found) > 0 ? CTL_REFUSED : CTL_DONE;
    json_t *answer = json_object();
    (void)json_object_set_new(answer, "checked", json_integer(persons));
    (void)json_object_set(answer, "difference", found);
    ctl_print(c, answer);
    return code;
}

static ju_rc compare_register(const ctl *c, ctl_bus *bus, json_t *found, int64_t *persons, ju_err *err)
{
    char after[64] = "";
    do {
        JU_TRY(compare_part(c, bus, after, found, persons, err));
    } while (*after != '\0');
    return JU_OK;
}

static ju_rc compare_file(const ctl *c, ctl_bus *bus, json_t *found, int64_t *persons, ju_err *err)
{
    char request_id[JU_UUID_SIZE];
    char *content = NULL;
    Juki__Common__V1__Operator who = ctl_operator(c);
    Juki__Gateway__V1__CompareCopyFile wish = JUKI__GATEWAY__V1__COMPARE_COPY_FILE__INIT;
    JU_TRY(ju_uuid7(request_id, err));
    JU_TRY(ju_file_read(c->operand[0], FILE_MAX_BYTES, &content, &wish.content.len, err));
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.content.data = (unsigned char *)content;
    ju_rc rc = ask_part(bus, request_id, &wish.base, found, persons, NULL, err);
    ju_file_release(content, wish.content.len);
    return rc;
}

int ctl_copy_compare(ctl *c)
{
    static const char *const topics[] = {JU_TOPIC_GATEWAY_REPLY};
    int64_t persons = 0;
    ju_err err = {0};
    ctl_bus *bus = NULL;
    json_t *found = json_array();
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    if (rc == JU_OK) {
        rc = (c->operand_count > 0 ? compare_file : compare_register)(c, bus, found, &persons, &err);
    }
    int code = rc == JU_OK ? print_compared(c, found, persons) : ctl_report(&err);
    ctl_bus_close(bus);
    json_decref(found);
    return code;
}

/* ---- what others check and approve ------------------------------------------------------------------- */

int ctl_copy_flag(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    Juki__Common__V1__Operator who;
    Juki__Gateway__V1__EnterCopyFlag wish = JUKI__GATEWAY__V1__ENTER_COPY_FLAG__INIT;
    bool lift = strcmp(c->operand[2], "lift") == 0;
    if (!lift && strcmp(c->operand[2], "set") != 0) {
        return ctl_usage("the third operand is set or lift", "3つ目の引数は set 又は lift です");
    }
    int code = begin(c, request_id, &who);
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.addressee_number = c->operand[0];
    wish.flag = c->operand[1];
    wish.set = !lift;
    wish.information = text(c->operand_count > 3 ? c->operand[3] : NULL);
    wish.purpose = text(c->options.purpose);
    return code != CTL_DONE
               ? code
               : ctl_ask_gateway(c, request_id, &wish.base, &juki__gateway__v1__copy_entry_reply__descriptor);
}

int ctl_copy_import(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    ju_err err = {0};
    char *content = NULL;
    Juki__Common__V1__Operator who;
    Juki__Gateway__V1__EnterCopies wish = JUKI__GATEWAY__V1__ENTER_COPIES__INIT;
    int code = begin(c, request_id, &who);
    if (code != CTL_DONE) {
        return code;
    }
    if (ju_file_read(c->operand[0], FILE_MAX_BYTES, &content, &wish.content.len, &err) != JU_OK) {
        return ctl_report(&err);
    }
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.content.data = (unsigned char *)content;
    wish.purpose = text(c->options.purpose);
    code = ctl_ask_gateway(c, request_id, &wish.base, &juki__gateway__v1__copy_entry_reply__descriptor);
    ju_file_release(content, wish.content.len);
    return code;
}

int ctl_copy_check(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    Juki__Common__V1__Operator who;
    Juki__Gateway__V1__CheckCopyEntry wish = JUKI__GATEWAY__V1__CHECK_COPY_ENTRY__INIT;
    int code = begin(c, request_id, &who);
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.entry_id = c->operand[0];
    return code != CTL_DONE
               ? code
               : ctl_ask_gateway(c, request_id, &wish.base, &juki__gateway__v1__copy_entry_reply__descriptor);
}

static int decide(const ctl *c, bool approved)
{
    char request_id[JU_UUID_SIZE];
    Juki__Common__V1__Operator who;
    Juki__Gateway__V1__DecideCopyEntry wish = JUKI__GATEWAY__V1__DECIDE_COPY_ENTRY__INIT;
    int code = begin(c, request_id, &who);
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.entry_id = c->operand[0];
    wish.approved = approved;
    return code != CTL_DONE
               ? code
               : ctl_ask_gateway(c, request_id, &wish.base, &juki__gateway__v1__copy_entry_reply__descriptor);
}

int ctl_copy_approve(ctl *c)
{
    return decide(c, true);
}

int ctl_copy_refuse(ctl *c)
{
    return decide(c, false);
}

int ctl_copy_list(ctl *c)
{
    char request_id[JU_UUID_SIZE];
    Juki__Common__V1__Operator who;
    Juki__Gateway__V1__QueryCopyEntries wish = JUKI__GATEWAY__V1__QUERY_COPY_ENTRIES__INIT;
    int code = begin(c, request_id, &who);
    wish.request_id = request_id;
    wish.operator_ = &who;
    wish.entry_id = text(c->operand_count > 0 ? c->operand[0] : NULL);
    return code != CTL_DONE ? code
                            : ctl_ask_gateway(c, request_id, &wish.base,
                                              &juki__gateway__v1__copy_entries_reply__descriptor);
}
