#include "tests/demo/drain.h"

#include "common/base/clock.h"
#include "common/event/topic_names.h"

#include <stdio.h>
#include <unistd.h>

enum { LOOK_EVERY_MS = 200, TOPICS_MAX = 8, TOPIC_SIZE = 256, BROKER_TIMEOUT_MS = 20000 };

/* Who reads what, as in proto/topics.csv. */
static const char *const READS[HOUSE_MEMBERS][TOPICS_MAX + 1] = {
    [HOUSE_RESIDENT] = {JU_TOPIC_RESIDENT_COMMAND, JU_TOPIC_RESIDENT_SELF, JU_TOPIC_IDENTITY_TO_RESIDENT,
                        JU_TOPIC_LINK_KOSEKI_IN, JU_TOPIC_LINK_JUSTICE_IN, JU_TOPIC_LINK_PORTAL_IN,
                        JU_TOPIC_LINK_KIOSK_IN, JU_TOPIC_DELIVERY_TO_RESIDENT},
    [HOUSE_IDENTITY] = {JU_TOPIC_RESIDENT_TO_IDENTITY, JU_TOPIC_LINK_PREFECTURE_IN,
                        JU_TOPIC_LINK_NATIONAL_IN},
    [HOUSE_DELIVERY] = {JU_TOPIC_RESIDENT_TO_DELIVERY, JU_TOPIC_LINK_CARD_IN},
    [HOUSE_GATEWAY] = {JU_TOPIC_RESIDENT_TO_GATEWAY, JU_TOPIC_FEED_TAX_REQUEST, JU_TOPIC_FEED_WELFARE_REQUEST,
                       JU_TOPIC_SNAPSHOT_GATEWAY},
    [HOUSE_AUDIT] = {JU_TOPIC_AUDIT_RECORD},
    [HOUSE_PREFECTURE] = {JU_TOPIC_LINK_PREFECTURE_OUT},
    [HOUSE_NATIONAL] = {JU_TOPIC_LINK_NATIONAL_OUT},
    [HOUSE_CARD] = {JU_TOPIC_LINK_CARD_OUT},
    [HOUSE_KOSEKI] = {JU_TOPIC_LINK_KOSEKI_OUT},
    [HOUSE_JUSTICE] = {JU_TOPIC_LINK_JUSTICE_OUT},
    [HOUSE_PORTAL] = {JU_TOPIC_LINK_PORTAL_OUT},
    [HOUSE_KIOSK] = {JU_TOPIC_LINK_KIOSK_OUT},
    [HOUSE_TAX] = {JU_TOPIC_FEED_TAX},
    [HOUSE_WELFARE] = {JU_TOPIC_FEED_WELFARE},
};

/* ---- consumers --------------------------------------------------------------------------------------------
 */

/* A client that asks for a group's offsets without joining it. */
static ju_rc open_asker(const client_settings *settings, house_member member, rd_kafka_t **ret, ju_err *err)
{
    char group[TOPIC_SIZE];
    (void)snprintf(group, sizeof group, "%s.%s", settings->topic_prefix, house_name(member));
    return client_reader_open(settings, group, ret, err);
}

/* What one member has still to do, and how many records its topics ever got. */
typedef struct backlog {
    int64_t unsent;
    int64_t unread;
    int64_t arrived;
} backlog;

static ju_rc lag_of_partitions(rd_kafka_t *asker, rd_kafka_topic_partition_list_t *list, backlog *ret,
                               ju_err *err)
{
    rd_kafka_resp_err_t rc = rd_kafka_committed(asker, list, BROKER_TIMEOUT_MS);
    if (rc != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return ju_fail(err, JU_RETRY, "kafka_offsets", "%s", rd_kafka_err2str(rc));
    }
    for (int i = 0; i < list->cnt; i++) {
        const rd_kafka_topic_partition_t *partition = &list->elems[i];
        int64_t low = 0;
        int64_t high = 0;
        JU_TRY(client_ends(asker, partition->topic, partition->partition, &low, &high, err));
        ret->unread += high - (partition->offset >= 0 ? partition->offset : low);
        ret->arrived += high;
    }
    return JU_OK;
}

