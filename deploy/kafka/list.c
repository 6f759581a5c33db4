#include "deploy/kafka/topics.h"

static json_t *joined(const ju_words *words)
{
    json_t *text = json_string("");
    for (size_t i = 0; i < words->count; i++) {
        json_t *longer = json_sprintf("%s%s%s", json_string_value(text), i == 0 ? "" : " ", words->word[i]);
        json_decref(text);
        text = longer;
    }
    return text;
}

ju_rc topics_list(const topics_options *options, const ju_topics *topics, topics_answer *ret_answer,
                  ju_err *err)
{
    static const char *const columns[] = {
        "topic", "key", "partitions", "retention_days", "writers", "readers", "messages", "meaning", NULL};
    (void)err;
    ret_answer->columns = columns;
    for (size_t i = 0; i < topics->count; i++) {
        const ju_topic *topic = &topics->item[i];
        json_array_append_new(ret_answer->rows,
                              json_pack("{so ss si si so so so ss}", "topic",
                                        topics_full_name(options->prefix, topic->name), "key", topic->key,
                                        "partitions", topic->partitions, "retention_days",
                                        topic->retention_days, "writers", joined(&topic->writers), "readers",
                                        joined(&topic->readers), "messages", joined(&topic->messages),
                                        "meaning", topic->meaning));
    }
    return JU_OK;
}
