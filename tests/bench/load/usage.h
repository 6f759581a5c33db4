#ifndef BENCH_USAGE_H
#define BENCH_USAGE_H

#include "tests/bench/load/instance.h"

/* What the processes of a run used so far, from /proc. */
typedef struct usage {
    double service_cpu_s[INSTANCE_SERVICES];
    double service_peak_mib[INSTANCE_SERVICES]; /* VmHWM */
    double postgresql_cpu_s;                    /* the postmaster and all it ever forked */
    double kafka_cpu_s;
    double generator_cpu_s;
    double cores_busy_s; /* of the cores we may use, whoever used them */
} usage;

/* run_dir holds <service>.pid, postgres.pid and kafka.pid. */
ju_rc usage_read(const char *run_dir, usage *ret, ju_err *err) JU_MUST_CHECK;

#endif
