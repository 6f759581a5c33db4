#include "common/run/process.h"

#include "common/base/hex.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

enum { DIGEST_BYTES = 32, DETAIL_SIZE = 128 };

static ju_rc settings_text(ju_process *process, char **ret, size_t *ret_size, ju_err *err)
{
    FILE *text = open_memstream(ret, ret_size);
    if (text == NULL) {
        return ju_no_memory(err);
    }
    ju_settings_print(&process->settings, process->app->config, text);
    return fclose(text) == 0 ? JU_OK : ju_no_memory(err);
}

static ju_rc settings_digest(ju_process *process, char ret[2 * DIGEST_BYTES + 1], ju_err *err)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    char *text = NULL;
    size_t text_size = 0;
    ju_rc rc = settings_text(process, &text, &text_size, err);
    if (rc == JU_OK && EVP_Digest(text, text_size, digest, &size, EVP_sha256(), NULL) != 1) {
        rc = ju_fail(err, JU_FATAL, "openssl", "the digest of the settings failed");
    }
    free(text);
    if (rc == JU_OK) {
        ju_hex(digest, DIGEST_BYTES, ret);
    }
    return rc;
}

ju_rc ju_process_note(ju_process *process, const char *action, const char *code, ju_err *err)
{
    char digest[2 * DIGEST_BYTES + 1];
    char detail[DETAIL_SIZE];
    if (process->app->outside) {
        return JU_OK;
    }
    JU_TRY(settings_digest(process, digest, err));
    JU_TRY(ju_process_need_db(process, err));
    (void)snprintf(detail, sizeof detail, "settings=%s", digest);
    return ju_batch_note(process->batch, process->db,
                         &(ju_act){.action = action, .refused_code = code, .detail = detail}, err);
}
