#ifndef JU_EVENT_TOPIC_NAMES_H
#define JU_EVENT_TOPIC_NAMES_H

/*
 * The topics of proto/topics.csv, without the municipality's prefix. tests/unit/event_topics_test.c keeps
 * table and list the same.
 */
#define JU_TOPIC_RESIDENT_COMMAND      "resident.command"
#define JU_TOPIC_RESIDENT_REPLY        "resident.reply"
#define JU_TOPIC_RESIDENT_MIGRATE      "resident.migrate"
#define JU_TOPIC_RESIDENT_TO_IDENTITY  "resident.to-identity"
#define JU_TOPIC_RESIDENT_TO_DELIVERY  "resident.to-delivery"
#define JU_TOPIC_RESIDENT_TO_GATEWAY   "resident.to-gateway"
#define JU_TOPIC_IDENTITY_COMMAND      "identity.command"
#define JU_TOPIC_IDENTITY_REPLY        "identity.reply"
#define JU_TOPIC_IDENTITY_TO_RESIDENT  "identity.to-resident"
#define JU_TOPIC_LINK_PREFECTURE_OUT   "link.prefecture.out"
#define JU_TOPIC_LINK_PREFECTURE_IN    "link.prefecture.in"
#define JU_TOPIC_LINK_NATIONAL_OUT     "link.national.out"
#define JU_TOPIC_LINK_NATIONAL_IN      "link.national.in"
#define JU_TOPIC_LINK_CARD_OUT         "link.card.out"
#define JU_TOPIC_LINK_CARD_IN          "link.card.in"
#define JU_TOPIC_LINK_KIOSK_OUT        "link.kiosk.out"
#define JU_TOPIC_LINK_KIOSK_IN         "link.kiosk.in"
#define JU_TOPIC_FEED_TAX              "feed.tax"
#define JU_TOPIC_FEED_TAX_REQUEST      "feed.tax.request"
#define JU_TOPIC_FEED_WELFARE          "feed.welfare"
#define JU_TOPIC_FEED_WELFARE_REQUEST  "feed.welfare.request"
#define JU_TOPIC_AUDIT_RECORD          "audit.record"
#define JU_TOPIC_AUDIT_COMMAND         "audit.command"
#define JU_TOPIC_AUDIT_REPLY           "audit.reply"
#define JU_TOPIC_DEADLETTER_RESIDENT   "deadletter.resident"
#define JU_TOPIC_DEADLETTER_IDENTITY   "deadletter.identity"
#define JU_TOPIC_DEADLETTER_DELIVERY   "deadletter.delivery"
#define JU_TOPIC_DEADLETTER_GATEWAY    "deadletter.gateway"
#define JU_TOPIC_DEADLETTER_AUDIT      "deadletter.audit"
#define JU_TOPIC_DEADLETTER_PREFECTURE "deadletter.prefecture"
#define JU_TOPIC_DEADLETTER_NATIONAL   "deadletter.national"
#define JU_TOPIC_DEADLETTER_CARD       "deadletter.card"
#define JU_TOPIC_DEADLETTER_TAX        "deadletter.tax"
#define JU_TOPIC_DEADLETTER_KIOSK      "deadletter.kiosk"

#endif
