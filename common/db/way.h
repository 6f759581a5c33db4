#ifndef JU_DB_WAY_H
#define JU_DB_WAY_H

/*
 * What is wrong with the way to a database that a connection string describes, a fixed phrase without
 * anything of the string, or NULL: over TCP, to a server whose certificate and name are verified
 * (sslmode=verify-full) by a file of authorities, with a certificate and key of our own, and without a
 * password. R-46, design section 6: mutual TLS.
 */
const char *ju_db_way_fault(const char *conninfo);

#endif
