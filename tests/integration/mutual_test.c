/* Mutual authentication (seed 002 ): who has no good certificate, or reaches for what is not his,
 * gets nothing, and the audit trail says so. A record lies ready for the prefecture; everybody tries to have
 * it.
 */
#include "tests/integration/harness/bus.h"
#include "tests/integration/harness/certificate.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/process.h"

#include "common/base/clock.h"
#include "common/base/parse.h"
#include "common/event/topic_names.h"
#include "juki/audit/v1/audit.pb-c.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

enum { DIR_BYTES = 320 };

static const char SECRET[] = "for the prefecture alone";

/* ---- who comes ---------------------------------------------------------------------------------------- */

static void good_dir(const char *name, char ret[DIR_BYTES])
{
    (void)snprintf(ret, DIR_BYTES, "%s/%s", world_env("JUKI_TEST_TLS"), name);
}

/* A folder with such a certificate; ours: of the authority that everybody trusts. */
static void make_dir(const world *w, const char *dir, const char *name, bool ours, int until_days,
                     char ret[DIR_BYTES])
{
    char authority[DIR_BYTES];
    char trusted[DIR_BYTES];
    (void)snprintf(authority, sizeof authority, "%s/ca/1", world_env("JUKI_TEST_TLS"));
    (void)snprintf(trusted, sizeof trusted, "%s/prefecture/ca.pem", world_env("JUKI_TEST_TLS"));
    (void)snprintf(ret, DIR_BYTES, "%s/%s", w->dir, dir);
    certificate_make(
        ret,
        &(certificate){
            .name = name, .authority = ours ? authority : NULL, .from_days = -30, .until_days = until_days},
        trusted);
}

static void set(rd_kafka_conf_t *conf, const char *name, const char *value)
{
    char text[160];
    if (rd_kafka_conf_set(conf, name, value, text, sizeof text) != RD_KAFKA_CONF_OK) {
        fail_msg("%s", text);
    }
}

static void set_file(rd_kafka_conf_t *conf, const char *name, const char *dir, const char *file)
{
    char path[DIR_BYTES + 32];
    (void)snprintf(path, sizeof path, "%s/%s", dir, file);
    set(conf, name, path);
}

/* dir NULL: plaintext; without showing his certificate: TLS all the same. */
static rd_kafka_t *client(rd_kafka_type_t type, rd_kafka_conf_t *conf, const char *dir, bool shows)
{
    char text[160];
    set(conf, "bootstrap.servers", world_env("JUKI_TEST_BOOTSTRAP"));
    set(conf, "log_level", "0");
    if (dir != NULL) {
        set(conf, "security.protocol", "ssl");
        set_file(conf, "ssl.ca.location", dir, "ca.pem");
    }
    if (dir != NULL && shows) {
        set_file(conf, "ssl.certificate.location", dir, "certificate.pem");
        set_file(conf, "ssl.key.location", dir, "key.pem");
    }
    rd_kafka_t *rk = rd_kafka_new(type, conf, text, sizeof text);
    if (rk == NULL) {
        fail_msg("%s", text);
    }
    return rk;
}

/* ---- what he gets ---------------------------------------------------------------------------------------
 */

static rd_kafka_t *begin_to_read(const world *w, const char *dir, bool shows)
{
    char topic[160];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "group.id", "nobody"); /* its partition is taken by hand */
    set(conf, "enable.auto.commit", "false");
    rd_kafka_t *reader = client(RD_KAFKA_CONSUMER, conf, dir, shows);
    rd_kafka_topic_partition_list_t *all = rd_kafka_topic_partition_list_new(1);
    (void)snprintf(topic, sizeof topic, "%s.%s", w->prefix, JU_TOPIC_LINK_PREFECTURE_OUT);
    rd_kafka_topic_partition_list_add(all, topic, 0)->offset = 0;
    assert_int_equal(rd_kafka_assign(reader, all), RD_KAFKA_RESP_ERR_NO_ERROR);
    rd_kafka_topic_partition_list_destroy(all);
    return reader;
}

static bool got(rd_kafka_t *reader)
{
    rd_kafka_message_t *record = rd_kafka_consumer_poll(reader, 50);
    bool came = record != NULL && record->err == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (record != NULL) {
        assert_true(!came || record->len == sizeof SECRET - 1);
        rd_kafka_message_destroy(record);
    }
    return came;
}

static void stop_reading(rd_kafka_t *reader)
{
    rd_kafka_destroy_flags(reader, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE); /* it never joined its group */
}

static void can_read(const world *w, const char *dir)
{
    rd_kafka_t *reader = begin_to_read(w, dir, true);
    AWAIT(got(reader));
    stop_reading(reader);
}

static void delivered(rd_kafka_t *rk, const rd_kafka_message_t *message, void *opaque)
{
    (void)rk;
    (void)opaque;
    *(rd_kafka_resp_err_t *)message->_private = message->err;
}

