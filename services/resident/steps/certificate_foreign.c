#include "services/resident/steps/certificate_foreign.h"

#include "services/resident/certificate.h"
#include "services/resident/store_certificate.h"

#include <stdbool.h>

typedef Juki__Resident__V1__CertificatePerson certificate_person;
typedef Juki__Resident__V1__ForeignStay foreign_stay;

static ju_rc show_stay(ju_ctx *ctx, const foreign_stay *stay, unsigned items, certificate_person *shown,
                       ju_err *err)
{
    foreign_stay *out = ju_arena_alloc(ctx->arena, sizeof *out);
    if (out == NULL) {
        return ju_no_memory(err);
    }
    juki__resident__v1__foreign_stay__init(out);
    if ((items & CERTIFICATE_BIT(STAY_SECTION)) != 0) {
        out->section = stay->section;
    }
    out->status = (items & CERTIFICATE_BIT(STAY_STATUS)) != 0 ? stay->status : out->status;
    out->period = (items & CERTIFICATE_BIT(STAY_PERIOD)) != 0 ? stay->period : out->period;
    out->until = (items & CERTIFICATE_BIT(STAY_UNTIL)) != 0 ? stay->until : out->until;
    out->card_number = (items & CERTIFICATE_BIT(CARD_NUMBER)) != 0 ? stay->card_number : out->card_number;
    shown->foreign_stay = out;
    return JU_OK;
}

static ju_rc show_alias_acts(ju_ctx *ctx, const char *addressee_number, int answer, certificate_person *shown,
                             ju_err *err)
{
    alias_row *rows = NULL;
    size_t count = 0;
    JU_TRY(read_certificate_alias(ctx, answer, addressee_number, &rows, &count, err));
    Juki__Resident__V1__AliasAct *acts = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *acts);
    shown->alias_act = ju_arena_alloc(ctx->arena, (count + 1) * sizeof *shown->alias_act);
    if (acts == NULL || shown->alias_act == NULL) {
        return ju_no_memory(err);
    }
    shown->n_alias_act = alias_acts(rows, count, acts);
    for (size_t i = 0; i < shown->n_alias_act; i++) {
        shown->alias_act[i] = &acts[i];
    }
    return JU_OK;
}

ju_rc show_foreign(ju_ctx *ctx, const Juki__Resident__V1__PersonRecord *record, unsigned items, int alias,
                   certificate_person *shown, ju_err *err)
{
    if (record->resident_kind != JUKI__RESIDENT__V1__RESIDENT_KIND__RESIDENT_KIND_FOREIGN) {
        return JU_OK;
    }
    shown->alias = record->alias;
    shown->alias_kana = record->alias_kana;
    shown->name_kanji = record->name_kanji;
    shown->foreign_resident_since = record->foreign_resident_since;
    shown->foreign_resident_since_written = record->foreign_resident_since_written;
    if ((items & CERTIFICATE_BIT(NATIONALITY)) != 0) {
        shown->nationality = record->nationality;
    }
    if (record->foreign_stay != NULL) {
        JU_TRY(show_stay(ctx, record->foreign_stay, items, shown, err));
    }
    bool acts = (items & CERTIFICATE_BIT(ALIAS_HISTORY)) != 0;
    return acts ? show_alias_acts(ctx, record->addressee_number, alias, shown, err) : JU_OK;
}
