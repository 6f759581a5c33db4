/* What a service can no longer do once it is confined (issue 7 point 8). Each question in a process of its
 * own, since it is for good. */
#include "common/run/confine.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* Whether the answer is yes in a confined process. */
static bool confined(bool (*question)(void))
{
    pid_t child = fork();
    if (child == 0) {
        ju_err err = {0};
        _exit(ju_confine(&err) == JU_OK && question() ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool starts_no_program(void)
{
    char *const arguments[] = {(char *)(uintptr_t) "true", NULL};
    return execv("/bin/true", arguments) == -1 && errno == EPERM;
}

static bool leaves_no_core(void)
{
    struct rlimit limit = {1, 1};
    return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0 && limit.rlim_max == 0;
}

static bool gains_nothing(void)
{
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 && setuid(getuid()) == -1 && errno == EPERM;
}

static bool moves_nowhere(void)
{
    return mount("none", "/proc", "proc", 0, NULL) == -1 && errno == EPERM && chroot("/") == -1 &&
           errno == EPERM;
}

static void *work(void *opaque)
{
    char *const arguments[] = {(char *)(uintptr_t) "true", NULL};
    *(bool *)opaque = execv("/bin/true", arguments) == -1 && errno == EPERM;
    return NULL;
}

static bool has_threads_confined_as_well(void)
{
    pthread_t thread;
    bool refused = false;
    return pthread_create(&thread, NULL, work, &refused) == 0 && pthread_join(thread, NULL) == 0 && refused;
}

#ifndef JU_ASAN
static bool makes_no_process(void)
{
    return fork() == -1 && errno == EPERM && ptrace(PTRACE_TRACEME, 0, NULL, NULL) == -1 && errno == EPERM;
}

static bool is_closed_to_others(void)
{
    return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
}
#endif

static void what_a_service_cannot_do(void **state)
{
    (void)state;
    assert_true(confined(starts_no_program));
    assert_true(confined(leaves_no_core));
    assert_true(confined(gains_nothing));
    assert_true(confined(moves_nowhere));
    assert_true(confined(has_threads_confined_as_well));
#ifndef JU_ASAN
    assert_true(confined(makes_no_process));
    assert_true(confined(is_closed_to_others));
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_a_service_cannot_do)};
    return cmocka_run_group_tests_name("confine", tests, NULL, NULL);
}
