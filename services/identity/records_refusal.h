#ifndef IDENTITY_RECORDS_REFUSAL_H
#define IDENTITY_RECORDS_REFUSAL_H

/* Why an operator's wish about the records is refused. */
typedef struct records_refusal {
    const char *code; /* NULL: not refused */
    const char *item;
} records_refusal;

/* What the operator is told, in Japanese. Holds no data of a person. */
const char *records_refusal_message(const char *code);

#endif
