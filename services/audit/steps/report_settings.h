#ifndef AUDIT_STEPS_REPORT_SETTINGS_H
#define AUDIT_STEPS_REPORT_SETTINGS_H

#include "common/config/config.h"
#include "services/audit/report.h"

enum { REPORT_WEEK_MS = 7 * 24 * 60 * 60 * 1000, REPORT_YEAR_DAYS = 366 };

#define REPORT_ITEM(name, type, member, fallback, help, least, most)                                         \
    {                                                                                                        \
        name, type, 0, offsetof(audit_settings, report.member), fallback, help, least, most                  \
    }
#define REPORT_COUNT(name, member, fallback, help)                                                           \
    REPORT_ITEM(name, JU_CONFIG_INT, member, fallback, help, 1, 1000000)

/* For the table of settings of the program, whose struct is audit_settings. */
#define REPORT_ITEMS                                                                                         \
    REPORT_ITEM(                                                                                             \
        "JUKI_REPORT_HOUR", JU_CONFIG_INT, hour, "5",                                                        \
        "hour of the day, in Japan, from which the day and the month before are reported; 24: never", 0,     \
        REPORT_NEVER),                                                                                       \
        REPORT_ITEM("JUKI_OFFICE_HOURS", JU_CONFIG_STRING, office_hours, "mon-fri 08:30-17:15",              \
                    "when the office works, as \"mon-fri 08:30-17:15; sat 09:00-12:00\"", 0, 0),             \
        REPORT_COUNT("JUKI_REPORT_BULK_PERSONS", bulk_persons, "100",                                        \
                     "report bulk: persons of one operator and day from which on it is told"),               \
        REPORT_COUNT("JUKI_REPORT_SCRAPING_STEPS", scraping_steps, "20",                                     \
                     "report scraping: persons or searches in a row from which on it is told"),              \
        REPORT_ITEM("JUKI_REPORT_SCRAPING_GAP", JU_CONFIG_DURATION_MS, scraping_gap_ms, "10s",               \
                    "report scraping: longest distance between two of a row", 1, REPORT_WEEK_MS),            \
        REPORT_COUNT("JUKI_REPORT_LOGIN_FAILURES", login_failures, "5",                                      \
                     "report login-failures: refusals of a day from which on it is told"),                   \
        REPORT_COUNT("JUKI_REPORT_NO_TASK_PERSONS", no_task_persons, "10",                                   \
                     "report no-task: persons from which on it is told"),                                    \
        REPORT_ITEM("JUKI_REPORT_NO_TASK_DAYS", JU_CONFIG_INT, no_task_days, "7",                            \
                    "report no-task: days before and after a look in which the office may have had a task",  \
                    1, REPORT_YEAR_DAYS),                                                                    \
        REPORT_ITEM("JUKI_REPORT_SHARED_WITHIN", JU_CONFIG_DURATION_MS, shared_within_ms, "10m",             \
                    "report shared-ids: longest time from one terminal over another back to the first", 1,   \
                    REPORT_WEEK_MS),                                                                         \
        REPORT_ITEM("JUKI_REPORT_UNUSED_DAYS", JU_CONFIG_INT, unused_days, "90",                             \
                    "report unused-ids: days without an act from which on it is told", 1, 3660),             \
        REPORT_ITEM("JUKI_DATABASE_SERVICES", JU_CONFIG_STRING, database_services,                           \
                    "juki_resident:resident juki_identity:identity juki_delivery:delivery "                  \
                    "juki_gateway:gateway juki_audit:audit",                                                 \
                    "report connections: role:program of who may always come to a database; a program's "    \
                    "name may go on behind a hyphen",                                                        \
                    0, 0)

#endif
