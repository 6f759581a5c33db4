#ifndef TAX_HOUSEHOLD_H
#define TAX_HOUSEHOLD_H

#include "common/db/db.h"

/* What the office answers of a day that is over (賦課期日), as JSON on stdout. */
typedef struct tax_question {
    const char *day;              /* YYYY-MM-DD */
    const char *known_at;         /* a moment: nothing that was told later counts; NULL: all */
    const char *household_number; /* NULL: all */
    bool subjects;                /* the list of persons instead of households (J1) */
} tax_question;

/* opaque is a tax_question. */
ju_rc tax_answer(ju_db *db, void *opaque, ju_err *err) JU_MUST_CHECK;

#endif
