#include "services/resident/relationship.h"

#include <stddef.h>
#include <string.h>

enum { GENERATIONS_MAX = 4 };

#define JOIN "の"

/* A word that begins another stands after it: the longest is tried first. */
static const char *const KIN[] = {
    "夫（未届）", "妻（未届）", "子（子の夫）", "子（子の妻）", "夫", "妻", "子",
    "父",         "母",         "兄",           "姉",           "弟", "妹",
};

/* The text behind the first word of kinship, or NULL when there is none. */
static const char *behind_kin(const char *text)
{
    for (size_t i = 0; i < sizeof KIN / sizeof KIN[0]; i++) {
        if (strncmp(text, KIN[i], strlen(KIN[i])) == 0) {
            return text + strlen(KIN[i]);
        }
    }
    return NULL;
}

bool relationship_valid(const char *text)
{
    static const char *const alone[] = {"世帯主", "縁故者", "同居人"};
    for (size_t i = 0; i < sizeof alone / sizeof alone[0]; i++) {
        if (strcmp(text, alone[i]) == 0) {
            return true;
        }
    }
    for (int generation = 1; generation <= GENERATIONS_MAX; generation++) {
        text = behind_kin(text);
        if (text == NULL || *text == '\0') {
            return text != NULL;
        }
        if (strncmp(text, JOIN, strlen(JOIN)) != 0) {
            return false;
        }
        text += strlen(JOIN);
    }
    return false;
}
