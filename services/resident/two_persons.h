#ifndef RESIDENT_TWO_PERSONS_H
#define RESIDENT_TWO_PERSONS_H

#include "juki/resident/v1/command.pb-c.h"
#include "services/resident/refusal.h"

/*
 * Whether who may decide so about what entered_by entered: the enterer alone may withdraw it (取下げ), and
 * everybody else but who has approved it already may approve it or send it back (seed 002 ). Else
 * false, with the reason in *why. approved_by: "" while nobody has.
 */
bool two_persons_may(const Juki__Common__V1__Operator *who, Juki__Resident__V1__Decision decision,
                     const char *entered_by, const char *approved_by, refusal *why);

#endif
