/* Applications for all rows of a CSV file such as services/gateway/affairs.csv. */
#include "common/base/parse.h"
#include "common/event/topic_names.h"
#include "common/text/csv.h"
#include "deploy/jukictl/bus.h"
#include "juki/gateway/v1/registry.pb-c.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { COLUMNS = 14, LINE_BYTES = 8192, WORDS_MAX = 128 };

static const char HEAD[] =
    "consumer,office,affair,legal_basis,items,uses_number,filter_states,filter_age_under,filter_age_base,"
    "filter_household,filter_areas,valid_from,valid_to,source";

/* A row as a message; its lists live here. */
typedef struct row {
    char *item[WORDS_MAX];
    char *state[WORDS_MAX];
    char *area[WORDS_MAX];
    Juki__Gateway__V1__ConsumerFilter filter;
    Juki__Gateway__V1__Consumer consumer;
} row;

typedef struct loading {
    const ctl *c;
    ctl_bus *bus;
    const char *path;
    int line;
    int applied;
    int refused;
} loading;

static ju_rc fault(const loading *l, const char *item, ju_err *err)
{
    return ju_reject(err, "row_invalid", item, "%s: line %d", l->path, l->line);
}

/* Cuts a list with single blanks between in place; false when there are too many words. */
static bool cut(char *list, char **ret, size_t *ret_count)
{
    *ret_count = 0;
    while (*list != '\0') {
        if (*ret_count == WORDS_MAX) {
            return false;
        }
        ret[(*ret_count)++] = list;
        list += strcspn(list, " ");
        if (*list == ' ') {
            *list++ = '\0';
        }
    }
    return true;
}

static bool read_flag(const char *word, protobuf_c_boolean *ret)
{
    *ret = strcmp(word, "yes") == 0;
    return *ret != 0 || strcmp(word, "no") == 0;
}

static ju_rc read_row(const loading *l, ju_csv_field *field, row *ret, ju_err *err)
{
    int64_t age = 0;
    juki__gateway__v1__consumer__init(&ret->consumer);
    juki__gateway__v1__consumer_filter__init(&ret->filter);
    ret->consumer.id = field[0].text;
    ret->consumer.office = field[1].text;
    ret->consumer.affair = field[2].text;
    ret->consumer.legal_basis = field[3].text;
    ret->consumer.item = ret->item;
    ret->filter.state = ret->state;
    ret->filter.age_base = field[8].text;
    ret->filter.area = ret->area;
    ret->consumer.valid_from = field[11].text;
    ret->consumer.valid_to = field[12].text;
    if (!cut(field[4].text, ret->item, &ret->consumer.n_item)) {
        return fault(l, "items", err);
    }
    if (!read_flag(field[5].text, &ret->consumer.uses_number)) {
        return fault(l, "uses_number", err);
    }
    if (!cut(field[6].text, ret->state, &ret->filter.n_state)) {
        return fault(l, "filter_states", err);
    }
    if (!ju_parse_int64(field[7].text, 0, 1000, &age)) {
        return fault(l, "filter_age_under", err);
    }
    if (!read_flag(field[9].text, &ret->filter.household)) {
        return fault(l, "filter_household", err);
    }
    if (!cut(field[10].text, ret->area, &ret->filter.n_area)) {
        return fault(l, "filter_areas", err);
    }
    ret->filter.age_under = (int32_t)age;
    bool open = ret->filter.n_state == 0 && age == 0 && ret->filter.n_area == 0;
    ret->consumer.filter = open ? NULL : &ret->filter;
    return JU_OK;
}

/* One application and what became of it, as a line: the consumer, then the application's number or why not.
 */
static ju_rc file_row(loading *l, row *from, ju_err *err)
{
    ProtobufCMessage *body = NULL;
    Juki__Gateway__V1__SubmitConsumer wish = JUKI__GATEWAY__V1__SUBMIT_CONSUMER__INIT;
    wish.consumer = &from->consumer;
    JU_TRY(ctl_bus_ask(l->bus, JU_TOPIC_GATEWAY_COMMAND, &wish.base,
                       &juki__gateway__v1__consumer_reply__descriptor, &body, err));
    const Juki__Gateway__V1__ConsumerReply *reply = (const void *)body;
    if (reply->refusal == NULL) {
        l->applied++;
        (void)printf("%s %s\n", from->consumer.id, reply->request_id);
    } else {
        l->refused++;
        (void)printf("%s %s %s %s\n", from->consumer.id, reply->refusal->code, reply->refusal->item,
                     reply->refusal->message);
    }
    return JU_OK;
}

static ju_rc load_line(loading *l, char *line, ju_err *err)
{
    ju_csv_field field[COLUMNS];
    size_t count = 0;
    static row one;
    size_t length = strcspn(line, "\r\n");
    if (line[length] == '\0') {
        return fault(l, "", err); /* longer than a line may be, or it does not end */
    }
    line[length] = '\0';
    if (++l->line == 1) {
        return strcmp(line, HEAD) == 0
                   ? JU_OK
                   : ju_reject(err, "columns_missing", "", "%s: the first line must be %s", l->path, HEAD);
    }
    if (!ju_csv_split(line, length, field, COLUMNS, &count) || count != COLUMNS) {
        return fault(l, "", err);
    }
    JU_TRY(read_row(l, field, &one, err));
    return file_row(l, &one, err);
}

static ju_rc load_file(loading *l, ju_err *err)
{
    static char line[LINE_BYTES];
    FILE *file = fopen(l->path, "re");
    if (file == NULL) {
        return ju_reject(err, "file", l->path, "%s", strerror(errno));
    }
    ju_rc rc = JU_OK;
    while (rc == JU_OK && fgets(line, sizeof line, file) != NULL) {
        rc = load_line(l, line, err);
    }
    (void)fclose(file);
    return rc;
}

int ctl_consumer_load(ctl *c)
{
    static const char *const topics[] = {JU_TOPIC_GATEWAY_REPLY};
    loading l = {.c = c, .path = c->operand[0]};
    ju_err err = {0};
    ju_rc rc = ctl_bus_open(c, topics, 1, &l.bus, &err);
    rc = rc == JU_OK ? load_file(&l, &err) : rc;
    ctl_bus_close(l.bus);
    if (rc != JU_OK) {
        return ctl_report(&err);
    }
    (void)printf("%d %s, %d %s\n", l.applied, ctl_tr("applied for", "件申請"), l.refused,
                 ctl_tr("refused", "件拒否"));
    return l.refused == 0 ? CTL_DONE : CTL_REFUSED;
}
