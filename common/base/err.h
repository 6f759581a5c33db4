#ifndef JU_BASE_ERR_H
#define JU_BASE_ERR_H

/*
 * Results of calls that can fail. The class says what the caller must do, the code says why in a word
 * that a machine can act on, the message says it to a person. Library code fills these and never logs;
 * messages never hold personal data.
 */
typedef enum ju_rc {
    JU_OK = 0,
    JU_RETRY,  /* the world was not ready (connection, lock, serialisation): same call later may work */
    JU_REJECT, /* the input is bad and stays bad: refuse or dead-letter it */
    JU_FATAL,  /* wrong configuration, schema or a bug: stop the process */
} ju_rc;

typedef struct ju_err {
    ju_rc rc;
    char code[48];     /* snake_case reason, e.g. "check_digit" */
    char item[64];     /* the item at fault, or empty */
    char sqlstate[6];  /* PostgreSQL's, or empty */
    char message[256]; /* English, for operators */
} ju_err;

#define JU_MUST_CHECK __attribute__((warn_unused_result))

/* Fills *err (which may be NULL) and returns rc, so that a failure is one statement. */
ju_rc ju_fail(ju_err *err, ju_rc rc, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* As ju_fail with JU_REJECT, naming the item at fault. */
ju_rc ju_reject(ju_err *err, const char *code, const char *item, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Returns from the calling function when call fails. */
#define JU_TRY(call)                                                                                         \
    do {                                                                                                     \
        ju_rc ju_try_rc_ = (call);                                                                           \
        if (ju_try_rc_ != JU_OK) {                                                                           \
            return ju_try_rc_;                                                                               \
        }                                                                                                    \
    } while (0)

#endif
