#include "common/event/audience.h"

#include "audiences.h"
#include "common/event/topics.h"
#include "common/seal/seal.h"

#include <stdio.h>
#include <string.h>

const ju_topic_audience *ju_audience_table(void)
{
    return JU_AUDIENCES;
}

const ju_topic_audience *ju_audience_row(const char *topic)
{
    const ju_topic_audience *row = JU_AUDIENCES;
    while (row->topic != NULL && !ju_topic_is(row->topic, topic)) {
        row++;
    }
    return row->topic == NULL ? NULL : row;
}

bool ju_audience_is_consumer(const ju_topic_audience *row)
{
    return strncmp(row->topic, "feed.", strlen("feed.")) == 0;
}

void ju_audience_name(const ju_topic_audience *row, const char *topic, char ret[JU_AUDIENCE_SIZE])
{
    bool named = strcmp(row->audience, "*") != 0;
    const char *name = named ? row->audience : topic + strcspn(row->topic, "*");
    (void)snprintf(ret, JU_AUDIENCE_SIZE, "%.*s", (int)strcspn(name, "."), name);
}

bool ju_audience_taken(const char *name)
{
    const ju_topic_audience *row = JU_AUDIENCES;
    if (ju_is_self_audience(name)) {
        return true;
    }
    while (row->topic != NULL && (ju_audience_is_consumer(row) || strcmp(row->audience, name) != 0)) {
        row++;
    }
    return row->topic != NULL;
}
