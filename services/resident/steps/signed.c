#include "services/resident/steps/signed.h"

#include "common/text/date.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* otherName of the subjectAltName, after the certificate profile of 公的個人認証サービス. */
#define OID_NAME  "1.2.392.200149.8.5.5.1"
#define OID_BIRTH "1.2.392.200149.8.5.5.4"

enum { OID_MAX = 64, SECURITY_LEVEL = 2 };

struct signed_trust {
    X509_STORE *store;
};

ju_rc signed_trust_open(const char *path, signed_trust **ret, ju_err *err)
{
    *ret = calloc(1, sizeof **ret);
    if (*ret == NULL || ((*ret)->store = X509_STORE_new()) == NULL) {
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    if (path != NULL && X509_STORE_load_file((*ret)->store, path) != 1) {
        ERR_clear_error();
        return ju_fail(err, JU_FATAL, "config", "the certificates of the portal's issuers cannot be read");
    }
    return JU_OK;
}

void signed_trust_free(signed_trust *trust)
{
    if (trust != NULL) {
        X509_STORE_free(trust->store);
        free(trust);
    }
}

/* Noon of the day in Japan. */
static time_t noon_of(const char *today)
{
    ju_date date;
    struct tm tm = {0};
    if (!ju_date_parse(today, &date)) {
        return 0;
    }
    tm.tm_year = date.year - 1900;
    tm.tm_mon = date.month - 1;
    tm.tm_mday = date.day;
    tm.tm_hour = 3;
    return timegm(&tm);
}

/* ---- the signature ----------------------------------------------------------------------------------- */

static bool strong_digest(CMS_SignerInfo *signer)
{
    X509_ALGOR *digest = NULL;
    CMS_SignerInfo_get0_algs(signer, NULL, NULL, &digest, NULL);
    int nid = digest == NULL ? NID_undef : OBJ_obj2nid(digest->algorithm);
    return nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
}

/* Over the content that is inside, by one signer; whose certificate that is comes after. */
static bool verify_signature(CMS_ContentInfo *cms, BIO *content)
{
    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
    CMS_SignerInfo *signer = sk_CMS_SignerInfo_num(signers) == 1 ? sk_CMS_SignerInfo_value(signers, 0) : NULL;
    return signer != NULL && strong_digest(signer) &&
           CMS_verify(cms, NULL, NULL, NULL, content, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1;
}

static bool check_chain(X509_STORE_CTX *chain, const char *today, refusal *why)
{
    X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(chain);
    X509_VERIFY_PARAM_set_time(param, noon_of(today));
    X509_VERIFY_PARAM_set_auth_level(param, SECURITY_LEVEL);
    if (X509_verify_cert(chain) == 1) {
        return true;
    }
    int error = X509_STORE_CTX_get_error(chain);
    bool expired = error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID;
    return expired ? refuse(why, "certificate_expired", "cms") : refuse(why, "certificate_untrusted", "cms");
}

static bool verify_certificate(const signed_trust *trust, CMS_ContentInfo *cms, X509 *signer,
                               const char *today, refusal *why)
{
    STACK_OF(X509) *others = CMS_get1_certs(cms);
    X509_STORE_CTX *chain = X509_STORE_CTX_new();
    bool good = chain != NULL && X509_STORE_CTX_init(chain, trust->store, signer, others) == 1 &&
                check_chain(chain, today, why);
    X509_STORE_CTX_free(chain);
    sk_X509_pop_free(others, X509_free);
    return good;
}

/* ---- whose it is ------------------------------------------------------------------------------------- */

static const char *text_of(const OTHERNAME *other, ju_arena *arena)
{
    const ASN1_STRING *text = other->value->type == V_ASN1_UTF8STRING ? other->value->value.utf8string : NULL;
    int size = text == NULL ? 0 : ASN1_STRING_length(text);
    char *copy = size <= 0 ? NULL : ju_arena_alloc(arena, (size_t)size + 1);
    if (copy == NULL || memchr(ASN1_STRING_get0_data(text), '\0', (size_t)size) != NULL) {
        return NULL;
    }
    memcpy(copy, ASN1_STRING_get0_data(text), (size_t)size);
    copy[size] = '\0';
    return copy;
}

static bool read_holder(X509 *certificate, ju_arena *arena, signed_by *ret)
{
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    *ret = (signed_by){0};
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        char oid[OID_MAX] = "";
        if (name->type != GEN_OTHERNAME) {
            continue;
        }
        (void)OBJ_obj2txt(oid, sizeof oid, name->d.otherName->type_id, 1);
        if (strcmp(oid, OID_NAME) == 0) {
            ret->name = text_of(name->d.otherName, arena);
        } else if (strcmp(oid, OID_BIRTH) == 0) {
            ret->birth_date = text_of(name->d.otherName, arena);
        }
    }
    GENERAL_NAMES_free(names);
    return ret->name != NULL && ret->birth_date != NULL;
}

/* 署名用電子証明書 are for that what is signed cannot be denied; that with which one logs in (利用者証明用)
 * comes from the same issuer and is not. */
static bool is_for_signing(X509 *certificate)
{
    uint32_t usage = X509_get_key_usage(certificate);
    return usage != UINT32_MAX && (usage & KU_NON_REPUDIATION) != 0 && X509_check_ca(certificate) == 0;
}

/* ---- all of it --------------------------------------------------------------------------------------- */

static bool read_content(BIO *content, ju_arena *arena, ProtobufCBinaryData *ret)
{
    char *data = NULL;
    long size = BIO_get_mem_data(content, &data);
    ret->len = size > 0 ? (size_t)size : 0;
    ret->data = ju_arena_memdup(arena, data, ret->len);
    return ret->len == 0 || ret->data != NULL;
}

static bool verify(const signed_trust *trust, CMS_ContentInfo *cms, BIO *content, const char *today,
                   ju_arena *arena, signed_by *ret_signer, refusal *why)
{
    if (!verify_signature(cms, content)) {
        return refuse(why, "signature_invalid", "cms");
    }
    STACK_OF(X509) *signers = CMS_get0_signers(cms);
    X509 *signer = sk_X509_num(signers) == 1 ? sk_X509_value(signers, 0) : NULL;
    bool good = signer == NULL ? refuse(why, "signature_invalid", "cms")
                               : verify_certificate(trust, cms, signer, today, why);
    if (good && (!is_for_signing(signer) || !read_holder(signer, arena, ret_signer))) {
        good = refuse(why, "certificate_unfit", "cms");
    }
    sk_X509_free(signers);
    return good;
}

bool signed_open(const signed_trust *trust, const ProtobufCBinaryData *document, const char *today,
                 ju_arena *arena, ProtobufCBinaryData *ret_content, signed_by *ret_signer, refusal *why)
{
    const unsigned char *at = document->data;
    CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)document->len);
    BIO *content = BIO_new(BIO_s_mem());
    bool whole = cms != NULL && at == document->data + document->len;
    bool good = whole && content != NULL
                    ? verify(trust, cms, content, today, arena, ret_signer, why) &&
                          (read_content(content, arena, ret_content) || refuse(why, NULL, ""))
                    : refuse(why, "signature_invalid", "cms");
    BIO_free(content);
    CMS_ContentInfo_free(cms);
    ERR_clear_error();
    return good;
}
