-- How do the agencies compare: how long do they take, how often do their promises slip, how often do they say no?
-- One row an agency: a site of a portal, else a name. Days are medians, and count from the day you sent the request.
CREATE VIEW agencies AS
WITH
-- names: from the few spellings there are, which an index holds; the requests are many.
names AS (
    SELECT agency_key, MAX(agency) AS agency, MAX(portal) AS portal, MAX(site) AS site
      FROM (SELECT COALESCE(portal || '/' || site, agency, portal, '') AS agency_key, agency, portal, site
              FROM (SELECT DISTINCT portal, site, agency FROM requests) AS spelled) AS named
     GROUP BY agency_key
),
counted AS (
    SELECT agency_key,
           COUNT(*) AS requests,
           COUNT(ended_on) AS ended,
           SUM(times_kept) AS promises_kept,
           SUM(times_slipped) AS promises_slipped,
           COUNT(CASE WHEN status = 'denied' THEN 1 END) AS denied,
           COUNT(CASE WHEN status = 'no_records' THEN 1 END) AS no_records
      FROM standings
     GROUP BY agency_key
),
-- heard, given, closed: the median stands between the faster and the slower half; where their number is odd, it is
-- the last of the faster.
heard AS (
    SELECT agency_key,
           CASE WHEN COUNT(*) > 2 * COUNT(CASE WHEN half = 2 THEN 1 END) THEN MAX(CASE WHEN half = 1 THEN days END)
                ELSE (MAX(CASE WHEN half = 1 THEN days END) + MIN(CASE WHEN half = 2 THEN days END)) / 2.0
           END AS median_days
      FROM (SELECT agency_key, days_to_acknowledge AS days,
                   NTILE(2) OVER (PARTITION BY agency_key ORDER BY days_to_acknowledge) AS half
              FROM standings
             WHERE days_to_acknowledge IS NOT NULL) AS halves
     GROUP BY agency_key
),
given AS (
    SELECT agency_key,
           CASE WHEN COUNT(*) > 2 * COUNT(CASE WHEN half = 2 THEN 1 END) THEN MAX(CASE WHEN half = 1 THEN days END)
                ELSE (MAX(CASE WHEN half = 1 THEN days END) + MIN(CASE WHEN half = 2 THEN days END)) / 2.0
           END AS median_days
      FROM (SELECT agency_key, days_to_records AS days,
                   NTILE(2) OVER (PARTITION BY agency_key ORDER BY days_to_records) AS half
              FROM standings
             WHERE days_to_records IS NOT NULL) AS halves
     GROUP BY agency_key
),
closed AS (
    SELECT agency_key,
           CASE WHEN COUNT(*) > 2 * COUNT(CASE WHEN half = 2 THEN 1 END) THEN MAX(CASE WHEN half = 1 THEN days END)
                ELSE (MAX(CASE WHEN half = 1 THEN days END) + MIN(CASE WHEN half = 2 THEN days END)) / 2.0
           END AS median_days
      FROM (SELECT agency_key, days_to_close AS days,
                   NTILE(2) OVER (PARTITION BY agency_key ORDER BY days_to_close) AS half
              FROM standings
             WHERE days_to_close IS NOT NULL) AS halves
     GROUP BY agency_key
)
SELECT names.agency,
       names.portal,
       names.site,
       counted.requests,
       counted.requests - counted.ended AS open,
       counted.ended,
       CAST(heard.median_days AS double precision) AS median_days_to_acknowledge,
       CAST(given.median_days AS double precision) AS median_days_to_records,
       CAST(closed.median_days AS double precision) AS median_days_to_close,
       counted.promises_kept,
       counted.promises_slipped,
       CAST(counted.promises_slipped AS double precision) / NULLIF(counted.promises_kept + counted.promises_slipped, 0) AS slip_rate,
       CAST(counted.denied AS double precision) / NULLIF(counted.ended, 0) AS share_denied,
       CAST(counted.no_records AS double precision) / NULLIF(counted.ended, 0) AS share_no_records
  FROM counted
  JOIN names ON names.agency_key = counted.agency_key
  LEFT JOIN heard ON heard.agency_key = counted.agency_key
  LEFT JOIN given ON given.agency_key = counted.agency_key
  LEFT JOIN closed ON closed.agency_key = counted.agency_key
 ORDER BY counted.requests DESC, counted.agency_key
