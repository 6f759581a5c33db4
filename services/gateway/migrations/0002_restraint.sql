-- 支援措置 and 発行抑止: whether the place of a person may be told, as the register last said. It comes before the data
-- that it governs, also before the first record of the person.
CREATE TABLE restraint (
    addressee_number text PRIMARY KEY,
    restrained boolean NOT NULL,
    request_id text NOT NULL
);

-- Whether a consumer is approved to know where restrained persons live.
ALTER TABLE consumer ADD COLUMN restrained_place boolean NOT NULL DEFAULT false;
