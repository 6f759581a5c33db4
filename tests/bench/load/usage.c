#include "tests/bench/load/usage.h"

#include <dirent.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The fields of /proc/<pid>/stat that matter: parent, and the CPU time of the process and of those it reaped.
 */
typedef struct process_stat {
    int parent;
    double own_s;
    double reaped_s;
} process_stat;

static bool read_stat(int pid, process_stat *ret)
{
    char path[64];
    char line[1024] = "";
    (void)snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return false;
    }
    bool read = fgets(line, sizeof line, file) != NULL;
    (void)fclose(file);
    /* The name, in parentheses, may hold anything; the numbers follow the last one. */
    const char *rest = strrchr(line, ')');
    unsigned long ticks[4];
    if (!read || rest == NULL ||
        sscanf(rest, ") %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %lu %lu", &ret->parent, &ticks[0],
               &ticks[1], &ticks[2], &ticks[3]) != 5) {
        return false;
    }
    double hertz = (double)sysconf(_SC_CLK_TCK);
    ret->own_s = (double)(ticks[0] + ticks[1]) / hertz;
    ret->reaped_s = (double)(ticks[2] + ticks[3]) / hertz;
    return true;
}

static ju_rc read_pid(const char *run_dir, const char *name, int *ret, ju_err *err)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s.pid", run_dir, name);
    FILE *file = fopen(path, "re");
    bool read = file != NULL && fscanf(file, "%d", ret) == 1;
    if (file != NULL) {
        (void)fclose(file);
    }
    return read ? JU_OK : ju_fail(err, JU_FATAL, "pid", "%s is not running: no pid in %s", name, path);
}

static ju_rc cpu_of(const char *run_dir, const char *name, int *ret_pid, double *ret_s, ju_err *err)
{
    process_stat stat;
    JU_TRY(read_pid(run_dir, name, ret_pid, err));
    if (!read_stat(*ret_pid, &stat)) {
        return ju_fail(err, JU_FATAL, "process", "%s has ended", name);
    }
    *ret_s = stat.own_s + stat.reaped_s;
    return JU_OK;
}

static double peak_mib(int pid)
{
    char path[64];
    char line[256];
    unsigned long kib = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/status", pid);
    FILE *file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL && sscanf(line, "VmHWM: %lu", &kib) != 1) {
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return (double)kib / 1024;
}

static double children_cpu_s(int parent)
{
    double sum_s = 0;
    DIR *directory = opendir("/proc");
    for (struct dirent *entry = NULL; directory != NULL && (entry = readdir(directory)) != NULL;) {
        process_stat stat;
        int pid = 0;
        if (sscanf(entry->d_name, "%d", &pid) == 1 && read_stat(pid, &stat) && stat.parent == parent) {
            sum_s += stat.own_s;
        }
    }
    if (directory != NULL) {
        (void)closedir(directory);
    }
    return sum_s;
}

/* /proc/stat: user, nice, system, then idle and iowait (not busy), interrupts and what the hypervisor took.
 */
static double cores_busy_s(void)
{
    char line[256];
    cpu_set_t ours;
    double ticks = 0;
    FILE *file = sched_getaffinity(0, sizeof ours, &ours) == 0 ? fopen("/proc/stat", "re") : NULL;
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        int core = 0;
        unsigned long t[8];
        if (sscanf(line, "cpu%d %lu %lu %lu %lu %lu %lu %lu %lu", &core, &t[0], &t[1], &t[2], &t[3], &t[4],
                   &t[5], &t[6], &t[7]) == 9 &&
            CPU_ISSET((size_t)core, &ours)) {
            ticks += (double)(t[0] + t[1] + t[2] + t[5] + t[6] + t[7]);
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return ticks / (double)sysconf(_SC_CLK_TCK);
}

ju_rc usage_read(const char *run_dir, usage *ret, ju_err *err)
{
    int pid = 0;
    process_stat self;
    for (size_t i = 0; i < INSTANCE_SERVICES; i++) {
        JU_TRY(cpu_of(run_dir, instance_services[i], &pid, &ret->service_cpu_s[i], err));
        ret->service_peak_mib[i] = peak_mib(pid);
    }
    JU_TRY(cpu_of(run_dir, "kafka", &pid, &ret->kafka_cpu_s, err));
    JU_TRY(cpu_of(run_dir, "postgres", &pid, &ret->postgresql_cpu_s, err));
    ret->postgresql_cpu_s += children_cpu_s(pid);
    if (!read_stat(getpid(), &self)) {
        return ju_fail(err, JU_FATAL, "process", "/proc cannot be read");
    }
    ret->generator_cpu_s = self.own_s;
    ret->cores_busy_s = cores_busy_s();
    return JU_OK;
}
