-- What is kept of persons is one sealed message per row (common/db/kept.h): PersonFeed and NonresidentBasics as they are, names
-- and addresses in them. Beside it stands what statements look up, compare or count by. Only the service can seal, so rows of
-- the form before cannot be taken over here.
DO $$
BEGIN
    IF EXISTS (SELECT FROM person) OR EXISTS (SELECT FROM nonresident_record) THEN
        RAISE EXCEPTION 'persons are kept in the form before 0060, which is not sealed: begin with an empty database of gateway '
                        'and tell it of everybody anew (CHANGELOG.md)';
    END IF;
END $$;

DROP VIEW nonresident_person;
DROP VIEW nonresident_now;

-- The current row of each 宛名番号: what feeds are made of, nothing else (seed 002 R-10).
DROP TABLE person;
CREATE TABLE person (
    addressee_number text PRIMARY KEY,
    history_number int NOT NULL,
    restrained boolean NOT NULL,     -- as the register last said; counts above what stands in the content
    numbered boolean NOT NULL,       -- has a 個人番号, which is sealed to this service in the content
    state text NOT NULL,
    integrated_number text NOT NULL, -- of integrated, written in the same transaction
    household_number text,
    birth_date text,
    relationship text,
    name_index bytea,                -- blind index of the name: another name is seen without being read
    content bytea NOT NULL           -- juki.gateway.v1.PersonFeed; its key: 宛名番号 and history_number
) WITH (fillfactor = 70);
ALTER TABLE person ALTER content SET STORAGE EXTERNAL; -- what is sealed gets no smaller
CREATE INDEX person_integrated ON person (integrated_number);
CREATE INDEX person_household ON person (household_number);
CREATE TRIGGER household_left AFTER UPDATE OF household_number ON person
    FOR EACH ROW WHEN (OLD.household_number IS DISTINCT FROM NEW.household_number AND OLD.household_number IS NOT NULL)
    EXECUTE FUNCTION household_left();

-- 宛名基本情報更新履歴 (0310022): a row per act, none ever changed.
DROP TABLE nonresident_record;
CREATE TABLE nonresident_record (
    addressee_number text NOT NULL,
    history_number int NOT NULL,
    request_id text NOT NULL, -- of the command, or the change of the register
    act text NOT NULL,
    recorded_on date NOT NULL, -- processing date
    recorded_at timestamptz NOT NULL DEFAULT now(),
    operator_id text NOT NULL,
    affair text NOT NULL,
    birth_date text COLLATE "C",
    content_of int NOT NULL,   -- the row whose content this is: itself, or the one before where an act changes nothing of it
    content bytea NOT NULL,    -- juki.gateway.v1.NonresidentBasics; its key: 宛名番号 and content_of
    PRIMARY KEY (addressee_number, history_number),
    CHECK (content_of <= history_number)
);
ALTER TABLE nonresident_record ALTER content SET STORAGE EXTERNAL;
CREATE INDEX nonresident_record_birth ON nonresident_record (birth_date);
CREATE INDEX nonresident_record_request ON nonresident_record (request_id);

-- A 住登外者 as he stands: who has him in hand only while that counts; then what is kept of him.
CREATE VIEW nonresident_now AS
SELECT n.addressee_number, n.history_number, n.state, n.representative, n.resident_number, n.carried, n.not_shared,
       n.owner, CASE WHEN n.held_at > now() - interval '30 minutes' THEN n.held_by END AS held_by, n.integrated_number,
       r.content_of, r.content
FROM nonresident n JOIN nonresident_record r USING (addressee_number, history_number);

-- 住登外者 in feeds: each as the affairs that use him know him. One who was carried (引継) has a row of person as well; of these
-- two the affair knows this one.
CREATE VIEW nonresident_person AS
SELECT l.affair, n.addressee_number, r.content_of, coalesce(x.restrained, false) AS restrained, r.content, n.state,
       n.integrated_number, r.request_id
FROM affair_link l
JOIN nonresident n USING (addressee_number)
JOIN nonresident_record r USING (addressee_number, history_number)
LEFT JOIN restraint x ON x.addressee_number = n.addressee_number
WHERE l.valid_to IS NULL AND n.state IN ('non_resident', 'dead') AND (NOT n.not_shared OR n.owner = l.affair);
