-- 照会許可照合リスト: the law tables as data (seed 002 R-52, seed 004_001 K41 and K42), and 副本 (K57).

-- One file that was loaded for one law table. It counts once a person other than who loaded it has activated it, from
-- its legal effective day on, which may lie in the past: law goes before paper. Of several that are in force on a day
-- the one of the latest effective day counts, and of these the one activated last; earlier ones stay, so that what
-- they decided can be explained.
CREATE TABLE law_version (
    version text PRIMARY KEY CHECK (version ~ '^[a-z0-9][a-z0-9.-]{0,39}$'),
    law_table text NOT NULL,
    digest text NOT NULL, -- SHA-256 of the file in hexadecimal
    row_count int NOT NULL,
    state text NOT NULL DEFAULT 'loaded' CHECK (state IN ('loaded', 'active', 'refused')),
    effective_from date,
    loaded_by text NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT now(),
    decided_by text,
    decided_at timestamptz,
    CHECK (decided_by <> loaded_by),
    CHECK ((state = 'loaded') = (decided_by IS NULL)),
    CHECK ((state = 'active') = (effective_from IS NOT NULL))
);
CREATE INDEX law_version_active ON law_version (law_table) WHERE state = 'active';
CREATE INDEX law_version_loaded ON law_version (loaded_at);

-- One line of a file. A published list may name items and information without the parties: kinds are then NULL, and
-- nothing can be allowed by that line.
CREATE TABLE law_row (
    version text NOT NULL, -- of law_version, written in the same transaction
    line int NOT NULL, -- of the file
    item text NOT NULL, -- 項番, a text such as 85の2
    inquirer text NOT NULL, -- 情報照会者 in the words of the table
    inquirer_kind text[],
    affair_code text,
    affair text NOT NULL, -- 事務
    provider text NOT NULL, -- 情報提供者
    provider_kind text[],
    information text[] NOT NULL, -- 特定個人情報
    valid_from date,
    valid_to date,
    source text NOT NULL,
    PRIMARY KEY (version, line),
    CHECK ((inquirer_kind IS NULL) = (affair_code IS NULL) AND (inquirer_kind IS NULL) = (provider_kind IS NULL))
);
CREATE INDEX law_row_item ON law_row (item, version);

CREATE FUNCTION law_row_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of law_row are only ever added';
END $$;
CREATE TRIGGER law_row_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON law_row
    FOR EACH STATEMENT EXECUTE FUNCTION law_row_is_kept();

-- The texts of a list as one, with a mark around each; NULL stays NULL.
CREATE FUNCTION law_list(text[]) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT E'\x1f' || array_to_string($1, E'\x1f') || E'\x1f'
$$;

-- 副本: what inquiries of other bodies are answered from, also while the register is stopped. Of 住民票関係情報 only
-- the household part of 住基法7条4号 (seed 002 R-13): householder, householder_name, relationship.
CREATE TABLE copy (
    integrated_number text NOT NULL,
    information text NOT NULL, -- 特定個人情報, as in the law table
    items jsonb NOT NULL, -- item name -> text
    as_of date NOT NULL, -- the day on which the original said so
    version int NOT NULL DEFAULT 1, -- counts registrations
    source text NOT NULL, -- register, or the id of an import
    PRIMARY KEY (integrated_number, information)
) WITH (fillfactor = 80);

-- 自動応答不可 and 不開示 by command: for one kind of information, or '' for all. What the register restrains counts
-- besides and needs no row.
CREATE TABLE copy_flag (
    integrated_number text NOT NULL,
    information text NOT NULL,
    no_auto_answer boolean NOT NULL DEFAULT false,
    not_disclosed boolean NOT NULL DEFAULT false,
    PRIMARY KEY (integrated_number, information)
);

-- Which items 副本 of other offices than the register may have, and what their values look like.
CREATE TABLE copy_item (
    information text NOT NULL,
    item text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('text', 'amount', 'date', 'year')),
    PRIMARY KEY (information, item)
);
INSERT INTO copy_item VALUES
    ('地方税関係情報', 'tax_year', 'year'), -- 相当年度
    ('地方税関係情報', 'total_income', 'amount'), -- 合計所得金額
    ('地方税関係情報', 'income_levy', 'amount'), -- 市町村民税所得割額
    ('地方税関係情報', 'per_capita_levy', 'amount'), -- 市町村民税均等割額
    ('地方税関係情報', 'dependants', 'amount'); -- 扶養親族の人数

