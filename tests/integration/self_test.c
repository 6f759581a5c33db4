/*
 * 自己情報提供 (systems G11; seed 003 REQ-87): a person gets just the asked items of his own 副本, which
 * nobody else can read; who is unknown, restrained or not disclosed gets nothing, and none of them is told
 * which.
 */
#include "tests/integration/harness/asking.h"
#include "tests/integration/harness/command.h"
#include "tests/integration/harness/link_key.h"
#include "tests/integration/harness/receiver.h"

#include "common/seal/seal.h"

#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 1 << 16, FILE_BYTES = 4096 };

typedef struct portal {
    receiver *person;
    unsigned char *der;
    int size;
} portal;

static void open_portal(const world *w, portal *ret)
{
    ret->person = receiver_new(link_key_path(w, "person.crt"), true);
    FILE *file = fopen(link_key_path(w, "person.crt"), "r");
    assert_non_null(file);
    X509 *certificate = PEM_read_X509(file, NULL, NULL, NULL);
    (void)fclose(file);
    assert_non_null(certificate);
    ret->der = NULL;
    ret->size = i2d_X509(certificate, &ret->der);
    X509_free(certificate);
}

static void close_portal(portal *p)
{
    OPENSSL_free(p->der);
    receiver_free(p->person);
}

/* The person of this 符号 asks; for whether he is 世帯主, and for somebody's name that is none of his items.
 */
static void request(asking *s, const portal *p, const char *id, const char *code, const char *sealed_for)
{
    ju_arena arena;
    ju_keyring *ring = NULL;
    ju_err err;
    char *items[] = {(char *)(uintptr_t) "householder", (char *)(uintptr_t) "name"};
    Juki__Gateway__V1__SelfRequested wish = JUKI__GATEWAY__V1__SELF_REQUESTED__INIT;
    Juki__Gateway__V1__NetworkWord word = JUKI__GATEWAY__V1__NETWORK_WORD__INIT;
    ju_arena_init(&arena, ARENA_BYTES);
    assert_int_equal(ju_keyring_open(world_env("JUKI_TEST_KEYS"), "gateway", &ring, &err), JU_OK);
    assert_int_equal(ju_seal_text(ring, &arena, "subject_code", sealed_for, code, &wish.subject_code, &err),
                     JU_OK);
    wish.request_id = (char *)(uintptr_t)id;
    wish.information = (char *)(uintptr_t) "住民票関係情報";
    wish.asked_item = items;
    wish.n_asked_item = 2;
    wish.certificate = (ProtobufCBinaryData){.len = (size_t)p->size, .data = p->der};
    word.self_requested = &wish;
    network_send(s->w, &(network_letter){.word = &word, .key = id});
    ju_keyring_free(ring);
    ju_arena_done(&arena);
}

/* What was answered, opened by whom; NULL when he cannot. Free it. */
static char *opened(asking *s, const char *id, const portal *by)
{
    static unsigned char file[FILE_BYTES];
    size_t size = 0;
    char hex[2 * FILE_BYTES];
    (void)snprintf(hex, sizeof hex, "%s",
                   sql_text(s->theirs,
                            "SELECT encode(information, 'hex') FROM self_answer WHERE request_id = '%s'",
                            id));
    for (; hex[2 * size] != '\0' && size < FILE_BYTES; size++) {
        unsigned value = 0;
        assert_int_equal(sscanf(&hex[2 * size], "%2x", &value), 1);
        file[size] = (unsigned char)value;
    }
    return receiver_open(by->person, file, size);
}

static const char *answer_of(asking *s, const char *id)
{
    AWAIT(sql_int(s->theirs, "SELECT count(*) FROM self_answer WHERE request_id = '%s'", id) == 1);
    return sql_text(s->theirs, "SELECT code FROM self_answer WHERE request_id = '%s'", id);
}

static int64_t records(asking *s, const char *outcome)
{
    return sql_int(
        s->conn, "SELECT count(*) FROM exchange_record WHERE direction = 'self' AND outcome = '%s'", outcome);
}

static void test_self(void **state)
{
    asking s;
    portal his;
    portal other;
    char code[80];
    asking_open(&s, *state, NULL);
    open_portal(s.w, &other);
    open_portal(s.w, &his);
    (void)asking_person(&s, 1);
    (void)snprintf(code, sizeof code, "%s", network_code(s.w, 1));
    command_id id = command_new_id();
    request(&s, &his, id.text, code, id.text);
    assert_string_equal(answer_of(&s, id.text), "");
    char *text = opened(&s, id.text, &his);
    assert_non_null(text);
    assert_non_null(strstr(text, "世帯主"));
    assert_null(strstr(text, "試験")); /* the name is no item of the 副本 */
    free(text);
    assert_null(opened(&s, id.text, &other));
    assert_int_equal(records(&s, "answered"), 1);

    /* the same letter once more, whoever brings it */
    request(&s, &his, id.text, code, id.text);
    AWAIT(network_acts(s.w, "network.letter_refused", "request_known") == 1);
    assert_int_equal(records(&s, "answered"), 1);

    /* 符号 of nobody; and one that was sealed for another request */
    command_id nobody = command_new_id();
    request(&s, &his, nobody.text, "no-such-code", nobody.text);
    assert_string_equal(answer_of(&s, nobody.text), "information_unavailable");
    assert_int_equal(records(&s, "subject_unknown"), 1);
    command_id moved = command_new_id();
    request(&s, &his, moved.text, code, id.text);
    AWAIT(network_acts(s.w, "network.letter_refused", "seal_broken") == 1);

    /* restrained: nobody is told why there is nothing */
    network_restrain(s.w, 1, 2, true);
    AWAIT(sql_int(s.conn, "SELECT count(*) FROM person WHERE restrained") == 1);
    command_id restrained = command_new_id();
    request(&s, &his, restrained.text, code, restrained.text);
    assert_string_equal(answer_of(&s, restrained.text), "information_unavailable");
    assert_int_equal(records(&s, "no_auto_answer"), 1);
    AWAIT(network_acts(s.w, "self.answered", "") == 1);

    /* a certificate of his that is over */
    command_id later = command_new_id();
    world_set_day(s.w, "2036-01-01");
    request(&s, &his, later.text, code, later.text);
    AWAIT(network_acts(s.w, "network.letter_refused", "certificate_expired") == 1);
    assert_int_equal(
        sql_int(s.theirs, "SELECT count(*) FROM self_answer WHERE request_id = '%s'", later.text), 0);
    assert_int_equal(bus_count(s.w, "deadletter.gateway"), 0);
    close_portal(&his);
    close_portal(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_self, world_setup, world_teardown),
    };
    return cmocka_run_group_tests_name("self", tests, NULL, NULL);
}
