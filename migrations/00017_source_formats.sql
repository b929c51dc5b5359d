-- The format of a plan's source: what its bytes say, as the reader of documents does.
-- +goose Up
ALTER TABLE source_files ADD COLUMN format text NOT NULL GENERATED ALWAYS AS (
    CASE
        WHEN substring(content FROM 1 FOR 4) = '\x504b0304'::bytea THEN 'docx'
        WHEN position('\x255044462d'::bytea IN substring(content FROM 1 FOR 1024)) > 0 THEN 'pdf'
        ELSE 'text'
    END) STORED;
COMMENT ON COLUMN source_files.format IS 'docx, pdf or text, by the first bytes: a zip archive that was accepted is a Word document.';
