/*
 * Any bytes as what comes in CMS and X.509: an envelope to us, a document signed by a card, the certificate
 * of somebody who asks, the answer of an authority for time stamps. The key below is of the seeds alone.
 */
#include "common/merkle/stamp.h"
#include "common/seal/envelope.h"
#include "services/resident/steps/signed.h"
#include "tests/fuzz/harness.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 4 * 1024 * 1024 };

static const char KEY[] = "-----BEGIN PRIVATE KEY-----\n"
                          "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQglhFUL4ZOivexwpgu\n"
                          "UVzJFcps1InGQyUPH12iTm0j+zmhRANCAATs4YnVd+JTLWYo21j7suIcSXKGubi4\n"
                          "vdB/ocdEDi/mLs8/W8r1xn/3z3/8rxM0DPUkfbNVF1SbQFGUEL5x7ZMU\n"
                          "-----END PRIVATE KEY-----\n";
static const char CERTIFICATE[] = "-----BEGIN CERTIFICATE-----\n"
                                  "MIIBdTCCARugAwIBAgIUUnRU8FkGivWZIivBXG8l5B2kA40wCgYIKoZIzj0EAwIw\n"
                                  "DzENMAsGA1UEAwwEZnV6ejAgFw0yNjExMjIwMTUyMDNaGA8yMTI2MTAyOTAxNTIw\n"
                                  "M1owDzENMAsGA1UEAwwEZnV6ejBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABOzh\n"
                                  "idV34lMtZijbWPuy4hxJcoa5uLi90H+hx0QOL+Yuzz9byvXGf/fPf/yvEzQM9SR9\n"
                                  "s1UXVJtAUZQQvnHtkxSjUzBRMB0GA1UdDgQWBBRX6J3+ryQ+jMkOzZnDWs3azR9B\n"
                                  "ITAfBgNVHSMEGDAWgBRX6J3+ryQ+jMkOzZnDWs3azR9BITAPBgNVHRMBAf8EBTAD\n"
                                  "AQH/MAoGCCqGSM49BAMCA0gAMEUCIQCxk5ZmEU7WYBF5day7RzOmvE08eX+xfBVl\n"
                                  "5khIWlH4qAIgAKZAGWhy7mwYxel+5BhrO3r4s13ntPYJJ3WQnikVl9k=\n"
                                  "-----END CERTIFICATE-----\n";

static char key_path[256];
static char certificate_path[256];

/* The two files, made once. */
static void make_files(void)
{
    if (*key_path == '\0') {
        fuzz_file("key.pem", KEY, sizeof KEY - 1);
        fuzz_file("certificate.pem", CERTIFICATE, sizeof CERTIFICATE - 1);
        (void)snprintf(key_path, sizeof key_path, "%s/key.pem", fuzz_dir());
        (void)snprintf(certificate_path, sizeof certificate_path, "%s/certificate.pem", fuzz_dir());
    }
}

static void try_envelope(const uint8_t *data, size_t size, ju_arena *arena)
{
    static ju_opener *opener;
    unsigned char *content = NULL;
    size_t content_size = 0;
    ju_err err = {0};
    must(opener != NULL || ju_opener_open(certificate_path, key_path, &opener, &err) == JU_OK);
    ju_rc rc = ju_envelope_open(opener, arena, data, size, &content, &content_size, &err);
    if (rc == JU_OK) { /* whoever has our certificate can make one, of anything */
        must(content != NULL && content[content_size] == '\0');
    } else {
        must(rc == JU_REJECT ? strcmp(err.code, "envelope_broken") == 0 : arena->full);
    }
}

static void try_signed(const uint8_t *data, size_t size, ju_arena *arena)
{
    static signed_trust *trust;
    ProtobufCBinaryData document = {.data = (uint8_t *)(uintptr_t)data, .len = size};
    ProtobufCBinaryData content = {0};
    signed_by signer = {0};
    refusal why = {0};
    ju_err err = {0};
    must(trust != NULL || signed_trust_open(certificate_path, &trust, &err) == JU_OK);
    /* nobody here has a certificate that says whose it is */
    must(!signed_open(trust, &document, "2026-11-22", arena, &content, &signer, &why));
    must(why.code != NULL || arena->full);
}

static void try_certificate(const uint8_t *data, size_t size, ju_arena *arena)
{
    ju_receiver *receiver = NULL;
    unsigned char *envelope = NULL;
    size_t envelope_size = 0;
    ju_err err = {0};
    if (ju_receiver_read(data, size, &receiver, &err) == JU_OK) {
        (void)ju_receiver_is(receiver, "fuzz");
        (void)ju_receiver_valid(receiver, "2026-11-22");
        must(ju_envelope_make(receiver, arena, "seed", 4, &envelope, &envelope_size, &err) == JU_OK);
    } else {
        must(receiver == NULL && strcmp(err.code, "certificate_invalid") == 0);
    }
    ju_receiver_free(receiver);
}

static void try_stamp(const uint8_t *data, size_t size)
{
    static ju_stamp *asked;
    int64_t seconds = 0;
    ju_err err = {0};
    must(asked != NULL || ju_stamp_new("what was there\n", &asked, &err) == JU_OK);
    must(ju_stamp_check(asked, certificate_path, data, size, &seconds, &err) == JU_REJECT);
    must(strncmp(err.code, "stamp_", 6) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ju_arena *arena = fuzz_arena(ARENA_BYTES);
    make_files();
    try_envelope(data, size, arena);
    try_signed(data, size, arena);
    try_certificate(data, size, arena);
    try_stamp(data, size);
    return 0;
}
