-- A role that can read the views for auditors and nothing else (services/audit/README.md). Run as an administrator in the
-- audit database, after the service has started once; running it again changes nothing:
--   psql -v auditor=juki_auditor -f auditor.sql juki_audit
-- He comes with a certificate of the name auditor (pg_ident.conf).
SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE', :'auditor')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'auditor') \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), :'auditor') \gexec
GRANT USAGE ON SCHEMA auditor, public TO :"auditor"; -- in public lie the functions that the views call, and nothing for him
GRANT SELECT ON ALL TABLES IN SCHEMA auditor TO :"auditor";
ALTER ROLE :"auditor" SET default_transaction_read_only = on;
