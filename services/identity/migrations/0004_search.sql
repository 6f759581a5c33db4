-- 本人確認情報検索: one row per 住民票コード that is somebody's, the current items as they are compared, written with each
-- record; and who was found by whom. Persons of the file before are filled in by juki-identity --fill-search, which may
-- run beside the service.

CREATE TABLE person_search (
    code_index bytea PRIMARY KEY,
    number_index bytea NOT NULL,
    kana text COLLATE "C" NOT NULL,       -- folded 振り仮名, ヂ by its mark
    kana_sound text COLLATE "C" NOT NULL, -- ヂ by its sound
    name text COLLATE "C" NOT NULL,       -- folded 氏名
    birth_date text COLLATE "C" NOT NULL, -- representative day
    address text COLLATE "C" NOT NULL,    -- folded 住所: compared, never looked up, since it is no key by itself
    sex int NOT NULL,
    current boolean NOT NULL,
    rule int NOT NULL                     -- of the folding; another means that the row has to be made anew
) WITH (fillfactor = 80);
CREATE INDEX person_search_number ON person_search (number_index);
CREATE INDEX person_search_name ON person_search (name);
CREATE INDEX person_search_kana ON person_search (kana);
CREATE INDEX person_search_sound ON person_search (kana_sound) WHERE kana_sound <> kana;
CREATE INDEX person_search_birth ON person_search (birth_date);

-- The lists given to operators, from which one may be chosen for half an hour; then they are erased with the next list.
-- Somebody of our file by code_index; somebody else by what a peer answered.
CREATE TABLE search_hit (
    list_id text NOT NULL,     -- request_id of the search
    place int NOT NULL,
    operator_id text NOT NULL, -- for nobody else
    code_index bytea,
    answer bytea,              -- InquiredPerson, its numbers sealed to identity, subject list_id
    asked_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (list_id, place),
    CHECK ((code_index IS NULL) <> (answer IS NULL))
);
CREATE INDEX search_hit_old ON search_hit (asked_at);

-- Inquiries to the prefecture and the national body about persons who live elsewhere, each answered once.
CREATE TABLE inquiry (
    request_id text PRIMARY KEY,
    peer text NOT NULL,
    operator_id text NOT NULL,
    terminal_id text NOT NULL,
    office text NOT NULL,
    open boolean NOT NULL DEFAULT true,
    asked_at timestamptz NOT NULL DEFAULT now(),
    answered_at timestamptz
);
