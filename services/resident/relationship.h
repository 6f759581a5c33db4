#ifndef RESIDENT_RELATIONSHIP_H
#define RESIDENT_RELATIONSHIP_H

#include <stdbool.h>

/*
 * Whether a text is a 続柄 of the standard (j110): 世帯主, 縁故者, 同居人, or a word of kinship, or up to
 * four of them joined by の (子の子の子の子). A longer chain is written 縁故者; 孫, 祖父 and other words are
 * not kept.
 */
bool relationship_valid(const char *text);

#endif
