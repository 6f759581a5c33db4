#include "common/event/json.h"
#include "deploy/jukictl/bus.h"
#include "juki/resident/v1/certificate.pb-c.h"

typedef Juki__Resident__V1__CertificatesReply certificates_reply;
typedef Juki__Resident__V1__ConfirmCertificateReply confirm_reply;

static int show_issues(const ctl *c, const void *body)
{
    const certificates_reply *reply = body;
    if (reply->refusal != NULL) {
        return ctl_refused(reply->refusal);
    }
    json_t *list = json_array();
    for (size_t i = 0; i < reply->n_issue; i++) {
        (void)json_array_append_new(list, ju_message_to_json(&reply->issue[i]->base));
    }
    ctl_print(c, list);
    return CTL_DONE;
}

int ctl_certificate_history(ctl *c)
{
    Juki__Resident__V1__QueryCertificates question = JUKI__RESIDENT__V1__QUERY_CERTIFICATES__INIT;
    if (!ctl_has_purpose(c)) {
        return CTL_USAGE;
    }
    question.addressee_number = c->operand[0];
    return ctl_bus_talk(c, &question.base, &juki__resident__v1__certificates_reply__descriptor, show_issues);
}

int ctl_certificate_open(ctl *c)
{
    Juki__Resident__V1__QueryOpenCertificates question = JUKI__RESIDENT__V1__QUERY_OPEN_CERTIFICATES__INIT;
    return ctl_bus_talk(c, &question.base, &juki__resident__v1__certificates_reply__descriptor, show_issues);
}

static int show_end(const ctl *c, const void *body)
{
    const confirm_reply *reply = body;
    if (reply->refusal != NULL) {
        return ctl_refused(reply->refusal);
    }
    ctl_print(c, json_pack("{s:s}", "issue_number", c->operand[0]));
    return CTL_DONE;
}

static int end(const ctl *c, int kind)
{
    Juki__Resident__V1__ConfirmCertificate message = JUKI__RESIDENT__V1__CONFIRM_CERTIFICATE__INIT;
    message.issue_number = c->operand[0];
    message.end = (Juki__Resident__V1__CertificateEndKind)kind;
    message.sheets = c->options.sheets == 0 ? 1 : (int32_t)c->options.sheets;
    if (c->options.purpose != NULL) {
        message.reason = (char *)(uintptr_t)c->options.purpose;
    }
    return ctl_bus_talk(c, &message.base, &juki__resident__v1__confirm_certificate_reply__descriptor,
                        show_end);
}

int ctl_certificate_confirm(ctl *c)
{
    return end(c, JUKI__RESIDENT__V1__CERTIFICATE_END_KIND__CERTIFICATE_END_KIND_HANDED_OUT);
}

int ctl_certificate_spoil(ctl *c)
{
    return c->options.purpose == NULL
               ? ctl_usage("--purpose is needed", "--purpose が必要です")
               : end(c, JUKI__RESIDENT__V1__CERTIFICATE_END_KIND__CERTIFICATE_END_KIND_SPOILED);
}
