#include "common/seal/envelope.h"

#include "common/text/date.h"

#include <openssl/cms.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOON_S = 12 * 60 * 60, DAY_S = 24 * 60 * 60 };

struct ju_receiver {
    X509 *certificate;
};

ju_rc ju_receiver_open(const char *path, ju_receiver **ret, ju_err *err)
{
    ju_receiver *receiver = calloc(1, sizeof *receiver);
    FILE *file = fopen(path, "re");
    if (receiver != NULL && file != NULL) {
        receiver->certificate = PEM_read_X509(file, NULL, NULL, NULL);
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    if (receiver == NULL || receiver->certificate == NULL) {
        ju_receiver_free(receiver);
        return ju_fail(err, JU_FATAL, "certificate", "%s holds no certificate", path);
    }
    *ret = receiver;
    return JU_OK;
}

void ju_receiver_free(ju_receiver *receiver)
{
    if (receiver != NULL) {
        X509_free(receiver->certificate);
        free(receiver);
    }
}

bool ju_receiver_valid(const ju_receiver *receiver, const char *day)
{
    ju_date date;
    if (!ju_date_parse(day, &date)) {
        return false;
    }
    time_t noon = (time_t)ju_date_to_days(date) * DAY_S + NOON_S;
    return X509_cmp_time(X509_get0_notBefore(receiver->certificate), &noon) < 0 &&
           X509_cmp_time(X509_get0_notAfter(receiver->certificate), &noon) > 0;
}

/* RSA keys wrap by OAEP; others by what their kind has. */
static bool add_receiver(CMS_ContentInfo *cms, X509 *certificate)
{
    CMS_RecipientInfo *info = CMS_add1_recipient_cert(cms, certificate, CMS_KEY_PARAM);
    EVP_PKEY_CTX *wrap = info == NULL ? NULL : CMS_RecipientInfo_get0_pkey_ctx(info);
    bool rsa = EVP_PKEY_is_a(X509_get0_pubkey(certificate), "RSA") == 1;
    return info != NULL &&
           (!rsa || (wrap != NULL && EVP_PKEY_CTX_set_rsa_padding(wrap, RSA_PKCS1_OAEP_PADDING) > 0 &&
                     EVP_PKEY_CTX_set_rsa_oaep_md(wrap, EVP_sha256()) > 0));
}

static bool write_envelope(CMS_ContentInfo *cms, X509 *certificate, const void *content, size_t size,
                           BIO *out)
{
    BIO *in = BIO_new_mem_buf(content, (int)size);
    bool done = in != NULL && CMS_set_detached(cms, 0) == 1 && add_receiver(cms, certificate) &&
                CMS_final(cms, in, NULL, CMS_BINARY) == 1 && i2d_CMS_bio(out, cms) == 1;
    BIO_free(in);
    return done;
}

ju_rc ju_envelope_make(const ju_receiver *receiver, ju_arena *arena, const void *content, size_t size,
                       unsigned char **ret, size_t *ret_size, ju_err *err)
{
    BIO *out = BIO_new(BIO_s_mem());
    CMS_ContentInfo *cms = CMS_AuthEnvelopedData_create(EVP_aes_256_gcm());
    char *made = NULL;
    *ret = NULL;
    if (out != NULL && cms != NULL && size <= INT32_MAX &&
        write_envelope(cms, receiver->certificate, content, size, out)) {
        *ret_size = (size_t)BIO_get_mem_data(out, &made);
        *ret = ju_arena_alloc(arena, *ret_size);
    }
    if (*ret != NULL) {
        memcpy(*ret, made, *ret_size);
    }
    CMS_ContentInfo_free(cms);
    BIO_free(out);
    return *ret != NULL ? JU_OK : ju_fail(err, JU_FATAL, "envelope", "the file cannot be encrypted");
}
