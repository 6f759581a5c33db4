#include "tests/unit/event_signing.h"

#include "common/base/clock.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Signs as any name, whoever may. */
static ju_message signed_as(bench *b, const char *name, ju_event event, ju_signature *room)
{
    char key[64];
    ju_signer *signer = NULL;
    (void)snprintf(key, sizeof key, "%s." ALWAYS, name);
    make_key(b, key);
    assert_int_equal(ju_signer_open(b->dir, name, &signer, &b->err), JU_OK);
    assert_int_equal(ju_signer_sign(signer, &event, 1, room, &b->err), JU_OK);
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_OK);
    ju_signer_free(signer);
    return message_of(b, &event, room);
}

static void only_who_may_writes_to_a_topic(void **state)
{
    bench *b = *state;
    ju_signature room;
    ju_event event = event_of(JU_TOPIC_RESIDENT_TO_IDENTITY);
    event.source = "/132071/identity";
    ju_message message = signed_as(b, "identity", event, &room);
    refuse(b, &message, "signature_writer");
    event = event_of(JU_TOPIC_RESIDENT_TO_IDENTITY);
    message = signed_as(b, "identity", event, &room);
    refuse(b, &message, "signature_writer");
    event = event_of(JU_TOPIC_LINK_CARD_OUT); /* one of two writers, as the other */
    event.source = "/132071/delivery";
    message = signed_as(b, "identity", event, &room);
    refuse(b, &message, "signature_source");
    event.source = "identity";
    message = signed_as(b, "identity", event, &room);
    refuse(b, &message, "signature_source");
    event.source = "/132071/identity";
    message = signed_as(b, "identity", event, &room);
    take(b, &message);
    event = event_of("no.such.topic");
    message = signed_as(b, "resident", event, &room);
    refuse(b, &message, "signature_writer");
    event = event_of("feed.*");
    event.source = "/132071/gateway";
    message = signed_as(b, "gateway", event, &room);
    take(b, &message); /* the name of the row itself, which no topic has */
}

static void a_consumer_writes_its_own_requests(void **state)
{
    bench *b = *state;
    ju_signature room;
    ju_event event = event_of("feed.shelter.request");
    event.source = "/132071/shelter";
    ju_message message = signed_as(b, "shelter", event, &room);
    take(b, &message);
    event = event_of("feed.other.request");
    event.source = "/132071/shelter";
    message = signed_as(b, "shelter", event, &room);
    refuse(b, &message, "signature_writer");
    event = event_of("feed.other.request"); /* a word of every such topic */
    event.source = "/132071/request";
    message = signed_as(b, "request", event, &room);
    refuse(b, &message, "signature_writer");
    event.source = "/132071/feed";
    message = signed_as(b, "feed", event, &room);
    refuse(b, &message, "signature_writer");
}

/* The day in Japan so many days from now, as YYYYMMDD. */
static const char *day(int days)
{
    static char ret[4][16];
    static size_t next;
    char date[JU_CLOCK_TODAY_SIZE];
    char *text = ret[next++ % 4];
    ju_clock_japan_date((time_t)(ju_clock_epoch_s() + (int64_t)days * 86400), date);
    (void)snprintf(text, 16, "%.4s%.2s%.2s", date, date + 5, date + 8);
    return text;
}

static void a_key_counts_on_its_days(void **state)
{
    bench *b = *state;
    const struct {
        int first;
        int last;
        bool counts;
    } periods[] = {{-400, -1, false}, {1, 400, false}, {0, 0, true}, {-1, 0, true}, {0, 1, true}};
    const ju_event event = event_of(JU_TOPIC_RESIDENT_TO_IDENTITY);
    drop_key(b, "sign", "resident." ALWAYS, ".key");
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
        char name[64];
        ju_signature signature;
        (void)snprintf(name, sizeof name, "resident.%s-%s", day(periods[i].first), day(periods[i].last));
        make_key(b, name);
        ju_rc rc = ju_signer_sign(b->signer, &event, 1, &signature, &b->err);
        assert_int_equal(rc, periods[i].counts ? JU_OK : JU_RETRY);
        drop_key(b, "sign", name, ".key");
    }
    assert_int_equal(ju_signer_sign(b->signer, &event, 1, &(ju_signature){0}, &b->err), JU_RETRY);
    assert_string_equal(b->err.code, "signature_key");
}

/* Two clocks do not strike midnight together: a reader takes what was signed by one that is ahead. */
static void a_reader_takes_a_key_a_day_before_it_begins(void **state)
{
    bench *b = *state;
    const struct {
        int first;
        const char *code;
    } keys[] = {{1, "signature_invalid"}, {2, "signature_key"}};
    const ju_event event = event_of(JU_TOPIC_RESIDENT_TO_IDENTITY);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        char name[64];
        ju_signed_place place = {.size = 1};
        ju_signature forged = {0};
        (void)snprintf(name, sizeof name, "resident.%s-21991231", day(keys[i].first));
        make_key(b, name);
        assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_OK);
        (void)snprintf(place.key_id, sizeof place.key_id, "resident/%s-21991231", day(keys[i].first));
        ju_signature_write(&place,
                           &forged); /* signed by nobody: how far it comes tells whether the key counts */
        ju_message message = message_of(b, &event, &forged);
        refuse(b, &message, keys[i].code);
    }
}

