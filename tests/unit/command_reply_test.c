/* Every command that a counter may send has a reply that can refuse it: what is closed answers, too. (Behind
 * the door of operators the table of commands names it.) */
#include "services/delivery/command_reply.h"
#include "services/resident/command_reply.h"

#include "common/base/arena.h"
#include "common/event/refuse.h"
#include "common/event/registry.h"
#include "common/event/topic_names.h"
#include "common/event/topics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool has(const ProtobufCMessageDescriptor *type, const char *field)
{
    return protobuf_c_message_descriptor_get_field_by_name(type, field) != NULL;
}

static void check(const char *command_topic, const char *reply_topic, ju_reply_of *reply_of, size_t least)
{
    ju_arena arena;
    ju_topics topics;
    ju_err err = {0};
    ju_arena_init(&arena, (size_t)8 << 20);
    assert_int_equal(ju_topics_read(&arena, "proto/topics.csv", &topics, &err), JU_OK);
    const ju_topic *commands = ju_topics_find(&topics, command_topic);
    const ju_topic *replies = ju_topics_find(&topics, reply_topic);
    assert_true(commands->messages.count >= least);
    for (size_t i = 0; i < commands->messages.count; i++) {
        const ProtobufCMessageDescriptor *reply = reply_of(ju_registry_find(commands->messages.word[i]));
        if (reply == NULL) {
            fail_msg("%s has no reply", commands->messages.word[i]);
        }
        bool told = false;
        for (size_t n = 0; n < replies->messages.count; n++) {
            told |= strcmp(replies->messages.word[n], reply->name) == 0;
        }
        assert_true(told);
        assert_true(has(reply, "refusal"));
        assert_true(has(reply, "request_id") || has(reply, "change_id"));
    }
    assert_null(reply_of(ju_registry_find(replies->messages.word[0])));
    ju_arena_done(&arena);
}

static void every_command_has_a_reply_that_refuses(void **state)
{
    (void)state;
    check(JU_TOPIC_RESIDENT_COMMAND, JU_TOPIC_RESIDENT_REPLY, command_reply, 20);
    check(JU_TOPIC_DELIVERY_COMMAND, JU_TOPIC_DELIVERY_REPLY, delivery_reply_of, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_command_has_a_reply_that_refuses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
