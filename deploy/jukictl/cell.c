#include "deploy/jukictl/cell.h"

#include <stdio.h>
#include <utf8proc.h>

/* Wide characters take two columns. */
static int columns(const char *text)
{
    int width = 0;
    utf8proc_int32_t point = 0;
    for (utf8proc_ssize_t size = 0; *text != '\0'; text += size) {
        size = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &point);
        size = size > 0 ? size : 1;
        width += utf8proc_charwidth(point);
    }
    return width;
}

void ctl_print_cell(const char *text, int width)
{
    int pad = width - columns(text);
    (void)printf("%s%*s  ", text, pad > 0 ? pad : 0, "");
}

const char *ctl_sex_word(Juki__Common__V1__Sex sex)
{
    return sex == JUKI__COMMON__V1__SEX__SEX_MALE     ? "男"
           : sex == JUKI__COMMON__V1__SEX__SEX_FEMALE ? "女"
                                                      : "";
}

const char *ctl_birth_word(const Juki__Common__V1__WrittenDate *birth)
{
    return birth == NULL ? "" : *birth->written != '\0' ? birth->written : birth->date;
}
