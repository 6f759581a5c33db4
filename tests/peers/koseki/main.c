#include "tests/peers/koseki/store.h"

#include "common/event/topic_names.h"
#include "tests/peers/common/peer.h"

#include "koseki_sql.h"

/* The 戸籍 system as it is played: it keeps what 戸籍の附票 says of each person and
 * whether it may be given out, and gives receipts. */

static ju_rc apply_notice(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Resident__V1__FamilyAnnexNotice *notice = body;
    JU_TRY(koseki_put_person(ctx, notice, err));
    JU_TRY(koseki_put_restraint(ctx, notice->person_ref, notice->restrained, err));
    return peer_received(ctx, err);
}

static ju_rc apply_restraint(ju_ctx *ctx, const void *body, ju_err *err)
{
    const Juki__Resident__V1__FamilyAnnexRestraint *message = body;
    JU_TRY(koseki_put_restraint(ctx, message->person_ref, message->restrained, err));
    return peer_received(ctx, err);
}

int main(int argc, char **argv)
{
    static const ju_handler handlers[] = {
        {JU_TOPIC_LINK_KOSEKI_OUT, &juki__resident__v1__family_annex_notice__descriptor,
         JU_SEQUENCED | JU_STRICT, NULL, NULL, apply_notice},
        {JU_TOPIC_LINK_KOSEKI_OUT, &juki__resident__v1__family_annex_restraint__descriptor,
         JU_SEQUENCED | JU_STRICT, NULL, NULL, apply_restraint},
    };
    const peer_table peer = {
        .name = "koseki",
        .receipts = JU_TOPIC_LINK_KOSEKI_IN,
        .handler = handlers,
        .handler_count = sizeof handlers / sizeof handlers[0],
        .sql = koseki_sql,
        .migrations = koseki_migrations,
        .state = &koseki_sql_state,
    };
    return peer_main(&peer, argc, argv);
}
