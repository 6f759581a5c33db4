#include "common/event/json.h"
#include "common/event/topic_names.h"
#include "deploy/jukictl/bus.h"
#include "juki/resident/v1/statistics.pb-c.h"

#include <string.h>

typedef Juki__Resident__V1__StatisticsReply statistics_reply;

static char *text(const char *value)
{
    return (char *)(uintptr_t)(value == NULL ? "" : value);
}

static json_t *cell_json(const Juki__Resident__V1__StatisticsCell *cell)
{
    json_t *json = json_object();
    if (*cell->reason != '\0') {
        (void)json_object_set_new(json, "reason", json_string(cell->reason));
    }
    if (*cell->district != '\0') {
        (void)json_object_set_new(json, "district", json_string(cell->district));
    }
    /* 秘匿: no number stands for what is not told */
    (void)json_object_set_new(json, "count", cell->suppressed ? json_null() : json_integer(cell->count));
    (void)json_object_set_new(json, "suppressed", json_boolean(cell->suppressed));
    return json;
}

static json_t *reply_json(const statistics_reply *reply)
{
    json_t *cells = json_array();
    for (size_t i = 0; i < reply->n_cell; i++) {
        (void)json_array_append_new(cells, cell_json(reply->cell[i]));
    }
    return json_pack("{s:o, s:o, s:i}", "total", reply->total == NULL ? json_null() : cell_json(reply->total),
                     "cell", cells, "minimum", (int)reply->minimum);
}

static ju_rc ask(const ctl *c, int kind, ctl_bus *bus, const statistics_reply **ret, ju_err *err)
{
    Juki__Resident__V1__QueryStatistics question = JUKI__RESIDENT__V1__QUERY_STATISTICS__INIT;
    ProtobufCMessage *body = NULL;
    question.kind = (Juki__Resident__V1__StatisticsKind)kind;
    question.as_of = text(c->options.as_of);
    question.month = text(c->options.month);
    question.by_district = c->options.by != NULL;
    JU_TRY(ctl_bus_ask(bus, JU_TOPIC_RESIDENT_COMMAND, &question.base,
                       &juki__resident__v1__statistics_reply__descriptor, &body, err));
    *ret = (const statistics_reply *)body;
    return JU_OK;
}

static int statistics(const ctl *c, int kind)
{
    const char *topics[] = {JU_TOPIC_RESIDENT_REPLY};
    ju_err err = {0};
    ctl_bus *bus = NULL;
    const statistics_reply *reply = NULL;
    int code = CTL_DONE;
    if (c->options.by != NULL && strcmp(c->options.by, "district") != 0) {
        return ctl_usage("--by takes 'district'", "--by は district だけです");
    }
    ju_rc rc = ctl_bus_open(c, topics, 1, &bus, &err);
    rc = rc == JU_OK ? ask(c, kind, bus, &reply, &err) : rc;
    if (rc != JU_OK) {
        code = ctl_report(&err);
    } else if (reply->refusal != NULL) {
        code = ctl_refused(reply->refusal);
    } else {
        ctl_print(c, reply_json(reply));
    }
    ctl_bus_close(bus);
    return code;
}

int ctl_statistics_population(ctl *c)
{
    return statistics(c, JUKI__RESIDENT__V1__STATISTICS_KIND__STATISTICS_KIND_POPULATION);
}

int ctl_statistics_households(ctl *c)
{
    return statistics(c, JUKI__RESIDENT__V1__STATISTICS_KIND__STATISTICS_KIND_HOUSEHOLDS);
}

int ctl_statistics_changes(ctl *c)
{
    if (c->options.month == NULL) {
        return ctl_usage("--month is needed", "--month が必要です");
    }
    return statistics(c, JUKI__RESIDENT__V1__STATISTICS_KIND__STATISTICS_KIND_CHANGES);
}
