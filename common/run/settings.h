#ifndef JU_RUN_SETTINGS_H
#define JU_RUN_SETTINGS_H

#include "common/config/config.h"
#include "common/run/app.h"

/* The table of ju_settings for ju_config_load. */
ju_config_part ju_settings_part(ju_settings *settings);

/* Fills what follows from other settings when it was left out: topic prefix and group of the named program.
 */
ju_rc ju_settings_derive(ju_settings *settings, const char *name, ju_err *err) JU_MUST_CHECK;

/* Loads, checks and derives, writing every error and warning to standard error; sets the log's level. own is
 * the program's own table, or NULL. JU_FATAL when there was an error. */
ju_rc ju_settings_load(ju_settings *settings, const ju_config_part *own, const char *name,
                       ju_err *err) JU_MUST_CHECK;
void ju_settings_print(ju_settings *settings, const ju_config_part *own, FILE *out);
void ju_settings_free(ju_settings *settings, const ju_config_part *own);

#endif
