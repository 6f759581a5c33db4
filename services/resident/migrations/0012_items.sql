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
