#ifndef AUDIT_QUESTION_H
#define AUDIT_QUESTION_H

#include "juki/audit/v1/question.pb-c.h"
#include "services/audit/query.h"

/* What is asked for about persons, operators and inquiries, and how often something was done: which questions
 * can be answered (issue of seeds: K4, K22, K39, REQ-38, REQ-80, O3). */

enum { QUESTION_SUBJECTS_MAX = 2, QUESTION_MOMENT_SIZE = 32 };

/* NULL: the question can be answered. */
const audit_refusal *question_check_acts(const Juki__Audit__V1__QueryActs *query);
const audit_refusal *question_check_counts(const Juki__Audit__V1__QueryCounts *query);

/* What questions have in common; NULL: good. */
const audit_refusal *question_check_purpose(const char *purpose);
const audit_refusal *question_check_subjects(char *const *subject, size_t count);
const audit_refusal *question_check_period(const char *from, const char *to, int64_t after_index);

/* The days of a good question as PostgreSQL takes moments: from this one on, until before that one. */
void question_period(const char *from, const char *to, char ret_from[QUESTION_MOMENT_SIZE],
                     char ret_until[QUESTION_MOMENT_SIZE]);

/* The trail's word for the question, e.g. audit.person. */
const char *question_action(const Juki__Audit__V1__QueryActs *query);

#endif
