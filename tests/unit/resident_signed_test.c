/* Signed documents: what is forged, cut short, out of date or made for another use is not opened, each with
 * its code. */
#include "services/resident/steps/signed.h"

#include "tests/integration/harness/signer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { ARENA_BYTES = 1024 * 1024 };

static const char TODAY[] = "2026-04-10";
static const char CONTENT[] = "what is signed";

/* A trusted issuer, another of the same name that nobody trusts, and a document of a holder. */
typedef struct desk {
    signer *issuer;
    signer *forger;
    signed_trust *trust;
    ju_arena arena;
    unsigned char *document;
    size_t size;
} desk;

static int set_up(void **state)
{
    static desk d;
    char path[] = "/tmp/juki-signed-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    (void)close(file);
    d = (desk){.issuer = signer_new(path), .forger = signer_new(NULL)};
    assert_int_equal(signed_trust_open(path, &d.trust, NULL), JU_OK);
    (void)unlink(path);
    ju_arena_init(&d.arena, ARENA_BYTES);
    *state = &d;
    return 0;
}

static int tear_down(void **state)
{
    desk *d = *state;
    free(d->document);
    signed_trust_free(d->trust);
    signer_free(d->issuer);
    signer_free(d->forger);
    ju_arena_done(&d->arena);
    return 0;
}

static void write_document(desk *d, signer *by, const signer_holder *changed)
{
    signer_holder holder = *changed;
    holder.name = holder.name == NULL ? "試験　太郎" : *holder.name == '\0' ? NULL : holder.name;
    holder.birth_date = "1990-01-15";
    free(d->document);
    d->document = NULL;
    d->size = signer_sign(by, &holder, CONTENT, sizeof CONTENT, &d->document);
}

/* The code that refuses it, "" when it opens as what was signed by who signed. */
static const char *open_part(desk *d, size_t size, const char *today)
{
    const ProtobufCBinaryData document = {.data = d->document, .len = size};
    ProtobufCBinaryData content = {0};
    signed_by who = {0};
    refusal why = {0};
    ju_arena_reset(&d->arena);
    if (!signed_open(d->trust, &document, today, &d->arena, &content, &who, &why)) {
        assert_non_null(why.code);
        assert_string_equal(why.item, "cms");
        return why.code;
    }
    assert_null(why.code);
    assert_int_equal(content.len, sizeof CONTENT);
    assert_memory_equal(content.data, CONTENT, sizeof CONTENT);
    assert_string_equal(who.name, "試験　太郎");
    assert_string_equal(who.birth_date, "1990-01-15");
    return "";
}

static const char *open_whole(desk *d)
{
    return open_part(d, d->size, TODAY);
}

static void a_good_one_opens_on_every_day_of_its_certificate(void **state)
{
    desk *d = *state;
    write_document(d, d->issuer,
                   &(signer_holder){.not_before = "20260410000000Z", .not_after = "20260411235959Z"});
    assert_string_equal(open_part(d, d->size, "2026-04-09"), "certificate_expired");
    assert_string_equal(open_part(d, d->size, "2026-04-10"), "");
    assert_string_equal(open_part(d, d->size, "2026-04-11"), "");
    assert_string_equal(open_part(d, d->size, "2026-04-12"), "certificate_expired");
    assert_string_equal(open_part(d, d->size, "no day"), "certificate_expired");
}

static void one_cut_short_or_longer_does_not(void **state)
{
    desk *d = *state;
    write_document(d, d->issuer, &(signer_holder){0});
    for (size_t size = 0; size < d->size; size++) {
        assert_string_equal(open_part(d, size, TODAY), "signature_invalid");
    }
    unsigned char *longer = realloc(d->document, d->size + 1);
    assert_non_null(longer);
    d->document = longer;
    d->document[d->size] = 0;
    assert_string_equal(open_part(d, d->size + 1, TODAY), "signature_invalid");
    assert_string_equal(open_whole(d), "");
}

/* Whatever bit is changed, nothing else than what was signed comes out (open_part compares). */
static void a_changed_one_never_says_something_else(void **state)
{
    desk *d = *state;
    size_t opened = 0;
    write_document(d, d->issuer, &(signer_holder){0});
    for (size_t at = 0; at < d->size; at++) {
        unsigned char bit = (unsigned char)(1U << (at % 8));
        d->document[at] ^= bit;
        opened += *open_whole(d) == '\0';
        d->document[at] ^= bit;
    }
    assert_true(opened < d->size / 20); /* the few that no signature covers, as a tag's form */
    assert_string_equal(open_whole(d), "");
}

static void who_signed_must_be_known_and_meant_for_it(void **state)
{
    static const struct {
        const char *label;
        signer_holder holder;
        bool forged;
        const char *code;
    } rows[] = {
        {"another issuer of this name", {0}, true, "certificate_untrusted"},
        {"a weak digest", {.digest = "SHA1"}, false, "signature_invalid"},
        {"two signers", {.signers = 2}, false, "signature_invalid"},
        {"nobody", {.signers = -1}, false, "signature_invalid"},
        {"the content beside it", {.detached = true}, false, "signature_invalid"},
        {"a certificate that says no use", {.usage = ""}, false, "certificate_unfit"},
        {"nobody's name", {.name = ""}, false, "certificate_unfit"},
        {"a certificate to log in with (利用者証明用)",
         {.usage = "critical,digitalSignature"},
         false,
         "certificate_unfit"},
        {"a certificate to encrypt with", {.usage = "critical,keyEncipherment"}, false, "certificate_unfit"},
        {"an issuer's own",
         {.usage = "critical,nonRepudiation,keyCertSign", .is_issuer = true},
         false,
         "certificate_unfit"},
        {"a long digest", {.digest = "SHA512"}, false, ""},
    };
    desk *d = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        write_document(d, rows[i].forged ? d->forger : d->issuer, &rows[i].holder);
        const char *code = open_whole(d);
        if (strcmp(code, rows[i].code) != 0) {
            fail_msg("%s: \"%s\"", rows[i].label, code);
        }
    }
}

static void without_issuers_nobody_is_trusted(void **state)
{
    desk *d = *state;
    signed_trust *known = d->trust;
    ju_err err = {0};
    write_document(d, d->issuer, &(signer_holder){0});
    assert_int_equal(signed_trust_open(NULL, &d->trust, &err), JU_OK);
    assert_string_equal(open_whole(d), "certificate_untrusted");
    signed_trust_free(d->trust);
    assert_int_equal(signed_trust_open("/nowhere/ca.pem", &d->trust, &err), JU_FATAL);
    assert_string_equal(err.code, "config");
    signed_trust_free(d->trust);
    d->trust = known;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_one_opens_on_every_day_of_its_certificate),
        cmocka_unit_test(one_cut_short_or_longer_does_not),
        cmocka_unit_test(a_changed_one_never_says_something_else),
        cmocka_unit_test(who_signed_must_be_known_and_meant_for_it),
        cmocka_unit_test(without_issuers_nobody_is_trusted),
    };
    return cmocka_run_group_tests_name("resident_signed", tests, set_up, tear_down);
}
