#include "common/staff/policy_file.h"

#include "common/base/file.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 1024 * 1024 };

struct ju_staff_policy_file {
    char *path; /* NULL: the one that programs carry */
    struct stat seen;
    ju_staff_policy *policy; /* NULL: it is not good */
};

static ju_rc read_policy(ju_staff_policy_file *file, ju_err *err)
{
    char *text = NULL;
    size_t length = 0;
    ju_err cause;
    if (file->path == NULL) {
        return ju_staff_policy_parse(ju_staff_policy_csv, strlen(ju_staff_policy_csv), &file->policy, err);
    }
    if (ju_file_read(file->path, FILE_BYTES_MAX, &text, &length, &cause) != JU_OK) {
        return ju_fail(err, JU_FATAL, "staff_policy", "%s", cause.message);
    }
    ju_rc rc = ju_staff_policy_parse(text, length, &file->policy, err);
    ju_file_release(text, length);
    return rc;
}

static void forget(ju_staff_policy_file *file)
{
    ju_staff_policy_free(file->policy);
    file->policy = NULL;
}

ju_rc ju_staff_policy_file_now(ju_staff_policy_file *file, const ju_staff_policy **ret, ju_err *err)
{
    struct stat now = {0};
    if (file->path != NULL && stat(file->path, &now) != 0) {
        forget(file);
        return ju_fail(err, JU_FATAL, "staff_policy", "%s is not there", file->path);
    }
    if (file->policy == NULL || !ju_file_same(&file->seen, &now)) {
        forget(file);
        file->seen = now;
        JU_TRY(read_policy(file, err));
    }
    *ret = file->policy;
    return JU_OK;
}

ju_rc ju_staff_policy_file_open(const char *path, ju_staff_policy_file **ret, ju_err *err)
{
    const ju_staff_policy *ignored = NULL;
    ju_staff_policy_file *file = calloc(1, sizeof *file);
    char *copy = path == NULL ? NULL : strdup(path);
    if (file == NULL || (path != NULL && copy == NULL)) {
        free(file);
        free(copy);
        return ju_fail(err, JU_FATAL, "memory", "out of memory");
    }
    file->path = copy;
    ju_rc rc = ju_staff_policy_file_now(file, &ignored, err);
    if (rc != JU_OK) {
        ju_staff_policy_file_free(file);
        return rc;
    }
    *ret = file;
    return JU_OK;
}

void ju_staff_policy_file_free(ju_staff_policy_file *file)
{
    if (file != NULL) {
        forget(file);
        free(file->path);
        free(file);
    }
}
