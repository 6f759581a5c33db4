#ifndef JU_STAFF_POLICY_FILE_H
#define JU_STAFF_POLICY_FILE_H

#include "common/staff/policy.h"

/* The table of who may do what as a service has it: a file, or the one that programs carry. */
typedef struct ju_staff_policy_file ju_staff_policy_file;

/* path NULL: the one that programs carry. JU_FATAL "staff_policy": it cannot be read or is not good. Free
 * with ju_staff_policy_file_free. */
ju_rc ju_staff_policy_file_open(const char *path, ju_staff_policy_file **ret, ju_err *err) JU_MUST_CHECK;
void ju_staff_policy_file_free(ju_staff_policy_file *file); /* may be NULL */

/* Reads the file again when it is another than before, so that what is changed counts with the next command.
 * On failure nothing is allowed until the file is good again. *ret is valid until the next call. */
ju_rc ju_staff_policy_file_now(ju_staff_policy_file *file, const ju_staff_policy **ret,
                               ju_err *err) JU_MUST_CHECK;

#endif
