#include "tests/integration/offices/answers.h"

#include "juki/resident/v1/history.pb-c.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

typedef Juki__Resident__V1__HouseholdAsOfReply household_reply;
typedef Juki__Resident__V1__PersonRecord record;

static char *text(const char *words)
{
    return (char *)(uintptr_t)words;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void add(answers *to, const char *household, const char *person, const char *relationship,
                const char *address)
{
    assert_true(to->count < ANSWER_MAX);
    (void)snprintf(to->line[to->count++], ANSWER_SIZE, "%s %s %s %s", household, person, relationship,
                   address);
}

static void sort(answers *a)
{
    qsort(a->line, a->count, sizeof a->line[0], by_text);
}

/* ---- the register ----------------------------------------------------------------------------------------
 */

static void ask(const game *g, const char *household, const char *day, command_id *ret_id)
{
    Juki__Common__V1__Operator who = JUKI__COMMON__V1__OPERATOR__INIT;
    Juki__Resident__V1__QueryHouseholdAsOf question = JUKI__RESIDENT__V1__QUERY_HOUSEHOLD_AS_OF__INIT;
    *ret_id = command_new_id();
    who.operator_id = text("tax1");
    who.terminal_id = text("window3");
    question.request_id = ret_id->text;
    question.operator_ = &who;
    question.household_number = text(household);
    question.as_of = text(day);
    question.purpose = text("賦課");
    counter_send(g->desk, ret_id->text, &question.base);
}

static bool counts(const household_reply *reply, const char *preschool)
{
    bool found = preschool == NULL && reply->n_member > 0;
    for (size_t i = 0; preschool != NULL && i < reply->n_member; i++) {
        found |= strcmp(reply->member[i]->birth_date->date, preschool) > 0;
    }
    return found;
}

static void take(const household_reply *reply, const char *preschool, answers *ret)
{
    if (reply->refusal != NULL) {
        assert_string_equal(reply->refusal->code, "household_empty_then");
    }
    if (!counts(reply, preschool)) {
        return;
    }
    ret->households++;
    for (size_t i = 0; i < reply->n_member; i++) {
        const record *member = reply->member[i];
        char address[ADDRESS_SIZE];
        (void)snprintf(address, sizeof address, "%s%s%s%s%s", member->address->prefecture,
                       member->address->municipality, member->address->town, member->address->number,
                       member->address->building);
        add(ret, member->household_number, member->addressee_number, member->relationship, address);
    }
}

/* Answers may come in any order; each question is one of the ids. */
static bool is_one_of(const command_id *id, int count, const char *key)
{
    for (int i = 0; i < count; i++) {
        if (strcmp(id[i].text, key) == 0) {
            return true;
        }
    }
    return false;
}

void answers_of_register(game *g, const char *day, const char *preschool, answers *ret)
{
    int count = g->player.m.household_count;
    command_id *id = calloc((size_t)count + 1, sizeof *id);
    assert_non_null(id);
    *ret = (answers){.count = 0};
    for (int i = 0; i < count; i++) {
        ask(g, g->player.m.household[i].number, day, &id[i]);
    }
    for (int left = count; left > 0;) {
        counter_reply reply = counter_next(g->desk);
        if (is_one_of(id, count, reply.key)) {
            take((const household_reply *)reply.body, preschool, ret);
            left--;
        }
        protobuf_c_message_free_unpacked(reply.body, NULL);
    }
    free(id);
    sort(ret);
}

/* ---- the offices ------------------------------------------------------------------------------------------
 */

char *answers_run(int wanted, const char *format, ...)
{
    char line[2048];
    char *output = NULL;
    size_t size = 0;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    FILE *from = popen(line, "r"); /* NOLINT(cert-env33-c): a test's own words */
    FILE *to = open_memstream(&output, &size);
    assert_true(from != NULL && to != NULL);
    for (int c = fgetc(from); c != EOF; c = fgetc(from)) {
        (void)fputc(c, to);
    }
    (void)fclose(to);
    int status = pclose(from);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != wanted) {
        fail_msg("exit code %d instead of %d: %s\n%s", WEXITSTATUS(status), wanted, line, output);
    }
    return output;
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *found = json_string_value(json_object_get(object, name));
    assert_non_null(found);
    return found;
}

static void read_households(char *json, answers *ret)
{
    json_error_t why;
    size_t i = 0;
    size_t j = 0;
    json_t *household = NULL;
    json_t *member = NULL;
    json_t *root = json_loads(json, 0, &why);
    if (root == NULL) {
        fail_msg("%s: %s", why.text, json);
    }
    *ret = (answers){.households = (size_t)json_integer_value(json_object_get(root, "households"))};
    json_array_foreach(json_object_get(root, "household"), i, household)
    {
        json_array_foreach(json_object_get(household, "member"), j, member)
        {
            add(ret, text_of(household, "household_number"), text_of(member, "addressee_number"),
                text_of(member, "relationship"), text_of(member, "address"));
        }
    }
    json_decref(root);
    free(json);
    sort(ret);
}

void answers_of_tax(world *w, const char *day, const char *known_at, answers *ret)
{
    read_households(answers_run(0, TAX_PROGRAM " --household-as-of %s %s %s",
                                world_env("JUKI_TEST_DSN_ADMIN"), world_database_of(w, "tax")->name,
                                world_env("JUKI_TEST_BIN"), day, known_at == NULL ? "" : "--known-at",
                                known_at == NULL ? "" : known_at),
                    ret);
}

void answers_of_welfare(world *w, const char *day, answers *ret)
{
    read_households(answers_run(0, WELFARE_PROGRAM " --household-as-of %s", w->dir, day), ret);
}

void answers_same(const answers *expected, const answers *given, const char *what, const char *day)
{
    for (size_t i = 0; i < expected->count || i < given->count; i++) {
        const char *wanted = i < expected->count ? expected->line[i] : "nobody more";
        const char *seen = i < given->count ? given->line[i] : "nobody more";
        if (strcmp(wanted, seen) != 0) {
            fail_msg("%s on %s: '%s', the register '%s' (%zu persons, %zu in the register)", what, day, seen,
                     wanted, given->count, expected->count);
        }
    }
    assert_int_equal(given->households, expected->households);
}
