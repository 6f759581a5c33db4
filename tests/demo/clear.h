#ifndef DEMO_CLEAR_H
#define DEMO_CLEAR_H

#include "tests/demo/house.h"
#include "tests/town/month.h"

#include <jansson.h>

/*
 * Looks for every 個人番号 and 住民票コード of the town, its month and the register, in clear, in all topics,
 * all logs, the /metrics pages (files in <run>/demo/metrics) and, where they can be read, the files of the
 * databases. Puts "scanned" (bytes by place) into json; the place of the first find, too.
 */
ju_rc clear_numbers_search(const demo_house *house, const ju_town *town, const town_month *month,
                           json_t *json, int64_t *ret_found, ju_err *err) JU_MUST_CHECK;

#endif
