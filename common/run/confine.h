#ifndef JU_RUN_CONFINE_H
#define JU_RUN_CONFINE_H

#include "common/base/err.h"

/*
 * Takes from this process, for good, what no service needs, so that who gets into one gets no further: it
 * leaves no core dump (keys and numbers would stand in it), nobody of its own user can attach to it, it gains
 * no right by a program that it starts, and it starts none. System calls that make processes, change who it
 * is, where it lives or what the kernel runs are answered EPERM (seccomp; the groups that systemd calls
 * @debug, @module, @mount,
 * @privileged, @reboot, @swap). Source: seed 003 REQ-70 ff.; issue 7 point 8.
 *
 * Before any other thread starts: threads inherit it. Under AddressSanitizer, whose leak check traces its own
 * process, processes may be made and traced. Errors: JU_FATAL "confine", when the kernel does not offer it.
 */
ju_rc ju_confine(ju_err *err);

#endif
