#ifndef JUKICTL_REPORT_PAGE_H
#define JUKICTL_REPORT_PAGE_H

#include "juki/audit/v1/report.pb-c.h"

/* Prints a report as one HTML page with charts: no scripts, nothing from elsewhere. */
void ctl_print_report_page(const Juki__Audit__V1__Report *report, const char *report_id, const char *digest);

#endif
