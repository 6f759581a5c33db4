-- What somebody typed about a person, and what consumers by file or REST are told, is sealed by the service (common/db/kept.h),
-- which alone can do so. Of a purpose that nothing reads the act keeps the text.
DO $$
DECLARE
    place text;
    filled boolean;
BEGIN
    FOREACH place IN ARRAY ARRAY['inquiry', 'notice', 'copy_entry', 'bridge_event'] LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', place) INTO filled;
        IF filled THEN
            RAISE EXCEPTION 'table % has rows that are not sealed: begin with an empty database of gateway and tell it '
                'of everybody anew (CHANGELOG.md)', place;
        END IF;
    END LOOP;
END $$;

DROP VIEW inquiry_seen;
ALTER TABLE inquiry ALTER COLUMN purpose TYPE bytea USING NULL;
CREATE VIEW inquiry_seen AS
SELECT i.inquiry_id, i.consumer, i.item, i.provider, i.information, array_to_string(i.asked_items, chr(31)) AS asked_items,
       i.addressee_number, i.purpose, i.state, i.code, i.law_table, i.affair, i.law_version, i.digest, i.asked_by,
       coalesce(i.decided_by, '') AS decided_by, coalesce(i.permit_id, '') AS permit_id,
       to_char(i.received_at, 'YYYY-MM-DD"T"HH24:MI:SS') AS received_at,
       coalesce(to_char(i.closed_at, 'YYYY-MM-DD"T"HH24:MI:SS'), '') AS closed_at,
       EXISTS (SELECT FROM inquiry_result r WHERE r.inquiry_id = i.inquiry_id) AS kept,
       i.integrated_number, i.inquirer_kind, i.asked_terminal, i.asked_office, i.received_at AS received, i.due_at
FROM inquiry i;

ALTER TABLE notice ALTER COLUMN title TYPE bytea USING NULL, ALTER COLUMN body TYPE bytea USING NULL;
ALTER TABLE copy_entry ALTER COLUMN purpose TYPE bytea USING NULL;
ALTER TABLE nonresident_link DROP COLUMN purpose;