-- What a person entered about 副本: a file of an office, or a flag. It counts once it is checked and approved by others
-- (seed 004_001 K51, K56, K60). The lines of a file are kept until then.
CREATE TABLE copy_entry (
    entry_id text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('import', 'flag')),
    state text NOT NULL DEFAULT 'entered' CHECK (state IN ('entered', 'approved', 'refused')),
    purpose text NOT NULL,
    row_count int NOT NULL DEFAULT 0,
    digest text,
    addressee_number text,
    information text,
    flag text CHECK (flag IN ('no_auto_answer', 'not_disclosed')),
    flag_set boolean,
    entered_by text NOT NULL,
    entered_at timestamptz NOT NULL DEFAULT now(),
    checked_by text[] NOT NULL DEFAULT '{}',
    decided_by text,
    decided_at timestamptz,
    CHECK (entered_by <> ALL (checked_by || decided_by)),
    CHECK (decided_by <> ALL (checked_by)),
    CHECK ((state = 'entered') = (decided_by IS NULL)),
    CHECK ((kind = 'flag') = (flag IS NOT NULL))
);
CREATE INDEX copy_entry_entered ON copy_entry (entered_at) WHERE state = 'entered';
CREATE TABLE copy_entry_row (
    entry_id text NOT NULL, -- of copy_entry, written in the same transaction
    line int NOT NULL, -- of the file
    addressee_number text NOT NULL,
    information text NOT NULL,
    as_of date NOT NULL,
    item text, -- NULL: this 副本 is withdrawn
    value text,
    PRIMARY KEY (entry_id, line)
);

CREATE INDEX IF NOT EXISTS person_household ON person (household_number);

-- 住民票関係情報 of a resident as the register has it; no row for anybody else.
CREATE FUNCTION copy_original(text) RETURNS TABLE (items jsonb) LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p.relationship = '世帯主' THEN jsonb_build_object('householder', '世帯主')
                ELSE jsonb_strip_nulls(jsonb_build_object(
                    'householder_name',
                    (SELECT h.name FROM person h
                     WHERE h.household_number = p.household_number AND h.relationship = '世帯主'
                       AND h.state = 'resident' LIMIT 1),
                    'relationship', p.relationship)) END
    FROM person p
    WHERE p.integrated_number = $1 AND p.state = 'resident'
    ORDER BY p.history_number DESC, p.addressee_number -- an order that no index has: it is for a few rows
    LIMIT 1
$$;

-- Brings the 副本 of these persons in line with the register: what is the same stays untouched.
CREATE FUNCTION copy_register(wanted text[], today date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH original AS MATERIALIZED (
        SELECT w.integrated_number, o.items
        FROM (SELECT DISTINCT unnest(wanted) AS integrated_number) AS w
        LEFT JOIN LATERAL copy_original(w.integrated_number) o ON true
    ), gone AS (
        DELETE FROM copy c
        WHERE c.integrated_number = ANY (ARRAY(SELECT o.integrated_number FROM original o WHERE o.items IS NULL))
          AND c.information = '住民票関係情報'
    )
    INSERT INTO copy AS c (integrated_number, information, items, as_of, source)
    SELECT o.integrated_number, '住民票関係情報', o.items, today, 'register' FROM original o
    WHERE o.items IS NOT NULL
    ORDER BY o.integrated_number
    ON CONFLICT (integrated_number, information) DO UPDATE
    SET items = excluded.items, as_of = excluded.as_of, version = c.version + 1, source = excluded.source
    WHERE c.items IS DISTINCT FROM excluded.items;
END $$;

-- The same for persons whose records have just been put, and for the households that they head. A lock keeps two
-- instances that work on one household apart, and what is read behind it is what the other one has committed.
CREATE FUNCTION copy_follow(addressee text[], today date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(20261121, bucket)
    FROM (SELECT DISTINCT abs(hashtext(p.household_number) % 256) AS bucket
          FROM person p
          WHERE p.addressee_number = ANY (addressee) AND p.household_number IS NOT NULL
          ORDER BY bucket) AS touched;
    PERFORM copy_register(ARRAY(
        SELECT p.integrated_number FROM person p WHERE p.addressee_number = ANY (addressee)
        UNION
        SELECT m.integrated_number FROM person m
        WHERE m.household_number = ANY (ARRAY(SELECT h.household_number FROM person h
                                              WHERE h.addressee_number = ANY (addressee)
                                                AND h.relationship = '世帯主' AND h.state = 'resident'))
          AND m.state = 'resident'), today);
END $$;

-- Who was known before 副本 were kept.
INSERT INTO copy (integrated_number, information, items, as_of, source)
SELECT i.integrated_number, '住民票関係情報', o.items, current_date, 'register'
FROM integrated i, LATERAL copy_original(i.integrated_number) o;
