-- What the rules of change still lacked.

-- Approvals are written with their change by one service: no foreign key (see 0001).
ALTER TABLE change_review DROP CONSTRAINT change_review_change_id_fkey;

-- 転出 as planned and as confirmed (j680), 法第30条の45に規定する事項 (j20); as in 0002, the day of recording stays last.
ALTER TABLE person_record RENAME COLUMN recorded_at TO recorded_before;
ALTER TABLE person_record -- items
    ADD COLUMN move_out_planned_date text,
    ADD COLUMN move_out_change_id text,
    ADD COLUMN confirmed_postal_code text,
    ADD COLUMN confirmed_municipality_code text,
    ADD COLUMN confirmed_town_code text,
    ADD COLUMN confirmed_prefecture text,
    ADD COLUMN confirmed_municipality text,
    ADD COLUMN confirmed_town text,
    ADD COLUMN confirmed_number text,
    ADD COLUMN confirmed_building text,
    ADD COLUMN move_out_confirmed_date text,
    ADD COLUMN move_out_notice_date text,
    ADD COLUMN stay_section int,
    ADD COLUMN stay_status text,
    ADD COLUMN stay_period text,
    ADD COLUMN stay_until text,
    ADD COLUMN stay_card_number text,
    ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT now();
UPDATE person_record SET recorded_at = recorded_before;
ALTER TABLE person_record DROP COLUMN recorded_before;

-- 転入 looks for a 除票 (j600): by the card, which may change, and by name and birth.
ALTER TABLE change_person ADD COLUMN card_number text;
CREATE INDEX person_record_card ON person_record (stay_card_number) WHERE stay_card_number IS NOT NULL;
CREATE INDEX person_record_removed ON person_record (birth_date, name) WHERE state <> 1;

-- Who was registered as leaving on a day ahead, in the order of the days; a row goes when the day has been settled or
-- the 転出 is no more.
CREATE TABLE move_out_planned (
    planned_date text NOT NULL,
    addressee_number text NOT NULL,
    PRIMARY KEY (planned_date, addressee_number)
);

-- Every 仮登録 holds something, itself at least: it is found by that (審査リスト).
INSERT INTO change_lock (held, change_id)
SELECT 'change:' || c.change_id, c.change_id FROM change c
WHERE c.status = 1 AND NOT EXISTS (SELECT FROM change_lock l WHERE l.change_id = c.change_id);
