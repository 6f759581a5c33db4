#ifndef GATEWAY_REGISTRY_H
#define GATEWAY_REGISTRY_H

#include "juki/gateway/v1/registry.pb-c.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Rules of the consumer registry, without I/O (seed 002 ): a consumer is applied for by one
 * person and approved by another, for one affair that the municipality transfers data to, for no more items
 * than that affair needs, and with 個人番号 only when the affair uses it.
 */
enum { REGISTRY_TEXT_MAX_BYTES = 300 };

/* An affair (移転先の事務) and what it may be told at most; a row of affairs.csv. */
typedef struct registry_affair {
    const char *name;
    const char *items; /* single blanks between */
    bool uses_number;
} registry_affair;

/* NULL: the municipality transfers nothing to such an affair. */
const registry_affair *registry_affair_of(const char *name);

/* Why something is refused; code NULL: it is not. */
typedef struct registry_refusal {
    const char *code;
    const char *item;
} registry_refusal;

/* What the operator is told, in Japanese. */
const char *registry_refusal_text(const char *code);

/* Whether the consumer may be applied for on this day. */
registry_refusal registry_check(const Juki__Gateway__V1__Consumer *consumer, const char *today);

/* An application as it stands. */
typedef struct registry_application {
    bool found;
    const char *state; /* applied, approved, rejected, withdrawn */
    const char *applied_by;
    const char *valid_to; /* "": open */
    bool changed;         /* the consumer is not any more as when it was applied for */
} registry_application;

registry_refusal registry_check_decision(const Juki__Gateway__V1__DecideConsumer *wish,
                                         const registry_application *application, const char *today);

/* current_version 0: there is no such consumer. */
registry_refusal registry_check_revocation(const Juki__Gateway__V1__RevokeConsumer *wish,
                                           int64_t current_version, bool revoked);

#endif
