#ifndef RESIDENT_STORE_COMPARE_H
#define RESIDENT_STORE_COMPARE_H

#include "common/event/batch.h"

/* The SQL of 整合性確認, as store.h. */

/* For ju_compare_pair: column 0, then the person's latest record. */
ju_rc ask_compare_page(ju_ctx *ctx, const char *after, int rows, ju_err *err) JU_MUST_CHECK;
ju_rc ask_compare_differing(ju_ctx *ctx, const char *compare_id, const char *after, int rows,
                            ju_err *err) JU_MUST_CHECK;

#endif
