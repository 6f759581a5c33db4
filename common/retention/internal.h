#ifndef JU_RETENTION_INTERNAL_H
#define JU_RETENTION_INTERNAL_H

/* Shared by the files of this folder only. */

#include "common/retention/store.h"

/* The request of an erasure as who approves it reads it; made anew before it begins. In arena memory. */
char *ju_erasure_request_text(ju_ctx *ctx, const erasure *one);

/* The class of this name; NULL: there is none. */
const ju_retention_class *ju_erasure_class(const ju_house *house, const char *name);

#endif
