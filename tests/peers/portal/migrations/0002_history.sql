-- アクセス履歴 that residents asked for, page by page.
CREATE TABLE access_history (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    portal_request text NOT NULL,
    entries int NOT NULL,
    more boolean NOT NULL,
    page bytea NOT NULL -- juki.audit.v1.AccessHistory
);
CREATE INDEX access_history_request ON access_history (portal_request);
