#include "common/merkle/stamp.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DIGEST_BYTES = 32, NONCE_BYTES = 8 };

struct ju_stamp {
    TS_REQ *request;
};

static ju_rc failed(const char *what, ju_err *err)
{
    return ju_fail(err, JU_FATAL, "stamp", "%s", what);
}

static bool put_imprint(TS_REQ *request, const char *text)
{
    unsigned char digest[DIGEST_BYTES];
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR *algorithm = X509_ALGOR_new();
    bool put = imprint != NULL && algorithm != NULL &&
               X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) == 1 &&
               EVP_Digest(text, strlen(text), digest, NULL, EVP_sha256(), NULL) == 1 &&
               TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1 &&
               TS_MSG_IMPRINT_set_msg(imprint, digest, sizeof digest) == 1 &&
               TS_REQ_set_msg_imprint(request, imprint) == 1;
    X509_ALGOR_free(algorithm);
    TS_MSG_IMPRINT_free(imprint);
    return put;
}

static bool put_nonce(TS_REQ *request)
{
    uint64_t bits = 0;
    ASN1_INTEGER *nonce = ASN1_INTEGER_new();
    bool put = nonce != NULL && RAND_bytes((unsigned char *)&bits, NONCE_BYTES) == 1 &&
               ASN1_INTEGER_set_uint64(nonce, bits) == 1 && TS_REQ_set_nonce(request, nonce) == 1;
    ASN1_INTEGER_free(nonce);
    return put;
}

ju_rc ju_stamp_new(const char *text, ju_stamp **ret, ju_err *err)
{
    ju_stamp *stamp = calloc(1, sizeof *stamp);
    TS_REQ *request = TS_REQ_new();
    if (stamp == NULL || request == NULL || TS_REQ_set_version(request, 1) != 1 ||
        !put_imprint(request, text) || !put_nonce(request) || TS_REQ_set_cert_req(request, 1) != 1) {
        TS_REQ_free(request);
        free(stamp);
        return failed("no time stamp can be asked for", err);
    }
    stamp->request = request;
    *ret = stamp;
    return JU_OK;
}

void ju_stamp_free(ju_stamp *stamp)
{
    if (stamp != NULL) {
        TS_REQ_free(stamp->request);
        free(stamp);
    }
}

ju_rc ju_stamp_request(const ju_stamp *stamp, char **ret, size_t *ret_size, ju_err *err)
{
    int size = i2d_TS_REQ(stamp->request, NULL);
    unsigned char *bytes = size > 0 ? malloc((size_t)size) : NULL;
    if (bytes == NULL) {
        return failed("no time stamp can be asked for", err);
    }
    *ret = (char *)bytes;
    *ret_size = (size_t)i2d_TS_REQ(stamp->request, &bytes);
    return JU_OK;
}

/* ---- the answer --------------------------------------------------------------------------------------- */

static TS_VERIFY_CTX *open_check(const ju_stamp *stamp, const char *authorities)
{
    TS_VERIFY_CTX *check = TS_REQ_to_TS_VERIFY_CTX(stamp->request, NULL);
    X509_STORE *store = X509_STORE_new();
    if (check == NULL || store == NULL || X509_STORE_load_file(store, authorities) != 1) {
        X509_STORE_free(store);
        TS_VERIFY_CTX_free(check);
        return NULL;
    }
    (void)TS_VERIFY_CTX_set_store(check, store); /* it is the check's from now on */
    (void)TS_VERIFY_CTX_add_flags(check, TS_VFY_SIGNATURE);
    return check;
}

static bool time_of(TS_RESP *response, int64_t *ret)
{
    struct tm when = {0};
    TS_TST_INFO *info = TS_RESP_get_tst_info(response);
    const ASN1_GENERALIZEDTIME *said = info == NULL ? NULL : TS_TST_INFO_get_time(info);
    if (said == NULL || ASN1_TIME_to_tm(said, &when) != 1) {
        return false;
    }
    *ret = (int64_t)timegm(&when);
    return true;
}

static ju_rc judge(TS_VERIFY_CTX *check, TS_RESP *response, int64_t *ret_seconds, ju_err *err)
{
    const ASN1_INTEGER *status = TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(response));
    if (ASN1_INTEGER_get(status) > TS_STATUS_GRANTED_WITH_MODS) {
        return ju_reject(err, "stamp_refused", "stamp", "the authority gives no time stamp");
    }
    if (TS_RESP_verify_response(check, response) != 1 || !time_of(response, ret_seconds)) {
        return ju_reject(err, "stamp_invalid", "stamp", "the time stamp is not the one that was asked for");
    }
    return JU_OK;
}

ju_rc ju_stamp_check(const ju_stamp *stamp, const char *authorities, const void *answer, size_t size,
                     int64_t *ret_seconds, ju_err *err)
{
    const unsigned char *at = answer;
    TS_VERIFY_CTX *check = open_check(stamp, authorities);
    if (check == NULL) {
        return failed("the file of authorities for time stamps cannot be used", err);
    }
    TS_RESP *response = d2i_TS_RESP(NULL, &at, (long)size);
    ju_rc rc = response == NULL ? ju_reject(err, "stamp_invalid", "stamp", "this is no time stamp")
                                : judge(check, response, ret_seconds, err);
    TS_RESP_free(response);
    TS_VERIFY_CTX_free(check);
    return rc;
}
