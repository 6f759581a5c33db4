-- A record is one message, sealed as a whole (common/db/kept.h): names and addresses stand in no column. Beside it stand
-- what statements look up, compare or count by; names, addresses and card numbers among that as keyed digests.

DO $$
BEGIN
    IF EXISTS (SELECT FROM person_record) OR EXISTS (SELECT FROM change_person WHERE card_number IS NOT NULL)
        OR EXISTS (SELECT FROM change_lock WHERE held LIKE 'card:%') THEN
        RAISE EXCEPTION 'the records in this database were written before records were sealed, which only the service can do:'
            ' begin with an empty database and load the register into it (jukictl migrate)';
    END IF;
END
$$;

DROP VIEW person_past;
DROP TABLE person_record;

-- All items as they stood after each change; rows are only ever added (invariant 5).
CREATE TABLE person_record (
    addressee_number text NOT NULL,
    history_number int NOT NULL CHECK (history_number > 0),
    household_number text NOT NULL,
    state int NOT NULL,
    relationship text,
    reason text NOT NULL,
    change_date text NOT NULL,
    notified_date text,
    processed_date text NOT NULL,
    change_id text NOT NULL,
    address_since text,
    move_out_planned_date text,
    move_out_change_id text,
    district_word bigint,          -- of the 町字, for statistics; null: none
    address_word bigint NOT NULL,  -- of the whole 住所: whether a row changed it
    removed_word bigint,           -- of a 除票: of name, birth and sex together (j600)
    card_index bytea,              -- of 在留カード等の番号
    number_keys bytea,             -- ids of the keys under which the numbers in the content are sealed, which may be older
                                   -- than its own; null: it has none
    content bytea NOT NULL,        -- juki.resident.v1.PersonRecord
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (addressee_number, history_number)
);
ALTER TABLE person_record ALTER COLUMN content SET STORAGE EXTERNAL; -- what is sealed does not compress
CREATE INDEX person_record_change ON person_record (change_id);
CREATE INDEX person_record_household ON person_record (household_number) INCLUDE (addressee_number);
CREATE INDEX person_record_change_date ON person_record (change_date);
CREATE INDEX person_record_card ON person_record (card_index) WHERE card_index IS NOT NULL;
CREATE INDEX person_record_removed ON person_record (removed_word) WHERE removed_word IS NOT NULL;

ALTER TABLE change_person DROP COLUMN card_number;
ALTER TABLE change_person ADD COLUMN card_index bytea;

-- The rows of each person's history in one value, for those who are told of his past (services/resident/span.h): of each
-- row its 履歴番号, the size of its content, that, the size of the id of the change that it takes back, and that.
CREATE VIEW person_past AS
SELECT h.addressee_number,
       string_agg(int4send(h.history_number) || int4send(length(h.content)) || h.content ||
                  int4send(length(h.cancels)) || h.cancels, ''::bytea ORDER BY h.history_number) AS past
FROM (SELECT r.addressee_number, r.history_number, r.content,
             convert_to(coalesce((SELECT c.cancels FROM change c WHERE c.change_id = r.change_id), ''), 'UTF8') AS cancels
      FROM person_record r) h
GROUP BY h.addressee_number;
