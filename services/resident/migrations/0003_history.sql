-- The register as of a day, and 異動日 that are 不詳.

-- 異動日_不詳表記; the columns of juki.resident.v1.PersonRecord stand first, the day of recording stays last.
ALTER TABLE person_record RENAME COLUMN recorded_at TO recorded_before;
ALTER TABLE person_record -- items
    ADD COLUMN change_date_written text,
    ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT now();
UPDATE person_record SET recorded_at = recorded_before;
ALTER TABLE person_record DROP COLUMN recorded_before;

-- Who ever was in a household: its members as of a past day are decided among these.
CREATE INDEX person_record_household ON person_record (household_number) INCLUDE (addressee_number);

-- What is dated within a month or after a day: statistics.
CREATE INDEX person_record_change_date ON person_record (change_date);

-- The rows of persons that count when all is known, as as_of.c takes them: of the rows of one change the last, unless an
-- odd number of 取消し of the same root follow it. A 取消し of a 取消し lies on that, and has its root.
CREATE FUNCTION person_record_standing(numbers text[])
RETURNS TABLE (addressee_number text, history_number int)
LANGUAGE sql STABLE
AS $$
    SELECT f.addressee_number, f.history_number
    FROM (
        SELECT e.*,
               lead(e.history_number) OVER (PARTITION BY e.addressee_number, e.change_id ORDER BY e.history_number) AS more,
               count(e.cancels) OVER (PARTITION BY e.addressee_number, e.root)
                   - count(e.cancels) OVER (PARTITION BY e.addressee_number, e.root ORDER BY e.history_number) AS undone
        FROM (
            SELECT n.*, max(n.named) OVER (PARTITION BY n.addressee_number, n.family) AS root
            FROM (
                SELECT m.*, count(m.named) OVER (PARTITION BY m.addressee_number ORDER BY m.history_number) AS family
                FROM (
                    SELECT b.*, CASE WHEN b.cancels IS NULL THEN b.change_id
                                     ELSE (SELECT c.change_id FROM change c
                                           WHERE c.change_id = b.cancels AND c.cancels IS NULL) END AS named
                    FROM (
                        SELECT r.addressee_number, r.history_number, r.change_id,
                               (SELECT c.cancels FROM change c WHERE c.change_id = r.change_id) AS cancels
                        FROM person_record r WHERE r.addressee_number = ANY (numbers)) b) m) n) e) f
    WHERE f.more IS NULL AND f.undone % 2 = 0
$$;
