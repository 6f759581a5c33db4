-- All reasons of change: the items of foreign residents, 旧氏 and 通称, and more than one reviewer.

-- The columns of juki.resident.v1.PersonRecord stand first and in its order; the day of recording stays last.
ALTER TABLE person_record RENAME COLUMN recorded_at TO recorded_before;
ALTER TABLE person_record -- items
    ADD COLUMN resident_kind int NOT NULL DEFAULT 0,
    ADD COLUMN nationality text,
    ADD COLUMN foreign_resident_since text,
    ADD COLUMN former_name text,
    ADD COLUMN former_name_kana text,
    ADD COLUMN alias text,
    ADD COLUMN alias_kana text,
    ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT now();
UPDATE person_record SET recorded_at = recorded_before;
ALTER TABLE person_record DROP COLUMN recorded_before;

-- 異動の取消し: the change that this one takes back.
ALTER TABLE change ADD COLUMN cancels text;

-- Who has approved a change that more than one must see (seed 002 R-22); nobody twice.
CREATE TABLE change_review (
    change_id text NOT NULL REFERENCES change,
    reviewed_by text NOT NULL,
    reviewed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (change_id, reviewed_by)
);
