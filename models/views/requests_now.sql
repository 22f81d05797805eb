-- Where does each request stand today, since when, and what is promised next?
-- One row a request. The status is never simply the last letter's:
--   an acknowledgment gives way to any other status;
--   acknowledged, extended and in_process do not reopen what was closed (late and duplicate notices);
--   a bare "closed" does not overwrite the reason (fulfilled, no_records, denied, referred, withdrawn);
--   of letters within a minute the more final one wins (a release and its closing notice);
--   a copy of an earlier letter does not bring back what has ended since;
--   what a person said of a letter goes before what was read of it.
CREATE VIEW requests_now AS
WITH
-- include heard
,
-- include kept
,
-- include moving
,
-- current_status: the newest change. Grouped, so that SQLite makes an index of it for the join below.
current_status AS (
    SELECT request_id,
           MAX(CASE WHEN newest = 1 THEN status END) AS status,
           MAX(CASE WHEN newest = 1 THEN sent_at END) AS sent_at
      FROM (SELECT moving.*, ROW_NUMBER() OVER (PARTITION BY request_id ORDER BY place DESC) AS newest
              FROM moving
             WHERE before_it IS NULL OR before_it <> status
           ) AS changes
     GROUP BY request_id
),
promised AS (
    SELECT request_id,
           COALESCE(
               MIN(CASE WHEN outcome = 'open' AND promised_on >= CURRENT_DATE THEN promised_on END),
               MAX(CASE WHEN outcome = 'open' THEN promised_on END)
           ) AS next_promised_on,
           COUNT(CASE WHEN outcome = 'slipped' THEN 1 END) AS times_slipped
      FROM kept
     GROUP BY request_id
),
lettered AS (
    SELECT request_letters.request_id, MAX(letters.sent_at) AS last_letter_at
      FROM request_letters
      JOIN letters ON letters.id = request_letters.letter_id
     GROUP BY request_letters.request_id
)
SELECT requests.id AS request_id,
       requests.portal,
       requests.site,
       requests.tracking_number,
       requests.agency,
       current_status.status,
       current_status.sent_at AS status_since,
       promised.next_promised_on,
       COALESCE(promised.times_slipped, 0) AS times_slipped,
       lettered.last_letter_at,
       asked.sent_on AS filed_on
  FROM requests
  LEFT JOIN current_status ON current_status.request_id = requests.id
  LEFT JOIN promised ON promised.request_id = requests.id
  LEFT JOIN lettered ON lettered.request_id = requests.id
  LEFT JOIN letters AS asked ON asked.id = requests.asked_in
 ORDER BY requests.portal, requests.site, requests.tracking_number, requests.id
