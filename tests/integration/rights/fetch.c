#include "tests/integration/rights/principal.h"

#include <arpa/inet.h>
#include <endian.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A Fetch request (version 4) and its answer, byte for byte: https://kafka.apache.org/protocol. */
enum { FETCH = 1, VERSION = 4, ANSWER_MAX = 1 << 20, PART_BYTES = 1024 };

typedef struct bytes {
    unsigned char *at;
    size_t size;
} bytes;

static void put(bytes *to, uint64_t number, size_t size)
{
    uint64_t big = htobe64(number);
    memcpy(to->at + to->size, (const unsigned char *)&big + sizeof big - size, size);
    to->size += size;
}

static void put_text(bytes *to, const char *text)
{
    put(to, strlen(text), 2);
    memcpy(to->at + to->size, text, strlen(text));
    to->size += strlen(text);
}

static uint64_t take(bytes *from, size_t size)
{
    uint64_t big = 0;
    assert_true(from->size >= size);
    memcpy((unsigned char *)&big + sizeof big - size, from->at, size);
    from->at += size;
    from->size -= size;
    return be64toh(big);
}

static void leave(bytes *from, size_t size)
{
    assert_true(from->size >= size);
    from->at += size;
    from->size -= size;
}

static void put_request(bytes *to, const char *const *topics, size_t count)
{
    put(to, 0, 4); /* the size, once it is known */
    put(to, FETCH, 2);
    put(to, VERSION, 2);
    put(to, 1, 4);              /* correlation id */
    put_text(to, "test");       /* client id */
    put(to, (uint64_t)-1, 4);   /* no replica */
    put(to, 0, 4);              /* waits for nothing */
    put(to, 0, 4);              /* at least so many bytes */
    put(to, ANSWER_MAX / 2, 4); /* at most */
    put(to, 0, 1);              /* isolation: uncommitted */
    put(to, count, 4);
    for (size_t i = 0; i < count; i++) {
        put_text(to, topics[i]);
        put(to, 1, 4); /* partitions */
        put(to, 0, 4); /* the first */
        put(to, 0, 8); /* from its beginning */
        put(to, PART_BYTES, 4);
    }
    uint32_t size = htonl((uint32_t)(to->size - 4));
    memcpy(to->at, &size, sizeof size);
}

/* The word on one topic; its place in topics is returned. */
static size_t take_topic(bytes *from, const char *const *topics, size_t count, rd_kafka_resp_err_t *ret)
{
    size_t i = 0;
    size_t length = take(from, 2);
    const char *name = (const char *)from->at;
    leave(from, length);
    assert_int_equal(take(from, 4), 1);
    leave(from, 4); /* partition */
    *ret = (rd_kafka_resp_err_t)(int16_t)take(from, 2);
    leave(from, 16); /* ends */
    uint32_t aborted = (uint32_t)take(from, 4);
    leave(from, aborted == UINT32_MAX ? 0 : (size_t)aborted * 16);
    uint32_t records = (uint32_t)take(from, 4);
    bool empty = records == 0 || records == UINT32_MAX;
    leave(from, empty ? 0 : records);
    *ret = *ret == RD_KAFKA_RESP_ERR_NO_ERROR && empty ? RD_KAFKA_RESP_ERR__NO_OFFSET : *ret;
    while (i < count && (strlen(topics[i]) != length || memcmp(topics[i], name, length) != 0)) {
        i++;
    }
    assert_true(i < count);
    return i;
}

static SSL_CTX *context_of(const char *name)
{
    char path[3][512];
    static const char *const files[] = {"ca.pem", "certificate.pem", "key.pem"};
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(path[i], sizeof path[i], "%s/%s/%s", world_env("JUKI_TEST_TLS"), name, files[i]);
    }
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    assert_non_null(context);
    assert_int_equal(SSL_CTX_load_verify_locations(context, path[0], NULL), 1);
    assert_int_equal(SSL_CTX_use_certificate_file(context, path[1], SSL_FILETYPE_PEM), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey_file(context, path[2], SSL_FILETYPE_PEM), 1);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    return context;
}

static void read_all(BIO *line, void *to, size_t size)
{
    for (size_t done = 0; done < size;) {
        int got = BIO_read(line, (char *)to + done, (int)(size - done));
        assert_true(got > 0);
        done += (size_t)got;
    }
}

/* What the broker answers, without its size; free it. */
static bytes exchange(const char *name, const bytes *request)
{
    uint32_t size = 0;
    SSL_CTX *context = context_of(name);
    BIO *line = BIO_new_ssl_connect(context);
    assert_non_null(line);
    (void)BIO_set_conn_hostname(line, world_env("JUKI_TEST_BOOTSTRAP"));
    assert_int_equal(BIO_write(line, request->at, (int)request->size), (int)request->size);
    read_all(line, &size, sizeof size);
    bytes answer = {.size = ntohl(size)};
    assert_true(answer.size < ANSWER_MAX);
    answer.at = malloc(answer.size);
    assert_non_null(answer.at);
    read_all(line, answer.at, answer.size);
    BIO_free_all(line);
    SSL_CTX_free(context);
    return answer;
}

void principal_fetch(const char *name, const char *const *topics, size_t count, rd_kafka_resp_err_t *ret_word)
{
    bytes request = {.at = calloc(count + 1, 256)};
    assert_non_null(request.at);
    put_request(&request, topics, count);
    bytes answer = exchange(name, &request);
    bytes rest = answer;
    leave(&rest, 8); /* correlation id, throttle */
    assert_int_equal(take(&rest, 4), count);
    for (size_t i = 0; i < count; i++) {
        rd_kafka_resp_err_t word = RD_KAFKA_RESP_ERR_NO_ERROR;
        size_t place = take_topic(&rest, topics, count, &word);
        ret_word[place] = word;
    }
    assert_int_equal(rest.size, 0);
    free(request.at);
    free(answer.at);
}
