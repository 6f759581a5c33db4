-- 端末 at which operators may work, as every door knows them: told by staff.right (common/staff/standing.h).
CREATE TABLE staff_terminal (
    registration_id text NOT NULL,
    terminal text NOT NULL,
    department text NOT NULL,
    place text NOT NULL,
    begins_on date NOT NULL,
    ends_on date NOT NULL, -- the last day
    known_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (registration_id, terminal)
);
CREATE INDEX staff_terminal_name ON staff_terminal (terminal);

ALTER TABLE staff_revocation DROP CONSTRAINT staff_revocation_kind_check;
ALTER TABLE staff_revocation ADD CONSTRAINT staff_revocation_kind_check
    CHECK (kind IN ('person', 'token', 'key', 'grant', 'terminal'));
