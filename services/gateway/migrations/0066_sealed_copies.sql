-- 副本 without values in clear. What an office entered is one sealed message (common/db/kept.h), its lines sealed one by one
-- until then. 住民票関係情報 says who the 世帯主 is and has the blind index of his name, so that another name is another 副本;
-- the name itself is read from his row of person when it is asked for, and is none when it is another one there.
DO $$
BEGIN
    IF EXISTS (SELECT FROM copy) OR EXISTS (SELECT FROM copy_entry_row) THEN
        RAISE EXCEPTION 'copy has rows that are not sealed: begin with an empty database of gateway and tell it of '
            'everybody anew (CHANGELOG.md)';
    END IF;
END $$;

ALTER TABLE copy DROP COLUMN items,
    ADD COLUMN relationship text,  -- 世帯主との続柄, of 住民票関係情報
    ADD COLUMN householder text,   -- 宛名番号 of the 世帯主; NULL: himself, or there is none
    ADD COLUMN name_index bytea,   -- of his name, as in person
    ADD COLUMN content bytea,      -- items of an office: juki.gateway.v1.Copy; key: integrated_number and information
    ADD CHECK ((content IS NULL) = (information = '住民票関係情報'));
ALTER TABLE copy ALTER content SET STORAGE EXTERNAL; -- what is sealed gets no smaller
ALTER TABLE copy_entry_row ALTER COLUMN value TYPE bytea USING NULL; -- key: entry_id and line

-- 住民票関係情報 of a resident as the register has it; no row for anybody else.
DROP FUNCTION copy_original(text);
CREATE FUNCTION copy_original(text)
RETURNS TABLE (resident boolean, relationship text, householder text, name_index bytea) LANGUAGE sql STABLE AS $$
    SELECT true, p.relationship, h.addressee_number, h.name_index
    FROM person p
    LEFT JOIN LATERAL (SELECT m.addressee_number, m.name_index FROM person m
                       WHERE p.relationship IS DISTINCT FROM '世帯主' AND m.household_number = p.household_number
                         AND m.relationship = '世帯主' AND m.state = 'resident'
                       LIMIT 1) AS h ON true
    WHERE p.integrated_number = $1 AND p.state = 'resident'
    ORDER BY p.history_number DESC, p.addressee_number -- an order that no index has: it is for a few rows
    LIMIT 1
$$;

-- Brings the 副本 of these persons in line with the register: what is the same stays untouched. Another 世帯主 of the same
-- name says nothing else.
CREATE OR REPLACE FUNCTION copy_register(wanted text[], today date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH original AS MATERIALIZED (
        SELECT w.integrated_number, o.*
        FROM (SELECT DISTINCT unnest(wanted) AS integrated_number) AS w
        LEFT JOIN LATERAL copy_original(w.integrated_number) o ON true
    ), gone AS (
        DELETE FROM copy c
        WHERE c.integrated_number = ANY (ARRAY(SELECT o.integrated_number FROM original o WHERE o.resident IS NULL))
          AND c.information = '住民票関係情報'
    )
    INSERT INTO copy AS c (integrated_number, information, relationship, householder, name_index, as_of, source)
    SELECT o.integrated_number, '住民票関係情報', o.relationship, o.householder, o.name_index, today, 'register'
    FROM original o
    WHERE o.resident
    ORDER BY o.integrated_number
    ON CONFLICT (integrated_number, information) DO UPDATE
    SET relationship = excluded.relationship, householder = excluded.householder, name_index = excluded.name_index,
        (as_of, version, source) = (
            SELECT CASE WHEN said.same THEN c.as_of ELSE excluded.as_of END, c.version + (NOT said.same)::int,
                   CASE WHEN said.same THEN c.source ELSE excluded.source END
            FROM (SELECT (c.relationship, c.name_index) IS NOT DISTINCT FROM (excluded.relationship, excluded.name_index)
                         AS same) AS said)
    WHERE (c.relationship, c.householder, c.name_index)
          IS DISTINCT FROM (excluded.relationship, excluded.householder, excluded.name_index);
END $$;