/* Signed while the key counted, read when it has ended: the file has another last day in its name. */
static void what_an_ended_key_signed_is_refused(void **state)
{
    bench *b = *state;
    char from[256];
    char to[256];
    const ju_event event = event_of(JU_TOPIC_RESIDENT_TO_IDENTITY);
    drop_key(b, "sign", "resident." ALWAYS, ".key");
    make_key(b, "resident.20200101-21991230");
    ju_signature signature = sign_one(b, &event);
    ju_message message = message_of(b, &event, &signature);
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_OK);
    take(b, &message);
    char name[64];
    (void)snprintf(name, sizeof name, "resident.20200101-%s", day(-1));
    path_of(b, "verify", "resident.20200101-21991230", ".pem", from);
    path_of(b, "verify", name, ".pem", to);
    assert_int_equal(rename(from, to), 0);
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_OK);
    refuse(b, &message, "signature_key");
    /* and it says so itself */
    memcpy(signature.byte + 4 + strlen("resident/20200101-"), day(-1), 8);
    message = message_of(b, &event, &signature);
    refuse(b, &message, "signature_key");
}

static void a_new_key_counts_at_once(void **state)
{
    bench *b = *state;
    char name[64];
    const ju_event event = event_of(JU_TOPIC_RESIDENT_TO_IDENTITY);
    ju_signature before = sign_one(b, &event);
    (void)snprintf(name, sizeof name, "resident.%s-%s", day(0), day(1));
    make_key(b, name);
    ju_signature after = sign_one(b, &event);
    assert_memory_equal(after.byte + 4 + strlen("resident/"), day(0), 8);
    ju_message old = message_of(b, &event, &before);
    ju_message new = message_of(b, &event, &after);
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_OK);
    take(b, &old);
    take(b, &new);
    drop_key(b, "verify", "resident." ALWAYS, ".pem"); /* taken away: also what was found good under it */
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_OK);
    refuse(b, &old, "signature_key");
    take(b, &new);
}

/* The file of a key has another one in it: what was found good before counts no more, wherever in memory the
 * new key comes to lie. */
static void a_key_that_was_replaced_is_gone(void **state)
{
    bench *b = *state;
    const ju_event event = event_of(JU_TOPIC_RESIDENT_TO_IDENTITY);
    for (int i = 0; i < 40; i++) {
        ju_signature before = sign_one(b, &event);
        ju_message message = message_of(b, &event, &before);
        take(b, &message);
        make_key(b, "resident." ALWAYS);
        assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_OK);
        refuse(b, &message, "signature_invalid");
    }
}

static void a_key_of_the_same_name_is_another_key(void **state)
{
    bench *b = *state;
    const ju_event event = event_of(JU_TOPIC_RESIDENT_TO_IDENTITY);
    ju_signature forged;
    ju_signer *forger = NULL;
    bench other = *b;
    char path[256];
    (void)snprintf(other.dir, sizeof other.dir, "%.32s/other", b->dir);
    assert_int_equal(mkdir(other.dir, 0700), 0);
    path_of(&other, "sign", "", "", path);
    assert_int_equal(mkdir(path, 0700), 0);
    path_of(&other, "verify", "", "", path);
    assert_int_equal(mkdir(path, 0700), 0);
    make_key(&other, "resident." ALWAYS);
    assert_int_equal(ju_signer_open(other.dir, "resident", &forger, &b->err), JU_OK);
    assert_int_equal(ju_signer_sign(forger, &event, 1, &forged, &b->err), JU_OK);
    ju_message message = message_of(b, &event, &forged);
    refuse(b, &message, "signature_invalid");
    ju_signer_free(forger);
}

static void without_keys_nothing_is_told(void **state)
{
    bench *b = *state;
    char path[256];
    ju_signer *signer = NULL;
    assert_int_equal(ju_signer_open(b->dir, "nobody", &signer, &b->err), JU_FATAL);
    assert_string_equal(b->err.code, "signature_key");
    path_of(b, "verify", "broken.20200101-21991231", ".pem", path);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_RETRY);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_OK);
    path_of(b, "verify", "noperiod", ".pem", path);
    file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_RETRY);
    assert_string_equal(b->err.code, "signature_key");
    assert_int_equal(unlink(path), 0);
    path_of(b, "verify", "", "", path);
    char away[300];
    (void)snprintf(away, sizeof away, "%saway", path);
    path[strlen(path) - 1] = '\0';
    (void)snprintf(away, sizeof away, "%s-away", path);
    assert_int_equal(rename(path, away), 0);
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_RETRY);
    assert_int_equal(rename(away, path), 0);
    assert_int_equal(ju_verifier_refresh(b->verifier, &b->err), JU_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_KEYS(only_who_may_writes_to_a_topic),
        WITH_KEYS(a_consumer_writes_its_own_requests),
        WITH_KEYS(a_reader_takes_a_key_a_day_before_it_begins),
        WITH_KEYS(a_key_counts_on_its_days),
        WITH_KEYS(what_an_ended_key_signed_is_refused),
        WITH_KEYS(a_new_key_counts_at_once),
        WITH_KEYS(a_key_that_was_replaced_is_gone),
        WITH_KEYS(a_key_of_the_same_name_is_another_key),
        WITH_KEYS(without_keys_nothing_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
