#ifndef JU_RUN_DESTINATION_H
#define JU_RUN_DESTINATION_H

#include "common/config/config.h"

/*
 * Where a program may send (提供先は都道府県及び機構に限られる, seed 002 R-47). The list stands beside the
 * configuration and is approved by somebody else than who configures; a configuration that names another
 * broker or prefix is refused. It is a CSV file "program,kind,destination", program "*" for every one: broker
 * host:port that may stand in JUKI_KAFKA_BOOTSTRAP prefix   that topics may begin with: whose municipality
 *   link     a body or office that the program sends to, by its name in proto/topics.csv; these are built in,
 * so the list must name exactly them: a new one needs its approval, and one more would be nobody we know
 * JUKI_KAFKA_PROPERTIES may tune the client; what decides with whom and how it speaks stands nowhere else
 * than here.
 */
typedef struct ju_destination_claim {
    const char *list; /* path of the file; not writable by others than its owner */
    const char *program;
    const char *bootstrap;
    const char *prefix;
    const char *properties; /* may be NULL */
} ju_destination_claim;

/* Reports as an error each thing that is not on the list, and a list that cannot be read or is malformed. */
void ju_destination_check(const ju_destination_claim *claim, const ju_config_report *report);

#endif
