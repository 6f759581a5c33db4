#ifndef HARNESS_CERTIFICATE_H
#define HARNESS_CERTIFICATE_H

/* Certificates as somebody might come with, beside the good ones that deploy/local/ca.sh makes. */
typedef struct certificate {
    const char *name;      /* CN; O is juki */
    const char *authority; /* DIR/ca/N of ca.sh, without suffix; NULL: one of its own, which nobody trusts */
    int from_days;         /* from today on; may be negative */
    int until_days;
} certificate;

/* Makes the folder with key.pem and certificate.pem; ca.pem is a copy of the file trusted. */
void certificate_make(const char *dir, const certificate *wish, const char *trusted);

#endif
