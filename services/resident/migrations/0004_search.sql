-- Search (standard 2.1.2, 2.1.3): one row per person, the current items as they are compared, written with each
-- record. Persons registered before are filled in by juki-resident --fill-search, which may run beside the service.

CREATE TABLE person_search (
    addressee_number text COLLATE "C" PRIMARY KEY,
    kana text COLLATE "C" NOT NULL,       -- folded フリガナ, ヂ by its mark
    kana_sound text COLLATE "C" NOT NULL, -- ヂ by its sound
    name text COLLATE "C" NOT NULL,       -- folded 氏名
    birth_date text COLLATE "C" NOT NULL, -- representative day, or ''
    sex int NOT NULL,
    state int NOT NULL,
    rule bigint NOT NULL, -- of the folding; another means that the row has to be made anew
    term text[] NOT NULL  -- everything that is looked up, see search.h
) WITH (fillfactor = 80);

-- One index for every combination: the lists of several terms are intersected inside it. Its pending list is read
-- by every search, so it is kept short.
CREATE INDEX person_search_term ON person_search USING gin (term) WITH (gin_pending_list_limit = 512);
CREATE INDEX person_search_birth ON person_search (birth_date); -- for a range without any term