/* The broker's word on a record for the topic. */
static rd_kafka_resp_err_t write_to(const world *w, const char *name, const char *topic_name)
{
    char dir[DIR_BYTES];
    char topic[160];
    rd_kafka_resp_err_t word = RD_KAFKA_RESP_ERR__IN_PROGRESS;
    good_dir(name, dir);
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "message.timeout.ms", "4000");
    rd_kafka_conf_set_dr_msg_cb(conf, delivered);
    rd_kafka_t *writer = client(RD_KAFKA_PRODUCER, conf, dir, true);
    (void)snprintf(topic, sizeof topic, "%s.%s", w->prefix, topic_name);
    char value[] = "x";
    assert_int_equal(rd_kafka_producev(writer, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_VALUE(value, 1),
                                       RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_OPAQUE(&word),
                                       RD_KAFKA_V_END),
                     RD_KAFKA_RESP_ERR_NO_ERROR);
    (void)rd_kafka_flush(writer, 5000);
    rd_kafka_destroy(writer);
    return word;
}

/* ---- what the audit trail says ---------------------------------------------------------------------------
 */

static bus_follower trail;

/* "<what> at <time> x<count>" */
static bool is_since(const char *detail, const char *since)
{
    const char *time = strstr(detail, " at 20");
    return time != NULL && strncmp(time + strlen(" at "), since, strlen("2026-11-21T12:33:30")) >= 0;
}

static size_t acts_with(const bus_record *record, const char *code, const char *who, const char *since)
{
    size_t count = 0;
    Juki__Audit__V1__AuditRecords *acts =
        juki__audit__v1__audit_records__unpack(NULL, record->size, record->value);
    assert_non_null(acts);
    for (size_t i = 0; i < acts->n_record; i++) {
        const Juki__Audit__V1__AuditRecord *act = acts->record[i];
        count += strcmp(act->action, "transport.refused") == 0 && strcmp(act->code, code) == 0 &&
                 act->result == JUKI__AUDIT__V1__RESULT__RESULT_REFUSED &&
                 strcmp(act->operator_->operator_id, who) == 0 &&
                 strcmp(act->operator_->terminal_id, "127.0.0.1") == 0 && is_since(act->detail, since);
    }
    juki__audit__v1__audit_records__free_unpacked(acts, NULL);
    return count;
}

static bool told(const char *code, const char *who, const char *since)
{
    size_t count = 0;
    bus_follow_on(&trail, 20);
    for (size_t i = 0; i < trail.records.count; i++) {
        count += acts_with(&trail.records.item[i], code, who, since);
    }
    return count > 0;
}

/* He gets nothing for as long as he tries, and that is told. */
static void is_refused(const world *w, const char *dir, bool shows, const char *code, const char *who)
{
    char since[JU_CLOCK_NOW_SIZE];
    ju_clock_now_rfc3339(since);
    rd_kafka_t *reader = begin_to_read(w, dir, shows);
    for (int64_t until_ms = now_ms() + patience_ms(); !told(code, who, since);) {
        if (got(reader) || now_ms() > until_ms) {
            fail_msg("somebody could read, or it was not told: %s", code);
        }
    }
    stop_reading(reader);
}

/* ---- the tests -------------------------------------------------------------------------------------------
 */

static int set_up(void **state)
{
    char log[DIR_BYTES + 32];
    if (world_setup(state) != 0) {
        return -1;
    }
    world *w = *state;
    command_all_topics(w, 1);
    bus_grant(w);
    bus_send_raw(w, JU_TOPIC_LINK_PREFECTURE_OUT, "key", 3, SECRET, sizeof SECRET - 1, NULL, 0);
    (void)snprintf(log, sizeof log, "JUKI_REFUSAL_LOG=%s", world_env("JUKI_TEST_REFUSALS"));
    (void)process_start(w, "juki-audit", (const char *const[]){log, NULL});
    trail = bus_follow(w, JU_TOPIC_AUDIT_RECORD);
    return 0;
}

static int tear_down(void **state)
{
    bus_unfollow(&trail);
    return world_teardown(state);
}

static void r46_the_right_certificate_and_no_other(void **state)
{
    const world *w = *state;
    char good[DIR_BYTES];
    char bad[DIR_BYTES];
    good_dir("prefecture", good);
    can_read(w, good);
    is_refused(w, good, false, "certificate_missing", "");
    make_dir(w, "strange", "prefecture", false, 30, bad);
    is_refused(w, bad, true, "certificate_untrusted", "");
    make_dir(w, "expired", "prefecture", true, -1, bad);
    is_refused(w, bad, true, "certificate_expired", "");
    is_refused(w, NULL, false, "not_tls", "");
    make_dir(w, "current", "prefecture", true, 1, bad); /* the maker of certificates is not what is refused */
    can_read(w, bad);
}

