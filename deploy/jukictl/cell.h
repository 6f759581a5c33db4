#ifndef JUKICTL_CELL_H
#define JUKICTL_CELL_H

#include "juki/common/v1/common.pb-c.h"

/* Lists of persons on a terminal. */

/* Text filled up to so many columns, and two more; wide characters take two. */
void ctl_print_cell(const char *text, int width);

const char *ctl_sex_word(Juki__Common__V1__Sex sex);
/* A day of birth as it is written; birth may be NULL. */
const char *ctl_birth_word(const Juki__Common__V1__WrittenDate *birth);

#endif
