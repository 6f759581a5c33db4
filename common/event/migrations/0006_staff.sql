-- What every door of operators knows of their rights (common/staff/standing.h): told by staff.right, never from here.
CREATE TABLE staff_grant (
    grant_id text PRIMARY KEY,
    person text NOT NULL,
    person_class text NOT NULL,
    affair text NOT NULL,
    department text NOT NULL,
    place text NOT NULL, -- of a contractor; '' of others
    roles text NOT NULL, -- blanks between
    begins_on date NOT NULL,
    ends_on date NOT NULL, -- the last day
    known_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX staff_grant_person ON staff_grant (person);

-- Ended for good: a person, a token (jti), a key of the identity provider (kid) or a grant.
CREATE TABLE staff_revocation (
    kind text NOT NULL CHECK (kind IN ('person', 'token', 'key', 'grant')),
    value text NOT NULL,
    revocation_id text NOT NULL,
    known_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, value)
);

-- Tokens with which somebody came, so that each is told once.
CREATE TABLE staff_token (
    token_id text PRIMARY KEY,
    ends_at timestamptz NOT NULL
);
CREATE INDEX staff_token_ends ON staff_token (ends_at);
