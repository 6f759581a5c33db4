-- Items of the record that had no place.

-- メモ (1.1.15) and 備考 (1.1.14): rows are only ever added, one for each act.
CREATE TABLE person_note (
    note_id text NOT NULL, -- the request that made it
    step int NOT NULL CHECK (step > 0),
    addressee_number text NOT NULL,
    kind int NOT NULL,            -- juki.resident.v1.NoteKind
    state int NOT NULL,           -- juki.resident.v1.NoteState after this act
    note_text text NOT NULL,
    recorded_date text NOT NULL,  -- 記載年月日 of a 備考
    date_hidden boolean NOT NULL, -- 記載年月日未出力
    operator_id text NOT NULL,
    terminal_id text NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (note_id, step)
);
CREATE INDEX person_note_person ON person_note (addressee_number);

-- 併記名 (1.1.2), 不詳表記 of the days since when (1.1.8), 本籍地コード, 事実上の世帯主 (4.1.4.3), フリガナ確認フラグ
-- (1.1.18), 最終登録住所地 (4.1.1.4), 旧外登法による登録年月日 (1.1.2), 成年被後見人 (9.4). The columns of
-- juki.resident.v1.PersonRecord stand first and in its order; the day of recording stays last.
ALTER TABLE person_record RENAME COLUMN recorded_at TO recorded_before;
ALTER TABLE person_record -- items
    ADD COLUMN name_kanji text,
    ADD COLUMN resident_since_written text,
    ADD COLUMN address_since_written text,
    ADD COLUMN foreign_resident_since_written text,
    ADD COLUMN registered_domicile_code text,
    ADD COLUMN acting_head_name text,
    ADD COLUMN acting_head_name_kana text,
    ADD COLUMN kana_confirmed_name boolean,
    ADD COLUMN kana_confirmed_former_name boolean,
    ADD COLUMN kana_confirmed_alias boolean,
    ADD COLUMN last_registered_address text,
    ADD COLUMN alien_registered text,
    ADD COLUMN alien_registered_uncertain boolean,
    ADD COLUMN alien_registered_written text,
    ADD COLUMN under_guardianship boolean,
    ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT now();
UPDATE person_record SET recorded_at = recorded_before;
ALTER TABLE person_record DROP COLUMN recorded_before;