static void r46_a_peer_reaches_its_own_topics_only(void **state)
{
    const world *w = *state;
    char dir[DIR_BYTES];
    good_dir("tax", dir);
    is_refused(w, dir, true, "not_authorized", "tax");
    assert_int_equal(write_to(w, "tax", JU_TOPIC_LINK_PREFECTURE_IN),
                     RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
    assert_int_equal(write_to(w, "prefecture", JU_TOPIC_LINK_PREFECTURE_OUT),
                     RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
    assert_int_equal(write_to(w, "prefecture", JU_TOPIC_LINK_PREFECTURE_IN), RD_KAFKA_RESP_ERR_NO_ERROR);
    assert_int_equal(bus_count(w, JU_TOPIC_LINK_PREFECTURE_IN), 1);
    assert_int_equal(bus_count(w, JU_TOPIC_LINK_PREFECTURE_OUT), 1);
    /* who provisions has every right: nobody gets it by a name that looks like his */
    make_dir(w, "alike", "TOPICS", true, 30, dir);
    is_refused(w, dir, true, "not_authorized", "CN=TOPICS,O=juki");
}

/* The peer, too, knows whom it speaks with: a broker of another authority gets nothing of it. */
static void r46_a_peer_refuses_a_strange_broker(void **state)
{
    const world *w = *state;
    char dir[DIR_BYTES];
    make_dir(w, "elsewhere", "prefecture", true, 30, dir);
    world_shell("deploy/local/ca.sh %s/other proto/topics.csv && cp %s/other/prefecture/ca.pem %s/ca.pem",
                w->dir, w->dir, dir);
    is_refused(w, dir, true, "handshake_failed", "");
}

/* Whoever does not speak TLS hears nothing but that. */
static void r51_no_byte_in_plaintext(void **state)
{
    static const unsigned char metadata[] = {0, 0, 0, 14, 0, 3, 0, 1, 0, 0, 0, 1, 0xff, 0xff, 0, 0, 0, 0};
    enum { TLS_ALERT = 21, ALERT_BYTES = 7 };
    unsigned char answer[64];
    int64_t port = 0;
    (void)state;
    assert_true(ju_parse_int64(strchr(world_env("JUKI_TEST_BOOTSTRAP"), ':') + 1, 1, 65535, &port));
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(write(fd, metadata, sizeof metadata), sizeof metadata);
    ssize_t size = recv(fd, answer, sizeof answer, MSG_WAITALL);
    assert_true(size <= 0 || (size == ALERT_BYTES && answer[0] == TLS_ALERT));
    (void)close(fd);
}

/* A peer's acts are no entries of our audit trail, to which it may not write: what it cannot apply does not
 * stop it. */
static void r46_a_peer_has_no_part_in_our_audit_trail(void **state)
{
    world *w = *state;
    ju_record_header headers[8];
    command_id id = command_new_id();
    size_t count = bus_headers(headers, id.text, "juki.resident.v1.FamilyAnnexNotice", "1");
    bus_send_raw(w, JU_TOPIC_LINK_KOSEKI_OUT, "k", 1, "\xff\xff", 2, headers, count);
    (void)process_start(w, "peer-koseki", NULL);
    AWAIT(bus_count(w, JU_TOPIC_DEADLETTER_KOSEKI) == 1);
    AWAIT(sql_int(world_database_of(w, "koseki")->conn, "SELECT count(*) FROM outbox") == 0);
}

/* It ends at once, with the exit code of a configuration, and says why. */
static void does_not_start(world *w, const char *program, const char *setting, const char *why)
{
    enum { EXIT_CONFIG = 78 };
    process *p = process_launch(w, program, (const char *const[]){setting, NULL}, NULL);
    AWAIT(process_ended(p));
    assert_true(WIFEXITED(p->status));
    assert_int_equal(WEXITSTATUS(p->status), EXIT_CONFIG);
    assert_int_equal(process_log_count(p, why), 1);
}

static void r47_another_destination_is_refused_at_start(void **state)
{
    world *w = *state;
    does_not_start(w, "juki-identity", "JUKI_KAFKA_BOOTSTRAP=127.0.0.1:1",
                   "JUKI_KAFKA_BOOTSTRAP: 127.0.0.1:1 is no destination of identity");
    does_not_start(w, "juki-delivery", "JUKI_TOPIC_PREFIX=juki.131016",
                   "JUKI_TOPIC_PREFIX: juki.131016 is no destination of delivery");
    does_not_start(w, "juki-identity", "JUKI_KAFKA_PROPERTIES=bootstrap.servers=127.0.0.1:1",
                   "JUKI_KAFKA_PROPERTIES: bootstrap.servers cannot be set there");
    does_not_start(w, "juki-identity", "JUKI_DESTINATIONS=/nowhere", "JUKI_DESTINATIONS: /nowhere");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(r46_the_right_certificate_and_no_other),
        cmocka_unit_test(r46_a_peer_reaches_its_own_topics_only),
        cmocka_unit_test(r46_a_peer_refuses_a_strange_broker),
        cmocka_unit_test(r46_a_peer_has_no_part_in_our_audit_trail),
        cmocka_unit_test(r47_another_destination_is_refused_at_start),
        cmocka_unit_test(r51_no_byte_in_plaintext),
    };
    return cmocka_run_group_tests_name("mutual", tests, set_up, tear_down);
}
