-- How do the agencies compare: how long do they take, how often do their promises slip, how often do they say no?
-- One row an agency: a site of a portal, else a name. Days are medians, and count from the day you sent the request.
CREATE VIEW agencies AS
WITH
answered AS (
    SELECT COALESCE(requests.portal || '/' || requests.site, requests.agency, requests.portal, '') AS name,
           requests.agency,
           requests.portal,
           requests.site,
           standings.status,
           standings.ended_on,
           standings.times_kept,
           standings.times_slipped,
           julianday(standings.filed_on) AS began,
           julianday(standings.first_heard_on) AS heard,
           julianday(standings.first_records_on) AS given,
           julianday(standings.ended_on) AS ended
      FROM standings
      JOIN requests ON requests.id = standings.request_id
),
spans AS (
    SELECT name, 1 AS span, heard - began AS days FROM answered WHERE heard >= began
     UNION ALL
    SELECT name, 2, given - began FROM answered WHERE given >= began
     UNION ALL
    SELECT name, 3, ended - began FROM answered WHERE ended >= began
),
placed AS (
    SELECT name, span, days,
           ROW_NUMBER() OVER (PARTITION BY name, span ORDER BY days) AS place,
           COUNT(*) OVER (PARTITION BY name, span) AS many
      FROM spans
),
medians AS (
    SELECT name,
           AVG(CASE WHEN span = 1 THEN days END) AS to_acknowledge,
           AVG(CASE WHEN span = 2 THEN days END) AS to_records,
           AVG(CASE WHEN span = 3 THEN days END) AS to_close
      FROM placed
     WHERE place IN ((many + 1) / 2, (many + 2) / 2)
     GROUP BY name
),
counted AS (
    SELECT name,
           MAX(agency) AS agency,
           MAX(portal) AS portal,
           MAX(site) AS site,
           COUNT(*) AS requests,
           COUNT(ended_on) AS ended,
           SUM(times_kept) AS promises_kept,
           SUM(times_slipped) AS promises_slipped,
           COUNT(CASE WHEN status = 'denied' THEN 1 END) AS denied,
           COUNT(CASE WHEN status = 'no_records' THEN 1 END) AS no_records
      FROM answered
     GROUP BY name
)
SELECT counted.agency,
       counted.portal,
       counted.site,
       counted.requests,
       counted.requests - counted.ended AS open,
       counted.ended,
       medians.to_acknowledge AS median_days_to_acknowledge,
       medians.to_records AS median_days_to_records,
       medians.to_close AS median_days_to_close,
       counted.promises_kept,
       counted.promises_slipped,
       CAST(counted.promises_slipped AS double precision) / NULLIF(counted.promises_kept + counted.promises_slipped, 0) AS slip_rate,
       CAST(counted.denied AS double precision) / NULLIF(counted.ended, 0) AS share_denied,
       CAST(counted.no_records AS double precision) / NULLIF(counted.ended, 0) AS share_no_records
  FROM counted
  LEFT JOIN medians ON medians.name = counted.name
 ORDER BY counted.requests DESC, counted.name