static ju_rc lag_of_topic(rd_kafka_t *asker, const char *prefix, const char *topic, backlog *ret, ju_err *err)
{
    char name[TOPIC_SIZE];
    int partitions = 0;
    (void)snprintf(name, sizeof name, "%s.%s", prefix, topic);
    JU_TRY(client_partitions(asker, name, &partitions, err));
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(partitions);
    rd_kafka_topic_partition_list_add_range(list, name, 0, partitions - 1);
    ju_rc rc = lag_of_partitions(asker, list, ret, err);
    rd_kafka_topic_partition_list_destroy(list);
    return rc;
}

/* The child-care office asks by itself for families that it needs now (照合). */
static ju_rc backlog_of(const demo_house *house, rd_kafka_t *asker, house_member member, backlog *ret,
                        ju_err *err)
{
    *ret = (backlog){0};
    if (member < HOUSE_DATABASES) {
        JU_TRY(house_number(house, member, "SELECT count(*) FROM outbox", &ret->unsent, err));
    } else if (member == HOUSE_WELFARE) {
        JU_TRY(house_number(
            house, member,
            "SELECT (SELECT count(*) FROM asked WHERE answered_at IS NULL) + (SELECT count(*) FROM outside)",
            &ret->unsent, err));
    }
    for (const char *const *topic = READS[member]; *topic != NULL; topic++) {
        JU_TRY(lag_of_topic(asker, house->settings->topic_prefix, *topic, ret, err));
    }
    return JU_OK;
}

/* ---- waiting ----------------------------------------------------------------------------------------------
 */

static void doze(void)
{
    (void)usleep(LOOK_EVERY_MS * 1000);
}

static ju_rc wait_for(const demo_house *house, rd_kafka_t *asker, house_member member, int64_t until_ms,
                      int64_t *ret_arrived, ju_err *err)
{
    backlog left;
    for (;;) {
        JU_TRY(backlog_of(house, asker, member, &left, err));
        *ret_arrived = left.arrived;
        if (left.unsent + left.unread == 0) {
            return JU_OK;
        }
        if (ju_clock_monotonic_ms() > until_ms) {
            return ju_fail(err, JU_RETRY, "not_drained", "%s has %lld events to send and %lld to read",
                           house_name(member), (long long)left.unsent, (long long)left.unread);
        }
        doze();
    }
}

/* Work goes in circles (receipts, numbers): who was looked at first may get more from who was looked at last.
 * So it is done when everybody is idle and no topic grew since everybody was idle before. */
static ju_rc wait_all(const demo_house *house, rd_kafka_t *const *askers, int64_t until_ms, ju_err *err)
{
    int64_t before = -1;
    for (;;) {
        int64_t total = 0;
        for (int member = 0; member < HOUSE_MEMBERS; member++) {
            int64_t arrived = 0;
            JU_TRY(wait_for(house, askers[member], (house_member)member, until_ms, &arrived, err));
            total += arrived;
        }
        if (total == before) {
            return JU_OK;
        }
        before = total;
    }
}

ju_rc drain_wait(const demo_house *house, int64_t timeout_ms, ju_err *err)
{
    rd_kafka_t *askers[HOUSE_MEMBERS] = {NULL};
    int64_t until_ms = ju_clock_monotonic_ms() + timeout_ms;
    ju_rc rc = JU_OK;
    for (int member = 0; rc == JU_OK && member < HOUSE_MEMBERS; member++) {
        rc = open_asker(house->settings, (house_member)member, &askers[member], err);
    }
    rc = rc == JU_OK ? wait_all(house, askers, until_ms, err) : rc;
    for (int member = 0; member < HOUSE_MEMBERS; member++) {
        client_reader_close(askers[member]);
    }
    return rc;
}
