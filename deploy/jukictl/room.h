#ifndef JUKICTL_ROOM_H
#define JUKICTL_ROOM_H

#include "deploy/jukictl/ctl.h"

/* The topics of a service's commands and answers. */
typedef struct ctl_room {
    char command[32];
    char reply[32];
} ctl_room;

/* That of --service, or otherwise (NULL: it must be given); false, and the usage is shown: there is no such.
 */
bool ctl_room_of(const ctl *c, const char *otherwise, ctl_room *ret);

#endif
