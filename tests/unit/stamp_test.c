/* Time stamps (RFC 3161): what is asked, and what is taken for an answer. The authority is openssl's. */
#include "common/merkle/stamp.h"

#include "tests/integration/harness/authority.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { FOLDER_SIZE = 64 };

static char folder[FOLDER_SIZE];
static char other[2 * FOLDER_SIZE];
static char authorities[2 * FOLDER_SIZE];
static char *answer;
static size_t answer_size;
static ju_err err;

static int set_up(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/stamp-test-XXXXXX");
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    (void)snprintf(other, sizeof other, "%s/other", folder);
    (void)snprintf(authorities, sizeof authorities, "%s/ca.pem", folder);
    return authority_make(folder) && authority_make(other) ? 0 : -1;
}

static int tear_down(void **state)
{
    char command[2 * FOLDER_SIZE];
    (void)state;
    free(answer);
    (void)snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command); /* NOLINT(cert-env33-c): the folder is our own */
}

/* What the authority of this folder answers. */
static void ask(char *authority, const char *body, size_t size)
{
    ju_http_exchange exchange = {.body = body, .body_size = size};
    free(answer);
    exchange.answer = open_memstream(&answer, &answer_size);
    authority_respond(authority, &exchange);
    (void)fclose(exchange.answer);
    assert_int_equal(exchange.status, 200);
}

static ju_stamp *asked(char *authority, const char *text)
{
    ju_stamp *stamp = NULL;
    char *request = NULL;
    size_t size = 0;
    assert_int_equal(ju_stamp_new(text, &stamp, &err), JU_OK);
    assert_int_equal(ju_stamp_request(stamp, &request, &size, &err), JU_OK);
    ask(authority, request, size);
    free(request);
    return stamp;
}

static void a_stamp_says_when(void **state)
{
    (void)state;
    int64_t seconds = 0;
    ju_stamp *stamp = asked(folder, "what was there\n");
    assert_int_equal(ju_stamp_check(stamp, authorities, answer, answer_size, &seconds, &err), JU_OK);
    assert_in_range((uint64_t)seconds, (uint64_t)time(NULL) - 60, (uint64_t)time(NULL) + 1);
    ju_stamp_free(stamp);
}

static void expect(const ju_stamp *stamp, const char *code)
{
    int64_t seconds = 0;
    assert_int_equal(ju_stamp_check(stamp, authorities, answer, answer_size, &seconds, &err), JU_REJECT);
    assert_string_equal(err.code, code);
}

static void another_answer_is_none(void **state)
{
    (void)state;
    ju_stamp *before = asked(folder, "what was there\n");
    ju_stamp *stamp = asked(folder, "what was there\n");
    expect(before, "stamp_invalid"); /* the same words, another nonce */
    answer[answer_size - 5] ^= 1;
    expect(stamp, "stamp_invalid");
    answer_size -= 10;
    expect(stamp, "stamp_invalid");
    answer_size = 0;
    expect(stamp, "stamp_invalid");
    ju_stamp_free(before);
    ju_stamp_free(stamp);
    stamp = asked(other, "what was there\n");
    expect(stamp, "stamp_invalid"); /* another authority */
    ask(folder, "no request", 10);
    expect(stamp, "stamp_refused");
    (void)snprintf(authorities, sizeof authorities, "%s/none.pem", folder);
    assert_int_equal(ju_stamp_check(stamp, authorities, answer, answer_size, &(int64_t){0}, &err), JU_FATAL);
    ju_stamp_free(stamp);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stamp_says_when),
        cmocka_unit_test(another_answer_is_none),
    };
    return cmocka_run_group_tests_name("stamp", tests, set_up, tear_down);
}
