#ifndef TESTS_KEY_FOLDER_H
#define TESTS_KEY_FOLDER_H

enum { KEY_FOLDER_SIZE = 32 };

/* A folder of a test with a keyring for each of these audiences (the list ends with NULL): one key of the
 * period 2026, another for each. path: where it lies; remove it with the same list. */
void key_folder_make(const char *const *audience, char path[KEY_FOLDER_SIZE]);
void key_folder_remove(const char *const *audience, const char *path);

#endif
