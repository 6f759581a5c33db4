-- Search (standard 2.1.2, 2.1.3): one row per person, the current items as they are compared, written with each
-- record. Persons registered before are filled in by juki-resident --fill-search, which may run beside the service.

CREATE TABLE person_search (
    addressee_number text PRIMARY KEY,
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

-- What was searched, for who asked to ask it again (2.1.1) and for the auditor: the trail names the event and holds a
-- keyed hash of the question. Searches by 個人番号 or 住民票コード are in the trail only.
CREATE TABLE search_question (
    event_id text PRIMARY KEY,
    operator_id text NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT now(),
    found int NOT NULL,
    question bytea NOT NULL -- SearchPersons as it came
);
CREATE INDEX search_question_operator ON search_question (operator_id, asked_at DESC);

-- Persons who have all terms of any alternative (terms with spaces between) and pass the rest: with doubles, at most
-- `most` of each alternative. A function of its own because a plan made while the table was empty would read all of it
-- by another index for as long as the connection lives: here only the index of terms remains.
CREATE FUNCTION person_search_hits(alternatives text[], birth_from text, birth_to text, wanted_sex int,
                                   with_removed boolean, kana_parts text[], name_part text, most bigint)
RETURNS TABLE (addressee_number text, kana text)
LANGUAGE plpgsql STABLE
SET enable_indexscan = off -- an index of lists is read by bitmaps
AS $$
BEGIN
    RETURN QUERY
    SELECT s.addressee_number, s.kana
    FROM unnest(alternatives) AS a (terms)
    CROSS JOIN LATERAL (
        SELECT h.addressee_number, h.kana
        FROM person_search h
        WHERE h.term @> string_to_array(a.terms, ' ')
          AND h.birth_date || '' BETWEEN birth_from AND birth_to -- not by that index
          AND (wanted_sex = 0 OR h.sex = wanted_sex)
          AND (with_removed OR h.state = 1)
          AND EXISTS (SELECT FROM unnest(kana_parts) AS k (part)
                      WHERE strpos(h.kana, k.part) > 0 OR strpos(h.kana_sound, k.part) > 0)
          AND strpos(h.name, name_part) > 0
        LIMIT most
    ) AS s;
END
$$;
